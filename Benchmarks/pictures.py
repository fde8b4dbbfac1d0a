# SPDX-License-Identifier: Apache-2.0
"""Whether two renderers made the same picture: of the same size within a pixel of rounding, and alike in structure."""

import statistics

import numpy
from PIL import Image

#: The side of a block of which the index compares mean, contrast and structure.
BLOCK = 8


def similarity(ours, theirs):
    """The structural similarity of the lumas (Wang et al., 2004), as the mean over blocks: 1 for equal pictures."""
    left, right = grey(ours), grey(theirs)
    height = min(left.shape[0], right.shape[0]) // BLOCK * BLOCK
    width = min(left.shape[1], right.shape[1]) // BLOCK * BLOCK
    left, right = blocks(left[:height, :width]), blocks(right[:height, :width])
    mean_left, mean_right = left.mean(-1), right.mean(-1)
    covariance = (left * right).mean(-1) - mean_left * mean_right
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    index = ((2 * mean_left * mean_right + c1) * (2 * covariance + c2)
             / ((mean_left ** 2 + mean_right ** 2 + c1) * (left.var(-1) + right.var(-1) + c2)))
    return float(index.mean())


def grey(path):
    with Image.open(path) as picture:
        return numpy.asarray(picture.convert("L"), numpy.float64)


def blocks(pixels):
    height, width = pixels.shape
    tiles = pixels.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    return tiles.transpose(0, 2, 1, 3).reshape(height // BLOCK, width // BLOCK, BLOCK * BLOCK)


def size(path):
    with Image.open(path) as picture:
        return picture.size


def compare(ours, theirs, is_series):
    """The least similarity of our pictures to theirs, each to the one of the same number.

    Of a series the median: a filter may take another keyframe than the nearest, and drop the last instant. `None` where
    their number or a size differs.
    """
    if not ours or abs(len(ours) - len(theirs)) > (1 if is_series else 0):
        return None
    pairs = list(zip(ours, theirs))
    if any(abs(a - b) > 1 for mine, other in pairs for a, b in zip(size(mine), size(other))):
        return None
    return (statistics.median if is_series else min)(similarity(mine, other) for mine, other in pairs)
