"""What a run of a benchmark leaves behind."""

from __future__ import annotations

from typing import Any

MARKS = (20, 50, 100)
COLUMNS = [
    "library", "version", "function", "seed", "best_20", "best_50", "best_100", "milliseconds",
    "date",
]


class Record:
    """The values on the way, and the processor time of every proposal."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.seconds: list[float] = []

    def row(self) -> dict[str, Any]:
        best = {f"best_{mark}": f"{min(self.values[:mark]):.8g}" for mark in MARKS}
        last = self.seconds[-10:]
        return {**best, "milliseconds": f"{1000 * sum(last) / len(last):.2f}"}
