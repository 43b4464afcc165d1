"""The convolutional network that a Keras tutorial would build, trained by PyTorch with all that helps it:
the reference that the recurrent presets are measured against.

Three blocks of convolution, batch normalisation, ReLU and pooling (32, 64, 128 channels), a dense layer
of 128 with dropout: 1.14 million parameters, 42 million multiply-adds a picture of 64 x 64. AdamW with
warm-up and a cosine, label smoothing, averaged weights, and the augmentation under which it did best.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time

import numpy as np
import torch
from folds import Folds
from PIL import Image
from torch import nn
from torch.nn import functional

SIZE, SOURCE = 64, 72
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1)
DEVIATION = torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1)
BATCH = 32
LUMA = torch.tensor((0.299, 0.587, 0.114)).view(1, 3, 1, 1)


def pictures(items: list[tuple[str, int]], size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """All files as floats [n, 3, size, size] in 0 to 1, and their labels [n]."""
    pixels = np.empty((len(items), size, size, 3), np.uint8)
    for index, (path, _) in enumerate(items):
        with Image.open(path) as image:
            image.draft("RGB", (size, size))
            pixels[index] = image.convert("RGB").resize((size, size), Image.Resampling.BILINEAR)
    labels = torch.tensor([label for _, label in items])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255).contiguous(), labels


def uniform(count: int, low: float, high: float) -> torch.Tensor:
    return low + (high - low) * torch.rand(count)


def augmented(batch: torch.Tensor) -> torch.Tensor:
    """Flip, rotation, crop, aspect, shift and shear in one affine pass, edges padded; then brightness, contrast
    and saturation; then one rectangle erased from a quarter of the pictures."""
    count = batch.shape[0]
    angle = uniform(count, -20, 20) * math.pi / 180
    scale = uniform(count, 0.35, 1.1).sqrt()
    aspect = torch.exp(uniform(count, -1, 1) * math.log(1.33) / 2)
    sx, sy = scale * aspect, scale / aspect
    room_x, room_y = (1 - sx).clamp(min=0), (1 - sy).clamp(min=0)
    flip = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    shear = uniform(count, -0.1, 0.1)
    affine = torch.zeros(count, 2, 3)
    affine[:, 0, 0] = torch.cos(angle) * sx * flip
    affine[:, 0, 1] = (shear - torch.sin(angle)) * sx
    affine[:, 1, 0] = torch.sin(angle) * sy * flip
    affine[:, 1, 1] = torch.cos(angle) * sy
    affine[:, 0, 2] = uniform(count, -1, 1) * room_x + uniform(count, -0.12, 0.12)
    affine[:, 1, 2] = uniform(count, -1, 1) * room_y + uniform(count, -0.12, 0.12)
    grid = functional.affine_grid(affine, [count, 3, SIZE, SIZE], align_corners=False)
    out = functional.grid_sample(batch, grid, padding_mode="border", align_corners=False)
    out = out * uniform(count, 0.7, 1.3).view(-1, 1, 1, 1)
    mean = (out * LUMA).sum(1, keepdim=True).mean((2, 3), keepdim=True)
    out = mean + (out - mean) * uniform(count, 0.7, 1.3).view(-1, 1, 1, 1)
    luma = (out * LUMA).sum(1, keepdim=True)
    out = luma + (out - luma) * uniform(count, 0.7, 1.3).view(-1, 1, 1, 1)
    out = (out.clamp(0, 1) - MEAN) / DEVIATION
    for index in (torch.rand(count) < 0.25).nonzero().flatten().tolist():
        height, width = (int(side * SIZE) for side in uniform(2, 0.15, 0.45).tolist())
        top = int(torch.randint(0, SIZE - height + 1, ()))
        left = int(torch.randint(0, SIZE - width + 1, ()))
        out[index, :, top : top + height, left : left + width] = 0
    return out


def network(classes: int) -> nn.Module:
    layers: list[nn.Module] = []
    channels = 3
    for width in (32, 64, 128):
        layers += [
            nn.Conv2d(channels, width, 3, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
        channels = width
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(128 * 8 * 8, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, classes),
    )


class Average:
    """Moving average of all weights and running statistics."""

    def __init__(self, model: nn.Module) -> None:
        self.values = {name: value.clone() for name, value in model.state_dict().items()}
        self.steps = 0

    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(0.995, self.steps / (self.steps + 10))
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self.values[name].lerp_(value, 1 - decay)
            else:
                self.values[name].copy_(value)


def probabilities(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    model.eval()
    images = (images - MEAN) / DEVIATION
    with torch.inference_mode():
        return torch.cat([model(x).softmax(1) for x in images.split(BATCH)])


def train(options: argparse.Namespace, folds: Folds, fold: int) -> dict[str, float]:
    torch.manual_seed(options.seed * 100 + fold)
    images, labels = pictures(folds.training(fold), SOURCE)
    model = network(len(folds.labels)).to(memory_format=torch.channels_last)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0}],
        lr=options.learning_rate,
        betas=(0.9, 0.99),
    )
    steps_an_epoch = math.ceil(len(labels) / BATCH)
    steps = options.epochs * steps_an_epoch
    warm_up = steps // 10
    average = Average(model)
    seconds, step = 0.0, 0
    for epoch in range(options.epochs):
        model.train()
        start = time.process_time()
        for index in torch.randperm(len(labels)).split(BATCH):
            rate = (step + 1) / warm_up if step < warm_up else 0.01 + 0.99 * 0.5 * (
                1 + math.cos(math.pi * (step - warm_up) / max(steps - warm_up, 1))
            )
            for group in optimizer.param_groups:
                group["lr"] = options.learning_rate * rate
            batch = augmented(images[index]).contiguous(memory_format=torch.channels_last)
            loss = functional.cross_entropy(
                model(batch), labels[index], label_smoothing=options.label_smoothing
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            average.update(model)
            step += 1
        seconds += time.process_time() - start
        sys.stderr.write(f"fold {fold} epoch {epoch + 1}: loss {loss.item():.4f} {seconds:.1f} s\n")
    model.load_state_dict(average.values)
    held_out, truth = pictures(folds.held_out(fold), SIZE)
    plain = probabilities(model, held_out)
    flipped = (plain + probabilities(model, held_out.flip(3))) / 2
    result = {"fold": fold, "cpu_seconds": seconds}
    for name, values in (("", plain), ("flip_", flipped)):
        result[f"{name}accuracy"] = (values.argmax(1) == truth).double().mean().item()
        result[f"{name}loss"] = functional.nll_loss(values.clamp(min=1e-12).log(), truth).item()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="a folder of a folder of photos a class")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--label-smoothing", type=float, default=0.05)
    parser.add_argument("--folds", type=int, nargs="*", default=range(5))
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    folds = Folds(options.folder, options.seed)
    for fold in options.folds:
        json.dump(train(options, folds, fold), sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
