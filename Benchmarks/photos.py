# SPDX-License-Identifier: Apache-2.0
"""The pictures: 24 megapixels, made of smooth waves, texture, noise and edges, which compress as a camera's do."""

import subprocess

import numpy
from PIL import Image

WIDTH, HEIGHT = 6000, 4000
#: Pictures for the whole server: each other bytes, as equal ones would be rendered once.
SERIES = 100


def photo(width, height, seed):
    random = numpy.random.default_rng(seed)
    rows, columns = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    channels = []
    for _ in range(3):
        waves = numpy.zeros((height, width), numpy.float32)
        for _ in range(6):
            across, down = random.uniform(0.5, 14) / width, random.uniform(0.5, 14) / height
            waves += numpy.sin(6.283 * (across * columns + down * rows) + random.uniform(0, 6.28))
        coarse = random.normal(0, 1, (height // 24 + 2, width // 24 + 2)).astype(numpy.float32)
        texture = numpy.asarray(Image.fromarray(coarse).resize((width, height), Image.BICUBIC))
        noise = random.normal(0, 3, (height, width)).astype(numpy.float32)
        channels.append(128 + 18 * waves + 24 * texture + noise)
    picture = numpy.stack(channels, -1)
    for _ in range(40):
        left, top = int(random.integers(0, width)), int(random.integers(0, height))
        right = left + int(random.integers(8, width // 6))
        bottom = top + int(random.integers(8, height // 6))
        picture[top:bottom, left:right] = picture[top:bottom, left:right] * 0.5 + random.integers(0, 128, 3)
    return Image.fromarray(numpy.clip(picture, 0, 255).astype(numpy.uint8), "RGB")


def make(folder, say):
    """Makes what is missing in `folder`."""
    names = ["photo.jpg", "photo-progressive.jpg", "photo.png", "photo.webp", "photo.heic",
             *(f"series/{number:03d}.jpg" for number in range(SERIES))]
    if all((folder / name).exists() for name in names):
        return
    say("making pictures")
    picture = photo(WIDTH, HEIGHT, 1)
    picture.save(folder / "photo.jpg", quality=92, subsampling="4:2:0")
    picture.save(folder / "photo-progressive.jpg", quality=92, progressive=True)
    picture.save(folder / "photo.png", compress_level=6)
    picture.save(folder / "photo.webp", quality=85, method=2)
    subprocess.run(["heif-enc", "-q", "60", folder / "photo.jpg", "-o", folder / "photo.heic"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (folder / "series").mkdir(exist_ok=True)
    pixels = numpy.asarray(picture)
    for number in range(SERIES):
        rolled = Image.fromarray(numpy.roll(pixels, 57 * number, axis=1), "RGB")
        rolled.save(folder / f"series/{number:03d}.jpg", quality=92, subsampling="4:2:0")
