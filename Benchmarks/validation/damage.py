"""Damage: cuts, overwritten stretches, altered bits and headers."""

from corpus import EOI, changed, cjpeg, decode, first, good_rows, jpegtran, scan_starts, segments

#: Share of changed pixels up to which nobody sees the damage.
INVISIBLE = 0.002
#: Rows that make a cut picture worth keeping.
ENOUGH_ROWS = 0.5


def add(corpus, photo):
    """A dozen kinds of the photo."""
    for kind in photo.chance.sample(sorted(CUTS), 4):
        data = photo.encoded()
        cut = CUTS[kind](photo, data)
        share = good_rows(cut, decode(data))
        label = "salvageable" if share >= ENOUGH_ROWS else "corrupt"
        corpus.add(cut, label, kind, photo.name, f"rows_ok={share:.2f}")
    for kind in photo.chance.sample(sorted(WRONG), 8):
        make, source = WRONG[kind]
        data = source(photo)
        original = decode(data)
        for _ in range(20):
            damaged = make(photo, data)
            share = changed(damaged, original)
            if kind in BIT_FLIPS and share <= INVISIBLE:
                corpus.add(damaged, "ok", "bitflip-invisible", photo.name, f"{kind} {share:.4f}")
                break
            if share > INVISIBLE:
                corpus.add(damaged, "corrupt", kind, photo.name, f"pixels_changed={share:.3f}")
                break
    data = progressive(photo)
    starts = scan_starts(data)
    kept = photo.chance.randrange(1, len(starts))
    corpus.add(
        data[: starts[kept]] + EOI, "salvageable", "scans-missing", photo.name,
        f"{kept} of {len(starts)} scans",
    )  # fmt: skip


def progressive(photo):
    return cjpeg(photo.image, "-progressive", "-quality", 85)


def restarts(photo):
    return cjpeg(photo.image, "-restart", photo.chance.choice(["1", "1B", "4B"]))


def sequential(photo):
    return photo.encoded()


# ---- Cuts ------------------------------------------------------------------------------------------


def at_share(photo, data):
    """An offset within the data, at any share."""
    start = first(data, 0xDA)[1]
    return start + int((len(data) - start) * photo.chance.uniform(0.02, 0.98))


def truncated(photo, data):
    return data[: at_share(photo, data)]


def filled(data, at, filler):
    return data[:at] + (filler * len(data))[: len(data) - at]


CUTS = {
    "truncated": truncated,
    "truncated-eoi": lambda photo, data: truncated(photo, data) + EOI,
    "truncated-text": lambda photo, data: truncated(photo, data) + b"\n<b>Fatal error</b>: timeout\n",
    "truncated-padded": lambda photo, data: truncated(photo, data) + bytes(1500),
    "zero-tail": lambda photo, data: filled(data, at_share(photo, data), b"\0"),
    "ff-tail": lambda photo, data: filled(data, at_share(photo, data), b"\xff"),
    "missing-eoi": lambda _, data: data[:-2],
    "last-bytes-missing": lambda photo, data: data[: -photo.chance.randint(12, 40)],
}


# ---- Wrong data --------------------------------------------------------------------------------------


def flips(count):
    def make(photo, data):
        start = scan_starts(data)[0] + 14
        result = bytearray(data)
        for _ in range(count):
            result[photo.chance.randrange(start, len(data) - 2)] ^= 1 << photo.chance.randrange(8)
        return bytes(result)

    return make


def overwrite(length, filler):
    def make(photo, data):
        at = at_share(photo, data)
        size = min(length(data), len(data) - 2 - at)
        return data[:at] + filler(photo, size) + data[at + size :]

    return make


def deleted(photo, data):
    at = at_share(photo, data)
    return data[:at] + data[at + photo.chance.randint(1, 40) :]


def inserted(photo, data):
    at = at_share(photo, data)
    return data[:at] + photo.chance.randbytes(photo.chance.randint(1, 40)) + data[at:]


def random_tail(photo, data):
    at = at_share(photo, data)
    return data[:at] + photo.chance.randbytes(len(data) - at)


def foreign(photo, size):
    return (restarts(photo) * 9)[700 : 700 + size]


def restart_offsets(data):
    return [
        at for at in range(scan_starts(data)[0] + 14, len(data) - 3)
        if data[at] == 0xFF and 0xD0 <= data[at + 1] <= 0xD7
    ]  # fmt: skip


def interval_lost(photo, data):
    places = restart_offsets(data)
    index = photo.chance.randrange(len(places) - 1)
    return data[: places[index]] + data[places[index + 1] :]


def interval_repeated(photo, data):
    places = restart_offsets(data)
    index = photo.chance.randrange(len(places) - 1)
    return data[: places[index + 1]] + data[places[index] :]


def interval_marker(photo, data):
    at = photo.chance.choice(restart_offsets(data)) + 1
    return data[:at] + bytes([0xD0 | photo.chance.randrange(8)]) + data[at + 1 :]


# ---- Headers -----------------------------------------------------------------------------------------


