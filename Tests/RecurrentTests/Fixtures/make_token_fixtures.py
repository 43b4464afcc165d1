#!/usr/bin/env python3
"""Writes what PyTorch makes of networks on the tokens of a grid, for the tests to compare with.

Run it without arguments, with torch and numpy installed; the files (tokens/torch-<case>.json) are committed and
are the same on every run but for the last bits of PyTorch's arithmetic. The format is that of
make_fixtures.py, with "training": whether batch normalisation takes the batch's own statistics. Then the
"gradients" of running statistics are those that PyTorch's buffers take over from the batch.

Norms, convolutions, windows, activations and the GRU are PyTorch's own; of a minGRU the equations are written
out step by step, and differentiated by PyTorch.
"""

import base64
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent / "tokens"
GRID = (8, 4, 3)
CLASSES = 3
COUNT = 4


def patches(size, **options):
    return {"type": "patches", "size": size, **options}


def sweep(units, **options):
    return {"type": "sweep", "units": units, **options}


def dense(units, activation="linear"):
    return {"type": "dense", "units": units, "activation": activation}


def residual(*layers, **options):
    return {"type": "residual", "layers": list(layers), **options}


MERGE = {"type": "merge", "size": 2}
BATCH_NORM = {"type": "batch_norm"}
LAYER_NORM = {"type": "layer_norm"}
LOCAL = {"type": "local", "size": 3}
SHIFT = {"type": "shift", "fraction": 0.5}
FLATTEN = {"type": "flatten"}


def pool(kind):
    return {"type": "pool", "kind": kind}


BATCH = [
    patches(2),
    sweep(8, norm="batch"),
    MERGE,
    sweep(20, norm="batch"),
    BATCH_NORM,
    pool("mean"),
]

# Name: training, layers.
CASES = {
    "batch": (True, BATCH),
    "batch-inference": (False, BATCH),
    "layer-tanh": (
        True,
        [
            patches(2),
            sweep(10, norm="layer", candidate="tanh", axis="rows"),
            sweep(4, candidate="linear", axis="columns"),
            pool("max"),
        ],
    ),
    "gru": (True, [patches(2), sweep(6, cell="gru", norm="layer"), LAYER_NORM, pool("last")]),
    "residual": (
        True,
        [
            patches(3, stride=1, padding=1),
            dense(6),
            residual(LAYER_NORM, dense(12, "gelu"), dense(6), layer_scale=0.5),
            residual(BATCH_NORM, LOCAL, dense(9, "silu"), dense(6)),
            pool("mean"),
        ],
    ),
    "gated": (
        True,
        [
            patches(2),
            dense(10),
            SHIFT,
            residual(
                {
                    "type": "gated",
                    "layers": [sweep(8, norm="batch")],
                    "gate": [dense(8, "gelu")],
                },
                dense(10),
            ),
            FLATTEN,
            dense(5, "relu"),
        ],
    ),
}


