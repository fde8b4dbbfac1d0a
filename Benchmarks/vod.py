# SPDX-License-Identifier: Apache-2.0
"""A client of VOD."""

import hashlib
import hmac
import http.client
import json
import time
import urllib.request

import hosts


class Client:
    """Signed calls (SDK-HMAC-SHA256) over one kept connection, uploads, and the end of tasks."""

    def __init__(self, address, key):
        self.address, self.key = address, key
        self.connection = http.client.HTTPConnection(address, timeout=90)

    def signed(self, method, path, data=b""):
        """The address and the headers of a call."""
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
        return f"http://{self.address}{path}" + (f"?{query}" if query else ""), signed

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        address, signed = self.signed(method, path, data)
        self.connection.request(method, address.removeprefix(f"http://{self.address}"), data or None, signed)
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status >= 400:
            raise OSError(f"{method} {path}: {answer.status} {told.decode()}")
        return json.loads(told)

    def upload(self, file):
        """A video that is ready for orders."""
        asset = self.call("POST", "/v1.0/{project}/asset",
                          {"title": file.stem, "video_name": file.stem, "video_type": "MP4"})
        hosts.get(urllib.request.Request(asset["video_upload_url"], file.read_bytes(), method="PUT"))
        self.call("POST", "/v1.0/{project}/asset/status/uploaded", {"asset_id": asset["asset_id"], "status": "CREATED"})
        return asset["asset_id"]

    def order(self, asset, side):
        """A task for the first keyframe alone: the next picture would lie behind the end."""
        return self.ordered(asset, {"type": "time", "time": 30, "max_length": side})

    def ordered(self, asset, thumbnail):
        """A task for snapshots."""
        answer = self.call("POST", "/v1.0/{project}/asset/process", {"asset_id": asset, "thumbnail": thumbnail})
        return answer["thumbnail_task_id"]

    def wait(self, task, pause=0.01):
        """How the task ended."""
        while (state := self.call("GET", f"/api/v1/tasks/{task}")["state"]) in ("WAITING", "PROCESSING"):
            time.sleep(pause)
        return state

    def picture(self, task):
        answer = self.call("GET", f"/v1/{{project}}/asset/thumbnail/details?task_id={task}")
        return hosts.get(answer["thumbnail_result"][0]["url"])
