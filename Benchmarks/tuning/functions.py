"""The functions that the tuners minimise, each with its space in Scanline's notation.

Branin, Hartmann-6 and Ackley-10 are the usual test functions of Bayesian optimisation (Surjanovic
and Bingham, Virtual Library of Simulation Experiments); Ackley's domain is [-15, 30] in each
dimension, so that the least value is not in the middle. ``mixed`` looks like the tuning of a
network: three optimisers with hyperparameters of their own, scales of all kinds, and a learning
rate whose best value depends on the size.
"""

from __future__ import annotations

import math
from typing import Any, Callable

Point = dict[str, Any]

ALPHA = (1.0, 1.2, 3.0, 3.2)
A = (
    (10.0, 3.0, 17.0, 3.5, 1.7, 8.0),
    (0.05, 10.0, 17.0, 0.1, 8.0, 14.0),
    (3.0, 3.5, 1.7, 10.0, 17.0, 8.0),
    (17.0, 8.0, 0.05, 10.0, 0.1, 14.0),
)
P = (
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
)


def branin(point: Point) -> float:
    """Least value 0.397887, at three places."""
    x, y = point["x"], point["y"]
    bend = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(point: Point) -> float:
    """Least value -3.32237."""
    x = [point[f"x{i}"] for i in range(6)]
    return -sum(
        alpha * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(row, x, places)))
        for alpha, row, places in zip(ALPHA, A, P)
    )


def ackley10(point: Point) -> float:
    """Least value 0, at the origin."""
    x = [point[f"x{i}"] for i in range(10)]
    radius = math.sqrt(sum(v * v for v in x) / len(x))
    waves = sum(math.cos(2 * math.pi * v) for v in x) / len(x)
    return -20 * math.exp(-0.2 * radius) - math.exp(waves) + 20 + math.e


def mixed(point: Point) -> float:
    """Least value close to 0, with the optimiser "adam"."""
    units = math.log2(point["units"])
    rate = math.log10(point["learning_rate"])
    loss = 0.1 * (units - 7.4) ** 2 + 0.02 * (point["layers"] - 3) ** 2
    if point["optimizer"] == "sgd":
        loss += 0.25 + 0.3 * (rate + 1.2) ** 2 + 0.8 * (point["momentum"] - 0.9) ** 2
        loss += 0.0 if point["nesterov"] else 0.05
    elif point["optimizer"] == "adam":
        loss += 0.25 * (rate + 2.8 + 0.35 * (units - 7)) ** 2
        loss += 0.03 * (math.log10(point["epsilon"]) + 5) ** 2
    else:
        loss += 0.15 + 0.3 * (rate + 3.2) ** 2 + (point["rho"] - 0.85) ** 2
    return loss + 0.6 * (point["dropout"] - 0.23) ** 2 * (1 + 0.2 * (units - 4))


def _cube(count: int, low: float, high: float) -> dict[str, Point]:
    return {f"x{i}": {"type": "float", "low": low, "high": high} for i in range(count)}


#: name: (function, space)
FUNCTIONS: dict[str, tuple[Callable[[Point], float], dict[str, Point]]] = {
    "branin": (
        branin,
        {
            "x": {"type": "float", "low": -5, "high": 10},
            "y": {"type": "float", "low": 0, "high": 15},
        },
    ),
    "hartmann6": (hartmann6, _cube(6, 0, 1)),
    "ackley10": (ackley10, _cube(10, -15, 30)),
    "mixed": (
        mixed,
        {
            "optimizer": {"type": "choice", "values": ["sgd", "adam", "rmsprop"]},
            "learning_rate": {"type": "float", "low": 1e-5, "high": 1, "scale": "log"},
            "units": {"type": "int", "low": 16, "high": 512, "scale": "log"},
            "layers": {"type": "int", "low": 1, "high": 6},
            "dropout": {"type": "float", "low": 0, "high": 0.8},
            "momentum": {"type": "float", "low": 0, "high": 0.99, "when": {"optimizer": ["sgd"]}},
            "nesterov": {"type": "boolean", "when": {"optimizer": ["sgd"]}},
            "epsilon": {
                "type": "float", "low": 1e-8, "high": 0.1, "scale": "log",
                "when": {"optimizer": ["adam"]},
            },
            "rho": {"type": "float", "low": 0.5, "high": 0.999, "when": {"optimizer": ["rmsprop"]}},
        },
    ),
}