class Peer:
    """A network whose parameters are drawn when they are first used, in Scanline's names and layouts."""

    def __init__(self, training, random):
        self.training = training
        self.random = random
        self.parameters = {}
        self.start = {}
        self.statistics = {}

    def parameter(self, name, shape):
        if name not in self.parameters:
            value = self.random.normal(0, 0.4, shape).astype("f4")
            if name.endswith("scale"):
                value += 1
            self.start[name] = value
            self.parameters[name] = torch.tensor(value, requires_grad=True)
        return self.parameters[name]

    def statistic(self, name, size):
        value = self.random.normal(0, 0.4, size).astype("f4")
        self.start[name] = np.exp(value) if name.endswith("variance") else value
        # What they take over from one batch: all of it.
        self.statistics[name] = torch.tensor(self.start[name])
        return self.statistics[name]

    def chain(self, layers, x, prefix):
        for index, layer in enumerate(layers):
            x = getattr(self, layer["type"])(x, layer, f"{prefix}{index}.")
        return x

    def window(self, x, size, stride, padding):
        n, _, _, c = x.shape
        columns = F.unfold(x.permute(0, 3, 1, 2), size, stride=stride, padding=padding)
        height = (x.shape[1] + 2 * padding - size) // stride + 1
        # [n, c, size size, tokens] to [n, tokens, size size, c]
        columns = columns.reshape(n, c, size * size, -1).permute(0, 3, 2, 1)
        return columns.reshape(n, height, -1, size * size * c)

    def patches(self, x, layer, _):
        size = layer["size"]
        return self.window(x, size, layer.get("stride", size), layer.get("padding", 0))

    def merge(self, x, layer, _):
        return self.window(x, layer["size"], layer["size"], 0)

    def dense(self, x, layer, name):
        kernel = self.parameter(name + "kernel", (x.shape[-1], layer["units"]))
        x = x @ kernel + self.parameter(name + "bias", (layer["units"],))
        return {
            "linear": lambda x: x,
            "relu": torch.relu,
            "silu": F.silu,
            "gelu": lambda x: F.gelu(x, approximate="tanh"),
        }[layer["activation"]](x)

    def batch_norm(self, x, _, name):
        width = x.shape[-1]
        scale = self.parameter(name + "scale", (width,))
        offset = self.parameter(name + "offset", (width,))
        mean = self.statistic(name + "running_mean", width)
        variance = self.statistic(name + "running_variance", width)
        y = F.batch_norm(
            x.reshape(-1, width), mean, variance, scale, offset, self.training, momentum=1.0
        )
        return y.reshape(x.shape)

    def layer_norm(self, x, _, name):
        width = x.shape[-1]
        scale = self.parameter(name + "scale", (width,))
        return F.layer_norm(x, (width,), scale, self.parameter(name + "offset", (width,)))

    def local(self, x, layer, name):
        size, channels = layer["size"], x.shape[-1]
        kernel = self.parameter(name + "kernel", (size, size, channels))
        y = F.conv2d(
            x.permute(0, 3, 1, 2),
            kernel.permute(2, 0, 1).unsqueeze(1),
            self.parameter(name + "bias", (channels,)),
            padding=size // 2,
            groups=channels,
        )
        return y.permute(0, 2, 3, 1)

    def shift(self, x, layer, _):
        group = int(x.shape[-1] * layer["fraction"] / 4)
        y = x.clone()
        for number, (rows, columns) in enumerate([(0, 1), (0, -1), (1, 0), (-1, 0)]):
            own = slice(number * group, (number + 1) * group)
            moved = torch.roll(x[..., own], (rows, columns), (1, 2))
            inside = torch.ones_like(moved)
            if rows:
                inside[:, 0 if rows > 0 else -1] = 0
            if columns:
                inside[:, :, 0 if columns > 0 else -1] = 0
            y[..., own] = moved * inside
        return y

    def residual(self, x, layer, name):
        y = self.chain(layer["layers"], x, name + "layers.")
        if "layer_scale" in layer:
            y = y * self.parameter(name + "scale", (x.shape[-1],))
        return x + y

    def gated(self, x, layer, name):
        y = self.chain(layer["layers"], x, name + "layers.")
        return y * self.chain(layer["gate"], x, name + "gate.")

    def pool(self, x, layer, _):
        x = x.flatten(1, 2)
        return {"mean": x.mean(1), "max": x.amax(1), "last": x[:, -1]}[layer["kind"]]

    def flatten(self, x, _layer, _):
        return x.flatten(1)

    def sweep(self, x, layer, name):
        axis = layer.get("axis", "both")
        for lines in ["columns", "rows"] if axis == "both" else [axis]:
            norm = layer.get("norm", "none")
            if norm != "none":
                x = getattr(self, norm + "_norm")(x, None, f"{name}{lines}.norm.")
            if lines == "columns":
                x = x.transpose(1, 2)
            read = self.gru if layer.get("cell") == "gru" else self.mingru
            y = read(x.flatten(0, 1), layer, f"{name}{lines}.").reshape(*x.shape[:3], -1)
            x = y.transpose(1, 2) if lines == "columns" else y
        return x

    def mingru(self, x, layer, name):
        """[lines, steps, d] to [lines, steps, units]."""
        units = layer["units"]
        half = units // 2
        kernel = self.parameter(name + "kernel", (x.shape[-1], 2 * units))
        p = x @ kernel + self.parameter(name + "bias", (2 * units,))
        candidate = {"relu": torch.relu, "tanh": torch.tanh, "linear": lambda x: x}
        z = torch.sigmoid(p[..., :units])
        g = candidate[layer.get("candidate", "relu")](p[..., units:])
        outputs = []
        for own, order in [
            (slice(0, half), range(x.shape[1])),
            (slice(half, units), reversed(range(x.shape[1]))),
        ]:
            h = torch.zeros(x.shape[0], half)
            steps = [None] * x.shape[1]
            for t in order:
                h = h + z[:, t, own] * (g[:, t, own] - h)
                steps[t] = h
            outputs.append(torch.stack(steps, 1))
        return torch.cat(outputs, -1)

    def gru(self, x, layer, name):
        units = layer["units"] // 2
        # Scanline's z, r, h to PyTorch's r, z, n.
        order = np.r_[units : 2 * units, 0:units, 2 * units : 3 * units]
        weights = []
        for direction in ["forward.", "backward."]:
            kernel = self.parameter(name + direction + "kernel", (x.shape[-1], 3 * units))
            recurrent = self.parameter(name + direction + "recurrent_kernel", (units, 3 * units))
            bias = self.parameter(name + direction + "bias", (2, 3 * units))
            weights += [kernel[:, order].T, recurrent[:, order].T, bias[0, order], bias[1, order]]
        start = torch.zeros(2, x.shape[0], units)
        return torch._VF.gru(x, start, weights, True, 1, 0.0, True, True, True)[0]


