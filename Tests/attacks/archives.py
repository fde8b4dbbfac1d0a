# SPDX-License-Identifier: Apache-2.0
"""Archives that unpack to more than anybody wants."""

import io
import struct
import zipfile

import growth
from targets import write

# 600 MiB: beyond what is unpacked of an archive in all.
COUNT = 600
BEFORE, AFTER = b'<?xml version="1.0"?><a>', b"</a>"
PACKED = growth.deflated(COUNT, b" ", BEFORE, AFTER)
SIZE = len(BEFORE) + len(AFTER) + COUNT * growth.BLOCK
SUM = growth.check(COUNT, b" ", BEFORE, AFTER)


def zipped(entries, told=None, overlap=None):
    """A ZIP of `(name, data)`; data that is `None` is the large one, whose size is said to be `told`.

    With `overlap` that many entries of the directory share the large one.
    """
    file, directory = bytearray(), bytearray()
    count = 0
    for name, data in entries:
        offset, name = len(file), name.encode()
        if data is None:
            method, size, check, body = 8, SIZE if told is None else told, SUM, PACKED
        else:
            method, size, check, body = 0, len(data), zipfile.crc32(data), data
        # The date is any.
        fields = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x21, check, len(body), size, len(name), 0)
        file += b"PK\3\4" + fields + name + body
        names = [name] + ([name + str(n).encode() for n in range(overlap or 0)] if data is None else [])
        for other in names:
            fields = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x21, check, len(body), size, len(other), 0)
            directory += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + other
            count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(file), 0)
    return bytes(file + directory) + b"PK\5\6" + end


TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
WORD = [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", None)]
write("zip-word.docx", zipped(WORD))
write("zip-lying.docx", zipped(WORD, told=1000))
write("zip-overlap.docx", zipped(WORD, overlap=500))
write("zip-lying-overlap.docx", zipped(WORD, told=1000, overlap=500))
TEXT = [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", None)]
write("zip-text.odt", zipped(TEXT))
write("zip-lying-text.odt", zipped(TEXT, told=1000))
write("zip-book.epub", zipped([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", None)]))
write("zip-comic.cbz", zipped([("01.png", None)]))
write("zip-lying-comic.cbz", zipped([("01.png", None)], 1000))
inner = zipped([(f"{n}.txt", None) for n in range(4)])
write("zip-nested.cbz", zipped([(f"{n}.zip", inner) for n in range(4)]))
many = io.BytesIO()
with zipfile.ZipFile(many, "w") as archive:
    for name, data in WORD[:2] + [("word/document.xml", b"<a/>")] + [(f"a/{n}", b"") for n in range(50_000)]:
        archive.writestr(name, data)
write("zip-entries.docx", many.getvalue())

# A drawing, packed by gzip.
head, tail = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">', b"</svg>"
body = growth.deflated(COUNT, b" ", head, tail)
check, size = growth.check(COUNT, b" ", head, tail), len(head) + len(tail) + COUNT * growth.BLOCK
packed = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + body + struct.pack("<I", check)
write("gzip.svgz", packed + struct.pack("<I", size))
write("gzip-lying.svgz", packed + struct.pack("<I", 100))
