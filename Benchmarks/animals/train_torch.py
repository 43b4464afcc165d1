"""PyTorch: decoded pictures in one tensor, a whole batch augmented by affine grid_sample."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from common import (
    BATCH,
    DEVIATION,
    LEARNING_RATE,
    MEAN,
    ROTATION,
    SIZE,
    UNITS,
    ZOOM,
    Split,
    Stopwatch,
    arguments,
    progress,
    report,
)
from PIL import Image
from torch import nn
from torch.nn import functional

sys.path.append(str(Path(__file__).resolve().parents[1]))
from torch_augmentation import augmented  # noqa: E402


def pictures(items: list[tuple[str, int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """All files as normalised floats [n, 3, SIZE, SIZE], and their labels [n]."""
    pixels = np.empty((len(items), SIZE, SIZE, 3), np.uint8)
    for index, (path, _) in enumerate(items):
        with Image.open(path) as image:
            image.draft("RGB", (SIZE, SIZE))
            pixels[index] = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    deviation = torch.tensor(DEVIATION).view(1, 3, 1, 1)
    floats = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)
    labels = torch.tensor([label for _, label in items])
    return ((floats - mean) / deviation).contiguous(), labels


class RowsClassifier(nn.Module):
    """A picture [n, 3, h, w] read as h rows of w*3 values."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(SIZE * 3, UNITS, batch_first=True)
        self.head = nn.Linear(UNITS, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        rows = images.permute(0, 2, 3, 1).reshape(images.shape[0], SIZE, SIZE * 3)
        output, _ = self.lstm(rows)
        return self.head(output[:, -1])


def keras_initialisers(model: RowsClassifier) -> None:
    """The initial values that Keras and Scanline take, so that the contestants start alike."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "weight_hh" in name:
                for block in parameter.chunk(4):
                    nn.init.orthogonal_(block)
            elif "weight" in name:
                nn.init.xavier_uniform_(parameter)
            else:
                nn.init.zeros_(parameter)
        model.lstm.bias_ih_l0[UNITS : 2 * UNITS] = 1  # forget gate


def evaluate(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    model.eval()
    loss, correct = 0.0, 0
    with torch.inference_mode():
        for x, y in zip(images.split(BATCH), labels.split(BATCH)):
            logits = model(x)
            loss += functional.cross_entropy(logits, y, reduction="sum").item()
            correct += (logits.argmax(1) == y).sum().item()
    return loss / len(labels), correct / len(labels)


def main() -> None:
    options = arguments(__doc__)
    split = Split(options.split)
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(options.seed)
    images, labels = pictures(split.training)
    validation = pictures(split.validation)
    model = RowsClassifier(len(split.labels))
    keras_initialisers(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, eps=1e-7)
    epochs = []
    for number in range(1, options.epochs + 1):
        watch = Stopwatch()
        model.train()
        total = 0.0
        for index in torch.randperm(len(labels)).split(BATCH):
            logits = model(augmented(images[index], ROTATION, ZOOM))
            loss = functional.cross_entropy(logits, labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(index)
        watch.stop(len(labels))
        validation_loss, accuracy = evaluate(model, *validation)
        epochs.append(
            {
                **watch.speeds,
                "training_loss": total / len(labels),
                "validation_loss": validation_loss,
                "validation_accuracy": accuracy,
            }
        )
        progress("torch", options.seed, number, epochs[-1])
    report("torch", {"torch": torch.__version__}, options.seed, epochs)


if __name__ == "__main__":
    main()
