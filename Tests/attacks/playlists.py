# SPDX-License-Identifier: Apache-2.0
"""Files that name others, under the name of a video."""

import struct

from targets import http, port, secret, write


def hls(address, more=""):
    head = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:10\n"
    return f"{head}{more}#EXTINF:10.0,\n{address}\n#EXT-X-ENDLIST\n"


write("hls-http.mp4", hls(f"{http}/hls-http.ts"))
write("hls-file.mp4", hls(f"file://{secret}/canary.ts"))
write("hls-relative.mp4", hls("side.ts"))
write("hls-no-suffix.mp4", hls(f"file://{secret}/canary"))
write("hls-concat.mp4", hls(f"concat:{http}/hls-concat.ts|file://{secret}/canary.txt"))
write("hls-key.mp4", hls(f"file://{secret}/canary.ts", f'#EXT-X-KEY:METHOD=AES-128,URI="{http}/hls-key"\n'))
write("hls-map.mp4", hls(f"file://{secret}/canary.ts", f'#EXT-X-MAP:URI="{http}/hls-map.mp4"\n'))
write("hls-master.mp4", f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{http}/hls-master.m3u8\n")

write("concat-relative.mp4", "ffconcat version 1.0\nfile side.ts\n")
write("concat-absolute.mp4", f"ffconcat version 1.0\nfile {secret}/canary.ts\n")
write("concat-http.mp4", f"ffconcat version 1.0\nfile {http}/concat-http.ts\n")

write(
    "sdp.mp4",
    f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port + 1} RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\n",
)
write(
    "dash.mp4",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" '
    'profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" mediaPresentationDuration="PT10S"><Period>'
    '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><SegmentList duration="10">'
    f'<Initialization sourceURL="{http}/dash.init.mp4"/><SegmentURL media="{http}/dash.m4s"/></SegmentList>'
    "</Representation></AdaptationSet></Period></MPD>",
)
write(
    "imf.mp4",
    '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">'
    f"<Id>urn:uuid:00000000-0000-0000-0000-000000000000</Id><EditRate>25 1</EditRate>"
    f"<SegmentList><x>{http}/imf</x></SegmentList></CompositionPlaylist>",
)


def box(name, body):
    return struct.pack(">I4s", len(body) + 8, name) + body


def alias(path, name, levels):
    """An alias record (QuickTime File Format, data reference atoms), as libavformat reads it."""
    volume, leaf = b"x", name.encode()
    record = bytes(10) + bytes([len(volume)]) + volume.ljust(27, b"\0") + bytes(12)
    record += bytes([len(leaf)]) + leaf.ljust(63, b"\0") + bytes(16)
    record += struct.pack(">hh", *levels) + bytes(16)
    encoded = path.encode()
    record += struct.pack(">HH", 2, len(encoded)) + encoded + (b"\0" if len(encoded) % 2 else b"")
    record += struct.pack(">HH", 0xFFFF, 0)
    return box(b"alis", bytes(4) + record)


def referring(name, path, leaf, levels):
    """`canary.mov` without its samples: they are where `path` says."""
    movie = open(f"{secret}/canary.mov", "rb").read()
    start = movie.index(b"moov") - 4
    movie = movie[start : start + struct.unpack(">I", movie[start : start + 4])[0]]
    reference = movie.index(b"dref") - 4
    size = struct.unpack(">I", movie[reference : reference + 4])[0]
    changed = box(b"dref", struct.pack(">II", 0, 1) + alias(path, leaf, levels))
    longer = len(changed) - size
    movie = movie[:reference] + changed + movie[reference + size :]
    for parent in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        # The one around the reference: tracks of sound there are none.
        place = movie.rindex(parent, 0, reference) - 4
        length = struct.unpack(">I", movie[place : place + 4])[0] + longer
        movie = movie[:place] + struct.pack(">I", length) + movie[place + 4 :]
    write(name, box(b"ftyp", b"qt  " + bytes(4) + b"qt  ") + movie)


# Levels up from here and down from the top; libavformat goes up one less than it says.
referring("dref-absolute.mov", f"{secret}/canary.mov", "canary.mov", (-1, -1))
referring("dref-relative.mov", f"x/{'/'.join(secret.split('/')[-1:])}/canary.mov", "canary.mov", (2, 2))

# AVI with a subtitle stream whose one packet is a file of its own (GAB2).
inner = hls(f"{http}/gab2.ts").encode()
packet = b"GAB2\0" + struct.pack("<HI", 2, 2) + b"x\0" + struct.pack("<HI", 4, len(inner)) + inner
packet += b"\0" * (len(packet) % 2)


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def listed(name, *chunks):
    return chunk(b"LIST", name + b"".join(chunks))


header = struct.pack("<14I", 40000, 0, 0, 0x10, 1, 0, 2, 0, 16, 16, 0, 0, 0, 0)
video = struct.pack("<4s4sIHHIIIIIIIIhhhh", b"vids", b"MJPG", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 16, 16)
text = struct.pack("<4s4sIHHIIIIIIIIhhhh", b"txts", bytes(4), 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 0, 0)
picture = struct.pack("<IiiHH4sIiiII", 40, 16, 16, 1, 24, b"MJPG", 768, 0, 0, 0, 0)
avi = listed(
    b"hdrl",
    chunk(b"avih", header),
    listed(b"strl", chunk(b"strh", video), chunk(b"strf", picture)),
    listed(b"strl", chunk(b"strh", text), chunk(b"strf", b"")),
) + listed(b"movi", chunk(b"01tx", packet), chunk(b"00dc", b"\xff\xd8\xff\xd9"))
write("gab2.avi", chunk(b"RIFF", b"AVI " + avi))
# Becomes the attachment of `attachment.mkv`.
write("attachment.m3u8", hls(f"{http}/attachment.ts"))
