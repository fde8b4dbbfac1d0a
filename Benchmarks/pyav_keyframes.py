# SPDX-License-Identifier: Apache-2.0
"""The PyAV peer: pyav_keyframes.py FILE T,T,... writes 0.jpg, 1.jpg, ...: the keyframes at or before the instants."""

import sys

import av

file, times = sys.argv[1:]
with av.open(file) as container:
    stream = container.streams.video[0]
    stream.codec_context.skip_frame = "NONKEY"
    for number, time in enumerate(map(float, times.split(","))):
        container.seek(int(time / stream.time_base), stream=stream, backward=True)
        frame = next(container.decode(stream))
        height = frame.height * 480 // frame.width & ~1
        frame.reformat(480, height, "rgb24").to_image().save(f"{number}.jpg", quality=80)
