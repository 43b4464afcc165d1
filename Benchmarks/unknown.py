"""How many pictures of another kind a model refuses at a given share of known photos answered.

    python Benchmarks/unknown.py MODEL photos --foreign cifar/train --markdown Benchmarks/RESULTS.md

MODEL is one trained on the photos. Two thirds of them calibrate it (`known_share`), the last third, which then is
known to neither statistics nor threshold, is what shall be answered. Foreign are the CIFAR-10 classes that are none of
the model's (32 x 32 pixels, enlarged by the model's own resampling), noise of four grains, and drawn documents.
The known photos are asked about as small thumbnails, too.
Beside the library's score: the largest probability, with its threshold chosen on the same photos. CIFAR-10's cats and
dogs tell what the score goes by: it is the kind of picture, not the animal.

Needs numpy and pillow; the library is found as the Python package finds it (SCANLINE_LIBRARY).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bindings/python"))
import scanline  # noqa: E402
from validation import results  # noqa: E402

WORDS = "the of and to in is that for it as was with be by on not he his but at are this".split()


def noise(random: np.random.Generator, count: int) -> list[bytes]:
    pictures = []
    for number in range(count):
        grain = 2 ** (number % 4)
        cells = random.integers(0, 256, (96 // grain, 96 // grain, 3))
        pixels = np.kron(cells, np.ones((grain, grain, 1))).astype(np.uint8)
        pictures.append(scanline.encode_jpeg(pixels, quality=90))
    return pictures


def documents(random: np.random.Generator, count: int) -> list[bytes]:
    """Pages and parts of pages: lines of words in sizes of 10 to 22 pixels."""
    pictures = []
    for number in range(count):
        width, height = ((420, 594), (400, 300))[number % 2]
        page = Image.new("RGB", (width, height), (int(random.integers(225, 256)),) * 3)
        draw = ImageDraw.Draw(page)
        size = int(random.choice([10, 12, 16, 22]))
        try:
            font = ImageFont.load_default(size)
        except TypeError:
            font = ImageFont.load_default()
        y = 20
        while y < height - 30:
            if random.random() > 0.15:
                line = " ".join(random.choice(WORDS, random.integers(3, width // (3 * size) + 4)))
                ink = (int(random.integers(0, 60)),) * 3
                draw.text((25, y), line[: int((width - 50) / (0.5 * size))], fill=ink, font=font)
            y += int(1.3 * size)
        pictures.append(scanline.encode_jpeg(np.asarray(page), quality=90))
    return pictures


def thumbnails(files: list[Path], side: int) -> list[bytes]:
    """The photos, made as small."""
    pictures = []
    for file in files:
        with Image.open(file) as picture:
            small = picture.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
        pictures.append(scanline.encode_jpeg(np.asarray(small), quality=90))
    return pictures


def split(photos: Path, folder: Path) -> tuple[Path, list[Path]]:
    """Two thirds of each class as links in a folder, and the rest."""
    rest = []
    for label in sorted(path for path in photos.iterdir() if path.is_dir()):
        (folder / label.name).mkdir(parents=True)
        for number, file in enumerate(sorted(label.iterdir())):
            if number % 3 == 2:
                rest.append(file)
            else:
                (folder / label.name / file.name).symlink_to(file.resolve())
    return folder, rest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("photos", type=Path, help="a folder with a folder a class")
    parser.add_argument("--foreign", type=Path, help="a folder with the classes of CIFAR-10")
    parser.add_argument("--count", type=int, default=100, help="pictures a foreign class")
    parser.add_argument("--share", type=float, default=0.95)
    parser.add_argument("--markdown", help="RESULTS.md, whose part is replaced")
    options = parser.parse_args()

    random = np.random.default_rng(0)
    with scanline.Model.load(options.model) as model, tempfile.TemporaryDirectory() as scratch:
        folder, rest = split(options.photos, Path(scratch) / "photos")
        data = scanline.Dataset.from_folder(folder)
        model.calibrate(data, known_share=options.share)
        held_out = [s.path for s in data.samples if s.split is scanline.Split.VALIDATION]
        least = np.quantile(model.predict_proba(held_out).max(1), 1 - options.share)
        groups = {"known photos, unseen": [str(path) for path in rest]}
        for side in (64, 32):
            groups[f"the same, saved as {side} × {side}"] = thumbnails(rest, side)
        if options.foreign:
            classes = sorted(path for path in options.foreign.iterdir() if path.is_dir())
            foreign = [path for path in classes if path.name not in model.labels]
            groups["CIFAR-10, other classes"] = [
                str(file) for each in foreign for file in sorted(each.iterdir())[: options.count]]
            groups["CIFAR-10, the model's classes"] = [
                str(file) for each in classes if each not in foreign
                for file in sorted(each.iterdir())[: options.count]]
        groups["noise"] = noise(random, options.count)
        groups["documents"] = documents(random, options.count)
        lines = ["| pictures | count | refused by the score | refused by the largest probability |",
                 "|---|---|---|---|"]
        for name, pictures in groups.items():
            answers = model.predict(pictures)
            score = np.mean([answer.unknown for answer in answers])
            sure = np.mean([answer.probability < least for answer in answers])
            lines.append(f"| {name} | {len(answers)} | {score:.3f} | {sure:.3f} |")
    table = "\n".join(lines) + "\n"
    print(table)
    if options.markdown:
        lines = ["", *table.splitlines(), "", f"{results.machine()}.", ""]
        results.write(Path(options.markdown), "unknown", lines)


if __name__ == "__main__":
    main()
