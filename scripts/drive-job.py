#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stores a document in a drive over KooDrive's protocol and has its thumbnail made.

    scripts/drive-job.py ENDPOINT DOCUMENT < identity.json

identity.json is an object with `token`, `user_id` and `container_id`, as `vignette tokens create` and `vignette users
create` print them. Standard library only.
"""

import hashlib
import json
import sys
import time
import urllib.request
from pathlib import Path

from transport import Transport

DEADLINE = 120  # seconds for the pictures to appear; the first document also waits for LibreOffice to warm up


class Drive:
    """Calls of one user."""

    def __init__(self, endpoint, identity):
        self.endpoint = endpoint.rstrip("/")
        self.identity = identity
        self.send = Transport().send

    def call(self, path, body):
        """The answer to one operation and its headers; ends the program when its code is not 0."""
        request = urllib.request.Request(
            f"{self.endpoint}/koodrive/ose/v1/{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.identity['token']}"}, method="POST")
        answer, headers = self.send(request)
        answer = json.loads(answer)
        if int(answer["code"]) != 0:
            sys.exit(f"{path}: {answer['code']} {answer['msg']}")
        return answer, headers


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    document, identity = Path(sys.argv[2]), json.load(sys.stdin)
    drive = Drive(sys.argv[1], identity)
    content, container = document.read_bytes(), identity["container_id"]

    created, _ = drive.call("files/create", {
        "fileName": document.name, "fileType": "26", "parentFolder": ["root"], "length": len(content),
        "uploadMode": "multipart", "uploadType": 1, "autoRename": 2, "containerId": container,
        "multiParts": [{"partNumber": 1, "partSize": len(content), "partOffset": 0}],
    })
    file_id = created["fileId"]
    print(f"created  file {file_id}")

    for part in created["multiParts"]:
        start = part.get("partOffset", 0)
        drive.send(urllib.request.Request(
            part["uploadUrl"], content[start:start + part["partSize"]], method="PUT"))
    drive.call("files/complete", {"fileId": file_id, "sha256": hashlib.sha256(content).hexdigest()})
    print(f"uploaded {len(content)} bytes of {document.name}")

    _, headers = drive.call("document/thumbnail", {
        "fileId": file_id, "containerId": container, "userId": identity["user_id"]})
    print(f"ordered  its thumbnail: task {headers['X-Task-Id']}")

    started = time.monotonic()
    while True:
        detail, _ = drive.call(f"files/{file_id}/detail", {"containerId": container})
        links = {link["usage"]: link["downloadLink"] for link in detail["downloadLinks"]}
        if "thumbnail" in links:
            break
        if time.monotonic() - started > DEADLINE:
            sys.exit(f"no picture after {DEADLINE} s")
        time.sleep(0.1)
    print(f"made     after {time.monotonic() - started:.2f} s")

    print("\nPictures of the document (the links hold for 15 minutes):")
    for usage, link in sorted(links.items()):
        if usage == "content":
            continue
        picture, _ = drive.send(urllib.request.Request(link))
        if not picture.startswith(b"\xff\xd8"):
            sys.exit(f"{link} is not a JPEG")
        print(f"  {usage:<20} {link}")
    print(f"\nUser {identity['user_id']}, space {container}:\n  token  {identity['token']}")


if __name__ == "__main__":
    main()
