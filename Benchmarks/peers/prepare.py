"""Makes the network in every contestant's format: `python prepare.py MODELS PHOTO`.

`rows.safetensors` is Scanline's; beside it come `sequence.onnx` [1, 64, 192], `picture.onnx` [1, 64, 64, 3],
`pictures.onnx` [n, 64, 64, 3], `network.pt` (TorchScript) and `network.keras`, with the same weights. That they
answer as Scanline does on a photo is checked before anything is timed.
"""

from __future__ import annotations

import argparse
import os
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import onnxruntime
import scanline
import torch
from common import DEVIATION, FEATURES, LABELS, MEAN, SIZE, STEPS, UNITS
from network_torch import Probabilities, Rows, load, tensors
from torch import nn


def export(module: nn.Module, example: torch.Tensor, path: Path, any_count: bool = False) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (example,),
            path,
            input_names=["input"],
            output_names=["probabilities"],
            dynamic_axes={"input": {0: "count"}} if any_count else None,
            dynamo=False,
        )


class Sequence(nn.Module):
    def __init__(self, network: Rows) -> None:
        super().__init__()
        self.network = network

    def forward(self, sequences: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.network(sequences), -1)


def keras_network(weights: dict[str, np.ndarray]) -> keras.Model:
    lstm, head = keras.layers.LSTM(UNITS), keras.layers.Dense(len(LABELS), activation="softmax")
    network = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(
                [1 / (255 * d) for d in DEVIATION], [-m / d for m, d in zip(MEAN, DEVIATION)]
            ),
            keras.layers.Reshape((STEPS, FEATURES)),
            lstm,
            head,
        ]
    )
    lstm.set_weights([weights[f"layers.1.{n}"] for n in ("kernel", "recurrent_kernel", "bias")])
    head.set_weights([weights["head.kernel"], weights["head.bias"]])
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("models", type=Path, metavar="MODELS", help="the folder that gets them")
    parser.add_argument("photo", metavar="PHOTO", help="to check the answers on")
    options = parser.parse_args()
    folder, photo = options.models, options.photo
    own = folder / "rows.safetensors"
    scanline.Model.create(LABELS, "rows").save(own)
    network = load(own)
    whole = Probabilities(network, list(MEAN), list(DEVIATION)).eval()
    picture = torch.zeros(1, SIZE, SIZE, 3)
    export(Sequence(network), torch.zeros(1, STEPS, FEATURES), folder / "sequence.onnx")
    export(whole, picture, folder / "picture.onnx")
    export(whole, picture, folder / "pictures.onnx", any_count=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.trace(whole, picture).save(folder / "network.pt")
    keras_one = keras_network(tensors(own))
    keras_one.save(folder / "network.keras")

    pixels = scanline.Model.load(own).augment(photo, scanline.Augmentation())
    expected = scanline.Model.load(own).classify(pixels).probabilities
    floats = pixels[None].astype(np.float32)
    with torch.inference_mode():
        answers = {"PyTorch": whole(torch.from_numpy(floats)).numpy()}
    runtime = onnxruntime.InferenceSession(folder / "pictures.onnx")
    answers["ONNX Runtime"] = runtime.run(None, {"input": floats})[0]
    answers["Keras"] = keras_one(floats).numpy()
    for name, answer in answers.items():
        if np.abs(answer[0] - expected).max() > 1e-4:
            raise SystemExit(f"{name} says {answer[0]}, Scanline {expected}: not the same network")


if __name__ == "__main__":
    main()
