# SPDX-License-Identifier: Apache-2.0
"""The whole server against thumbor: pictures by the synchronous call, one after the other, each file once."""

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
    """Both servers take the same share of the files in each round; the figures are those of one picture."""
    files = sorted((media / "series").glob("*.jpg"))
    warm_up, files = files[:1], files[1:]
    share = len(files) // rounds
    home = base / "server"
    home.mkdir()
    ours = hosts.Server(programs, home, "image")
    theirs = peers.Thumbor(media)
    row = Row(KEY, WORK, "image", None, {}, [Peer("thumbor, warm, over HTTP", theirs, 0.90)])
    try:
        theirs.start(home)
        for file in warm_up:
            ours.thumbnail(file, SIDE)
            theirs.thumbnail(file)
        uses = [[], []]
        for number in range(rounds):
            part = files[number * share:(number + 1) * share]
            server, renderers = ours.cpu()
            start = time.monotonic()
            mine = [ours.thumbnail(file, SIDE) for file in part]
            wall = time.monotonic() - start
            # The last child is reaped a moment after its picture is there.
            time.sleep(0.1)
            now_server, now_renderers = ours.cpu()
            host = (now_server - server) / share
            uses[0].append(Use(wall / share, host + (now_renderers - renderers) / share, host=host))
            before = theirs.cpu()
            start = time.monotonic()
            other = [theirs.thumbnail(file) for file in part]
            uses[1].append(Use((time.monotonic() - start) / share, (theirs.cpu() - before) / share, theirs.peak()))
        left, right = home / "ours.jpg", home / "theirs.jpg"
        left.write_bytes(mine[-1])
        right.write_bytes(other[-1])
        return report.Measured(row, uses, [pictures.compare([left], [right], False)], share)
    finally:
        ours.stop()
        theirs.stop()
