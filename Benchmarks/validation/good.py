"""Files that are whole: many encoders, codings and harmless oddities."""

import tempfile

import numpy as np
from PIL import Image, ImageDraw

from corpus import EOI, SOI, cjpeg, first, jpegtran, pillow


def segment(marker, payload):
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


def behind_jfif(data, insertion):
    """The file with bytes behind its first segment."""
    end = 4 + int.from_bytes(data[4:6], "big")
    return data[:end] + insertion + data[end:]


def exif(orientation, thumbnail=b""):
    """An APP1 segment with an orientation and a thumbnail, which has an EOI of its own."""
    entry = (0x0112).to_bytes(2, "big") + b"\0\3\0\0\0\1" + orientation.to_bytes(2, "big") + b"\0\0"
    directory = b"\0\1" + entry
    if not thumbnail:
        return segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + directory + bytes(4))
    second = b"\0\2" + b"".join(
        tag.to_bytes(2, "big") + b"\0\4\0\0\0\1" + value.to_bytes(4, "big")
        for tag, value in ((0x0201, 56), (0x0202, len(thumbnail)))
    )
    body = b"MM\0*\0\0\0\x08" + directory + (26).to_bytes(4, "big") + second + bytes(4)
    return segment(0xE1, b"Exif\0\0" + body + thumbnail)


def scripted(image, script, *options):
    """By cjpeg with a scan script."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(script)
        file.flush()
        return cjpeg(image, "-scans", file.name, *options)


def drawing(chance, size=(240, 180)):
    """Black text and lines on white."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for line in range(8):
        draw.text((10, 10 + 20 * line), "".join(chance.choices("abcdefgh  ", k=34)), "black")
    draw.rectangle((160, 20, 220, 70), outline="red", width=3)
    return image


