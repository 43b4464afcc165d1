"""Train on a few and on a million files: how long a data set takes to open, what it takes in memory, and whether
training stays as fast.

    python Benchmarks/training_scale.py FOLDER

FOLDER has a folder of small JPEG files a class, such as CIFAR-10's. They are copied once, and folders of hard
links to the copies are made beside (in --scratch): as many as each of --counts says. Every row is a process of its own,
with one thread. Memory is resident: what the open data set has added, and the most at the end of an epoch of two;
with a cache of --cache bytes in memory, beyond which pictures are decoded in every epoch, and with one that holds
all of them in a file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "validation"), str(HERE.parent / "bindings" / "python")]

NETWORK = {
    "input": {"width": 32, "height": 32, "channels": 3},
    "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 32}]},
}


def resident(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(key))


def measure(folder: str, cache: int, scratch: str | None) -> dict[str, Any]:
    """What one process has to say."""
    import scanline

    before = resident("VmRSS")
    start, cpu = time.perf_counter(), time.process_time()
    dataset = scanline.Dataset.from_folder(folder, threads=1)
    opened = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    index = resident("VmRSS") - before
    model = scanline.Model.create(dataset.labels, NETWORK)
    options = {"cache_bytes": cache} if scratch is None else {
        "cache_bytes": 1 << 40, "cache_folder": scratch}
    trainer = scanline.Trainer(
        model, epochs=2, batch_size=64, threads=1, calibrate=False, restore_best=False, **options)
    epochs = []
    clock = [time.process_time()]
    sizes = {"own": 0, "file": 0}

    def note(epoch: scanline.Epoch) -> None:
        now = time.process_time()
        epochs.append(len(dataset) / (now - clock[0]))
        clock[0] = now
        sizes["own"] = max(sizes["own"], resident("RssAnon"))
        sizes["file"] = max(sizes["file"], resident("RssFile") + resident("RssShmem"))

    trainer.fit(dataset, on_epoch=note, progress=False)
    return {
        "files": len(dataset), "opened": opened, "index": index, "epochs": epochs,
        **sizes,
    }


def links(root: Path, count: int, target: Path) -> Path:
    """A folder of `count` links, spread over the classes as the files are."""
    labels = sorted(path for path in root.iterdir() if path.is_dir())
    for number, label in enumerate(labels):
        files = sorted(label.iterdir())
        (target / label.name).mkdir(parents=True)
        for index in range(number, count, len(labels)):
            source = files[index // len(labels) % len(files)]
            os.link(source, target / label.name / f"{index:08}.jpg")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[50_000, 1_000_000])
    parser.add_argument("--cache", type=int, default=64 << 20)
    parser.add_argument("--scratch", type=Path, help="default: the temporary folder")
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        scratch = str(options.scratch) if options.scratch else None
        print(json.dumps(measure(str(options.folder), options.cache, scratch)))
        return

    import results

    lines = [
        "| files | cache | opened, s (of the processor) | bytes a file | files a processor second, first epoch "
        "| second epoch | own memory, MB | mapped files, MB |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    scratch = Path(tempfile.mkdtemp(prefix="scanline-scale-", dir=options.scratch))
    try:
        shutil.copytree(options.folder, scratch / "copies")
        for count in options.counts:
            folder = links(scratch / "copies", count, scratch / str(count))
            for place in (None, scratch):
                words = ["--one", "--cache", str(options.cache)]
                if place:
                    words += ["--scratch", str(place)]
                done = subprocess.run(
                    [sys.executable, __file__, str(folder), *words], check=True,
                    stdout=subprocess.PIPE)
                found = json.loads(done.stdout)
                kind = "in a file" if place else f"{options.cache >> 20} MiB of memory"
                first, second = found["epochs"]
                lines.append(
                    f"| {found['files']:,} | {kind} | {found['opened']['wall']:.1f} "
                    f"({found['opened']['cpu']:.1f}) | {found['index'] / count:.0f} | {first:,.0f} "
                    f"| {second:,.0f} | {found['own'] / 1e6:.0f} | {found['file'] / 1e6:.0f} |")
                print(lines[-1], flush=True)
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(scratch)
    lines += ["", f"- Machine: {results.machine()}"]
    if options.markdown:
        results.write(options.markdown, "training scale", lines)


if __name__ == "__main__":
    main()
