#!/usr/bin/env python3
"""Writes the reference results that the tests compare with, computed by Keras and by PyTorch.

Run it without arguments, with tensorflow, keras, torch and numpy installed; the files are committed and are
the same on every run but for the last bits of the peers' own arithmetic.

A fixture is a JSON object:

    maker       "keras 3.x" or "torch 2.x"
    spec        the network spec, as Scanline reads it
    input       [height, width, channels] of a sample
    classes     the number of classes
    count       samples, N
    labels      [N] class numbers
    tensors     name -> {"shape": [...], "data": base64 of little-endian float32, row-major}

Tensors are in Scanline's names and layouts (the network's parameters, in its order: "layers.1.kernel" ...).

RecurrentTests/Fixtures/<maker>-<case>.json, one forward and backward pass of the mean cross-entropy:
    input [N, H, W, C], logits [N, classes], logit_gradients [N, classes], input_gradients [N, H, W, C],
    weights.<parameter>, gradients.<parameter>

TrainingTests/Fixtures/adam-<maker>-<case>.json, ten steps of Adam on one batch (learning rate 0.001, betas
0.9 and 0.999, epsilon 1e-7, no weight decay, loss the mean cross-entropy):
    input [N, H, W, C], losses [10] (before each update),
    start.<parameter>, end.<parameter> (after ten updates)

PyTorch has two biases where LSTM and SimpleRNN need one: the second is zero and is not trained.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

# TensorFlow and PyTorch each bring an LLVM, which do not bear each other: one process each.
MAKER = sys.argv[1] if len(sys.argv) > 1 else None
if MAKER == "keras":
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf
if MAKER == "torch":
    import torch

HERE = pathlib.Path(__file__).resolve().parent
TRAINING = HERE.parent.parent / "TrainingTests" / "Fixtures"
GRID = (6, 3, 2)
CLASSES = 3
COUNT = 4
STEPS = 10


def recurrent(kind, units, **options):
    return {"type": kind, "units": units, **options}


def network(*layers):
    return {"layers": list(layers)}


ROWS = {"type": "rows"}
COLUMNS = {"type": "columns"}

KERAS_CASES = {
    "simple-rnn": network(ROWS, recurrent("simple_rnn", 9)),
    "simple-rnn-concat-mean": network(
        COLUMNS, recurrent("simple_rnn", 4, bidirectional="concat", **{"return": "mean"})
    ),
    "lstm": network(ROWS, recurrent("lstm", 9)),
    "lstm-mean": network(COLUMNS, recurrent("lstm", 4, **{"return": "mean"})),
    "lstm-concat": network(ROWS, recurrent("lstm", 5, bidirectional="concat")),
    "lstm-sum": network(ROWS, recurrent("lstm", 5, bidirectional="sum")),
    "lstm-average-mean": network(
        ROWS, recurrent("lstm", 5, bidirectional="average", **{"return": "mean"})
    ),
    "gru": network(ROWS, recurrent("gru", 9)),
    "gru-before": network(ROWS, recurrent("gru", 9, reset_after=False)),
    "gru-before-average": network(
        ROWS, recurrent("gru", 5, reset_after=False, bidirectional="average")
    ),
    "gru-sum-mean": network(
        COLUMNS, recurrent("gru", 5, bidirectional="sum", **{"return": "mean"})
    ),
    "stacked": network(
        ROWS,
        recurrent("gru", 5, bidirectional="concat"),
        recurrent("lstm", 4, bidirectional="sum"),
        recurrent("simple_rnn", 4),
        {"type": "dense", "units": 6, "activation": "relu"},
        {"type": "dense", "units": 5, "activation": "tanh"},
        {"type": "dense", "units": 4, "activation": "sigmoid"},
    ),
}

TORCH_CASES = {
    "simple-rnn": network(ROWS, recurrent("simple_rnn", 9)),
    "lstm": network(ROWS, recurrent("lstm", 9)),
    "lstm-concat": network(ROWS, recurrent("lstm", 5, bidirectional="concat")),
    "gru": network(ROWS, recurrent("gru", 9)),
    "gru-concat-mean": network(
        COLUMNS, recurrent("gru", 5, bidirectional="concat", **{"return": "mean"})
    ),
    "stacked": network(
        ROWS,
        recurrent("lstm", 4, bidirectional="concat"),
        recurrent("gru", 4),
        {"type": "dense", "units": 5, "activation": "relu"},
    ),
}

ADAM_CASES = ["lstm", "gru", "stacked"]


def pack(array):
    array = np.ascontiguousarray(array, dtype="<f4")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def write(path, maker, spec, labels, tensors):
    fixture = {
        "maker": maker,
        "spec": spec,
        "input": list(GRID),
        "classes": CLASSES,
        "count": COUNT,
        "labels": labels.tolist(),
        "tensors": {name: pack(value) for name, value in tensors.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fixture, indent=0, sort_keys=True) + "\n")


def parameter_names(spec):
    """Scanline's names, in its order."""
    names = []
    for index, layer in enumerate(spec["layers"]):
        if layer["type"] in ("rows", "columns"):
            continue
        if layer["type"] == "dense":
            names += [f"layers.{index}.kernel", f"layers.{index}.bias"]
            continue
        both = layer.get("bidirectional", "none") != "none"
        for direction in ["forward.", "backward."] if both else [""]:
            for name in ["kernel", "recurrent_kernel", "bias"]:
                names.append(f"layers.{index}.{direction}{name}")
    return names + ["head.kernel", "head.bias"]


