#!/usr/bin/env python3
"""Measure validation on labelled corpora of good and damaged image files, beside the usual ways to check one.

    python3 Benchmarks/validation/score.py CORPUS... --library build/libscanline.so.1 \\
        --peer-python .build/peers/bin/python --markdown Benchmarks/RESULTS.md

A CORPUS holds the files and a manifest.csv with the columns file, source, expected, kind, note; make_corpus.py
makes one. Labels: ok, lowquality, salvageable, corrupt, unsupported, hostile. A file is flagged when
its verdict is not ok. Every tool judges in a process of its own, which may hang (10 s) or die and is then
started anew; ours with no more than 256 MB above what it has at the start. A tool that is not there has no
row. Needs Python with Pillow, TensorFlow and OpenCV for their rows, and djpeg and jpeginfo for theirs.
"""

import argparse
import collections
import csv
import ctypes
import os
import pathlib
import resource
import select
import shutil
import signal
import subprocess
import sys
import time

import results

DAMAGED = ("salvageable", "corrupt", "unsupported", "hostile")
#: Damaged, but hardly to be seen: either verdict can be defended.
UNDECIDED_KIND = "bitflip-invisible"
TIMEOUT = 10
#: Seconds that no file may take.
SLOW = 0.5

# ---- Judges: a path to whether it is flagged, and whether its content is --------------------------------


class Report(ctypes.Structure):
    """scanline_image_report of include/scanline_types.h."""

    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("verdict", ctypes.c_int32),
        ("between", ctypes.c_uint8 * 328),
        ("quality_flags", ctypes.c_uint32),
        ("name_lies", ctypes.c_int32),
        ("measures", ctypes.c_double * 8),
    ]


def scanline_judge():
    library = ctypes.CDLL(os.environ["SCANLINE_LIBRARY"])

    def judge(path):
        report = Report(struct_size=ctypes.sizeof(Report))
        status = library.scanline_image_validate_file(path.encode(), None, ctypes.byref(report))
        if status != 0:
            raise SystemExit(f"{path}: status {status}")
        return report.verdict != 0, report.quality_flags != 0

    return judge


def pillow_judge(use):
    from PIL import Image

    def judge(path):
        try:
            with Image.open(path) as image:
                use(image)
        except MemoryError:
            raise
        except Exception:
            return True, False
        return False, False

    return judge


def tensorflow_judge():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow

    def judge(path):
        try:
            tensorflow.io.decode_jpeg(tensorflow.io.read_file(path), channels=3)
        except Exception:
            return True, False
        return False, False

    judge(__file__)
    return judge


def opencv_judge():
    import cv2
    import numpy

    def judge(path):
        try:
            return cv2.imdecode(numpy.fromfile(path, numpy.uint8), cv2.IMREAD_COLOR) is None, False
        except cv2.error:
            return True, False

    return judge


