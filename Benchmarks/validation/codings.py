#!/usr/bin/env python3
"""Damage the same photos in Huffman and in arithmetic codes, and count what validation finds, and djpeg.

    python3 Benchmarks/validation/codings.py PHOTOS --library build/libscanline.so.1 [--count 200] \\
        --markdown Benchmarks/RESULTS.md

PHOTOS is searched for JPEG files. Each is encoded in one of sixteen ways (sequential, progressive, with restart markers,
gray, all subsamplings, qualities from 10 to 97), once in each coding; to see that nothing is said of whole files, also
with black rows below, and beside graphics: patterns, ramps, pages of text, sequential and progressive. Every kind of damage is done once to every file,
to its longest scan; what changes at most 0.2 % of the pixels is left out. djpeg finds what makes it warn.
Needs NumPy, Pillow, and libjpeg-turbo's cjpeg and djpeg.
"""

import argparse
import collections
import ctypes
import os
import pathlib
import random
import subprocess

import numpy as np
import results
import score
from corpus import EOI, Photo, changed, cjpeg, decode
from damage import INVISIBLE
from PIL import Image, ImageDraw, ImageOps

CODINGS = {"Huffman": [], "arithmetic": ["-arithmetic"]}

WAYS = [
    "", "-progressive", "-restart 1", "-restart 3B", "-progressive -restart 2", "-grayscale",
    "-grayscale -progressive", "-sample 1x1", "-sample 2x1", "-sample 1x2", "-sample 4x1 -progressive",
    "-quality 20", "-quality 97", "-rgb", "-quality 10 -progressive", "-sample 2x2,2x1,1x2",
]  # fmt: skip


def graphics():
    """What is not of nature: it takes an arithmetic coder next to no bytes, and decoders read on in zeros."""
    y, x = np.mgrid[:256, :320]
    levels = [x * 255 // 319, y, np.full_like(x, 77)]
    for size in (1, 2, 3, 4, 8, 16, 32):
        levels += [255 * (x // size + y // size & 1), 255 * (x // size & 1), 200 - 150 * (y // size & 1)]
    for across in range(8):
        wave = np.cos((2 * x + 1) * across * np.pi / 16)
        levels += [128 + 127 * wave, 128 + 127 * wave * np.cos((2 * y + 1) * 7 * np.pi / 16)]
    for level in levels:
        level = level.astype(np.uint8)
        yield Image.fromarray(level).convert("RGB")
        yield Image.fromarray(np.where(y < 96, level, 255).astype(np.uint8)).convert("RGB")
    for lines in range(1, 20):
        page = Image.new("RGB", (320, 256), "white")
        draw = ImageDraw.Draw(page)
        for line in range(lines):
            draw.text((12, 12 + 12 * line), f"{line}. " + "the quick brown fox " * (line % 3), "black")
        yield page


def whole_files(image, switch, way):
    """A photo's files that nothing is to be said of."""
    yield cjpeg(image, *switch, *way)
    yield cjpeg(ImageOps.expand(image, (0, 0, 0, 64)), *switch, *way)


def drawn_files(switch):
    for image in graphics():
        for way in ("", "-progressive", "-grayscale -progressive", "-restart 2"):
            for quality in (50, 75, 90):
                yield cjpeg(image, *switch, "-quality", quality, *way.split())


def scans(data):
    """Where the entropy-coded data of each scan lie."""
    found, at = [], 2
    while data[at : at + 2] != EOI:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] != 0xDA:
            at = end
            continue
        at = end
        while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 1
        found.append((end, at))
    return found


def over(length, filler):
    def make(chance, data, start, end):
        size = min(length, (end - start) // 2)
        at = chance.randrange(start, end - size)
        return data[:at] + filler(chance, size) + data[at + size :]

    return make


def flips(count):
    def make(chance, data, start, end):
        result = bytearray(data)
        for _ in range(count):
            result[chance.randrange(start, end)] ^= 1 << chance.randrange(8)
        return bytes(result)

    return make


def swapped(chance, data, start, end):
    size, middle = min(256, (end - start) // 4), (start + end) // 2
    one, two = chance.randrange(start, middle - size), chance.randrange(middle, end - size)
    return b"".join(
        [data[:one], data[two : two + size], data[one + size : two], data[one : one + size], data[two + size :]]
    )  # fmt: skip


def deleted(chance, data, start, end):
    at = chance.randrange(start, end - 60)
    return data[:at] + data[at + chance.randint(1, 40) :]


def cut(chance, data, start, end):
    return data[: chance.randrange(start + 10, end - 20)]


DAMAGE = {
    "cut": cut,
    "cut, and an end marker": lambda *where: cut(*where) + EOI,
    "one bit": flips(1),
    "ten bits": flips(10),
    "64 bytes of zeros": over(64, lambda _, size: bytes(size)),
    "512 bytes of zeros": over(512, lambda _, size: bytes(size)),
    "512 random bytes": over(512, lambda chance, size: chance.randbytes(size)),
    "two stretches of 256 swapped": swapped,
    "1 to 40 bytes lost": deleted,
}


def warns(data):
    done = subprocess.run(
        ["djpeg", "-strict", "-outfile", os.devnull], input=data, capture_output=True, check=False
    )
    return done.returncode != 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=200, help="photos to use; default 200")
    parser.add_argument("--markdown", type=pathlib.Path)
    options = parser.parse_args()
    library = ctypes.CDLL(str(options.library.resolve()))

    def flagged(data):
        report = score.Report(struct_size=ctypes.sizeof(score.Report))
        library.scanline_image_validate(
            data, ctypes.c_size_t(len(data)), None, None, ctypes.byref(report)
        )
        return report.verdict != 0

    paths = sorted(p for p in options.photos.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg"))
    paths = random.Random("codings").sample(paths, min(options.count, len(paths)))
    seen, ours, djpeg, alarms, made = (collections.Counter() for _ in range(5))
    for coding, switch in CODINGS.items():
        for data in drawn_files(switch):
            made[coding] += 1
            alarms[coding] += flagged(data)
    for index, path in enumerate(paths):
        image = Photo(path, None).image
        for coding, switch in CODINGS.items():
            whole, padded = whole_files(image, switch, WAYS[index % len(WAYS)].split())
            made[coding] += 2
            alarms[coding] += flagged(whole) + flagged(padded)
            original = decode(whole)
            start, end = max(scans(whole), key=lambda scan: scan[1] - scan[0])
            for kind, make in DAMAGE.items():
                data = make(random.Random(f"{kind} {index}"), whole, start, end)
                if changed(data, original) <= INVISIBLE:
                    continue
                seen[kind, coding] += 1
                ours[kind, coding] += flagged(data)
                djpeg[kind, coding] += warns(data)

    lines = [
        "| found of what is visible | Huffman | djpeg | arithmetic | djpeg |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind in DAMAGE:
        cells = [
            f"{count[kind, coding] / max(seen[kind, coding], 1):.3f}"
            for coding in CODINGS for count in (ours, djpeg)
        ]  # fmt: skip
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    lines += [
        "",
        f"{len(paths)} photos, {sum(seen.values())} damaged files; whole files flagged: "
        + ", ".join(f"{alarms[coding]} of {made[coding]} ({coding})" for coding in CODINGS) + ".",
        "",
        f"- Machine: {results.machine()}",
    ]  # fmt: skip
    print("\n".join(lines))
    if options.markdown:
        results.write(options.markdown, "validation codings", lines)


if __name__ == "__main__":
    main()