def last_recurrent(spec):
    kinds = [layer["type"] for layer in spec["layers"]]
    return max(i for i, kind in enumerate(kinds) if kind in ("simple_rnn", "lstm", "gru"))


def draw(random, shapes):
    """Weights of the usual size, biases not zero."""
    return [random.normal(0, 0.4, shape).astype("f4") for shape in shapes]


# Keras


def keras_model(spec):
    layers = [keras.Input(GRID)]
    for index, layer in enumerate(spec["layers"]):
        kind = layer["type"]
        if kind == "rows":
            layers.append(keras.layers.Reshape((GRID[0], GRID[1] * GRID[2])))
        elif kind == "columns":
            layers.append(keras.layers.Permute((2, 1, 3)))
            layers.append(keras.layers.Reshape((GRID[1], GRID[0] * GRID[2])))
        elif kind == "dense":
            layers.append(keras.layers.Dense(layer["units"], activation=layer["activation"]))
        else:
            returns = layer.get("return", "last" if index == last_recurrent(spec) else "sequence")
            made = {
                "simple_rnn": keras.layers.SimpleRNN,
                "lstm": keras.layers.LSTM,
                "gru": keras.layers.GRU,
            }[kind]
            options = {"reset_after": layer["reset_after"]} if "reset_after" in layer else {}
            cell = made(layer["units"], return_sequences=returns != "last", **options)
            merge = layer.get("bidirectional", "none")
            if merge != "none":
                mode = {"concat": "concat", "sum": "sum", "average": "ave"}[merge]
                cell = keras.layers.Bidirectional(cell, merge_mode=mode)
            layers.append(cell)
            if returns == "mean":
                layers.append(keras.layers.GlobalAveragePooling1D())
    layers.append(keras.layers.Dense(CLASSES))
    return keras.Sequential(layers)


def keras_loss(labels, logits):
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )


def keras_case(name, spec, random):
    model = keras_model(spec)
    names = parameter_names(spec)
    start = draw(random, [weight.shape for weight in model.weights])
    x = random.normal(0, 1, (COUNT, *GRID)).astype("f4")
    labels = random.integers(0, CLASSES, COUNT)
    model.set_weights(start)
    maker = f"keras {keras.__version__}"

    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        logits = model(tensor, training=True)
        tape_logits = tf.identity(logits)
        loss = keras_loss(labels, tape_logits)
    wanted = [tape_logits, tensor, *model.trainable_variables]
    found = tape.gradient(loss, [w.value if hasattr(w, "value") else w for w in wanted])
    tensors = {
        "input": x,
        "logits": logits.numpy(),
        "logit_gradients": found[0].numpy(),
        "input_gradients": found[1].numpy(),
    }
    for parameter, weight, gradient in zip(names, start, found[2:], strict=True):
        tensors["weights." + parameter] = weight
        tensors["gradients." + parameter] = gradient.numpy()
    write(HERE / f"keras-{name}.json", maker, spec, labels, tensors)

    if name in ADAM_CASES:
        optimizer = keras.optimizers.Adam(learning_rate=0.001, epsilon=1e-7)
        losses = []
        for _ in range(STEPS):
            with tf.GradientTape() as tape:
                loss = keras_loss(labels, model(tensor, training=True))
            variables = [v.value for v in model.trainable_variables]
            optimizer.apply(tape.gradient(loss, variables), model.trainable_variables)
            losses.append(float(loss))
        adam(f"adam-keras-{name}", maker, spec, labels, x, losses, names, start, model.get_weights())


def adam(file, maker, spec, labels, x, losses, names, start, end):
    tensors = {"input": x, "losses": np.array(losses)}
    for parameter, before, after in zip(names, start, end, strict=True):
        tensors["start." + parameter] = before
        tensors["end." + parameter] = after
    write(TRAINING / f"{file}.json", maker, spec, labels, tensors)


# PyTorch


