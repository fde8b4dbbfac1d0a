# SPDX-License-Identifier: Apache-2.0
"""The table of what was measured, against what must hold."""

import datetime
import os
import platform
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

import peers

HEADING = """\
# Results of `make bench`

{date}, {machine}. Medians of {rounds} rounds, in which ours and theirs took turns on the same file,
which was in memory.

- **CPU** is user and system time of all processes that have a part in a job. *Ours* goes through a warm renderer with
  its sandbox ({sandbox}): fork, sandbox, decoding, encoding and the socket. The host's end is told apart (*host*),
  except in the rows of the whole server, where it is the server itself and a part of the CPU.
- **Ratio** is ours through theirs; a bold one does not hold.
- **Memory** is what one process had resident at most. **Read** counts `read` and its kin, in programs and files alike;
  PDF and PNG files are mapped, which it does not see.
- **Alike** is the least structural similarity of our pictures to theirs, at the same size: 1 is equal. Of a series it is
  the median, as a filter may take another keyframe than the nearest.
- All times are of one job; a round repeats a job of ours until it has taken about 0.3 s, as the kernel counts in steps
  of 10 ms.

Each row again: `make bench ONLY=row`.

"""


@dataclass
class Measured:
    row: object
    #: Those of ours, then those of each peer.
    uses: list
    #: By peer; `None` where the pictures cannot be compared.
    alike: list
    #: How often a round repeats ours.
    times: int


def median(uses, name):
    values = [getattr(use, name) for use in uses if getattr(use, name) is not None]
    return statistics.median(values) if values else None


def milliseconds(seconds):
    if seconds is None:
        return ""
    return f"{1000 * seconds:.1f}" if seconds < 0.1 else f"{1000 * seconds:.0f}"


def megabytes(count):
    return "" if count is None else f"{count / 1e6:.1f}" if count < 1e7 else f"{count / 1e6:.0f}"


def ratio(ours, theirs, most):
    if most is None:
        return ""
    value = ours / theirs
    text = f"{value:.3f} (≤ {most:.2f})"
    return text if value <= most else f"**{text}**"


def lines(measured):
    """One line of the table for each peer."""
    ours = measured.uses[0]
    for place, peer in enumerate(measured.row.peers):
        theirs = measured.uses[place + 1]
        alike = measured.alike[place]
        shown = "**not comparable**" if alike is None else f"{alike:.3f}"
        if alike is not None and alike < measured.row.similar:
            shown = f"**{shown}**"
        host = median(ours, "host")
        yield (
            f"`{measured.row.key}`", measured.row.work, peer.name,
            milliseconds(median(ours, "cpu")), milliseconds(median(theirs, "cpu")),
            ratio(median(ours, "cpu"), median(theirs, "cpu"), peer.cpu),
            milliseconds(median(ours, "wall")), milliseconds(median(theirs, "wall")),
            ratio(median(ours, "wall"), median(theirs, "wall"), peer.wall)
            or f"{median(ours, 'wall') / median(theirs, 'wall'):.2f}",
            milliseconds(host),
            megabytes(median(ours, "memory")), megabytes(median(theirs, "memory")),
            megabytes(median(ours, "read")), megabytes(median(theirs, "read")),
            shown,
        )


COLUMNS = ["row", "work", "peer", "CPU ms", "theirs", "ratio", "wall ms", "theirs", "ratio", "host ms", "MB", "theirs",
           "read MB", "theirs", "alike"]


def brief(measured):
    return "\n".join(f"    {line[2]}: CPU {line[3]} / {line[4]} ms {line[5]}, wall {line[6]} / {line[7]} ms {line[8]}, "
                     f"alike {line[-1]}" for line in lines(measured))


def text(results, rounds, programs, sandbox):
    table = [COLUMNS, ["---"] * len(COLUMNS), *(line for measured in results for line in lines(measured))]
    heading = HEADING.format(date=datetime.date.today().isoformat(), machine=machine(), rounds=rounds, sandbox=sandbox)
    renderers = "\n".join(f"- {line}" for line in [*ours(programs), *peers.versions()])
    return heading + "\n".join(f"| {' | '.join(line)} |" for line in table) + f"\n\n## Versions\n\n{renderers}\n"


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}"


def ours(programs):
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True,
                            text=True).stdout.strip()
    yield f"vignette {commit}"
    for kind in ("video", "page", "office", "image"):
        said = subprocess.run([programs / f"{kind}-renderer", "--describe"], capture_output=True, text=True).stdout
        yield f"{kind}-renderer: {'; '.join(said.strip().splitlines()[:3])}"
