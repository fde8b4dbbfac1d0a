# SPDX-License-Identifier: Apache-2.0
"""What a loaded server adds to its renderers: the calls, the queue, sockets, storage and the database."""

import concurrent.futures

import hosts
import vod

#: Work of VOD: what is ordered of which file, how many times.
TASKS = {
    "one keyframe of 20 s, 1080p": ("clips/000.mp4", {"type": "time", "time": 30}, 200),
    "ten keyframes of 10 min, 1080p": ("1080p-10min.mp4", {"type": "time", "time": 60}, 40),
    "50 keyframes of 10 min, 1080p": ("1080p-10min.mp4", {"type": "time", "time": 12}, 10),
    "one exact frame of 10 min, 1080p": ("1080p-10min.mp4", {"type": "dots", "dots": [307]}, 10),
}
#: Work of the synchronous call: of which file, how many times.
CALLS = {
    "first page of a text PDF": ("text.pdf", 200),
    "24 MP JPEG": ("photo.jpg", 100),
    "24 MP PNG": ("photo.png", 40),
    "24 MP HEIC": ("photo.heic", 8),
    "small docx": ("small.docx", 40),
}
CORES = 2
SIDE = 480


def shares(programs, media, folder):
    """Rows of a table: the work, CPU ms of one job in the renderers and in the server, and the second over the first."""
    server = hosts.Server(programs, folder, "video,image,page,office", ["limits.rate=off"])
    try:
        client = vod.Client(server.address, server.access_key())
        for name, (file, thumbnail, count) in TASKS.items():
            asset = client.upload(media / file)
            server.wait_until_idle()
            yield name, *used(server, count, lambda: run_tasks(client, asset, thumbnail, count))
        for name, (file, count) in CALLS.items():
            content = server.content((media / file).read_bytes())
            # What is stored already would be answered without a render: each asks for another size.
            sides = range(SIDE, SIDE + count)
            server.wait_until_idle()
            yield name, *used(server, count, lambda: run_calls(server, content, sides))
    finally:
        server.stop()


def used(server, count, work):
    use, _ = server.measure(work, count)
    host, renderers = 1000 * use.host, 1000 * (use.cpu - use.host)
    return f"{renderers:.1f}", f"{host:.1f}", f"{host / renderers:.0%}"


def run_tasks(client, asset, thumbnail, count):
    tasks = [client.ordered(asset, {**thumbnail, "max_length": SIDE}) for _ in range(count)]
    for task in reversed(tasks):
        if client.wait(task, pause=0.2) != "SUCCEED":
            raise OSError(f"task {task} did not succeed")


def run_calls(server, content, sides):
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda side: server.thumbnail_of(content, side), sides))
