"""What becomes of a process whose address space is bounded: an answer, an error, or its end.

    python Benchmarks/little_memory.py MODEL FOLDER [--program build/scanline] [--threads 16] [--most 1536] [--steps 150]

The command validates, trains for an epoch on, evaluates and classifies the pictures of FOLDER (a folder a class) under
limits (RLIMIT_AS) from 40 MiB, which is what the program and its libraries take, in even steps.
"""

import argparse
import collections
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "validation"))

import results  # noqa: E402

LEAST = 40 << 20


def outcome(words: list[str], limit: int) -> str:
    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    code = subprocess.run(words, preexec_fn=bound, capture_output=True, timeout=300).returncode
    return "ended by a signal" if code < 0 else "done" if code == 0 else "error"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("--program", default="build/scanline")
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--most", type=int, default=1536, help="the largest limit, MiB")
    parser.add_argument("--steps", type=int, default=150)
    options = parser.parse_args()
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    print("| | done | error | ended by a signal |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as scratch:
        for words in (["validate", options.folder],
                      ["train", options.folder, "-o", f"{scratch}/model", "--epochs", "1"],
                      ["evaluate", options.model, options.folder],
                      ["classify", options.model, options.folder]):
            command = [options.program, *words, "--threads", str(options.threads)]
            found = collections.Counter(
                outcome(command, LEAST + ((options.most << 20) - LEAST) * step // options.steps)
                for step in range(options.steps))
            print(f"| {words[0]} | {found['done']} | {found['error']} | {found['ended by a signal']} |",
                  flush=True)
    print(f"\n{results.machine()}")


if __name__ == "__main__":
    main()
