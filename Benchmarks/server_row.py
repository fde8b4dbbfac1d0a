# SPDX-License-Identifier: Apache-2.0
"""The whole server against thumbor: pictures by the synchronous call, one after the other, each file once.

Both have the files already. What it takes beside that to send a file, and to keep it durably, is told apart.
"""

import time

import hosts
import peers
import photos
import pictures
import report
from measuring import Use
from rows import Peer, Row

KEY = "server-jpeg"
WORK = f"{photos.SERIES} x 24 MP JPEG through the whole server (synchronous call)"
SIDE = peers.SIDE


def measured(programs, media, base, rounds):
    """All take the same share of the files in each round; the figures are those of one picture."""
    files = sorted((media / "series").glob("*.jpg"))
    warm_up, files = files[:1], files[1:]
    share = len(files) // rounds
    home = base / "server"
    home.mkdir()
    ours = hosts.Server(programs, home, "image")
    theirs = peers.Thumbor(media)
    try:
        theirs.start(home)
        contents = {file: ours.content(file.read_bytes()) for file in files}
        for file in warm_up:
            ours.thumbnail(file.read_bytes(), SIDE)
            theirs.thumbnail(file)
        # The same picture in other bytes is another file.
        ways = [lambda file: ours.thumbnail_of(contents[file], SIDE),
                lambda file: ours.thumbnail(file.read_bytes() + b"again", SIDE)]
        uses = [[], [], []]
        for number in range(rounds):
            part = files[number * share:(number + 1) * share]
            for way, list_of_uses in zip(ways, uses):
                use, mine = ours.measure(lambda: [way(file) for file in part], share)
                list_of_uses.append(use)
            before = theirs.cpu()
            start = time.monotonic()
            other = [theirs.thumbnail(file) for file in part]
            uses[2].append(Use((time.monotonic() - start) / share, (theirs.cpu() - before) / share, theirs.peak()))
        left, right = home / "ours.jpg", home / "theirs.jpg"
        left.write_bytes(mine[-1])
        right.write_bytes(other[-1])
        alike = [pictures.compare([left], [right], False)]
        stored = Row(KEY, WORK, "image", None, {}, [Peer("thumbor, warm, over HTTP", theirs, 0.90)])
        sent = Row(f"{KEY}-sent", f"{WORK}, each sent with its call", "image", None, {},
                   [Peer("thumbor, which has them", theirs, None)])
        return [report.Measured(row, [use, uses[2]], alike, share) for row, use in zip((stored, sent), uses)]
    finally:
        ours.stop()
        theirs.stop()
