"""The cost of a preset in Scanline and in PyTorch: one network, one core, one process.

    python Benchmarks/sweeps.py [--preset fast|base|accurate] [--rounds N] [--json]

PyTorch's network is written as one would write it there: `nn.Conv2d`, `nn.Linear` and `nn.BatchNorm1d`,
a loop over the 16 or 8 steps of a sweep. Both update with AdamW on batches of 32 random pictures, 64 x 64
pixels; Scanline's time includes turning bytes into the network's input. Classification is one
picture at a time. The contestants take turns in one process; the figures are the least CPU time of
any round, which a busy machine disturbs least.

Needs numpy and torch; the library is found as the Python package finds it (SCANLINE_LIBRARY).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Callable

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bindings" / "python"))

import numpy as np
import scanline
import torch
from torch import nn

BATCH = 32
LABELS = ["cat", "dog", "panda"]
WIDTHS = {"fast": 32, "base": 48, "accurate": 96}


class Scan(nn.Module):
    """A minGRU over the second axis of [lines, steps, features], in both directions."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.norm = nn.BatchNorm1d(inputs)
        self.dense = nn.Linear(inputs, 2 * units)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        lines, steps, features = x.shape
        half = self.units // 2
        p = self.dense(self.norm(x.reshape(-1, features))).reshape(lines, steps, -1)
        z = torch.sigmoid(p[..., : self.units])
        g = torch.relu(p[..., self.units :])
        ways = []
        for own, order in (
            (slice(0, half), range(steps)),
            (slice(half, None), range(steps - 1, -1, -1)),
        ):
            h = x.new_zeros(lines, half)
            states: list[Any] = [None] * steps
            for t in order:
                h = h + z[:, t, own] * (g[:, t, own] - h)
                states[t] = h
            ways.append(torch.stack(states, 1))
        return torch.cat(ways, -1)


class Sweep(nn.Module):
    """Columns, then rows of [N, height, width, features]."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.columns = Scan(inputs, units)
        self.rows = Scan(units, units)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, height, width, features = x.shape
        x = self.columns(x.transpose(1, 2).reshape(n * width, height, features))
        x = x.reshape(n, width, height, -1).transpose(1, 2)
        return self.rows(x.reshape(n * height, width, -1)).reshape(n, height, width, -1)


class Embedding(nn.Module):
    """Windows of 4 x 4, two apart, of [N, height, width, features]."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.dense = nn.Conv2d(inputs, units, 4, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(units)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(torch.relu(self.dense(x.permute(0, 3, 1, 2)))).permute(0, 2, 3, 1)


class Network(nn.Module):
    """The preset, layer by layer."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            Embedding(3, width),
            Embedding(width, 2 * width),
            Sweep(2 * width, 2 * width),
            Embedding(2 * width, 4 * width),
            Sweep(4 * width, 4 * width),
        )
        self.norm = nn.BatchNorm1d(4 * width)
        self.dropout = nn.Dropout(0.2)
        self.head = nn.Linear(4 * width, len(LABELS))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.body(x)
        n, height, width, features = x.shape
        x = self.norm(x.reshape(-1, features)).reshape(n, height * width, features)
        return self.head(self.dropout(x.mean(1)))


def cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--preset", choices=WIDTHS, default="base")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    arguments = parser.parse_args()

    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (BATCH, 64, 64, 3), dtype=np.uint8)
    labels = random.integers(0, len(LABELS), BATCH)

    model = scanline.Model.create(LABELS, arguments.preset)
    trainer = scanline.Trainer(model, optimizer="adamw", weight_decay=0.05, threads=1)

    torch.set_num_threads(1)
    torch.manual_seed(0)
    peer = Network(WIDTHS[arguments.preset])
    optimiser = torch.optim.AdamW(peer.parameters(), 1e-3, weight_decay=0.05)
    inputs = torch.tensor(pixels, dtype=torch.float32) / 255
    targets = torch.tensor(labels)

    def peer_step() -> None:
        peer.train()
        loss = nn.functional.cross_entropy(peer(inputs), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    def classify() -> None:
        for picture in pixels:
            model.classify(picture)

    def peer_classify() -> None:
        peer.eval()
        with torch.inference_mode():
            for index in range(BATCH):
                torch.softmax(peer(inputs[index : index + 1]), 1)

    trained = sum(p.numel() for p in peer.parameters())
    assert trained == model.parameter_count, (trained, model.parameter_count)
    works: dict[tuple[str, str], tuple[Callable[[], object], int]] = {
        ("train", "scanline"): (lambda: trainer.step(pixels, labels.tolist()), BATCH),
        ("train", "torch"): (peer_step, BATCH),
        ("classify", "scanline"): (classify, BATCH),
        ("classify", "torch"): (peer_classify, BATCH),
    }
    times = {key: float("inf") for key in works}
    for _ in range(arguments.rounds):
        for key, (work, pictures) in works.items():
            times[key] = min(times[key], cpu_seconds(work) / pictures * 1e3)

    if arguments.json:
        print(json.dumps({f"{task}_{who}_ms": value for (task, who), value in times.items()}))
        return
    print("| milliseconds a picture | Scanline | PyTorch | PyTorch / Scanline |")
    print("| --- | ---: | ---: | ---: |")
    for task in ("train", "classify"):
        ours, theirs = times[task, "scanline"], times[task, "torch"]
        print(f"| {task} | {ours:.3f} | {theirs:.3f} | {theirs / ours:.1f} |")


if __name__ == "__main__":
    main()
