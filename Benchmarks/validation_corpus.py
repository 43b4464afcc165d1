#!/usr/bin/env python3
"""Measure validation on a labelled corpus of good and damaged image files.

    python3 Benchmarks/validation_corpus.py CORPUS --library build/libscanline.so
    python3 Benchmarks/validation_corpus.py CORPUS --cli build/scanline

CORPUS holds the files and a manifest.csv with the columns file, expected, kind, note. Labels: ok,
lowquality, salvageable, corrupt, unsupported, hostile. A file is flagged when its verdict is not ok.
With --library each file is validated and timed alone in this process; with --cli the program
validates the folder once and only the sum is timed. When the corpus has a dev_peers.txt, its rows
are printed below ours. Only Python's standard library is needed.
"""

import argparse
import collections
import csv
import ctypes
import json
import pathlib
import subprocess
import sys
import time

VERDICTS = ["ok", "salvageable", "corrupt", "unsupported", "hostile"]
LABELS = ["ok", "lowquality", "salvageable", "corrupt", "unsupported", "hostile"]
DAMAGED = {"salvageable", "corrupt", "unsupported", "hostile"}
# Damaged, but hardly to be seen: either verdict can be defended.
UNDECIDED_KIND = "bitflip-invisible"


class Report(ctypes.Structure):
    """scanline_image_report of include/scanline_types.h."""

    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("verdict", ctypes.c_int32),
        ("reason", ctypes.c_int32),
        ("format", ctypes.c_int32),
        ("byte_offset", ctypes.c_int64),
        ("row", ctypes.c_int64),
        ("decoded_share", ctypes.c_double),
        ("warning_count", ctypes.c_uint32),
        ("width", ctypes.c_uint32),
        ("height", ctypes.c_uint32),
        ("components", ctypes.c_uint32),
        ("colour_space", ctypes.c_int32),
        ("subsampling_horizontal", ctypes.c_uint32),
        ("subsampling_vertical", ctypes.c_uint32),
        ("orientation", ctypes.c_uint32),
        ("progressive", ctypes.c_int32),
        ("arithmetic", ctypes.c_int32),
        ("message", ctypes.c_char * 256),
    ]


def validate_with_library(path, corpus, names):
    """Verdict, message and seconds for each name."""
    library = ctypes.CDLL(str(path.resolve()))
    results = {}
    for name in names:
        report = Report(struct_size=ctypes.sizeof(Report))
        start = time.perf_counter()
        status = library.scanline_image_validate_file(
            str(corpus / name).encode(), None, ctypes.byref(report)
        )
        seconds = time.perf_counter() - start
        if status != 0:
            raise SystemExit(f"{name}: status {status}")
        message = report.message.decode("utf-8", "replace")
        results[name] = (VERDICTS[report.verdict], message, seconds)
    return results


def validate_with_cli(path, corpus, names):
    """The same from the program's JSON lines; seconds are None."""
    command = [str(path.resolve()), "validate", "--json", *(str(corpus / name) for name in names)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    results = {}
    for line in output.decode("utf-8", "replace").splitlines():
        item = json.loads(line)
        if "verdict" in item and "file" in item:
            name = pathlib.Path(item["file"]).name
            results[name] = (item["verdict"], item.get("message", ""), None)
    return results


def share(part, whole):
    return part / whole if whole else 0.0


def row(manifest, results):
    """A line of the table that dev_peers.txt has, for our results."""
    flagged, seen = collections.Counter(), collections.Counter()
    undecided, slow = collections.Counter(), 0
    for item in manifest:
        label, is_flagged = item["expected"], results[item["file"]][0] != "ok"
        seen[label] += 1
        flagged[label] += is_flagged
        if label == "ok" and item["kind"] == UNDECIDED_KIND:
            undecided["seen"] += 1
            undecided["flagged"] += is_flagged
        slow += (results[item["file"]][2] or 0) > 2
    cells = [f"{flagged[label]}/{seen[label] - flagged[label]}/0/0" for label in LABELS]
    figures = [
        share(sum(flagged[label] for label in DAMAGED), sum(seen[label] for label in DAMAGED)),
        share(flagged["corrupt"], seen["corrupt"]),
        share(flagged["ok"], seen["ok"]),
        share(flagged["ok"] - undecided["flagged"], seen["ok"] - undecided["seen"]),
        share(flagged["lowquality"], seen["lowquality"]),
    ]
    widths = [19] * len(LABELS)
    text = f"{'scanline':<16}" + "".join(f"{c:<{w + 1}}" for c, w in zip(cells, widths))
    return text + " ".join(f"{f:<7.3f}" for f in figures) + f" {slow}"


def print_peers(corpus, ours):
    peers = corpus / "dev_peers.txt"
    if not peers.exists():
        print(ours)
        return
    for line in peers.read_text().splitlines():
        print(line)
        if line.startswith("tool "):
            print(ours)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=pathlib.Path)
    engine = parser.add_mutually_exclusive_group(required=True)
    engine.add_argument("--library", type=pathlib.Path, help="libscanline.so")
    engine.add_argument("--cli", type=pathlib.Path, help="the scanline program")
    parser.add_argument("--misses", action="store_true", help="list what was judged wrongly")
    options = parser.parse_args()

    with open(options.corpus / "manifest.csv", newline="", encoding="utf-8") as file:
        manifest = list(csv.DictReader(file))
    names = [item["file"] for item in manifest]
    start = time.perf_counter()
    if options.library:
        results = validate_with_library(options.library, options.corpus, names)
    else:
        results = validate_with_cli(options.cli, options.corpus, names)
    seconds = time.perf_counter() - start
    absent = [name for name in names if name not in results]
    if absent:
        raise SystemExit(f"no result for {len(absent)} files, the first is {absent[0]}")

    print_peers(options.corpus, row(manifest, results))
    print(f"\n{len(names)} files in {seconds:.3f} s", end="")
    if options.library:
        slowest = max(names, key=lambda name: results[name][2])
        print(f"; slowest {slowest}: {results[slowest][2]:.3f} s", end="")
    print("\n\nverdict by label")
    table = collections.Counter((i["expected"], results[i["file"]][0]) for i in manifest)
    print(f"{'':<13}" + "".join(f"{verdict:>13}" for verdict in VERDICTS))
    for label in LABELS:
        print(f"{label:<13}" + "".join(f"{table[label, verdict]:>13}" for verdict in VERDICTS))
    if options.misses:
        print()
        for item in manifest:
            verdict, message, _ = results[item["file"]]
            if (verdict == "ok") == (item["expected"] in DAMAGED):
                print(f"{item['file']}: {item['expected']} ({item['kind']}), judged {verdict} {message}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
