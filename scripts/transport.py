#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HTTP for the sample jobs: standard library only."""

import sys
import urllib.error
import urllib.request


class Transport:
    """Sends requests to a server on this machine, and ends the program when it refuses one."""

    def __init__(self):
        # A proxy of the environment has no part in it.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, request):
        """The body and the headers of the answer."""
        try:
            with self.opener.open(request, timeout=60) as response:
                return response.read(), response.headers
        except urllib.error.HTTPError as error:
            sys.exit(f"{request.get_method()} {request.full_url}: {error.code} {error.read().decode(errors='replace')}")
        except urllib.error.URLError as error:
            sys.exit(f"{request.get_method()} {request.full_url}: {error.reason}")
