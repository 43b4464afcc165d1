"""What a cold disk costs: what reads a folder's files, with them in the system's cache and not.

    python Benchmarks/cold_files.py FOLDER [--threads 1 2] [--rounds 5]

The photos are copied once. Before what is measured cold, every copy is put out of the cache (POSIX_FADV_DONTNEED).
Cold and warm take turns; medians, the last two columns of the differences. An epoch is of the preset `rows`,
augmented. Reading alone: all files one after the other in one thread. Waits are voluntary context switches: with one
thread they are those for the disk, and do not depend on how busy the machine is.
"""

from __future__ import annotations

import argparse
import os
import resource
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


def evict(files: list[Path]) -> None:
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def measured(task: Callable[[], object]) -> tuple[float, int]:
    """Seconds, and how often a thread had to wait."""
    start, waits = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    task()
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - waits


def tasks(folder: Path, files: list[Path], threads: int) -> dict[str, Callable[[], object]]:
    dataset = scanline.Dataset.from_folder(folder, threads=threads)
    model = scanline.Model.create(dataset.labels, "rows")
    augmentation = scanline.Augmentation(rotation=0.08, zoom=0.2, horizontal_flip=0.5)

    def trainer() -> scanline.Trainer:
        return scanline.Trainer(
            scanline.Model.create(dataset.labels, "rows"), epochs=1, threads=threads,
            calibrate=False, augmentation=augmentation)

    return {
        "reading alone": lambda: [file.read_bytes() for file in files],
        "validating": lambda: scanline.validate_folder(folder, threads=threads),
        "opening": lambda: scanline.Dataset.from_folder(folder, threads=threads),
        "first epoch": lambda: trainer().fit(dataset, progress=False),
        "classifying": lambda: model.predict(files, threads=threads),
    }


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
        print("| threads | | warm, s | cold, s | cold less warm | waits more |\n"
              "|---:|---|---:|---:|---:|---:|")
        for threads in options.threads:
            for what, task in tasks(folder, files, threads).items():
                warm, cold = [], []
                for _ in range(options.rounds):
                    warm.append(measured(task))
                    evict(files)
                    cold.append(measured(task))
                pairs = list(zip(warm, cold))
                figures = (
                    statistics.median(one[0] for one, _ in pairs),
                    statistics.median(other[0] for _, other in pairs),
                    statistics.median(other[0] - one[0] for one, other in pairs),
                    statistics.median(other[1] - one[1] for one, other in pairs))
                print(f"| {threads} | {what} | " + "{:.2f} | {:.2f} | {:.2f} | {:.0f} |".format(*figures))
    print(f"\n{len(files)} files. {results.machine()}; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
