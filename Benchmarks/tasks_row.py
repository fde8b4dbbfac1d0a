# SPDX-License-Identifier: Apache-2.0
"""The whole server under load: a keyframe of each of many clips, as tasks of VOD, against two loops of a command."""

import hashlib
import hmac
import json
import time
import urllib.request

import hosts
import measuring
import peers
import pictures
import report
from measuring import Use
from rows import Peer, Row
from videos import CLIP_COUNT

KEY = "server-clips"
WORK = f"{CLIP_COUNT} keyframe tasks on {CLIP_COUNT} clips of 20 s, 1080p, through the whole server"
LOOP = "for f in {files}; do ffmpegthumbnailer -i $f -o $(basename $f).jpg -s %d -t 0 -c jpeg; done" % peers.SIDE


class Client:
    """A client of VOD: signed calls (SDK-HMAC-SHA256), uploads, and the end of tasks."""

    def __init__(self, address, key):
        self.address, self.key = address, key

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        signed = {"content-type": "application/json", "host": self.address, "x-sdk-date": stamp}
        names = ";".join(signed)
        path, _, query = path.replace("{project}", self.key["project_id"]).partition("?")
        canonical = "\n".join([method, path + "/", query, "".join(f"{name}:{signed[name]}\n" for name in signed), names,
                               hashlib.sha256(data).hexdigest()])
        text = f"SDK-HMAC-SHA256\n{stamp}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        code = hmac.new(self.key["secret_key"].encode(), text.encode(), hashlib.sha256).hexdigest()
        signed["authorization"] = (f"SDK-HMAC-SHA256 Access={self.key['access_key']}, SignedHeaders={names}, "
                                   f"Signature={code}")
        address = f"http://{self.address}{path}" + (f"?{query}" if query else "")
        return json.loads(hosts.get(urllib.request.Request(address, data or None, signed, method=method)))

    def upload(self, file):
        """A video that is ready for orders."""
        asset = self.call("POST", "/v1.0/{project}/asset",
                          {"title": file.stem, "video_name": file.stem, "video_type": "MP4"})
        hosts.get(urllib.request.Request(asset["video_upload_url"], file.read_bytes(), method="PUT"))
        self.call("POST", "/v1.0/{project}/asset/status/uploaded", {"asset_id": asset["asset_id"], "status": "CREATED"})
        return asset["asset_id"]

    def order(self, asset):
        """A task for the first keyframe alone: the next picture would lie behind the end."""
        thumbnail = {"type": "time", "time": 20, "max_length": peers.SIDE}
        answer = self.call("POST", "/v1.0/{project}/asset/process", {"asset_id": asset, "thumbnail": thumbnail})
        return answer["thumbnail_task_id"]

    def wait(self, task):
        while self.call("GET", f"/api/v1/tasks/{task}")["state"] in ("WAITING", "PROCESSING"):
            time.sleep(0.01)

    def picture(self, task):
        answer = self.call("GET", f"/v1/{{project}}/asset/thumbnail/details?task_id={task}")
        return hosts.get(answer["thumbnail_result"][0]["url"])


def measured(programs, media, base, rounds):
    """Both take the same share of the clips in each round; the figures are those of one clip."""
    files = sorted((media / "clips").glob("*.mp4"))
    share = len(files) // rounds
    home = base / "clips"
    home.mkdir()
    server = hosts.Server(programs, home, "video")
    row = Row(KEY, WORK, "video", None, {}, [Peer("ffmpegthumbnailer, two loops at once", None, None, 1 / 3)])
    try:
        client = Client(server.address, server.access_key())
        assets = [client.upload(file) for file in files]
        wait_until_idle(server)
        uses = [[], []]
        for number in range(rounds):
            part = slice(number * share, (number + 1) * share)
            host, renderers = server.cpu()
            start = time.monotonic()
            tasks = [client.order(asset) for asset in assets[part]]
            for task in tasks:
                client.wait(task)
            wall = time.monotonic() - start
            time.sleep(0.1)
            now_host, now_renderers = server.cpu()
            host = (now_host - host) / share
            uses[0].append(Use(wall / share, host + (now_renderers - renderers) / share, host=host))
            loops = [LOOP.format(files=" ".join(map(str, files[part][place::2]))) for place in range(2)]
            theirs = measuring.run(f"({loops[0]}) & ({loops[1]}) & wait", home)
            uses[1].append(Use(theirs.wall / share, theirs.cpu / share, theirs.memory))
        mine = home / "ours.jpg"
        mine.write_bytes(client.picture(tasks[0]))
        other = home / f"{files[part][0].name}.jpg"
        return report.Measured(row, uses, [pictures.compare([mine], [other], False)], share)
    finally:
        server.stop()


def wait_until_idle(server):
    """The automatic covers of the uploads are not what is measured."""
    quiet = 0
    while quiet < 5:
        before = server.cpu()[1]
        time.sleep(0.2)
        quiet = quiet + 1 if server.cpu()[1] == before else 0
