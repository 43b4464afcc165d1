"""The networks in PyTorch, with Scanline's weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from common import FEATURES, LABELS, UNITS
from torch import nn


class Rows(nn.Module):
    """Logits [n, labels] of sequences [n, 64, 192]: an LSTM's last state, and a dense layer."""

    def __init__(self, layers: int = 1, both_ways: bool = False) -> None:
        super().__init__()
        self.lstm = nn.LSTM(FEATURES, UNITS, layers, batch_first=True, bidirectional=both_ways)
        self.head = nn.Linear(UNITS * (2 if both_ways else 1), len(LABELS))
        self.both_ways = both_ways

    def forward(self, sequences: torch.Tensor) -> torch.Tensor:
        if not self.both_ways:
            return self.head(self.lstm(sequences)[0][:, -1])
        states = self.lstm(sequences)[1][0]  # the last of each way: [layers * 2, n, units]
        return self.head(torch.cat([states[-2], states[-1]], -1))


class Probabilities(nn.Module):
    """Probabilities of decoded pictures [n, 64, 64, 3], bytes as floats."""

    def __init__(self, network: Rows, mean: list[float], deviation: list[float]) -> None:
        super().__init__()
        self.network = network
        scale = 1 / (255 * torch.tensor(deviation))
        self.register_buffer("scale", scale)
        self.register_buffer("offset", -torch.tensor(mean) / torch.tensor(deviation))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        sequences = (pictures * self.scale + self.offset).flatten(2)
        return torch.softmax(self.network(sequences), -1)


def tensors(path: Path) -> dict[str, np.ndarray]:
    """What a safetensors file holds."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[start:], np.float32)[
            entry["data_offsets"][0] // 4 : entry["data_offsets"][1] // 4
        ].reshape(entry["shape"])
        for name, entry in header.items()
    }


def load(path: Path) -> Rows:
    """The preset `rows` from Scanline's file: kernels transposed, the one bias beside zeros; the gates'
    order is PyTorch's."""
    weights = {k: torch.tensor(v) for k, v in tensors(path).items()}
    network = Rows()
    network.load_state_dict(
        {
            "lstm.weight_ih_l0": weights["layers.1.kernel"].T.contiguous(),
            "lstm.weight_hh_l0": weights["layers.1.recurrent_kernel"].T.contiguous(),
            "lstm.bias_ih_l0": weights["layers.1.bias"],
            "lstm.bias_hh_l0": torch.zeros(4 * UNITS),
            "head.weight": weights["head.kernel"].T.contiguous(),
            "head.bias": weights["head.bias"],
        }
    )
    return network.eval()
