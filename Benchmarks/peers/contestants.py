"""The processes of the comparison: workers that are asked task by task, and short-lived ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def environment(cores: int) -> dict[str, str]:
    """As many threads for everyone, and no hint to any BLAS about the processor."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("OPENBLAS_", "MKL_", "OMP_", "SCANLINE_CPU"))
    }
    threads = {
        f"{name}_NUM_THREADS": str(cores) for name in ("OMP", "OPENBLAS", "MKL")
    }
    path = [str(HERE), str(ROOT / "bindings" / "python"), kept.get("PYTHONPATH", "")]
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def pinned(cores: list[int]) -> list[str]:
    return ["taskset", "-c", ",".join(map(str, cores))]


class Worker:
    """A contestant's process, pinned to some cores; see common.py for how it is asked. While the others have
    their turn it is stopped, with its children: threads that spin or prefetch would take part of the cores
    that the others are measured on."""

    def __init__(
        self, name: str, python: str, cores: list[int], photos: Path, models: Path, log: Path
    ) -> None:
        self.name = name
        self.log = log
        command = [*pinned(cores), python, str(HERE / f"worker_{name}.py")]
        command += ["--cores", str(len(cores)), "--photos", str(photos), "--models", str(models)]
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                command,
                env=environment(len(cores)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                process_group=0,
            )
        hello = self._answer()
        self.versions: dict[str, str] = hello["versions"]
        self.tasks: list[str] = hello["tasks"]
        self._signal(signal.SIGSTOP)

    def ask(self, task: str, repeats: int) -> dict[str, list[float]]:
        self._signal(signal.SIGCONT)
        self.process.stdin.write(json.dumps({"task": task, "repeats": repeats}) + "\n")
        self.process.stdin.flush()
        figures = self._answer()["figures"]
        self._signal(signal.SIGSTOP)
        return figures

    def end(self) -> None:
        self._signal(signal.SIGCONT)
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def _answer(self) -> Any:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the worker of {self.name} ended:\n{self.log.read_text()[-2000:]}")
        return json.loads(line)


def first_prediction(command: list[str], core: int) -> tuple[float, float]:
    """Seconds from the process's start until its first prediction is read, and its resident MB then."""
    start = time.perf_counter()
    with subprocess.Popen(
        [*pinned([core]), *command],
        env=environment(1),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        line = process.stdout.readline()
        taken = time.perf_counter() - start
    if not line:
        raise SystemExit(f"{command[0]} made no prediction")
    return taken, int(line.split()[0]) * 1024 / 1e6


def from_c(host: Path, models: Path, photo: str, cores: list[int], repeats: int) -> list[float]:
    """Seconds of single classifications by the C host."""
    output = subprocess.run(
        [*pinned(cores), str(host), str(models / "rows.safetensors"), photo, str(repeats)],
        env=environment(len(cores)),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [int(line) / 1e9 for line in output.splitlines()[1:]]
