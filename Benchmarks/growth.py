#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How the cost of a job grows with what is asked for and with what it is asked of, and what the server adds to it; see
`scripts/growth`.

    growth.py --bin FOLDER --media FOLDER
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

import gets
import hosts
import rows
import shares
import videos

PICTURES = (1, 10, 100, 600)
DURATIONS = {"1 min": "720p-1min.mp4", "10 min": "720p-10min.mp4", "1 h": "720p-1h.mp4", "2 h": "720p-2h.mp4"}
SIZES = {"480p": "clip-480p.mp4", "720p": "clip-720p.mp4", "1080p": "clip-1080p.mp4", "4K": "clip-4k.mp4"}


def line(cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def table(heading, rows, columns=("CPU ms", "wall ms", "MB")):
    line([heading, *columns])
    line(["---"] * (1 + len(columns)))
    for cells in rows:
        line(cells)
    print()


def measured(host, folder, name, file, job, times):
    host.measure(file, job, folder)
    uses = [host.measure(file, job, folder, times) for _ in range(5)]
    cpu, wall = (statistics.median(getattr(use, kind) for use in uses) for kind in ("cpu", "wall"))
    return name, f"{1000 * cpu:.1f}", f"{1000 * wall:.1f}", f"{host.peak(file, job, folder) / 1e6:.0f}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    options = parser.parse_args()
    options.media.mkdir(parents=True, exist_ok=True)
    videos.make(options.media, print)
    media, folder = options.media, Path(tempfile.mkdtemp(prefix="vignette-growth-"))
    host = hosts.RenderHost(options.bin.resolve(), ["video"])
    try:
        one = rows.at(10, tolerance=rows.HALF_GROUP)
        table("pictures of 2 h, by keyframes", (
            measured(host, folder, count, media / "720p-2h.mp4", rows.snapshots({"evenly": {"count": count}}, 6000),
                     max(1, 20 // count)) for count in PICTURES))
        table("length, one keyframe", (measured(host, folder, name, media / file, one, 20)
                                       for name, file in DURATIONS.items()))
        table("size, one keyframe", (measured(host, folder, name, media / file, one, 20)
                                     for name, file in SIZES.items()))
        table("GET, by 16 connections at once", gets.requests(options.bin.resolve(), media, folder),
              ("a second, 1 core", "2 cores"))
        table("what the server adds under load", shares.shares(options.bin.resolve(), media, folder),
              ("CPU ms, renderers", "server", "added"))
    finally:
        host.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
