"""Models trained for tests, and what they have learned."""

from __future__ import annotations

import json

import numpy as np
import photos

import scanline

FAST = scanline.TrainingOptions(epochs=3, learning_rate=0.01, batch_size=16, seed=7)
AUGMENTED = scanline.Augmentation(rotation=0.05, zoom=0.1, horizontal_flip=0.5, brightness=0.2)


def trained_bytes(dataset: scanline.Dataset, **changes) -> bytes:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    scanline.Trainer(model, FAST, **changes).fit(dataset)
    return tensors(model)


def tensors(model: scanline.Model) -> bytes:
    """The weights' bytes: a model file without its header, which tells of times."""
    data = model.to_bytes()
    return data[8 + int.from_bytes(data[:8], "little") :]


def named_tensors(model: scanline.Model) -> dict[str, np.ndarray]:
    """The weights by name, from the model file."""
    data = model.to_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__")
    begin = 8 + size
    return {
        name: np.frombuffer(data, np.float32, offset=begin)[
            part["data_offsets"][0] // 4 : part["data_offsets"][1] // 4
        ]
        for name, part in header.items()
    }
