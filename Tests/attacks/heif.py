# SPDX-License-Identifier: Apache-2.0
"""An AVIF picture of 3600 tiles that are all the same one (ISO/IEC 23008-12, 6.6.2.3)."""

import struct

from targets import secret, write

# libheif refuses sides of 16384 and more.
ACROSS, TILE = 60, 256
SIDE = ACROSS * TILE


def box(name, body):
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(name, body, version=0):
    return box(name, bytes([version, 0, 0, 0]) + body)


tile = open(f"{secret}/tile.avif", "rb").read()


def found(name):
    place = tile.index(name) - 4
    return tile[place : place + struct.unpack(">I", tile[place : place + 4])[0]]


picture = found(b"mdat")[8:]
grid = struct.pack(">BBBBII", 0, 1, ACROSS - 1, ACROSS - 1, SIDE, SIDE)
properties = [full(b"ispe", struct.pack(">II", side, side)) for side in (SIDE, TILE)] + [found(b"av1C"), found(b"pixi")]
owned = struct.pack(">I", 2) + struct.pack(">HBBB", 1, 2, 1, 4) + struct.pack(">HBBBB", 2, 3, 2, 0x83, 4)


def meta(start):
    places = struct.pack(">BBH", 0x44, 0, 2)
    places += struct.pack(">HHHII", 1, 0, 1, start, len(grid))
    places += struct.pack(">HHHII", 2, 0, 1, start + len(grid), len(picture))
    items = b"".join(
        full(b"infe", struct.pack(">HH4s", number, 0, kind) + b"\0", 2) for number, kind in ((1, b"grid"), (2, b"av01"))
    )
    parts = struct.pack(">HH", 1, ACROSS**2) + struct.pack(">H", 2) * ACROSS**2
    return full(
        b"meta",
        full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + full(b"pitm", struct.pack(">H", 1))
        + full(b"iloc", places)
        + full(b"iinf", struct.pack(">H", 2) + items)
        + box(b"iprp", box(b"ipco", b"".join(properties)) + full(b"ipma", owned))
        + full(b"iref", box(b"dimg", parts)),
    )


head = box(b"ftyp", b"avif" + bytes(4) + b"mif1avifmiaf")
write("pixels.avif", head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", grid + picture))
