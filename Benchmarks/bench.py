#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ours against what people use instead, in alternation, on the same input, in the same run; see `scripts/bench`.

    bench.py --bin FOLDER --media FOLDER [--quick] [--only KEY,...] [--rounds N] [--output FILE]

FOLDER holds the release executables. A KEY is the name of a row, or the beginning of several. FILE gets the table.
"""

import argparse
import math
import shutil
import sys
import tempfile
from pathlib import Path

import documents
import hosts
import photos
import pictures
import report
import rows
import server_row
import tasks_row
import videos

#: Seconds of CPU for which a job of ours is repeated in one round: the kernel counts in steps of 10 ms.
ENOUGH = 0.3
MOST_TIMES = 60


def say(text):
    print(text, file=sys.stderr, flush=True)


def folder_of(base, name):
    folder = base / name
    folder.mkdir(exist_ok=True)
    return folder


def measured(row, programs, base, rounds):
    """The row with what was measured: uses of ourselves and of each peer, and how alike the pictures are."""
    host = hosts.RenderHost(programs, [row.kind])
    ours, folders = folder_of(base, "ours"), [folder_of(base, f"peer{place}") for place in range(len(row.peers))]
    try:
        for peer, folder in zip(row.peers, folders):
            peer.way.start(folder)
        # The first of each is not counted: it fills caches, and tells how often a round repeats it.
        host.measure(row.file, row.job, ours)
        once = host.measure(row.file, row.job, ours)
        times = max(1, min(MOST_TIMES, math.ceil(ENOUGH / max(once.cpu, 0.001))))
        for peer, folder in zip(row.peers, folders):
            peer.way.measure(folder)
        uses = [[] for _ in range(1 + len(row.peers))]
        for number in range(rounds):
            uses[0].append(host.measure(row.file, row.job, ours, times))
            for place, (peer, folder) in enumerate(zip(row.peers, folders), 1):
                uses[place].append(peer.way.measure(folder))
        memory = host.peak(row.file, row.job, ours)
        for use in uses[0]:
            use.memory = memory
        alike = [pictures.compare(files(ours), files(folder), row.is_series) for folder in folders]
        return report.Measured(row, uses, alike, times)
    finally:
        host.stop()
        for peer in row.peers:
            peer.way.stop()
        for folder in [ours, *folders]:
            shutil.rmtree(folder)


def files(folder):
    return sorted(folder.glob("[0-9]*.jpg"), key=lambda path: int(path.stem))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    options.bin = options.bin.resolve()
    rounds = options.rounds or (2 if options.quick else 5)

    options.media.mkdir(parents=True, exist_ok=True)
    videos.make(options.media, say)
    documents.make(options.media, say)
    photos.make(options.media, say)

    only = [key for key in options.only.split(",") if key]
    def chosen(key):
        return not only or any(key.startswith(start) for start in only)

    all_rows = [row for row in rows.rows(options.media) if chosen(row.key)]
    base = Path(tempfile.mkdtemp(prefix="vignette-bench-"))
    results = []
    sandbox = hosts.sandbox(options.bin)
    try:
        for row in all_rows:
            say(f"{row.key}: {row.work}")
            results.append(measured(row, options.bin, base, rounds))
            say(report.brief(results[-1]))
        for whole in (server_row, tasks_row):
            if chosen(whole.KEY):
                say(f"{whole.KEY}: {whole.WORK}")
                for result in whole.measured(options.bin, options.media, base, rounds):
                    results.append(result)
                    say(report.brief(result))
    finally:
        shutil.rmtree(base)
    if not results:
        sys.exit(f"no row begins with {options.only}; rows are: "
                 f"{', '.join([row.key for row in rows.rows(options.media)] + [server_row.KEY, tasks_row.KEY])}")
    text = report.text(results, rounds, options.bin, sandbox)
    print(text)
    if options.output:
        options.output.write_text(text)


if __name__ == "__main__":
    main()
