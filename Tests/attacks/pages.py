# SPDX-License-Identifier: Apache-2.0
"""PDF files that take all the memory or all the time."""

import zlib

import growth
from targets import write

PARENT = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def pdf(objects, trailer=b""):
    """Objects from 1 on; the first one is the catalogue."""
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = trailer.replace(b"HERE", b"%d" % start)
    file += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(file)


def stream(data, more=b""):
    return b"<< /Length %d %s >>\nstream\n" % (len(data), more) + data + b"\nendstream"


def page(content, resources=b"", box=b"0 0 200 200", more=b"", others=[]):
    """One page: its content is object 4, the others follow from 5 on."""
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> %s >>"
    return pdf([PARENT, PAGES, head % (box, resources, more), content] + others)


FLATE = b"/Filter /FlateDecode"
write(
    "pdf-flate.pdf",
    page(stream(zlib.compress(growth.zlibbed(2500, b" "), 9), b"/Filter [/FlateDecode /FlateDecode]")),
)
# A path of many curves that cross each other, stroked again and again.
lines = b"".join(b"%d %d m %d %d l S\n" % (n * 7 % 200, n * 13 % 200, n * 29 % 200, n * 31 % 200) for n in range(6000))
write("pdf-paths.pdf", page(stream(zlib.compress(b"9 w [1 1] 0 d " + lines * 400, 9), FLATE)))
write("pdf-box.pdf", page(stream(b"0 0 99 99 re f"), box=b"0 0 14400 14400"))
write("pdf-box-huge.pdf", page(stream(b"0 0 99 99 re f"), box=b"0 0 1000000000 1000000000"))
write("pdf-unit.pdf", page(stream(b"0 0 99 99 re f"), box=b"0 0 14400 14400", more=b"/UserUnit 75000"))

# Things that show ten others each.
COUNT = 12


def resources(kind, number):
    return b"/Resources << /%s << /X %d 0 R >> >>" % (kind, number)


forms = [
    stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 200 200] " + resources(b"XObject", 6 + n))
    for n in range(COUNT)
] + [stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 200]")]
write("pdf-forms.pdf", page(stream(b"/X Do"), b"/XObject << /X 5 0 R >>", others=forms))


def font(glyph, inner):
    return (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a %d 0 R >> "
        b"/Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1] %s >>" % (glyph, inner)
    )


glyphs = []
for n in range(COUNT):
    own = 5 + 2 * n
    glyphs += [font(own + 1, resources(b"Font", own + 2))]
    glyphs += [stream(b"1 0 d0 BT /X 1 Tf (aaaaaaaaaa) Tj ET" if n + 1 < COUNT else b"1 0 d0 0 0 1 1 re f")]
glyphs += [b"null"]
write("pdf-glyphs.pdf", page(stream(b"BT /X 9 Tf (a) Tj ET"), b"/Font << /X 5 0 R >>", others=glyphs))
recursion = [font(6, resources(b"Font", 5)), stream(b"1 0 d0 BT /X 1 Tf (aa) Tj ET")]
write("pdf-recursion.pdf", page(stream(b"BT /X 9 Tf (a) Tj ET"), b"/Font << /X 5 0 R >>", others=recursion))
pattern = stream(
    b"0 0 9 9 re 1 1 m 2 2 l S f",
    b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 90 90] /XStep 0.01 /YStep 0.01 "
    b"/Resources << >>",
)
painted = stream(b"/Pattern cs /X scn 0 0 200 200 re f")
write("pdf-pattern.pdf", page(painted, b"/Pattern << /X 5 0 R >>", others=[pattern]))
program = b"{ " + b"2 copy add sin exch cos " * 4000 + b"}"
function = stream(program, b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]")
shading = b"<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [200 0 0 200 0 0] /Function 6 0 R >>"
write("pdf-shading.pdf", page(stream(b"/X sh"), b"/Shading << /X 5 0 R >>", others=[shading, function]))
SIDE = 40_000
image = stream(
    zlib.compress(growth.zeros(SIDE * SIDE * 3), 9),
    b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter "
    b"[/FlateDecode /FlateDecode]" % (SIDE, SIDE),
)
write("pdf-image.pdf", page(stream(b"200 0 0 200 0 0 cm /X Do"), b"/XObject << /X 5 0 R >>", others=[image]))

# A page of 65535 squared (ITU-T T.88), of one generic region that is not there.
information = b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\0\0\xff\xff" * 2 + bytes(8) + b"\0\0\0"
region = b"\0\0\0\1\x26\0\1\0\0\0\x1a" + b"\0\0\xff\xff" * 2 + bytes(9) + b"\0" + b"\3\xff\xfd\xff\2\xfe\xfe\xfe"
jbig = stream(
    information + region,
    b"/Type /XObject /Subtype /Image /Width 65535 /Height 65535 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter "
    b"/JBIG2Decode",
)
write("pdf-jbig.pdf", page(stream(b"200 0 0 200 0 0 cm /X Do"), b"/XObject << /X 5 0 R >>", others=[jbig]))

# What refers to itself.
write("pdf-previous.pdf", pdf([PARENT, PAGES, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"], b"/Prev HERE"))
write("pdf-kids.pdf", pdf([PARENT, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"]))
depth = 50_000
nested = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1) for n in range(2, depth)]
leaf = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>" % (depth - 1)
write("pdf-deep.pdf", pdf([PARENT] + nested + [leaf]))
write("pdf-arrays.pdf", page(stream(b"[" * 5_000_000)))
script = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >> >>"
write("pdf-script.pdf", pdf([script, PAGES, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]))
