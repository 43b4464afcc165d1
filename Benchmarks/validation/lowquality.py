"""Whole files of useless content."""

import numpy as np
from PIL import Image, ImageFilter

from corpus import changed, cjpeg, decode, pillow, scan_starts
from good import levels


def random_quality(photo):
    return photo.chance.choice([60, 75, 85, 95])


def cut_and_saved_anew(photo):
    """Gray below: the decoder filled in what was missing."""
    data = photo.encoded()
    start = scan_starts(data)[0]
    end = start + int((len(data) - start) * photo.chance.uniform(0.25, 0.85))
    return again(data[:end], photo)


def garbage_saved_anew(photo):
    data = bytearray(photo.encoded())
    original = decode(bytes(data))
    start = scan_starts(data)[0] + 20
    while changed(bytes(data), original) < 0.3:
        data[photo.chance.randrange(start, len(data) - 2)] ^= 1 << photo.chance.randrange(8)
    return again(bytes(data), photo)


def again(data, photo):
    pixels = decode(data)
    if pixels is None:
        return None
    options = {"progressive": True} if photo.chance.random() < 0.3 else {}
    return pillow(Image.fromarray(pixels.astype(np.uint8)), quality=random_quality(photo), **options)


def tiny(photo):
    short, long = photo.chance.randint(1, 8), photo.chance.choice([1, 3, 8, 60, 400])
    size = (short, long) if photo.chance.random() < 0.5 else (long, short)
    return pillow(photo.image.resize(size), quality=85)


def noise(photo):
    numbers = np.random.default_rng(photo.chance.randrange(1 << 32))
    shape = (photo.image.height, photo.image.width, 3)[: photo.chance.choice([2, 3])]
    return pillow(Image.fromarray(numbers.integers(0, 256, shape, dtype=np.uint8)), quality=80)


def flat(photo):
    colour = tuple(photo.chance.randrange(256) for _ in range(3))
    return pillow(Image.new("RGB", photo.image.size, colour), quality=random_quality(photo))


def blurred(photo):
    sigma = photo.chance.choice([10, 16, 25, 40])
    blur = photo.image.filter(ImageFilter.GaussianBlur(sigma))
    return pillow(blur, quality=random_quality(photo), progressive=photo.chance.random() < 0.3)


KINDS = {
    "black": lambda photo: pillow(Image.new("RGB", photo.image.size)),
    "white": lambda photo: pillow(Image.new("L", photo.image.size, 255)),
    "flat": flat,
    "underexposed": lambda photo: pillow(levels(photo.image, photo.chance.uniform(0.02, 0.1), 0)),
    "overexposed": lambda photo: pillow(levels(photo.image, 0.1, photo.chance.randint(225, 248))),
    "blurred": blurred,
    "noise": noise,
    "tiny": tiny,
    "gray-lower-part": cut_and_saved_anew,
    "reencoded-garbage": garbage_saved_anew,
    "heavy-compression": lambda photo: cjpeg(
        photo.image, "-baseline", "-quality", photo.chance.choice([1, 2, 3])
    ),
}


def add(corpus, photo):
    """Three kinds of the photo."""
    for kind in photo.chance.sample(sorted(KINDS), 3):
        data = KINDS[kind](photo)
        if data is not None:
            corpus.add(data, "lowquality", kind, photo.name)
