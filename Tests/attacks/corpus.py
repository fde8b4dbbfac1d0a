# SPDX-License-Identifier: Apache-2.0
"""The attacks of the shared corpus, aimed at what is there: the last argument is their folder."""

import io
import os
import sys
import zipfile

from targets import folder, port, secret, write

source = sys.argv[4]
AIMS = [
    ("127.0.0.1:18999", f"127.0.0.1:{port}"),
    ("video 18998", f"video {port + 1}"),
    ("file /tmp/exp/good.ts", f"file {secret}/canary.ts"),
    ("/tmp/exp/good.ts", f"{secret}/canary.ts"),
    ("file good.ts", "file side.ts"),
    ("/tmp/exp/secret.txt", f"{secret}/canary.txt"),
    ("/tmp/probe/t.jpg", f"{secret}/canary.png"),
    ('"side.jpg"', '"side.png"'),
    ("/tmp/exp/MACRO_RAN", f"{secret}/macro-corpus"),
]


def aimed(name, data):
    for old, new in AIMS:
        data = data.replace(old.encode(), new.encode())
    # The address tells the canary which file it was.
    for page in b"hls-seg.ts x.m3u8 concat.ts dash.mp4 init.mp4 d.m4s svg.png odt.png html.png docx-img.png ws".split():
        data = data.replace(b"%d/" % port + page, b"%d/%s.%s" % (port, name.encode(), page))
    return data


os.makedirs(os.path.join(folder, "parts"), exist_ok=True)
for entry in sorted(os.listdir(source)):
    if entry == "README.md":
        continue
    data = open(os.path.join(source, entry), "rb").read()
    stem = f"corpus-{os.path.splitext(entry)[0]}"
    if entry.startswith("l_") and data[:4] == b"PK\3\4":
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for item in old.infolist():
                new.writestr(item.filename, aimed(stem, old.read(item)))
        data = packed.getvalue()
    elif len(data) < 10_000 and data[:4] != b"PK\3\4":
        data = aimed(stem, data)
    write(f"corpus-{entry}", data)
    # For what reads XML alone.
    if entry == "z_lol.docx":
        write(f"parts/{stem}.xml", zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    elif entry.endswith(".svg"):
        write(f"parts/{stem}.xml", data)
