"""Films made here by ffmpeg, with what the tests look for planted in their metadata."""
import shutil
import subprocess

import pytest

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None,
                                  reason="ffmpeg is not installed")
PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"]


def make(folder, name, *arguments):
    """The bytes of a file that ffmpeg makes; its name says of which kind."""
    path = folder / name
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, str(path)], check=True, timeout=120)
    return path.read_bytes()


def video(folder, name="film.mp4", text="nobody"):
    return make(folder, name, *PICTURE, *SOUND, "-metadata", f"title={text}", "-metadata", f"comment={text}",
                *(["-c:v", "libvpx", "-c:a", "libvorbis"] if name.endswith("webm") else ["-pix_fmt", "yuv420p"]))


def recording(folder, name="sound.ogg", text="nobody"):
    return make(folder, name, *SOUND, "-metadata", f"title={text}")


def moving(folder):
    return make(folder, "moving.gif", "-f", "lavfi", "-i", "testsrc2=size=101x51:rate=10:duration=1")


def probe(folder, content, *entries):
    """What ffprobe says of bytes: {key: value}."""
    path = folder / "probed"
    path.write_bytes(content)
    answer = subprocess.run(["ffprobe", "-v", "error", "-show_entries", *entries, "-of", "default=noprint_wrappers=1", str(path)],
                            check=True, capture_output=True, text=True, timeout=60)
    return answer.stdout