def without(*markers):
    def make(_, data):
        at, end = first(data, *markers)
        return data[:at] + data[end:]

    return make


def edited(offset, value, *markers):
    """One byte of a segment, `offset` from its marker, set to what `value` gives of photo and byte."""

    def make(photo, data):
        at = first(data, *markers)[0] + offset
        return data[:at] + bytes([value(photo, data[at]) & 255]) + data[at + 1 :]

    return make


def random_bytes(count, skip, *markers):
    """Of any segments of these markers."""

    def make(photo, data):
        result = bytearray(data)
        for _ in range(count):
            places = [(at, end) for marker, at, end in segments(data) if marker in markers]
            at, end = photo.chance.choice(places)
            result[photo.chance.randrange(at + skip, end)] = photo.chance.randrange(256)
        return bytes(result)

    return make


def other(photo, byte):
    return byte ^ photo.chance.randint(1, 255)


def random_tables(photo, data):
    """Quantisation steps from 1 to 255."""
    result = bytearray(data)
    for marker, at, end in segments(data):
        if marker == 0xDB:
            result[at + 5 : at + 69] = bytes(photo.chance.randint(1, 255) for _ in range(64))
    return bytes(result)


def mangled_text(_, data):
    return data.decode("latin-1").encode("utf-8", "replace")


SOF = (0xC0, 0xC1, 0xC2)
BIT_FLIPS = {"bitflip-1", "bitflip-10", "bitflip-restart", "bitflip-progressive"}
#: What damages, and the kind of file that it damages.
WRONG = {
    "bitflip-1": (flips(1), sequential),
    "bitflip-10": (flips(10), sequential),
    "bitflip-100": (flips(100), sequential),
    "bitflip-restart": (flips(3), restarts),
    "bitflip-progressive": (flips(10), progressive),
    "zero-middle": (overwrite(lambda data: len(data) // 12, lambda _, size: bytes(size)), sequential),
    "zero-64": (overwrite(lambda _: 64, lambda _, size: bytes(size)), sequential),
    "random-block": (overwrite(lambda _: 512, lambda photo, size: photo.chance.randbytes(size)), sequential),
    "foreign-block": (overwrite(lambda _: 2048, foreign), sequential),
    "foreign-block-progressive": (overwrite(lambda _: 1024, foreign), progressive),
    "deleted": (deleted, sequential),
    "inserted": (inserted, sequential),
    "random-tail": (random_tail, sequential),
    "text-mode": (lambda _, data: data.replace(b"\n", b"\r\n"), sequential),
    "text-mode-back": (lambda _, data: data.replace(b"\r\n", b"\n").replace(b"\r", b""), sequential),
    "utf-8": (mangled_text, sequential),
    "interval-lost": (interval_lost, restarts),
    "interval-repeated": (interval_repeated, restarts),
    "interval-marker": (interval_marker, restarts),
    "soi": (lambda photo, data: photo.chance.randbytes(2) + data[2:], sequential),
    "dqt-missing": (without(0xDB), sequential),
    "dqt-random": (random_tables, sequential),
    "dqt-first": (edited(5, lambda photo, _: photo.chance.randint(150, 255), 0xDB), sequential),
    "dht-random": (random_bytes(4, 4, 0xC4), sequential),
    "dht-missing": (without(0xC4), lambda photo: cjpeg(photo.image, "-optimize")),
    "sof-missing": (without(*SOF), sequential),
    "sof-precision": (edited(4, lambda photo, _: photo.chance.choice([2, 7, 9, 16]), *SOF), sequential),
    "sof-height": (edited(6, other, *SOF), sequential),
    "sof-width": (edited(8, other, *SOF), sequential),
    "sof-components": (edited(9, lambda photo, _: photo.chance.choice([0, 1, 2, 4]), *SOF), sequential),
    "sof-sampling": (edited(11, lambda photo, _: photo.chance.choice([0x11, 0x12, 0x21, 0x41]), *SOF),
                     lambda photo: cjpeg(photo.image, "-sample", "2x2")),
    "sof-table": (edited(12, lambda *_: 1, *SOF), lambda photo: cjpeg(photo.image, "-sample", "2x2")),
    "sof-process": (edited(1, lambda *_: 0xC2, *SOF), sequential),
    "sos-missing": (without(0xDA), sequential),
    "sos-tables": (edited(6, lambda *_: 0x11, 0xDA), sequential),
    "sos-components": (edited(5, other, 0xDA), sequential),
    "segment-length": (random_bytes(1, 2, 0xDB, 0xC4, *SOF, 0xDA), sequential),
    "header-random": (random_bytes(6, 2, 0xDB, 0xC4, *SOF, 0xDA), sequential),
    "header-random-progressive": (random_bytes(6, 2, 0xDB, 0xC4, *SOF, 0xDA), progressive),
    "header-only": (lambda _, data: data[: first(data, 0xDA)[1]], sequential),
    "arithmetic-cut": (lambda _, data: data[: len(data) // 3],
                       lambda photo: jpegtran(photo.encoded(), "-arithmetic")),
}  # fmt: skip
