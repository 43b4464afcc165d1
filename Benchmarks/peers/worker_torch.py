"""PyTorch. Training from files in two ways: as its documentation shows it, a Dataset with torchvision's
transforms in a DataLoader's workers, here with a cache of decoded pictures in shared memory; and by
hand, all pictures in one tensor, a whole batch augmented by one affine `grid_sample`."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import numpy as np
import torch
import torchvision
from common import (
    BATCH,
    DEVIATION,
    FEATURES,
    LABELS,
    MEAN,
    ROTATION,
    SIZE,
    STEPS,
    ZOOM,
    arguments,
    each,
    epochs,
    labelled,
    latency_bytes,
    paths,
    repeated,
    serve,
)
from network_torch import Probabilities, Rows, load
from pictures import decoded
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

sys.path.append(str(Path(__file__).resolve().parents[1]))
from torch_augmentation import augmented  # noqa: E402

options = arguments()
torch.set_num_threads(options.cores)
torch.set_num_interop_threads(1)


def updater(network: nn.Module):
    optimiser = torch.optim.Adam(network.parameters(), lr=0.001, eps=1e-7, fused=True)

    def update(inputs: torch.Tensor, targets: torch.Tensor) -> None:
        loss = functional.cross_entropy(network(inputs), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()

    return update


def step(layers: int, both_ways: bool):
    def make():
        inputs = torch.rand(BATCH, STEPS, FEATURES)
        targets = torch.randint(len(LABELS), (BATCH,))
        update = updater(Rows(layers, both_ways))
        return lambda: update(inputs, targets)

    return repeated(make)


class Photos(Dataset):
    """Decodes a photo when it is met first, in whichever worker; all workers see one cache."""

    def __init__(self) -> None:
        self.files, self.labels = labelled(options.photos)
        self.cache = torch.zeros(len(self.files), 3, SIZE, SIZE, dtype=torch.uint8).share_memory_()
        self.known = torch.zeros(len(self.files), dtype=torch.bool).share_memory_()
        self.transform = v2.Compose(
            [
                v2.RandomHorizontalFlip(),
                v2.RandomAffine(
                    ROTATION * 360,
                    scale=(1 - ZOOM, 1 + ZOOM),
                    interpolation=v2.InterpolationMode.BILINEAR,
                ),
                v2.ToDtype(torch.float32, scale=True),
                v2.Normalize(MEAN, DEVIATION),
            ]
        )

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int):
        if not self.known[index]:
            self.cache[index] = torch.tensor(decoded(self.files[index])).permute(2, 0, 1)
            self.known[index] = True
        return self.transform(self.cache[index]), self.labels[index]


def sequences(batch: torch.Tensor) -> torch.Tensor:
    return batch.permute(0, 2, 3, 1).reshape(-1, STEPS, FEATURES)


def train(count: int) -> list[float]:
    times = []
    start = time.perf_counter()
    workers = options.cores if options.cores > 1 else 0  # on one core a worker only costs
    loader = DataLoader(
        Photos(), BATCH, shuffle=True, num_workers=workers, persistent_workers=workers > 0
    )
    update = updater(Rows())
    for _ in range(count):
        for batch, labels in loader:
            update(sequences(batch), labels)
        now = time.perf_counter()
        times.append(now - start)
        start = now
    return times


def normalised(pictures: torch.Tensor) -> torch.Tensor:
    """Bytes [n, h, w, 3] as floats [n, 3, h, w]."""
    mean, deviation = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(DEVIATION).view(3, 1, 1)
    return ((pictures.permute(0, 3, 1, 2).float() / 255 - mean) / deviation).contiguous()


def train_by_hand(count: int) -> list[float]:
    times = []
    start = time.perf_counter()
    files, classes = labelled(options.photos)
    with ThreadPoolExecutor(options.cores) as pool:
        images = normalised(torch.from_numpy(np.stack(list(pool.map(decoded, files)))))
    labels = torch.tensor(classes)
    update = updater(Rows())
    for _ in range(count):
        for index in torch.randperm(len(files)).split(BATCH):
            update(sequences(augmented(images[index], ROTATION, ZOOM)), labels[index])
        now = time.perf_counter()
        times.append(now - start)
        start = now
    return times


def model() -> Probabilities:
    return Probabilities(load(options.models / "rows.safetensors"), list(MEAN), list(DEVIATION))


def sequence():
    network, inputs = load(options.models / "rows.safetensors"), torch.rand(1, STEPS, FEATURES)

    def work() -> None:
        with torch.inference_mode():
            torch.softmax(network(inputs), -1).numpy()

    return work


def photo():
    network = model()

    def work(data: bytes) -> None:
        with torch.inference_mode():
            network(torch.from_numpy(decoded(data)[None].astype(np.float32))).numpy()

    return work, latency_bytes(options.photos)


class Files(Dataset):
    def __init__(self) -> None:
        self.files = paths(options.photos)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> torch.Tensor:
        return torch.tensor(decoded(self.files[index]))


def folder():
    network = model()
    # On one core a worker beside the network only costs.
    workers = options.cores if options.cores > 1 else 0
    loader = DataLoader(
        Files(),
        BATCH,
        num_workers=workers,
        persistent_workers=workers > 0,
        prefetch_factor=4 if workers > 0 else None,
    )

    def results() -> Iterator[np.ndarray]:
        with torch.inference_mode():
            for batch in loader:
                yield network(batch.float()).numpy()

    return lambda: np.concatenate(list(results()))


if __name__ == "__main__":
    pictures = len(paths(options.photos))
    serve(
        {"torch": torch.__version__, "torchvision": torchvision.__version__},
        {
            "lstm-step": step(1, False),
            "bilstm2-step": step(2, True),
            "train": epochs(pictures, train),
            "train-by-hand": epochs(pictures, train_by_hand),
            "sequence": repeated(sequence),
            "photo": each(photo),
            "folder": repeated(folder),
        },
    )
