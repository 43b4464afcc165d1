"""Find the network and the recipe for a folder of photos (one folder a class), in the time given.

    python tune.py photos --minutes 10 --output model.safetensors --journal search.jsonl
    python -m scanline report search.jsonl -o search.html

Stopped with Ctrl-C, it keeps the best model so far; the same command goes on with the search. Needs the
package in bindings/python (``pip install bindings/python``).
"""

from __future__ import annotations

import argparse

import scanline


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--trials", type=int, default=0, help="at most; 0: no limit")
    parser.add_argument("--epochs", type=int, default=20, help="of a trial, at most")
    parser.add_argument("--output", default="model.safetensors")
    parser.add_argument("--journal", default=None)
    options = parser.parse_args()

    # The default space, but for what is known already.
    space = scanline.default_space()
    space["input.size"] = {"type": "choice", "values": [32, 48, 64], "default": 48}
    search = scanline.Tuner(space, max_seconds=60 * options.minutes, max_trials=options.trials,
                            max_epochs=options.epochs, journal_path=options.journal)

    def show(trial: scanline.Trial, epoch: scanline.Epoch | None) -> None:
        if epoch is None:
            print(f"trial {trial.id}: {trial.state.name.lower()}, {trial.value}", flush=True)

    dataset = scanline.Dataset.from_folder(options.folder)
    try:
        model = search.run(dataset, on_trial=show)
    except KeyboardInterrupt:
        print("stopped; keeping the best so far")
        model = search.best_model
    model.save(options.output)

    best = search.best
    print(f"trial {best.id} of {len(search.trials)} is the best, with {best.value:.3f}:")
    for key, value in best.hyperparameters.items():
        print(f"  {key}: {value}")
    for key, share in list(search.importance.items())[:5]:
        print(f"{key} makes {100 * share:.0f} % of the difference")


if __name__ == "__main__":
    main()
