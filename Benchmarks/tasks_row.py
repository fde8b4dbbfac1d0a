# SPDX-License-Identifier: Apache-2.0
"""The whole server under load: a keyframe of each of many clips, as tasks of VOD, against two loops of a command."""

import hosts
import measuring
import peers
import pictures
import report
import vod
from measuring import Use
from rows import Peer, Row
from videos import CLIP_COUNT

KEY = "server-clips"
WORK = f"{CLIP_COUNT} keyframe tasks on {CLIP_COUNT} clips of 20 s, 1080p, through the whole server"
LOOP = "for f in {files}; do ffmpegthumbnailer -i $f -o $(basename $f).jpg -s %d -t 0 -c jpeg; done" % peers.SIDE


def measured(programs, media, base, rounds):
    """Both take the same share of the clips in each round; the figures are those of one clip."""
    files = sorted((media / "clips").glob("*.mp4"))
    share = len(files) // rounds
    home = base / "clips"
    home.mkdir()
    server = hosts.Server(programs, home, "video")
    row = Row(KEY, WORK, "video", None, {}, [Peer("ffmpegthumbnailer, two loops at once", None, None, 1 / 3)])
    try:
        client = vod.Client(server.address, server.access_key())
        assets = [client.upload(file) for file in files]
        server.wait_until_idle()
        uses = [[], []]
        for number in range(rounds):
            part = slice(number * share, (number + 1) * share)
            use, tasks = server.measure(lambda: done(client, assets[part]), share)
            uses[0].append(use)
            loops = [LOOP.format(files=" ".join(map(str, files[part][place::2]))) for place in range(2)]
            theirs = measuring.run(f"({loops[0]}) & ({loops[1]}) & wait", home)
            uses[1].append(Use(theirs.wall / share, theirs.cpu / share, theirs.memory))
        mine = home / "ours.jpg"
        mine.write_bytes(client.picture(tasks[0]))
        other = home / f"{files[part][0].name}.jpg"
        return [report.Measured(row, uses, [pictures.compare([mine], [other], False)], share)]
    finally:
        server.stop()


def done(client, assets):
    """A task of each, once all have ended."""
    tasks = [client.order(asset, peers.SIDE) for asset in assets]
    for task in tasks:
        client.wait(task)
    return tasks
