"""How fast a search of `tuning_animals.py --what hyperband` could be: its matrix products at the processor's peak.

    python Benchmarks/tuning_flops.py --peak 225

Which trials go on depends on what they reach, so that there is a least and a most for each seed. What a search did
take is the `gflop` of its run in results/tuning-hyperband.json.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "animals"), str(HERE.parent / "bindings/python")]

from tuning import SPACE, gflop  # noqa: E402

import scanline  # noqa: E402


def taken(seed: int, sign: int, epochs: int, counts: tuple[int, int]) -> float:
    """GFLOP of a search whose largest (1) or smallest (-1) networks go on."""
    tuner = scanline.Tuner(SPACE, max_epochs=epochs, factor=3, seed=seed)
    total = 0.0
    while (trial := tuner.ask()).state is scanline.TrialState.RUNNING:
        run = trial.last_epoch - trial.first_epoch
        total += gflop(trial.hyperparameters, run, *counts)
        tuner.tell(trial, sign * gflop(trial.hyperparameters, 1, *counts))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peak", type=float, required=True, help="GFLOP/s of a core (bench-peak)")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=9, help="Hyperband's R")
    parser.add_argument("--pictures", nargs=2, type=int, default=[1920, 480],
                        help="of training and of validation")
    options = parser.parse_args()
    for seed in options.seeds:
        ends = [taken(seed, sign, options.epochs, tuple(options.pictures)) for sign in (-1, 1)]
        least, most = (round(end, -2) for end in ends)
        print(f"seed {seed}: {least:,.0f} to {most:,.0f} GFLOP, "
              f"{ends[0] / options.peak:.0f} to {ends[1] / options.peak:.0f} s")
    middle = sum(gflop({"layers": layers, "units": units}, 75, *options.pictures)
                 for layers in (1, 2) for units in SPACE["units"]["values"]) / 6
    print(f"75 epochs of the mean network: {middle:,.0f} GFLOP, {middle / options.peak:.0f} s")


if __name__ == "__main__":
    main()
