#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CPU time of a warm office render against LibreOffice as typed, in one run.

    Benchmarks/office.py [--rounds N] [--bin DIRECTORY]

Makes a small .docx, .pptx and .xlsx with pictures, then takes turns, N rounds of each (10 by default):

    ours    POST /api/v1/thumbnails of a running `vignette serve`, warm; CPU of the server, its renderers and all children
    peer    soffice --headless --convert-to pdf, then pdftoppm -jpeg -scale-to; CPU of both

Prints the medians and their ratio for each document. DIRECTORY holds the release executables (default .build/release).
"""

import argparse
import base64
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIDE = 480

NAMESPACES = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in [
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
    ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("presentation", "presentation")])


def run(*arguments, **options):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def documents(folder):
    """The three documents, made by LibreOffice from flat OpenDocument text."""
    picture = folder / "picture.png"
    run("ffmpeg", "-nostdin", "-y", "-f", "lavfi", "-i", "testsrc2=size=640x400:duration=1", "-frames:v", "1", picture)
    data = base64.b64encode(picture.read_bytes()).decode()

    def image(width, place=""):
        return (f'<draw:frame {place} svg:width="{width}cm" svg:height="{width * 0.625}cm"><draw:image>'
                f"<office:binary-data>{data}</office:binary-data></draw:image></draw:frame>")

    in_text, on_slide = 'text:anchor-type="as-char"', 'svg:x="3cm" svg:y="5cm"'
    on_sheet = 'svg:x="15cm" svg:y="1cm"'
    words = "The quick brown fox jumps over the lazy dog. " * 6
    paragraphs = "".join(f"<text:p>{number}. {words}</text:p>" for number in range(1, 9))
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="float" office:value="{row * column}"><text:p>{row * column}</text:p>'
            "</table:table-cell>" for column in range(1, 9)) + "</table:table-row>" for row in range(1, 41))
    bodies = {
        "docx": ("text", f'<office:text><text:h>Report</text:h>{paragraphs}<text:p>{image(8, in_text)}'
                         "</text:p></office:text>"),
        "pptx": ("presentation", '<office:presentation><draw:page draw:name="one"><draw:frame svg:x="2cm" svg:y="1cm" '
                 'svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Results of the year</text:p></draw:text-box>'
                 f'</draw:frame>{image(12, on_slide)}</draw:page></office:presentation>'),
        "xlsx": ("spreadsheet", f'<office:spreadsheet><table:table table:name="Numbers"><table:shapes>'
                 f'{image(6, on_sheet)}</table:shapes>{cells}</table:table></office:spreadsheet>'),
    }
    made = []
    for suffix, (kind, body) in bodies.items():
        source = folder / f"small.f{suffix}.xml"
        source.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
            f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body>{body}</office:body></office:document>')
        run("soffice", "--headless", "--convert-to", suffix, "--outdir", folder, source)
        target = folder / f"small.f{suffix}.{suffix}"
        made.append(target.rename(folder / f"small.{suffix}"))
    return made


def tree_cpu(root):
    """CPU seconds of a process, its descendants, and all that they have reaped."""
    parents, times = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
            times[int(entry)] = sum(int(field) for field in fields[11:15])

    def is_ours(pid):
        while pid and pid != root:
            pid = parents.get(pid)
        return pid == root

    return sum(ticks for pid, ticks in times.items() if is_ours(pid)) / os.sysconf("SC_CLK_TCK")


def peer_cpu(document, folder):
    """CPU seconds of the usual command line."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, document)
    run("pdftoppm", "-jpeg", "-f", "1", "-l", "1", "-scale-to", str(SIDE), folder / f"{document.stem}.pdf",
        folder / document.stem)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Server:
    """A `vignette serve` of its own."""

    def __init__(self, programs, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.data = folder / "data"
        self.vignette = programs / "vignette"
        self.process = subprocess.Popen(
            [self.vignette, "serve", "--data", self.data, "--listen", self.address, "--set", "renderers.warm=office"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + 60
        while True:
            try:
                self.opener.open(f"http://{self.address}/readyz", timeout=2)
                break
            except OSError:
                if time.monotonic() > deadline:
                    sys.exit("the server did not become ready")
                time.sleep(0.1)
        token = subprocess.check_output(
            [self.vignette, "tokens", "create", "--project", "bench", "--data", self.data, "--json"])
        self.token = json.loads(token)["token"]

    def cpu(self, document, side):
        """CPU seconds of one thumbnail; another size each time, as equal orders are rendered once."""
        before = tree_cpu(self.process.pid)
        request = urllib.request.Request(
            f"http://{self.address}/api/v1/thumbnails?max_length={side}&wait=60", document.read_bytes(),
            {"Authorization": f"Bearer {self.token}"}, method="POST")
        with self.opener.open(request, timeout=90) as answer:
            if answer.status != 200 or not answer.read().startswith(b"\xff\xd8"):
                sys.exit(f"no picture of {document.name}")
        # The child is reaped a moment after its picture is there.
        time.sleep(0.2)
        return tree_cpu(self.process.pid) - before

    def stop(self):
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--bin", type=Path, default=ROOT / ".build/release")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="vignette-bench-"))
    try:
        made = documents(folder)
        server = Server(options.bin, folder)
        try:
            for document in made:
                server.cpu(document, SIDE + 100)
                peer_cpu(document, folder)
            print(f"{'document':<12}{'ours':>10}{'peer':>10}{'ratio':>8}   median CPU ms of {options.rounds}")
            for document in made:
                ours, peer = [], []
                for number in range(options.rounds):
                    ours.append(server.cpu(document, SIDE + number))
                    peer.append(peer_cpu(document, folder))
                mine, theirs = statistics.median(ours) * 1000, statistics.median(peer) * 1000
                print(f"{document.name:<12}{mine:>10.0f}{theirs:>10.0f}{mine / theirs:>8.3f}", flush=True)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
