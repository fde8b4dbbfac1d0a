# SPDX-License-Identifier: Apache-2.0
"""Pictures of a few bytes and very many pixels, alone and in other files."""

import io
import struct
import zipfile
import zlib

import growth
from targets import secret, write

# The most that libavcodec takes for a square.
SIDE = 16_000


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(side, depth, colour, row, interlaced=0, more=b""):
    """A black PNG; `row` is the length of a line in bytes."""
    head = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, interlaced)
    size = side * (row + 1)
    if interlaced:
        bits = row * 8 // side
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        size = sum(
            -(-(side - y) // h) * (1 + (-(-(side - x) // w) * bits + 7) // 8) for x, y, w, h in passes
        )
    data = chunk(b"IDAT", growth.zeros(size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + data + chunk(b"IEND", b"")


small = png(SIDE, 8, 2, SIDE * 3)
write("pixels.png", small)
write("pixels-interlaced.png", png(SIDE, 8, 2, SIDE * 3, 1))
write("pixels-profile.png", png(64, 8, 2, 192, 0, chunk(b"iCCP", b"a\0\0" + growth.zlibbed(600, b" "))))
# Becomes the only frame of `pixels.mkv`.
write("frame.png", png(16_000, 16, 6, 16_000 * 8))

# Every code of a prefix has one symbol, so that a pixel takes no bit (WebP lossless bitstream specification).
bits = [(0x2F, 8), (16_382, 14), (16_382, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
bits += [(1, 1), (0, 1), (0, 1), (0, 1)] * 5
value = shift = 0
for number, width in bits:
    value |= number << shift
    shift += width
body = value.to_bytes(shift // 8 + 2, "little")
body += b"\0" * (len(body) % 2)
write("pixels.webp", b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBPVP8L" + struct.pack("<I", len(body)) + body)

# Strips that are all the same one.
rows = 1000
strip = growth.zeros(rows * SIDE * 3)
strips = SIDE // rows
tags = [
    (256, 4, 1, SIDE), (257, 4, 1, SIDE), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 2), (273, 4, strips, 200),
    (277, 3, 1, 3), (278, 4, 1, rows), (279, 4, strips, 200 + 4 * strips),
]
head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
offset = 200 + 8 * strips
lists = struct.pack(f"<{strips}I", *[offset] * strips) + struct.pack(f"<{strips}I", *[len(strip)] * strips)
write("pixels.tif", head.ljust(200, b"\0") + lists + strip)

# A progressive JPEG, all of whose coefficients are kept, with the size of another one.
jpeg = bytearray(open(f"{secret}/progressive.jpg", "rb").read())
place = jpeg.index(b"\xff\xc2")
jpeg[place + 5 : place + 9] = struct.pack(">HH", 65_000, 65_000)
write("pixels.jpg", bytes(jpeg))


def gif(width, height, frames):
    """Frames that hold one pixel each of a canvas of that size."""
    frame = b"!\xf9\4\4\1\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2\2\x44\1\0"
    palette = b"\0\0\0\xff\xff\xff"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + palette + frame * frames + b";"


write("pixels.gif", gif(23_000, 23_000, 1))
write("frames.gif", gif(9_000, 9_000, 20_000))
# Lines that are left out, and lines of runs.
bitmap = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 8, 1, 2, 0, 0, 256, 0) + bytes(1024)
write("pixels.bmp", b"BM" + struct.pack("<IHHI", 56 + len(bitmap), 0, 0, 14 + len(bitmap)) + bitmap + b"\0\1")
targa = struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, SIDE, SIDE, 24, 0)
write("pixels.tga", targa + b"\xff\0\0\0" * (SIDE * SIDE // 128))

# In other files.
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
    'ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{KIND}/{{}}" Target="{{}}"/></Relationships>'
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
DOCUMENT = (
    f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{KIND}" '
    f'xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture" xmlns:wp="{DRAWING}/wordprocessingDrawing"><w:body><w:p>'
    '<w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1800000"/><wp:docPr id="1" name="a"/><a:graphic>'
    f'<a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:embed="r1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="1800000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:body></w:document>"
)


def package(name, parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, data in parts.items():
            archive.writestr(path, data)
    write(name, file.getvalue())


package(
    "pixels-word.docx",
    {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATION.format("officeDocument", "word/document.xml"),
        "word/document.xml": DOCUMENT,
        "word/_rels/document.xml.rels": RELATION.format("image", "media/a.png"),
        "word/media/a.png": small,
    },
)
package("pixels-comic.cbz", {"1.png": small})
package(
    "pixels-book.epub",
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
        "a.opf": '<package><manifest><item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
        "</manifest></package>",
        "c.png": small,
    },
)
