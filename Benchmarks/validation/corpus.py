"""What the families of files share: photos, encoders, the files' places in a JPEG, comparison."""

import io
import subprocess

import numpy as np
from PIL import Image

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


class Corpus:
    """A folder that grows, and its manifest."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows = []

    def add(self, data, expected, kind, source, note="", suffix="jpg"):
        name = f"{len(self.rows):05}_{kind}.{suffix}"
        (self.folder / name).write_bytes(data)
        self.rows.append([name, source, expected, kind, note])


class Photo:
    """A photo, its pixels, and the random numbers for everything that is made of it."""

    def __init__(self, path, chance):
        self.name = path.name
        self.chance = chance
        self.file = path.read_bytes()
        self.image = Image.open(io.BytesIO(self.file)).convert("RGB")

    def encoded(self):
        """A fresh baseline file of a common kind."""
        quality = self.chance.choice([60, 75, 85, 92])
        return cjpeg(self.image, "-quality", quality, "-sample", self.chance.choice(["2x2", "1x1"]))


def run(command, data):
    """Output and exit status."""
    done = subprocess.run(
        [str(word) for word in command], input=data, capture_output=True, check=False, timeout=60
    )
    return done.stdout, done.returncode


def ppm(image):
    file = io.BytesIO()
    image.save(file, "PPM")
    return file.getvalue()


def cjpeg(image, *options):
    output, status = run(["cjpeg", *options], ppm(image))
    if status != 0 or not output:
        raise RuntimeError(f"cjpeg {options}: status {status}")
    return output


def jpegtran(data, *options):
    output, status = run(["jpegtran", *options], data)
    if status != 0 or not output:
        raise RuntimeError(f"jpegtran {options}: status {status}")
    return output


def pillow(image, kind="JPEG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def decode(data):
    """RGB pixels, filled where data are missing; None when there is no picture."""
    output, _ = run(["djpeg", "-rgb", "-ppm", "-maxmemory", "500000"], data)
    if not output.startswith(b"P6"):
        return None
    try:
        return np.asarray(Image.open(io.BytesIO(output)), dtype=np.int16)
    except (OSError, ValueError):
        return None


def changed(data, original):
    """Share of the pixels with a channel off by more than 16; 1 when there is no such picture."""
    pixels = decode(data)
    if pixels is None or pixels.shape != original.shape:
        return 1.0
    return float((np.abs(pixels - original).max(axis=2) > 16).mean())


def good_rows(data, original):
    """Share of the rows, from the top, that are as they were."""
    pixels = decode(data)
    if pixels is None or pixels.shape != original.shape:
        return 0.0
    bad = np.abs(pixels - original).mean(axis=(1, 2)) > 2
    return float(np.argmax(bad) / len(bad)) if bad.any() else 1.0


def segments(data):
    """(marker, offset, end) of each segment up to the first scan's header."""
    found, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        found.append((marker, at, end))
        if marker == 0xDA:
            break
        at = end
    return found


def first(data, *markers):
    """Offset and end of the first segment of one of these markers."""
    return next((at, end) for marker, at, end in segments(data) if marker in markers)


def scan_starts(data):
    """Offsets of all SOS markers."""
    starts, at = [], 2
    while at + 4 <= len(data):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > len(data):
            break
        marker = data[at + 1]
        if marker in (0, 0xFF) or 0xD0 <= marker <= 0xD9:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == 0xDA:
            starts.append(at)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return starts
