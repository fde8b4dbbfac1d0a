# SPDX-License-Identifier: Apache-2.0
"""What a command, or a family of processes that stays, has used: wall, CPU, peak memory, bytes read."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Use:
    """What one job took. Of several at once, the wall clock of all."""

    #: Seconds.
    wall: float
    #: Seconds of user and system time, of all processes that had a part in it.
    cpu: float
    #: Bytes that were resident at most, in one process; `None` where it was not looked at.
    memory: int | None = None
    #: Bytes asked for by `read` and its kin: not what is mapped.
    read: int | None = None
    #: Seconds of CPU of the process that ordered the job, which are not in `cpu`.
    host: float | None = None


class CommandFailed(Exception):
    pass


def run(command, folder):
    """Runs a command line, by the shell where it is a text, in `folder`."""
    arguments = ["/bin/bash", "-c", command] if isinstance(command, str) else command
    read_before = bytes_read([os.getpid()])
    start = time.monotonic()
    process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"{command}: status {process.returncode}: {said.decode(errors='replace')[-500:]}")
    return Use(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
               bytes_read([os.getpid()]) - read_before)


def stat(pid):
    """The fields of a process's `stat` after its name; `None` when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def descendants(root):
    """The living descendants of a process, without itself."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry))
    found, left = [], [root]
    while left:
        for child in children.get(left.pop(), []):
            found.append(child)
            left.append(child)
    return found


def cpu(pids):
    """Seconds of CPU of the processes and of all that they have reaped, in steps of the kernel's tick (10 ms)."""
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := stat(pid))) / TICKS


def own_cpu(pid):
    """Seconds of CPU of the process alone, to the microsecond: the kernel counts each thread in nanoseconds."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            total += int(Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e9


def bytes_read(pids):
    """Bytes that the processes, and all that they have reaped, have read; `None` where that may not be known."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/io").read_text().split()[1])
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return total


class PeakMemory:
    """Looks again and again at the largest process below `root` that began since, until the block ends."""

    def __init__(self, root):
        self.root = root
        self.bytes = 0

    def __enter__(self):
        self.before = set(descendants(self.root))
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()

    def watch(self):
        parents = [pid for pid in self.before]
        while not self.ends.is_set():
            for parent in parents:
                try:
                    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
                except OSError:
                    continue
                for child in children:
                    if int(child) not in self.before:
                        self.bytes = max(self.bytes, peak(child))
            time.sleep(0.001)


def peak(pid):
    """The most bytes that a process has had resident."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
