"""Files that are no JPEG, and files made to exhaust memory or time."""

import zlib

from PIL import Image, features

from corpus import EOI, SOI, cjpeg, pillow, segments
from good import drawing, segment


def add(corpus, chance):
    picture = drawing(chance)
    formats = ["PNG", "GIF", "WEBP", "BMP", "TIFF", "JPEG2000", "ICO"]
    if features.check("avif"):
        formats.append("AVIF")
    for name in formats:
        data = pillow(picture.resize((64, 48)), name)
        corpus.add(data, "unsupported", f"named-jpg-{name.lower()}", "nothing")
        if name in ("PNG", "GIF", "WEBP"):
            corpus.add(data[: len(data) // 2], "corrupt", f"cut-{name.lower()}", "nothing")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'
    corpus.add(svg, "unsupported", "named-jpg-svg", "nothing")
    tables = cjpeg(picture)
    tables = SOI + b"".join(
        tables[at:end] for marker, at, end in segments(tables) if marker in (0xDB, 0xC4)
    )
    corpus.add(tables + EOI, "unsupported", "tables-only", "nothing")
    for kind, data in nothing(chance):
        corpus.add(data, "corrupt", kind, "nothing")
    for kind, data in bombs(picture):
        corpus.add(data, "hostile", kind, "nothing")


def nothing(chance):
    yield "empty", b""
    yield "one-byte", b"\xff"
    yield "start-only", SOI
    yield "start-and-end", SOI + EOI
    yield "zeros", bytes(5000)
    yield "random", chance.randbytes(5000)
    yield "web-page", b"<!DOCTYPE html>\n<html><body>404 not found</body></html>\n"
    yield "json", b'{"error": "not found", "status": 404}\n'
    yield "pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
    yield "sidecar", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + bytes(4000)
    yield "archive", b"PK\x03\x04" + chance.randbytes(2000)


def bombs(picture):
    small = cjpeg(picture.resize((16, 16)))
    at = small.index(b"\xff\xc0") + 5
    for width, height in ((65500, 65500), (30000, 20000)):
        size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
        yield "huge-size", small[:at] + size + small[at + 4 :]
    progressive = cjpeg(picture.resize((16, 16)), "-progressive")
    at = progressive.index(b"\xff\xc2") + 5
    yield "huge-size-progressive", progressive[:at] + b"\xf0\x00\xf0\x00" + progressive[at + 4 :]
    yield "marker-flood", SOI + segment(0xFE, b"") * 90_000 + small[2:]
    wide = cjpeg(Image.new("RGB", (1600, 1200), "gray"), "-progressive")
    last = wide.rindex(b"\xff\xda")
    yield "scan-flood", wide[:-2] + wide[last:-2] * 3000 + EOI
    header = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(bytes(10_000_000), 9)
    yield "png-bomb", (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


def _chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return len(data).to_bytes(4, "big") + kind + data + crc.to_bytes(4, "big")
