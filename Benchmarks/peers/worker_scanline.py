"""Scanline through its Python package."""

from __future__ import annotations

import time

import numpy as np
import scanline
from common import (
    BATCH,
    LABELS,
    ROTATION,
    SIZE,
    UNITS,
    ZOOM,
    arguments,
    each,
    epochs,
    latency_bytes,
    paths,
    repeated,
    serve,
)

options = arguments()
LSTM = {"type": "lstm", "units": UNITS}
BOTH_WAYS = {**LSTM, "bidirectional": "concat"}


def step(*layers):
    def make():
        random = np.random.default_rng(0)
        pixels = random.integers(0, 256, (BATCH, SIZE, SIZE, 3), dtype=np.uint8)
        labels = random.integers(0, len(LABELS), BATCH).tolist()
        spec = {
            "input": {"width": SIZE, "height": SIZE, "channels": 3},
            "network": {"layers": [{"type": "rows"}, *layers]},
        }
        model = scanline.Model.create(LABELS, spec)
        trainer = scanline.Trainer(model, threads=options.cores)
        return lambda: trainer.step(pixels, labels)

    return repeated(make)


def train(count: int) -> list[float]:
    times = []
    start = time.perf_counter()
    data = scanline.Dataset.from_folder(options.photos, validation_share=0, threads=options.cores)
    trainer = scanline.Trainer(
        scanline.Model.create(data.labels, "rows"),
        epochs=count,
        batch_size=BATCH,
        threads=options.cores,
        augmentation=scanline.Augmentation(rotation=ROTATION, zoom=ZOOM, horizontal_flip=0.5),
    )

    def ended(_: scanline.Epoch) -> None:
        nonlocal start
        now = time.perf_counter()
        times.append(now - start)
        start = now

    trainer.fit(data, on_epoch=ended)
    return times


def model() -> scanline.Model:
    return scanline.Model.load(options.models / "rows.safetensors")


def sequence():
    pixels = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    network = model()
    return lambda: network.classify(pixels)


def folder():
    network, files = model(), paths(options.photos)
    return lambda: network.predict_proba(files, threads=options.cores)


serve(
    {"scanline": scanline.version(), "OpenBLAS kernels": scanline.build_info()["openblas_core"]},
    {
        "lstm-step": step(LSTM),
        "bilstm2-step": step(BOTH_WAYS, BOTH_WAYS),
        "train": epochs(len(paths(options.photos)), train),
        "sequence": repeated(sequence),
        "photo": each(lambda: (model().classify, latency_bytes(options.photos))),
        "folder": repeated(folder),
    },
)
