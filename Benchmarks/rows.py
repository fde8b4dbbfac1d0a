# SPDX-License-Identifier: Apache-2.0
"""What is measured: each row one work, done by us and by its peers, with the ratios that must hold."""

from dataclasses import dataclass, field

import peers
from peers import SIDE, Command
from videos import GROUP


@dataclass
class Peer:
    name: str
    way: object
    #: Ours through theirs, at most; `None` where nothing is promised.
    cpu: float | None
    wall: float | None = None


@dataclass
class Row:
    #: What `ONLY` names.
    key: str
    work: str
    #: The renderer that does it.
    kind: str
    file: object
    job: dict
    peers: list = field(default_factory=list)
    #: The least structural similarity of pictures that show the same.
    similar: float = 0.9
    #: Whether the peer chooses the instants by a filter of its own.
    is_series: bool = False


def snapshots(instants, tolerance=None):
    spec = {"instants": instants, "pastEnd": "skip", "aspect": "source", "maxLength": SIDE, "pictureLimit": 2000}
    if tolerance is not None:
        spec["tolerance"] = tolerance
    return {"snapshots": {"_0": spec}}


def at(*seconds, tolerance):
    return snapshots({"at": {"_0": [round(1000 * instant) for instant in seconds]}}, tolerance)


def page_or_picture():
    shape = {"fit": "lfit", "longSide": SIDE, "mayEnlarge": False, "color": 0xFFFFFF}
    return {"thumbnails": {"_0": {"shapes": [shape], "format": "jpeg", "page": 1, "waveform": False}}}


#: Milliseconds: more than half of a group, so that there always is a keyframe within.
HALF_GROUP = 4200


def keyframe(key, work, file, seconds, most):
    return Row(key, work, "video", file, at(seconds, tolerance=HALF_GROUP),
               [Peer("ffmpegthumbnailer", Command(peers.ffmpegthumbnailer(file)), most)])


def rows(media):
    """All rows, in the order of the issue's table, over the files of the folder `media`."""
    ten = media / "1080p-10min.mp4"
    # The keyframe nearest to each of our instants: the peers take the one before.
    nearest = [round(60 * number / GROUP) * GROUP + 0.005 for number in range(10)]
    exact = [60 * number + 30 for number in range(10)]
    late = 36 * GROUP + 8
    every = {"every": {"milliseconds": 12_000}}
    return [
        keyframe("keyframe-1080p", "one keyframe at 50 %, 1080p H.264, 10 min", ten, 300, 0.16),
        keyframe("keyframe-4k", "one keyframe at 50 %, 4K H.264", media / "4k-50s.mp4", 25, 0.10),
        keyframe("keyframe-hevc", "one keyframe at 50 %, 1080p HEVC", media / "hevc-100s.mp4", 50, 0.30),
        keyframe("keyframe-vp9", "one keyframe at 50 %, 1080p VP9", media / "vp9-50s.webm", 25, 0.15),
        keyframe("keyframe-2h", "one keyframe at 50 %, 2 h 720p, moov first", media / "720p-2h.mp4", 3600, 0.12),
        keyframe("keyframe-2h-last", "one keyframe at 50 %, 2 h 720p, moov last", media / "720p-2h-moov-last.mp4", 3600,
                 0.12),
        Row("keyframes-10", "10 keyframes, evenly spaced", "video", ten, snapshots({"evenly": {"count": 10}}), [
            Peer("10 x ffmpeg, keyframe", Command(peers.ffmpeg_each(ten, nearest, peers.KEY)), 0.08),
            Peer("PyAV, one container", Command(peers.pyav(ten, nearest)), 0.25)]),
        Row("exact-10", "10 exact frames, GOP 250", "video", ten, at(*exact, tolerance=0), [
            Peer("1 ffmpeg, 10 inputs with -ss", Command(peers.ffmpeg_inputs(ten, exact)), 0.50, 0.45)]),
        Row("exact-late", "one exact frame near the end of a GOP", "video", ten, at(late, tolerance=0), [
            Peer("ffmpeg -ss, accurate", Command(peers.ffmpeg_each(ten, [late])), 0.85, 0.70)]),
        Row("series-10min", "every 12 s of 10 min (50)", "video", ten, snapshots(every), [
            Peer("ffmpeg -discard nokey + fps", Command(peers.ffmpeg_series(ten, 12)), 0.40, 0.35)], is_series=True),
        Row("series-2h", "every 12 s of 2 h (600)", "video", media / "720p-2h.mp4", snapshots(every), [
            Peer("ffmpeg -discard nokey + fps", Command(peers.ffmpeg_series(media / "720p-2h.mp4", 12)), 0.52, 0.45)],
            is_series=True),
        *(Row(f"pdf-{name}", work, "page", file, page_or_picture(), [
            Peer("pdftoppm -scale-to", Command(peers.pdftoppm(file)), 0.40)], similar=0.75)
          for name, work, file in [("text", "first page of a text PDF", media / "text.pdf"),
                                   ("scan", "first page of a scanned PDF", media / "scan.pdf")]),
        *(Row(name, f"small {name}, warm, print-faithful", "office", file, page_or_picture(), [
            Peer("soffice to PDF + pdftoppm, as typed", Command(peers.soffice(file)), 0.15),
            Peer("unoserver warm + pdftoppm", peers.Unoserver(file), 0.75)], similar=0.75)
          for name, file in [(name, media / f"small.{name}") for name in ("docx", "pptx", "xlsx")]),
        Row("docx-long", "200-page docx", "office", media / "long.docx", page_or_picture(), [
            Peer("soffice to PDF + pdftoppm, as typed", Command(peers.soffice(media / "long.docx")), 0.60)],
            similar=0.75),
        *(Row(name, f"24 MP {work}", "image", file, page_or_picture(), [
            Peer("vipsthumbnail", Command(peers.vipsthumbnail(file)), most)])
          for name, work, file, most in [
              ("jpeg", "JPEG, baseline", media / "photo.jpg", 0.42),
              ("jpeg-progressive", "JPEG, progressive", media / "photo-progressive.jpg", 0.40),
              ("png", "PNG", media / "photo.png", 0.95),
              ("webp", "WebP", media / "photo.webp", 0.95),
              ("heic", "HEIC", media / "photo.heic", 0.95)]),
    ]
