# SPDX-License-Identifier: Apache-2.0
"""Tells how much a file really unpacks to, whatever it says: its arguments are a file and where to stop counting.

Archives in archives are opened too. Prints the entries and the bytes.
"""

import gzip
import io
import struct
import sys
import zlib

limit = int(sys.argv[2])
entries = total = 0


def inflated(data, bits):
    """Counts what a stream unpacks to."""
    global total
    unpacker, kept = zlib.decompressobj(bits), bytearray()
    while data and total <= limit and not unpacker.eof:
        part = unpacker.decompress(data, 1 << 20)
        data = unpacker.unconsumed_tail
        total += len(part)
        if len(kept) < 1 << 24:
            kept += part
    return bytes(kept)


def opened(data):
    global entries, total
    if data[:2] == b"\x1f\x8b":
        inflated(data, 31)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        place, pixels = 8, b""
        while place < len(data):
            size, name = struct.unpack(">I4s", data[place : place + 8])
            body = data[place + 8 : place + 8 + size]
            if name == b"IDAT":
                pixels += body
            if name == b"iCCP":
                inflated(body[body.index(b"\0") + 2 :], 15)
            place += size + 12
        inflated(pixels, 15)
    elif data[:4] == b"PK\3\4":
        end = data.rindex(b"PK\5\6")
        place = struct.unpack("<I", data[end + 16 : end + 20])[0]
        while data[place : place + 4] == b"PK\1\2" and total <= limit:
            entries += 1
            method = struct.unpack("<H", data[place + 10 : place + 12])[0]
            packed = struct.unpack("<I", data[place + 20 : place + 24])[0]
            name, extra, comment = struct.unpack("<HHH", data[place + 28 : place + 34])
            offset = struct.unpack("<I", data[place + 42 : place + 46])[0]
            start = offset + 30 + sum(struct.unpack("<HH", data[offset + 26 : offset + 30]))
            body = data[start : start + packed]
            opened(inflated(body, -15) if method == 8 else body)
            place += 46 + name + extra + comment


opened(open(sys.argv[1], "rb").read())
print(entries, total)
