# SPDX-License-Identifier: Apache-2.0
"""What the attacks aim at, and where they are written.

Arguments of each program beside this one: the folder to write to, the port of the canary on 127.0.0.1, and the folder
of the canary files. In that folder lie `canary.png`, `canary.ts`, `canary.mov` and `canary`, a video without a suffix,
all of one colour; `canary.txt`, one line of text; and the canary documents. The folder to write to holds
`side.png`, `side.svg` and `side.ts`, its parent `parent.png`.
"""

import os
import sys

folder, port, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3]
http = f"http://127.0.0.1:{port}"


def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