def torch_network(spec):
    """The network, whose class needs torch to be there."""

    class TorchNetwork(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = torch.nn.ModuleList()
            features = 0
            for layer in spec["layers"]:
                kind = layer["type"]
                if kind == "rows":
                    features = GRID[1] * GRID[2]
                elif kind == "columns":
                    features = GRID[0] * GRID[2]
                elif kind == "dense":
                    self.parts.append(torch.nn.Linear(features, layer["units"]))
                    features = layer["units"]
                else:
                    made = {"simple_rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
                    both = layer.get("bidirectional", "none") == "concat"
                    self.parts.append(
                        made[kind](features, layer["units"], batch_first=True, bidirectional=both)
                    )
                    features = layer["units"] * (2 if both else 1)
            self.parts.append(torch.nn.Linear(features, CLASSES))
            for part in self.parts:
                if isinstance(part, (torch.nn.RNN, torch.nn.LSTM)):
                    for name, value in part.named_parameters():
                        if name.startswith("bias_hh"):
                            value.requires_grad_(False)
                            value.zero_()

        def forward(self, x):
            parts = iter(self.parts)
            for index, layer in enumerate(spec["layers"]):
                kind = layer["type"]
                if kind == "rows":
                    x = x.flatten(2)
                elif kind == "columns":
                    x = x.permute(0, 2, 1, 3).flatten(2)
                elif kind == "dense":
                    x = torch.relu(next(parts)(x))
                else:
                    x, _ = next(parts)(x)
                    units = layer["units"]
                    last = "last" if index == last_recurrent(spec) else "sequence"
                    returns = layer.get("return", last)
                    if returns == "mean":
                        x = x.mean(1)
                    elif returns == "last":
                        x = torch.cat([x[:, -1, :units], x[:, 0, units:]], 1)
            return next(parts)(x)

        def scanline(self, value):
            """The parameters, or their gradients, in Scanline's layouts and order."""
            arrays = []
            for part in self.parts:
                if isinstance(part, torch.nn.Linear):
                    arrays += [value(part.weight).T, value(part.bias)]
                    continue
                for suffix in ["_l0", "_l0_reverse"] if part.bidirectional else ["_l0"]:
                    get = lambda name: value(getattr(part, name + suffix))  # noqa: B023, E731
                    kernel, recurrent_kernel = get("weight_ih").T, get("weight_hh").T
                    if isinstance(part, torch.nn.GRU):
                        units = part.hidden_size
                        # r, z, n to z, r, h
                        order = np.r_[units : 2 * units, 0:units, 2 * units : 3 * units]
                        bias = np.stack([get("bias_ih"), get("bias_hh")])
                        arrays += [kernel[:, order], recurrent_kernel[:, order], bias[:, order]]
                    else:
                        arrays += [kernel, recurrent_kernel, get("bias_ih")]
            return [np.array(a, dtype="f4") for a in arrays]

    return TorchNetwork()


def torch_case(name, spec, random):
    model = torch_network(spec)
    with torch.no_grad():
        for value in model.parameters():
            if value.requires_grad:
                value.copy_(torch.tensor(random.normal(0, 0.4, value.shape)))
    names = parameter_names(spec)
    maker = f"torch {torch.__version__.split('+')[0]}"
    x = random.normal(0, 1, (COUNT, *GRID)).astype("f4")
    labels = random.integers(0, CLASSES, COUNT)
    tensor = torch.tensor(x, requires_grad=True)
    target = torch.tensor(labels)
    logits = model(tensor)
    logits.retain_grad()
    torch.nn.functional.cross_entropy(logits, target).backward()
    start = model.scanline(lambda p: p.detach().numpy())
    tensors = {
        "input": x,
        "logits": logits.detach().numpy(),
        "logit_gradients": logits.grad.numpy(),
        "input_gradients": tensor.grad.numpy(),
    }
    gradients = model.scanline(lambda p: p.grad.numpy() if p.grad is not None else None)
    for parameter, weight, gradient in zip(names, start, gradients, strict=True):
        tensors["weights." + parameter] = weight
        tensors["gradients." + parameter] = gradient
    write(HERE / f"torch-{name}.json", maker, spec, labels, tensors)

    if name in ADAM_CASES:
        optimizer = torch.optim.Adam(
            [p for p in model.parameters() if p.requires_grad], lr=0.001, eps=1e-7
        )
        losses = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(torch.tensor(x)), target)
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        end = model.scanline(lambda p: p.detach().numpy())
        adam(f"adam-torch-{name}", maker, spec, labels, x, losses, names, start, end)


def main():
    if MAKER == "keras":
        for index, (name, spec) in enumerate(KERAS_CASES.items()):
            keras_case(name, spec, np.random.default_rng([1, index]))
    elif MAKER == "torch":
        for index, (name, spec) in enumerate(TORCH_CASES.items()):
            torch_case(name, spec, np.random.default_rng([2, index]))
    else:
        for maker in ["keras", "torch"]:
            subprocess.run([sys.executable, __file__, maker], check=True)


if __name__ == "__main__":
    main()
