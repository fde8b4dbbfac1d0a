# SPDX-License-Identifier: Apache-2.0
"""What the server answers in a second, on one core and on two: lists, details and pictures."""

import os
import re
import subprocess

import hosts
import vod

ASSETS = 50
CONNECTIONS = 16
SECONDS = 5


def requests(programs, media, folder):
    """Rows of a table: what is asked for, and requests a second on one core and on two, the client's share included."""
    server = hosts.Server(programs, folder, "video", ["limits.rate=off"])
    try:
        client = vod.Client(server.address, server.access_key())
        clips = sorted((media / "clips").glob("*.mp4"))[:1] * ASSETS
        assets = [client.upload(clip) for clip in clips]
        task = client.order(assets[-1], 480)
        client.wait(task)
        details = client.call("GET", f"/v1/{{project}}/asset/thumbnail/details?task_id={task}")
        server.wait_until_idle()
        calls = {
            "a list of ten assets": client.signed("GET", "/v1.0/{project}/asset/list"),
            "the details of one": client.signed("GET", f"/v1.0/{{project}}/asset/details?asset_id={assets[0]}"),
            "a picture": (details["thumbnail_result"][0]["url"], {}),
        }
        for name, (address, headers) in calls.items():
            yield name, *(round(rate(server, address, headers, cores)) for cores in ([0], [0, 1]))
    finally:
        server.stop()


def rate(server, address, headers, cores):
    """Answers a second, with server and client on `cores` alone."""
    for thread in os.listdir(f"/proc/{server.process.pid}/task"):
        os.sched_setaffinity(int(thread), cores)
    command = ["wrk", "--threads", str(len(cores)), "--connections", str(CONNECTIONS), "--duration", f"{SECONDS}s"]
    for header, value in headers.items():
        # It adds this one itself.
        if header != "host":
            command += ["--header", f"{header}: {value}"]
    said = subprocess.check_output(["taskset", "--cpu-list", ",".join(map(str, cores)), *command, address], text=True)
    if "Non-2xx" in said or "Socket errors" in said:
        raise OSError(said)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])
