#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the main job once over HTTP: upload a clip, take snapshots, list them, set the cover.

    scripts/main-job.py ENDPOINT VIDEO < key.json

key.json is what `vignette keys create --json` prints. Standard library only, so that it also shows what a client
without an SDK has to do.
"""

import hashlib
import hmac
import json
import sys
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from transport import Transport

DEADLINE = 60  # seconds for the pictures to appear


def encode(text):
    """Percent-encodes everything but the unreserved characters of RFC 3986."""
    return quote(text, safe="~")


def sign(method, path, query, headers, body, access_key, secret_key):
    """The query as it must be sent, and the Authorization header (SDK-HMAC-SHA256).

    `query` is a list of pairs; `headers` are those to be signed, X-Sdk-Date and Host among them.
    """
    uri = "/".join(encode(segment) for segment in unquote(path).split("/"))
    uri += "" if uri.endswith("/") else "/"
    canonical_query = "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(query))
    # Names with an underscore are not signed: proxies drop such headers.
    signed = {name.lower(): value.strip() for name, value in sorted(headers.items(), key=lambda item: item[0].lower())
              if "_" not in name}
    names = ";".join(signed)
    payload = signed.get("x-sdk-content-sha256") if body else None
    canonical_request = "\n".join([
        method.upper(), uri, canonical_query,
        "".join(f"{name}:{value}\n" for name, value in signed.items()), names,
        payload or hashlib.sha256(body).hexdigest(),
    ])
    text = "\n".join([
        "SDK-HMAC-SHA256", signed["x-sdk-date"], hashlib.sha256(canonical_request.encode()).hexdigest(),
    ])
    signature = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return canonical_query, f"SDK-HMAC-SHA256 Access={access_key}, SignedHeaders={names}, Signature={signature}"


class Client:
    """Signed calls to one project."""

    def __init__(self, endpoint, key):
        self.endpoint = endpoint.rstrip("/")
        self.key = key
        self.transport = Transport()

    def call(self, method, path, query=(), body=None):
        """The decoded JSON answer to a call below the project; None when it has no body."""
        version, _, rest = path.strip("/").partition("/")
        path = f"/{version}/{self.key['project_id']}/{rest}"
        data = b"" if body is None else json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json",
            "Host": urlsplit(self.endpoint).netloc,
            "X-Project-Id": self.key["project_id"],
            "X-Sdk-Date": datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
        }
        wire_query, headers["Authorization"] = sign(
            method, path, [(name, str(value)) for name, value in query], headers, data,
            self.key["access_key"], self.key["secret_key"])
        address = self.endpoint + path + ("?" + wire_query if wire_query else "")
        answer = self.send(urllib.request.Request(address, data or None, headers, method=method))
        return json.loads(answer) if answer else None

    def send(self, request):
        """The body of the answer."""
        return self.transport.send(request)[0]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    video, key = Path(sys.argv[2]), json.load(sys.stdin)
    client = Client(sys.argv[1], key)

    asset = client.call("POST", "v1.0/asset", body={"title": "sample", "video_name": video.name, "video_type": "MP4"})
    asset_id = asset["asset_id"]
    print(f"created  asset {asset_id}")

    client.send(urllib.request.Request(
        asset["video_upload_url"], video.read_bytes(), {"Content-Type": "video/mp4"}, method="PUT"))
    print(f"uploaded {video.stat().st_size} bytes of {video.name}")

    client.call("POST", "v1.0/asset/status/uploaded", body={"asset_id": asset_id, "status": "CREATED"})
    print("confirmed the upload")

    task_id = client.call("POST", "v1.0/asset/process", body={
        "asset_id": asset_id, "thumbnail": {"type": "dots", "dots": [1, 3, 5]},
    })["thumbnail_task_id"]
    print(f"ordered  snapshots at 1, 3 and 5 s: task {task_id}")

    started = time.monotonic()
    while True:
        listing = client.call("GET", "v1/asset/thumbnails", [("asset_id", asset_id), ("task_id", task_id)])
        count = listing["thumbnails"][0]["thumbnail_count"]
        if count:
            break
        info = client.call("GET", "v1.0/asset/details", [("asset_id", asset_id), ("categories", "thumbnail_info")])
        state = info.get("thumbnail_info", {})
        if state.get("thumbnail_status") == "THUMBNAIL_FAILED":
            sys.exit(f"the task failed: {state.get('exec_desc')}")
        if time.monotonic() - started > DEADLINE:
            sys.exit(f"no picture after {DEADLINE} s")
        time.sleep(0.05)
    print(f"listed   {count} pictures after {time.monotonic() - started:.2f} s")

    pictures = client.call("GET", "v1/asset/thumbnail/details", [("task_id", task_id)])["thumbnail_result"]
    client.call("PUT", "v1.0/asset/cover", body={"thumbnailUrl": pictures[1]["url"]})
    print(f"set      the picture at {pictures[1]['offset']} s as the cover")

    base = client.call("GET", "v1.0/asset/details", [("asset_id", asset_id), ("categories", "base_info")])["base_info"]
    cover = base["cover_info_array"][0]["cover_url"]
    for address in [picture["url"] for picture in pictures] + [cover]:
        if not client.send(urllib.request.Request(address)).startswith(b"\xff\xd8"):
            sys.exit(f"{address} is not a JPEG")

    print("\nPictures:")
    for picture in pictures:
        print(f"  {picture['offset']:>4} s  {picture['url']}")
    print(f"   cover  {cover}")
    print(f"\nAccess key of project {key['project_id']}:")
    print(f"  access key  {key['access_key']}\n  secret key  {key['secret_key']}")


if __name__ == "__main__":
    main()
