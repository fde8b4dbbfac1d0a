# SPDX-License-Identifier: Apache-2.0
"""The videos: encoded once from ffmpeg's sources, with fixed seeds and thread counts, so that each making is the same.

The picture is a mandelbrot zoom blended with a test card and the game of life, under light noise, so that neither
keyframes nor motion are trivially small. Long files repeat a clip by stream copy: cost of decoding, groups of pictures
and size of the index are those of a real long file. A clip is whole groups of 250 frames, at 30 frames a second.
"""

import shutil
import subprocess

#: Seconds of a group of pictures.
GROUP = 250 / 30

X264 = "-c:v libx264 -threads 2 -g 250 -sc_threshold 0"
AAC = "-c:a aac -b:a 128k"

CLIP_COUNT = 200

#: name: size, groups, encoder
CLIPS = {
    "clip-1080p.mp4": ("1920x1080", 6, f"{X264} -preset fast -b:v 5M -maxrate 8M -bufsize 16M {AAC}"),
    "clip-720p.mp4": ("1280x720", 6, f"{X264} -preset fast -b:v 1500k -maxrate 3M -bufsize 6M {AAC}"),
    "clip-480p.mp4": ("854x480", 6, f"{X264} -preset fast -b:v 800k -maxrate 2M -bufsize 4M {AAC}"),
    "clip-4k.mp4": ("3840x2160", 2, f"{X264} -preset veryfast -b:v 18M -maxrate 30M -bufsize 60M {AAC}"),
    "clip-hevc.mp4": ("1920x1080", 2, "-c:v libx265 -preset veryfast -b:v 3M -tag:v hvc1 -x265-params "
                      f"log-level=error:keyint=250:min-keyint=250:scenecut=0:frame-threads=1 {AAC}"),
    "clip-vp9.webm": ("1920x1080", 2, "-c:v libvpx-vp9 -deadline realtime -cpu-used 7 -row-mt 1 -tile-columns 2 "
                      "-threads 2 -b:v 3M -g 250 -an"),
}

#: name: clip, how often it is repeated, more arguments
FILES = {
    "1080p-10min.mp4": ("clip-1080p.mp4", 12, "-movflags +faststart"),
    "720p-1min.mp4": ("clip-720p.mp4", 1, "-movflags +faststart"),
    "720p-10min.mp4": ("clip-720p.mp4", 12, "-movflags +faststart"),
    "720p-1h.mp4": ("clip-720p.mp4", 72, "-movflags +faststart"),
    "720p-2h.mp4": ("clip-720p.mp4", 144, "-movflags +faststart"),
    "720p-2h-moov-last.mp4": ("clip-720p.mp4", 144, ""),
    "4k-50s.mp4": ("clip-4k.mp4", 3, "-movflags +faststart"),
    "hevc-100s.mp4": ("clip-hevc.mp4", 6, "-tag:v hvc1 -movflags +faststart"),
    "vp9-50s.webm": ("clip-vp9.webm", 3, ""),
}


def graph(size, seconds, sound):
    width, height = size.split("x")
    picture = (
        f"mandelbrot=s=480x270:rate=30:start_scale=2:end_scale=0.01:end_pts=1800:maxiter=400,trim=duration={seconds},"
        f"scale={width}:{height}:flags=bicubic,format=yuv420p[m];"
        f"life=s=240x135:rate=30:seed=7:mold=10:ratio=0.1:death_color=#402020:life_color=#e0c080,"
        f"trim=duration={seconds},scale={width}:{height}:flags=bilinear,format=yuv420p[l];"
        f"testsrc2=s={size}:rate=30,trim=duration={seconds},format=yuv420p[t];"
        "[m][l]blend=all_mode=average[ml];[ml][t]blend=all_mode=normal:all_opacity=0.65:shortest=1,"
        "noise=alls=5:allf=t:all_seed=11,format=yuv420p[v]")
    if not sound:
        return picture
    return (picture + f";anoisesrc=color=pink:amplitude=0.1:seed=3:duration={seconds}[n];"
            f"sine=frequency=330:duration={seconds}[s];[n][s]amix=inputs=2[a]")


def ffmpeg(arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], check=True)


def make(folder, say):
    """Makes what is missing in `folder`."""
    for name, (size, groups, encoder) in CLIPS.items():
        target = folder / name
        if target.exists():
            continue
        say(f"encoding {name}")
        seconds = f"{groups * GROUP:.4f}"
        sound = "-an" not in encoder
        part = folder / f"part-{name}"
        ffmpeg(["-filter_complex", graph(size, seconds, sound), "-map", "[v]", *(["-map", "[a]"] if sound else []),
                "-frames:v", str(250 * groups), "-t", seconds, *encoder.split(), "-fflags", "+bitexact", part])
        part.rename(target)
    for name, (clip, times, more) in FILES.items():
        target = folder / name
        if target.exists():
            continue
        say(f"repeating {clip} as {name}")
        part = folder / f"part-{name}"
        ffmpeg(["-stream_loop", str(times - 1), "-i", folder / clip, "-map", "0", "-c", "copy", *more.split(),
                "-fflags", "+bitexact", part])
        part.rename(target)
    make_clips(folder, say)


def make_clips(folder, say):
    """Many short videos of 20 s and a little more, cut from the long one at its keyframes without encoding again."""
    target = folder / "clips"
    if target.exists():
        return
    say(f"cutting {CLIP_COUNT} clips")
    part = folder / "part-clips"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for number in range(CLIP_COUNT):
        start, seconds = number % 69 * GROUP + 0.001, 20 + number // 69
        ffmpeg(["-ss", f"{start:.3f}", "-i", folder / "1080p-10min.mp4", "-t", str(seconds), "-c", "copy", "-movflags",
                "+faststart", "-fflags", "+bitexact", part / f"{number:03}.mp4"])
    part.rename(target)
