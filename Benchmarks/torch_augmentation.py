"""The augmentation of the recurrent network's benchmarks as PyTorch does it by hand."""

from __future__ import annotations

import math

import torch
from torch.nn import functional


def augmented(batch: torch.Tensor, rotation: float, zoom: float) -> torch.Tensor:
    """Flip, rotate (turns) and zoom every picture [n, 3, h, w] in one affine pass, borders reflected."""
    count = batch.shape[0]
    angle = (torch.rand(count) * 2 - 1) * (rotation * 2 * math.pi)
    scale = 1 / (1 + (torch.rand(count, 2) * 2 - 1) * zoom)
    flip = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    affine = torch.zeros(count, 2, 3)
    affine[:, 0, 0] = torch.cos(angle) * scale[:, 0] * flip
    affine[:, 0, 1] = -torch.sin(angle) * scale[:, 0]
    affine[:, 1, 0] = torch.sin(angle) * scale[:, 1] * flip
    affine[:, 1, 1] = torch.cos(angle) * scale[:, 1]
    grid = functional.affine_grid(affine, list(batch.shape), align_corners=False)
    return functional.grid_sample(batch, grid, padding_mode="reflection", align_corners=False)