def padded(image, colour):
    """With a flat third below it, at any row."""
    width, height = image.size
    result = Image.new("RGB", (width, height * 4 // 3 + height % 7), (colour,) * 3)
    result.paste(image, (0, 0))
    return result


def levels(image, scale, shift):
    return Image.fromarray((np.asarray(image) * scale + shift).clip(0, 255).astype(np.uint8))


def variants(photo):
    """Kind and a function that makes the file, for every kind of good file."""
    image, chance = photo.image, photo.chance
    width, height = image.size
    quality = chance.randint(12, 99)
    base = cjpeg(image, "-quality", 80)
    whole = image.crop((0, 0, width // 16 * 16, height // 16 * 16))
    spectral = "0,1,2: 0-0, 0, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;"
    luma_first = "0: 0-0, 0, 0; 0: 1-9, 0, 1; 1: 0-0,0,0; 2: 0-0,0,0; 0: 10-63, 0, 1; "
    luma_first += "1: 1-63,0,0; 2: 1-63,0,0; 0: 1-63, 1, 0;"
    samplings = ["1x1", "2x1", "1x2", "2x2", "4x1", "1x4", "4x2", "2x4", "2x1,1x2", "2x2,2x1,1x2"]
    return {
        "original": lambda: photo.file,
        "plain": lambda: cjpeg(image, "-quality", quality),
        "sampling": lambda: cjpeg(image, "-sample", chance.choice(samplings)),
        "grayscale": lambda: cjpeg(image, "-grayscale", "-quality", quality),
        "optimised": lambda: cjpeg(image, "-optimize", "-quality", quality),
        "progressive": lambda: cjpeg(image, "-progressive", "-quality", quality),
        "progressive-sampling": lambda: cjpeg(
            image, "-progressive", "-sample", chance.choice(samplings)
        ),
        "progressive-gray": lambda: cjpeg(image, "-progressive", "-grayscale"),
        "progressive-script": lambda: scripted(image, chance.choice([spectral, luma_first])),
        "progressive-restart": lambda: cjpeg(image, "-progressive", "-restart", "3B"),
        "non-interleaved": lambda: scripted(image, "0; 1; 2;"),
        "arithmetic": lambda: jpegtran(base, "-arithmetic"),
        "arithmetic-progressive": lambda: jpegtran(base, "-arithmetic", "-progressive"),
        "restart": lambda: cjpeg(image, "-restart", chance.choice(["1", "2", "1B", "7B"])),
        "rgb": lambda: cjpeg(image, "-rgb"),
        "coarse": lambda: cjpeg(image, "-quality", chance.randint(8, 12)),
        "coarse-baseline": lambda: cjpeg(image, "-baseline", "-quality", chance.randint(8, 12)),
        "finest": lambda: cjpeg(image, "-quality", 100, "-sample", "1x1"),
        "luma-chroma-quality": lambda: cjpeg(image, "-quality", f"{chance.randint(60, 95)},40"),
        "fast-dct": lambda: cjpeg(image, "-dct", "fast", "-quality", quality),
        "pillow": lambda: pillow(image, quality=quality, optimize=chance.random() < 0.5),
        "pillow-preset": lambda: pillow(
            image, quality=chance.choice(["web_low", "web_medium", "web_high", "low", "maximum"])
        ),
        "pillow-progressive": lambda: pillow(image, quality=quality, progressive=True),
        "pillow-gray": lambda: pillow(image.convert("L"), quality=quality),
        "cmyk": lambda: pillow(image.convert("CMYK"), quality=90),
        "flat-tables": lambda: pillow(image, qtables=[[chance.randint(1, 12)] * 64] * 2),
        "turned": lambda: jpegtran(cjpeg(whole), "-rotate", chance.choice(["90", "180", "270"])),
        "cropped": lambda: jpegtran(base, "-crop", f"{width // 2}x{height // 2}+16+16"),
        "orientation": lambda: behind_jfif(base, exif(chance.randint(1, 8))),
        "exif-thumbnail": lambda: behind_jfif(base, exif(1, cjpeg(image.resize((64, 48))))),
        "colour-profile": lambda: behind_jfif(
            base, segment(0xE2, b"ICC_PROFILE\0\1\1" + chance.randbytes(3000))
        ),
        "comment": lambda: behind_jfif(base, segment(0xFE, chance.randbytes(900))),
        "no-jfif": lambda: SOI + base[first(base, 0xE0)[1] :],
        "trailing-zeros": lambda: base + bytes(chance.randint(1, 9000)),
        "trailing-text": lambda: base + b"uploaded by a camera\r\n" * 20,
        "concatenated": lambda: base + cjpeg(image.resize((80, 60))),
        "fill-bytes": lambda: behind_jfif(base, b"\xff" * chance.randint(1, 30)),
        "stray-header-bytes": lambda: behind_jfif(base, bytes(chance.randint(1, 300))),
        "stray-before-eoi": lambda: base[:-2] + bytes(chance.randint(1, 8)) + EOI,
        "padded-gray": lambda: pillow(padded(image, 128), quality=85),
        "padded-black": lambda: pillow(padded(image, 0), quality=85),
        "padded-white": lambda: pillow(padded(image, 255), quality=85),
        "thumbnail": lambda: pillow(image.resize((32, 32)), quality=85),
        "small": lambda: pillow(image.resize((chance.randint(12, 40), 40)), quality=90),
        "enlarged": lambda: pillow(image.resize((width * 2, height * 2)), quality=quality),
        "night": lambda: pillow(levels(image, 0.35, 0), quality=85),
        "pale": lambda: pillow(levels(image, 0.4, 140), quality=85),
        "low-contrast": lambda: pillow(levels(image, 0.3, 90), quality=85),
        "grain": lambda: pillow(grain(image, chance), quality=85),
        "drawing": lambda: pillow(drawing(chance), quality=85),
        "black-and-white": lambda: pillow(image.convert("1").convert("L"), quality=85),
        "screenshot": lambda: pillow(page(image), quality=80),
    }


def grain(image, chance):
    noise = np.random.default_rng(chance.randrange(1 << 32)).normal(0, 14, (*image.size[::-1], 1))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def page(image):
    """A photo on a white page."""
    result = Image.new("RGB", (480, 360), "white")
    result.paste(image.resize((120, 90)), (60, 40))
    return result


def add(corpus, photo):
    """Ten kinds of the photo; all kinds occur over a few photos."""
    kinds = variants(photo)
    for kind in photo.chance.sample(sorted(kinds), 10):
        corpus.add(kinds[kind](), "ok", kind, photo.name)
