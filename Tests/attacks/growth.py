# SPDX-License-Identifier: Apache-2.0
"""Streams that unpack to a thousand times their size, made without packing all of it."""

import struct
import zlib

BLOCK = 1 << 20


def deflated(count, byte=b"\0", before=b"", after=b""):
    """Raw deflate of `before`, `count` times `byte`, and `after`; the count is in blocks of 1 MiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(byte * BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return head + block * count + packer.compress(after) + packer.flush()


def check(count, byte=b"\0", before=b"", after=b"", function=zlib.crc32):
    """The check sum of the same."""
    value = function(before)
    block = byte * BLOCK
    for _ in range(count):
        value = function(block, value)
    return function(after, value)


def zlibbed(count, byte=b"\0", after=b""):
    """The same in the zlib format, whose check sum of zeros is known."""
    if byte == b"\0":
        # RFC 1950, section 8.2: the sum stays 1, and the sum of sums is their number.
        total = zlib.adler32(after, (count * BLOCK) % 65521 << 16 | 1)
    else:
        total = check(count, byte, after=after, function=zlib.adler32)
    return b"\x78\xda" + deflated(count, byte, after=after) + struct.pack(">I", total)


def zeros(size):
    """`size` zeros in the zlib format."""
    return zlibbed(size // BLOCK, after=bytes(size % BLOCK))