def program_judge(*command):
    if not shutil.which(command[0]):
        raise ImportError(command[0])

    def judge(path):
        done = subprocess.run(
            [*command, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        return done.returncode != 0, False

    return judge


JUDGES = {
    "Scanline": scanline_judge,
    "djpeg -strict": lambda: program_judge("djpeg", "-strict", "-maxmemory", "6000000", "-outfile", "/dev/null"),
    "jpeginfo -c": lambda: program_judge("jpeginfo", "-c"),
    "TensorFlow decode_jpeg": tensorflow_judge,
    "Pillow load": lambda: pillow_judge(lambda image: image.load()),
    "OpenCV imdecode": opencv_judge,
    "Pillow verify": lambda: pillow_judge(lambda image: image.verify()),
}  # fmt: skip

# ---- Processes -------------------------------------------------------------------------------------------


def work(name):
    """Judges the paths of standard input."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    judge = JUDGES[name]()
    room = 256 << 20 if name == "Scanline" else 6 << 30
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + room, used + room))
    print("ready", file=output, flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        flagged, useless = judge(line.rstrip("\n"))
        print(int(flagged), int(useless), time.perf_counter() - start, file=output, flush=True)


class Judge:
    """A process that judges; made anew when it died or hangs."""

    def __init__(self, name, python, library):
        self.command = [python, str(pathlib.Path(__file__).resolve()), "--work", name]
        self.environment = {**os.environ, "SCANLINE_LIBRARY": str(library), "CUDA_VISIBLE_DEVICES": ""}
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=self.environment, text=True, bufsize=1, start_new_session=True,
        )  # fmt: skip
        return self.process.stdout.readline() == "ready\n"

    def stop(self):
        if self.process:
            # With it the program that it waits for.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, path):
        """Flagged, useless and seconds; flagged is None for a crash or a time-out."""
        if not self.process:
            self.start()
        start = time.perf_counter()
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], TIMEOUT)
        words = self.process.stdout.readline().split() if ready else []
        if len(words) != 3:
            self.stop()
            return None, False, time.perf_counter() - start
        return words[0] == "1", words[1] == "1", float(words[2])


# ---- Tables ----------------------------------------------------------------------------------------------


def row(name, manifest, found):
    """A line of the table. What crashes or hangs a tool is not found by it, nor is it let through."""
    flagged, useless, seen = collections.Counter(), collections.Counter(), collections.Counter()
    failures = slow = 0
    for item in manifest:
        verdict, is_useless, seconds = found[item["file"]]
        failures += verdict is None
        slow += seconds > SLOW
        label = item["expected"] if item["kind"] != UNDECIDED_KIND else UNDECIDED_KIND
        seen[label] += 1
        flagged[label] += verdict is True
        useless[label] += is_useless
    damaged = sum(seen[label] for label in DAMAGED)
    recall = sum(flagged[label] for label in DAMAGED) / max(damaged, 1)
    good = "–", "–"
    if any(useless.values()):
        good = f"{useless['lowquality'] / max(seen['lowquality'], 1):.3f}", f"{useless['ok']} of {seen['ok']}"
    slowest = max(seconds for _, _, seconds in found.values())
    return (
        f"| {name} | {recall:.3f} | {flagged['ok']} of {seen['ok']} | {good[0]} | {good[1]} "
        f"| {failures} | {slow} | {slowest:.2f} |"
    )


HEAD = [
    "| tool | recall | good files flagged | useless content found | good files called useless "
    "| crashes, time-outs | over 0.5 s | slowest, s |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
]


def measure(corpus, options):
    """The lines of a corpus's table."""
    with open(corpus / "manifest.csv", newline="", encoding="utf-8") as file:
        manifest = list(csv.DictReader(file))
    labels = collections.Counter(item["expected"] for item in manifest)
    summary = ", ".join(f"{count} {label}" for label, count in sorted(labels.items()))
    lines = [f"{corpus.name}: {len(manifest)} files ({summary}).", "", *HEAD]
    for name in JUDGES:
        python = sys.executable if name == "Scanline" else options.peer_python
        judge = Judge(name, python, options.library.resolve())
        if not judge.start():
            judge.stop()
            print(f"{name} is not here", file=sys.stderr)
            continue
        found = {item["file"]: judge.ask(corpus / item["file"]) for item in manifest}
        judge.stop()
        lines.append(row(name, manifest, found))
        print(lines[-1], file=sys.stderr)
        if name == "Scanline" and options.misses:
            list_misses(manifest, found)
    return lines


def list_misses(manifest, found):
    for item in manifest:
        flagged, useless, _ = found[item["file"]]
        label = item["expected"]
        wrong = flagged != (label in DAMAGED) or useless != (label == "lowquality")
        if wrong and item["kind"] != UNDECIDED_KIND and not (label in DAMAGED and flagged):
            print(f"{item['file']}: {label}, flagged {flagged}, useless {useless}", item["note"])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=pathlib.Path, nargs="*")
    parser.add_argument("--library", type=pathlib.Path, help="libscanline.so")
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--markdown", type=pathlib.Path, help="file whose table is replaced")
    parser.add_argument("--misses", action="store_true", help="list what Scanline judged wrongly")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work)
        return
    if not options.corpora or not options.library:
        parser.error("a corpus and --library are needed")
    lines = []
    for corpus in options.corpora:
        lines += [*measure(corpus, options), ""]
    lines += [f"- Machine: {results.machine()}"]
    print("\n".join(lines))
    if options.markdown:
        results.write(options.markdown, "validation", lines)


if __name__ == "__main__":
    main()
