"""Writes the table of tuning results between its marks in a Markdown file.

    python table.py RESULTS.md OURS.csv PEERS.csv
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "validation"))

import results
from functions import FUNCTIONS
from record import MARKS

BEGIN, END = "<!-- search: begin -->", "<!-- search: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", type=Path, metavar="RESULTS.md", help="gets the table")
    parser.add_argument("sources", type=Path, nargs="+", metavar="CSV", help="one a library")
    options = parser.parse_args()
    target: Path = options.target
    rows = [row for source in options.sources for row in csv.DictReader(source.open(newline=""))]
    libraries = list(dict.fromkeys(row["library"] for row in rows))

    def of(library: str, function: str) -> list[dict[str, str]]:
        return [r for r in rows if r["library"] == library and r["function"] == function]

    lines = [
        BEGIN, "",
        "Median over the seeds of the least value found (`make bench-search`); proposals in processor"
        f" time on one core of {results.processor()}, {max(row['date'] for row in rows)}. Columns with unlike"
        " numbers of seeds are comparable only roughly.", "",
    ]
    lines += ["| function | evaluations | " + " | ".join(libraries) + " |"]
    lines.append("|---|---|" + "---|" * len(libraries))
    for function in FUNCTIONS:
        for mark in MARKS:
            medians = [
                statistics.median(float(r[f"best_{mark}"]) for r in of(library, function))
                if of(library, function) else None
                for library in libraries
            ]
            best = min(m for m in medians if m is not None)
            cells = [
                "" if m is None else f"**{m:.4g}**" if m == best else f"{m:.4g}" for m in medians
            ]
            lines.append(f"| {function} | {mark} | " + " | ".join(cells) + " |")
    times = [
        statistics.median(float(r["milliseconds"]) for r in rows if r["library"] == library)
        for library in libraries
    ]
    lines.append("| ms a proposal | 91 to 100 | " + " | ".join(f"{t:.1f}" for t in times) + " |")

    def runs(library: str) -> str:
        counts = sorted({len(of(library, function)) for function in FUNCTIONS})
        return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"

    seeds = [runs(library) for library in libraries]
    versions = [next(r["version"] for r in rows if r["library"] == lib) for lib in libraries]
    lines.append("| seeds | | " + " | ".join(seeds) + " |")
    lines.append("| version | | " + " | ".join(versions) + " |")
    lines += ["", END]
    text = target.read_text()
    if BEGIN not in text:
        text += f"\n## Searching test functions\n\n{BEGIN}{END}\n"
    before, rest = text.split(BEGIN)
    target.write_text(before + "\n".join(lines) + rest.split(END)[1])


if __name__ == "__main__":
    main()
