"""What a cold disk costs: opening a data set and its first epoch, with its files in the system's cache and not.

    python Benchmarks/cold_files.py FOLDER [--threads 1 2] [--rounds 5]

The photos are copied once. Before what is measured cold, every copy is put out of the cache (POSIX_FADV_DONTNEED).
Cold and warm take turns; an epoch is of the preset `rows`, augmented. Reading alone: all files one after the other
in one thread, what a read-ahead could hide at most.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "validation"), str(HERE.parent / "bindings" / "python")]

import results  # noqa: E402
import scanline  # noqa: E402

WHAT = ("reading alone", "opening", "first epoch")


def evict(files: list[Path]) -> None:
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def measure(folder: Path, files: list[Path], threads: int, is_cold: bool) -> list[float]:
    def prepared(task: Callable[[], object]) -> float:
        if is_cold:
            evict(files)
        return seconds(task)

    def read() -> None:
        for file in files:
            file.read_bytes()

    found: list[scanline.Dataset] = []
    times = [prepared(read)]
    times.append(prepared(lambda: found.append(scanline.Dataset.from_folder(folder, threads=threads))))
    trainer = scanline.Trainer(
        scanline.Model.create(found[0].labels, "rows"), epochs=1, threads=threads, calibrate=False,
        augmentation=scanline.Augmentation(rotation=0.08, zoom=0.2, horizontal_flip=0.5))
    times.append(prepared(lambda: trainer.fit(found[0], progress=False)))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        shutil.copytree(options.folder, folder)
        os.sync()
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        print("| threads | | warm, s | cold, s | cold less warm |\n|---:|---|---:|---:|---:|")
        for threads in options.threads:
            rounds: dict[bool, list[list[float]]] = {False: [], True: []}
            for _ in range(options.rounds):
                for is_cold in rounds:
                    rounds[is_cold].append(measure(folder, files, threads, is_cold))
            for index, what in enumerate(WHAT):
                warm, cold = (
                    statistics.median(times[index] for times in rounds[kind]) for kind in (False, True))
                print(f"| {threads} | {what} | {warm:.2f} | {cold:.2f} | {cold - warm:.2f} |")
    print(f"\n{len(files)} files. {results.machine()}; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
