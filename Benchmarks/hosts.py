# SPDX-License-Identifier: Apache-2.0
"""Ours: warm renderers through `render-host`, and the whole server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import measuring
from measuring import Use


class RenderHost:
    """Warm renderers, with the sandbox on, behind the host's end of the product.

    The CPU of a job is that of the zygote and its child: fork, sandbox, decoding, encoding and the renderer's end of
    the socket. That of the host's end is told apart.
    """

    def __init__(self, programs, kinds):
        self.process = subprocess.Popen([programs / "render-host", programs, *kinds], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.greeting = self.process.stdout.readline().strip()
        if not self.greeting.startswith("ready"):
            sys.exit(f"render-host: {self.greeting or 'no answer'}")

    def order(self, file, job, folder, times=1, at_once=1):
        order = {"file": str(file), "folder": str(folder), "times": times, "atOnce": at_once, "job": job}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"render-host ended at {order}")
        answer = json.loads(line)
        if "failure" in answer:
            sys.exit(f"render-host: {file}: {answer['failure']}")
        return answer

    def measure(self, file, job, folder, times=1):
        """What one of `times` jobs, one after the other, took: means, as the kernel's ticks are too coarse for one."""
        family = measuring.descendants(self.process.pid)
        host, cpu, read = measuring.own_cpu(self.process.pid), measuring.cpu(family), measuring.bytes_read(family)
        answer = self.order(file, job, folder, times)
        host = measuring.own_cpu(self.process.pid) - host
        after = measuring.bytes_read(family)
        return Use(sum(answer["seconds"]) / times, (measuring.cpu(family) - cpu) / times,
                   read=None if after is None else (after - read) // times, host=host / times)

    def peak(self, file, job, folder):
        """Bytes resident at most in the child of one job."""
        with measuring.PeakMemory(self.process.pid) as memory:
            self.order(file, job, folder)
        return memory.bytes

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def sandbox(programs):
    """How renderers are locked in here, in one word."""
    host = RenderHost(programs, ["video"])
    host.stop()
    return host.greeting.split()[-1]


class Server:
    """A `vignette serve` of its own."""

    def __init__(self, programs, folder, warm, settings=()):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        data = folder / "data"
        vignette = programs / "vignette"
        self.process = subprocess.Popen(
            [vignette, "serve", "--data", data, "--listen", self.address,
             *(word for setting in (f"renderers.warm={warm}", "log.level=error", *settings)
               for word in ("--set", setting))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                get(f"http://{self.address}/readyz")
                break
            except OSError:
                if time.monotonic() > deadline:
                    sys.exit("the server did not become ready")
                time.sleep(0.1)
        self.data, self.vignette = data, vignette
        self.token = self.made("tokens")["token"]

    def made(self, kind):
        """A new token or key of the project."""
        command = [self.vignette, kind, "create", "--project", "bench", "--data", self.data, "--json"]
        return json.loads(subprocess.check_output(command))

    def access_key(self):
        return self.made("keys")

    def request(self, path, body=None, method="GET"):
        return urllib.request.Request(f"http://{self.address}{path}", body, {"Authorization": f"Bearer {self.token}"},
                                      method=method)

    def thumbnail(self, file, side):
        """The picture of the bytes of a file, by the synchronous call."""
        return get(self.request(f"/api/v1/thumbnails?max_length={side}&wait=60", file, "POST"))

    def thumbnail_of(self, content, side):
        """The picture of a stored content, by the synchronous call."""
        return get(self.request(f"/api/v1/thumbnails?max_length={side}&wait=60&source={content}", b"", "POST"))

    def content(self, file):
        """Stores the bytes of a file."""
        with OPENER.open(self.request("/api/v1/thumbnails?max_length=16&wait=60", file, "POST"), timeout=90) as answer:
            task = answer.headers["Location"]
        return json.loads(get(self.request(urllib.parse.urlsplit(task).path)))["content_id"]

    def cpu(self):
        """Seconds of CPU so far: of the server alone, and of its renderers."""
        return measuring.own_cpu(self.process.pid), measuring.cpu(measuring.descendants(self.process.pid))

    def measure(self, work, count):
        """What one of the `count` jobs took that `work` has done, the server included, and what `work` returns."""
        host, renderers = self.cpu()
        start = time.monotonic()
        made = work()
        wall = time.monotonic() - start
        # The last child is reaped a moment after its picture is there.
        time.sleep(0.1)
        now_host, now_renderers = self.cpu()
        host = (now_host - host) / count
        return Use(wall / count, host + (now_renderers - renderers) / count, host=host), made

    def wait_until_idle(self):
        """Waits for the automatic covers of uploads, which are not what is measured."""
        quiet = 0
        while quiet < 5:
            before = self.cpu()[1]
            time.sleep(0.2)
            quiet = quiet + 1 if self.cpu()[1] == before else 0

    def stop(self):
        self.process.terminate()
        self.process.wait()


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(request):
    with OPENER.open(request, timeout=90) as answer:
        if answer.status != 200:
            raise OSError(f"status {answer.status}")
        return answer.read()