def pack(array):
    array = np.ascontiguousarray(array, dtype="<f4")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def make(name, training, layers, random):
    peer = Peer(training, random)
    x = random.normal(0, 1, (COUNT, *GRID)).astype("f4")
    labels = random.integers(0, CLASSES, COUNT)
    tensor = torch.tensor(x, requires_grad=True)
    features = peer.chain(layers, tensor, "layers.")
    kernel = peer.parameter("head.kernel", (features.shape[-1], CLASSES))
    logits = features @ kernel + peer.parameter("head.bias", (CLASSES,))
    logits.retain_grad()
    F.cross_entropy(logits, torch.tensor(labels)).backward()
    tensors = {
        "input": x,
        "logits": logits.detach().numpy(),
        "logit_gradients": logits.grad.numpy(),
        "input_gradients": tensor.grad.numpy(),
    }
    for parameter, value in peer.start.items():
        tensors["weights." + parameter] = value
    for parameter, value in peer.parameters.items():
        tensors["gradients." + parameter] = value.grad.numpy()
    for parameter, value in peer.statistics.items():
        tensors["gradients." + parameter] = value.numpy()
    fixture = {
        "maker": f"torch {torch.__version__.split('+')[0]}",
        "spec": {"layers": layers},
        "training": training,
        "input": list(GRID),
        "classes": CLASSES,
        "count": COUNT,
        "labels": labels.tolist(),
        "tensors": {name: pack(value) for name, value in tensors.items()},
    }
    HERE.mkdir(exist_ok=True)
    path = HERE / f"torch-{name}.json"
    path.write_text(json.dumps(fixture, indent=0, sort_keys=True) + "\n")


def main():
    for index, (name, (training, layers)) in enumerate(CASES.items()):
        make(name, training, layers, np.random.default_rng([3, index]))


if __name__ == "__main__":
    main()
