# SPDX-License-Identifier: Apache-2.0
"""The documents: PDFs by reportlab; those of an office made by LibreOffice from flat OpenDocument text."""

import base64
import io
import random
import subprocess

from photos import photo

WORDS = ("storage object snapshot frame render page document image thumbnail request signature bucket region key value "
         "system process memory kernel decode encode colour plane sample header the of and a to in is that for with as "
         "on by this from at which be or an are").split()

NAMESPACES = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in [
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
    ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("presentation", "presentation")])


def sentence(chance, words):
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def paragraph(chance, sentences=6):
    return " ".join(sentence(chance, chance.randint(8, 18)) for _ in range(sentences))


def make(folder, say):
    """Makes what is missing in `folder`."""
    for name, maker in [("text.pdf", text_pdf), ("scan.pdf", scan_pdf)]:
        if not (folder / name).exists():
            say(f"making {name}")
            maker(folder / name)
    for name, maker in [("small.docx", small_docx), ("small.pptx", small_pptx), ("small.xlsx", small_xlsx),
                        ("long.docx", long_docx)]:
        if not (folder / name).exists():
            say(f"making {name}")
            office_file(folder / name, maker())


# PDF

def text_pdf(path):
    """200 pages of text, each with a chart of some hundred paths."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen import canvas
    width, height = A4
    chance = random.Random(5)
    pdf = canvas.Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    for number in range(1, 201):
        pdf.setFont("Helvetica-Bold", 16)
        pdf.drawString(50, height - 60, f"Chapter {number}: {sentence(chance, 5)}")
        pdf.setFont("Times-Roman", 10.5)
        y = height - 90
        while y > 260:
            for line in simpleSplit(paragraph(chance, 4), "Times-Roman", 10.5, width - 100):
                pdf.drawString(50, y, line)
                y -= 13
            y -= 6
        for _ in range(6):
            pdf.setStrokeColorRGB(chance.random(), chance.random(), chance.random())
            pdf.setLineWidth(0.7)
            line = pdf.beginPath()
            value = 140
            line.moveTo(60, value)
            for x in range(60, int(width - 60), 8):
                value = min(230, max(50, value + chance.uniform(-12, 12)))
                line.lineTo(x, value)
            pdf.drawPath(line)
        for _ in range(300):
            pdf.setFillColorRGB(chance.random(), chance.random(), chance.random())
            pdf.circle(chance.uniform(60, width - 60), chance.uniform(50, 230), chance.uniform(1, 4), stroke=0, fill=1)
        pdf.setFillColorRGB(0, 0, 0)
        pdf.showPage()
    pdf.save()


def scan_pdf(path):
    """Two pages that are one JPEG each: A4 at 300 dots an inch."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas
    # As scanners have it, not spelled as text.
    rl_config.useA85 = 0
    width, height = A4
    pdf = canvas.Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    for seed in (2, 3):
        file = io.BytesIO()
        photo(2480, 3508, seed).save(file, "JPEG", quality=88)
        file.seek(0)
        pdf.drawImage(ImageReader(file), 0, 0, width, height)
        pdf.showPage()
    pdf.save()


# Office

def office_file(path, body):
    kind = {"docx": "text", "pptx": "presentation", "xlsx": "spreadsheet"}[path.suffix[1:]]
    source = path.with_suffix(f".{path.suffix[1:]}.xml")
    source.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body>{body}</office:body>'
        "</office:document>")
    subprocess.run(["soffice", "--headless", "--convert-to", path.suffix[1:], "--outdir", path.parent, source],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (path.parent / f"{source.stem}{path.suffix}").rename(path)
    source.unlink()


def image(width, place):
    """A picture in the text, `width` centimetres wide."""
    file = io.BytesIO()
    photo(1600, 1000, 100).save(file, "JPEG", quality=85)
    data = base64.b64encode(file.getvalue()).decode()
    return (f'<draw:frame {place} svg:width="{width}cm" svg:height="{width * 0.625}cm"><draw:image>'
            f"<office:binary-data>{data}</office:binary-data></draw:image></draw:frame>")


def table(chance, rows, columns):
    cell = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    return "".join(
        f"<table:table-row>{''.join(cell.format(chance.randint(1, 9999)) for _ in range(columns))}</table:table-row>"
        for _ in range(rows))


def chapter(chance, number):
    paragraphs = "".join(f"<text:p>{paragraph(chance)}</text:p>" for _ in range(5))
    return (f'<text:h text:outline-level="1">{number}. {sentence(chance, 4)}</text:h>{paragraphs}'
            f'<table:table table:name="T{number}"><table:table-column table:number-columns-repeated="5"/>'
            f"{table(chance, 8, 5)}</table:table>")


def small_docx():
    """Two pages with a picture and a table."""
    chance = random.Random(6)
    in_text = 'text:anchor-type="as-char"'
    return (f"<office:text>{chapter(chance, 1)}<text:p>{image(12, in_text)}</text:p>{chapter(chance, 2)}"
            "</office:text>")


def long_docx():
    """About 200 pages of text and tables."""
    chance = random.Random(7)
    return f"<office:text>{''.join(chapter(chance, number) for number in range(1, 221))}</office:text>"


def small_pptx():
    """Four slides with a title, a picture and text."""
    chance = random.Random(8)
    picture = image(12, 'svg:x="3cm" svg:y="5cm"')
    slides = "".join(
        f'<draw:page draw:name="slide{number}"><draw:frame svg:x="2cm" svg:y="1cm" svg:width="20cm" svg:height="3cm">'
        f"<draw:text-box><text:p>{sentence(chance, 4)}</text:p></draw:text-box></draw:frame>"
        f"{picture}</draw:page>" for number in range(1, 5))
    return f"<office:presentation>{slides}</office:presentation>"


def small_xlsx():
    """A sheet of 40 rows with a picture."""
    chance = random.Random(9)
    picture = image(6, 'svg:x="15cm" svg:y="1cm"')
    return (f'<office:spreadsheet><table:table table:name="Numbers"><table:shapes>{picture}</table:shapes>'
            f"{table(chance, 40, 8)}</table:table></office:spreadsheet>")
