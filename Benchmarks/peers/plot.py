"""How many times as fast as the best peer, as bars: `python plot.py RESULT.json PLOT.svg`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib
from table import NAMES, ONCE, ROWS, ratio

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "scanline"  # the same file from the same figures

from matplotlib import pyplot  # noqa: E402

COLOURS = {"1": "#4477aa", "2": "#ee6677"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("result", type=Path, metavar="RESULT.json", help="of compare.py --json")
    parser.add_argument("plot", type=Path, metavar="PLOT.svg")
    options = parser.parse_args()
    result = json.loads(options.result.read_text())
    rows = [row for row in ROWS if row.percentile == 50]
    sets = [(cores, rows, figures) for cores, figures in result["figures"].items()]
    sets.append(("once", [row for row in ONCE], result["once"]))
    titles, values, colours = [], [], []
    for cores, chosen, figures in sets:
        for row in chosen:
            found = ratio(row, figures)
            if found is None:
                continue
            where = {"1": ", one core", "2": ", two cores"}.get(cores, "")
            titles.append(f"{row.title}{where}\nover {NAMES[found[1]]}")
            values.append(found[0])
            colours.append(COLOURS.get(cores, "#228833"))
    figure, axes = pyplot.subplots(figsize=(9, 0.5 * len(titles) + 1))
    places = range(len(titles))
    axes.barh(places, values, color=colours)
    for place, number in zip(places, values):
        axes.text(number * 1.03, place, f"{number:.2f}", va="center", fontsize=8)
    axes.set_yticks(places, titles, fontsize=8)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xlabel("times as good as the best peer (logarithmic)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(options.plot, metadata={"Date": None})


if __name__ == "__main__":
    main()
