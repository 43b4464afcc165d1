"""How the tests of the hosts run programs. `make hosts` builds what they run."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"

# The command's exit codes, as docs/cli.md has them.
GOOD, FINDINGS, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

# Of the classes of the drawn photographs.
LABELS = ["cat", "dog", "panda"]

# Small enough that a test trains in a second.
NETWORK = {
    "input": {"width": 24, "height": 24, "channels": 3},
    "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 12}]},
}


def scanline(*words, code=GOOD, **options):
    """Run the command, demand its exit code, and return what it printed and said."""
    command = [str(BUILD / "scanline"), *(os.fspath(word) if isinstance(word, os.PathLike)
                                          else str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def scanline_json(*words, code=GOOD, **options):
    """The same with --json: the objects of its lines. No value may be one that JSON lacks."""
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    done = scanline(*words, "--json", code=code, **options)
    return [json.loads(line, parse_constant=refuse) for line in done.stdout.splitlines()]


def train(photos, network, model, *options, code=GOOD):
    """`scanline train` with a network of a file."""
    return scanline_json("train", photos, "-o", model, "--network", network, *options, code=code)


def program(name):
    path = BUILD / name
    assert path.exists(), "run `make hosts` first"
    return path


def events(lines, kind):
    return [line for line in lines if line.get("event") == kind]
