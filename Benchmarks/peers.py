# SPDX-License-Identifier: Apache-2.0
"""What people use instead: command lines as they are typed, and the servers among them, warm."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import hosts
import measuring
from measuring import Use

#: The longer side of all pictures.
SIDE = 480
VENV = Path(__file__).resolve().parent.parent / ".build-bench-venv"
PYTHON = VENV / "bin/python"
FFMPEG = "ffmpeg -v error -nostdin -y"
SCALE = f"-vf scale={SIDE}:-2 -q:v 4"
KEY = "-skip_frame nokey -noaccurate_seek"


def ffmpegthumbnailer(file):
    return f"ffmpegthumbnailer -i {file} -o 0.jpg -s {SIDE} -t 50% -c jpeg"


def ffmpeg_each(file, times, options=""):
    """One process for each instant."""
    return "; ".join(f"{FFMPEG} {options} -ss {at:.3f} -i {file} -frames:v 1 {SCALE} {number}.jpg"
                     for number, at in enumerate(times))


def ffmpeg_inputs(file, times):
    """One process with an input for each instant, as exact as it goes."""
    inputs = " ".join(f"-ss {at:.3f} -i {file}" for at in times)
    outputs = " ".join(f"-map {number}:v -frames:v 1 {SCALE} {number}.jpg" for number in range(len(times)))
    return f"{FFMPEG} {inputs} {outputs}"


def ffmpeg_series(file, seconds):
    """Keyframes in one pass, the others thrown away before they are decoded."""
    return (f"{FFMPEG} -discard nokey -skip_frame nokey -i {file} -an -vf fps=1/{seconds},scale={SIDE}:-2 -q:v 4 "
            "-start_number 0 %d.jpg")


def pyav(file, times):
    """One container for all instants, by the keyframe before each."""
    return f"{PYTHON} {Path(__file__).parent / 'pyav_keyframes.py'} {file} {','.join(f'{at:.3f}' for at in times)}"


def pdftoppm(file, name="0"):
    return f"pdftoppm -jpeg -f 1 -l 1 -singlefile -scale-to {SIDE} {file} {name}"


def soffice(file):
    return (f"soffice --headless --convert-to pdf --outdir . {file} >/dev/null 2>&1; {pdftoppm(file.stem + '.pdf')}")


def vipsthumbnail(file):
    return f"vipsthumbnail {file} -s {SIDE}x -o $PWD/0.jpg"


class Command:
    """A command line that leaves 0.jpg, 1.jpg, ... in its folder."""

    def __init__(self, line):
        self.line = line

    def start(self, folder):
        pass

    def measure(self, folder):
        return measuring.run(self.line, folder)

    def stop(self):
        pass


class Unoserver:
    """A LibreOffice that stays, asked for a PDF by a client, and pdftoppm: client, server and pdftoppm are counted."""

    def __init__(self, file):
        self.file = file
        self.server = None

    def start(self, folder):
        port, uno_port = free_port(), free_port()
        self.port = str(port)
        self.server = subprocess.Popen(
            [PYTHON, VENV / "bin/unoserver", "--port", self.port, "--uno-port", str(uno_port),
             "--user-installation", folder / "uno-profile"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: subprocess.run([PYTHON, VENV / "bin/unoping", "--port", self.port],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0,
                   "unoserver")

    def measure(self, folder):
        family = [self.server.pid, *measuring.descendants(self.server.pid)]
        before, read = measuring.cpu(family), measuring.bytes_read(family)
        line = f"{PYTHON} {VENV}/bin/unoconvert --port {self.port} {self.file} page.pdf; {pdftoppm('page.pdf')}"
        use = measuring.run(line, folder)
        use.cpu += measuring.cpu(family) - before
        after = measuring.bytes_read(family)
        use.read = None if after is None or use.read is None else use.read + after - read
        use.memory = max(measuring.peak(pid) for pid in family)
        return use

    def stop(self):
        if self.server:
            end_family(self.server)


class Thumbor:
    """thumbor, warm, over HTTP, its pictures read from a folder."""

    def __init__(self, root):
        self.root = root

    def start(self, folder):
        self.port = free_port()
        config = folder / "thumbor.conf"
        config.write_text(
            f"LOADER = 'thumbor.loaders.file_loader'\nFILE_LOADER_ROOT_PATH = {str(self.root)!r}\n"
            "STORAGE = 'thumbor.storages.no_storage'\nALLOW_UNSAFE_URL = True\nQUALITY = 80\n")
        self.server = subprocess.Popen([VENV / "bin/thumbor", "--port", str(self.port), "--ip", "127.0.0.1",
                                        "--conf", config, "--log-level", "error"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.answers(), "thumbor")

    def answers(self):
        try:
            return hosts.get(f"http://127.0.0.1:{self.port}/healthcheck") is not None
        except OSError:
            return False

    def thumbnail(self, file):
        return hosts.get(f"http://127.0.0.1:{self.port}/unsafe/{SIDE}x0/{file.relative_to(self.root)}")

    def cpu(self):
        return measuring.cpu([self.server.pid, *measuring.descendants(self.server.pid)])

    def peak(self):
        return measuring.peak(self.server.pid)

    def stop(self):
        end_family(self.server)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(holds, what):
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not start")
        time.sleep(0.1)


def end_family(process):
    """Ends a server and what it started, which may outlive it."""
    family = measuring.descendants(process.pid)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in family:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass


def versions():
    """What was measured, one line each."""
    def first(*command):
        said = subprocess.run(command, capture_output=True, text=True)
        return (said.stdout + said.stderr).strip().splitlines()[0]

    from importlib.metadata import version
    return [
        first("ffmpeg", "-version").split(" Copyright")[0],
        first("ffmpegthumbnailer", "-v"),
        first("pdftoppm", "-v"),
        first("vipsthumbnail", "--version"),
        first("soffice", "--version"),
        *(f"{name} {version(name)}" for name in ("av", "unoserver", "thumbor", "pillow")),
    ]
