"""OpenBLAS: ours runs the processor's kernels, and says when it does not; a host's own stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Optional

import pytest
from test_processes import run_script

WARNINGS = """
import json, logging, scanline
records = []
class Keep(logging.Handler):
    def emit(self, record):
        records.append((record.levelname, record.getMessage()))
logger = logging.getLogger("scanline")
logger.addHandler(Keep())
scanline.enable_logging()
scanline.Model.create(["a", "b"], "rows")
scanline.disable_logging()
scanline.enable_logging()
scanline.Model.create(["a", "b"], "rows")
print(json.dumps([scanline.build_info()["openblas_core"], records]))
"""


def core_and_warnings(core: Optional[str], cpu: str = "") -> tuple[str, list[list[str]]]:
    environment = {"SCANLINE_CPU": cpu, "OPENBLAS_CORETYPE": core or ""}
    found = json.loads(run_script(WARNINGS, **environment))
    return found[0], found[1]


@pytest.fixture(scope="module")
def best() -> str:
    core, warnings = core_and_warnings(None)
    assert warnings == []
    if core not in ("Haswell", "SkylakeX"):
        pytest.skip(f"OpenBLAS has nothing better than {core} for this processor")
    return core


def test_slow_kernels_are_warned_of_once(best: str) -> None:
    core, warnings = core_and_warnings("Nehalem")
    assert core == "Nehalem"
    assert [level for level, _ in warnings] == ["WARNING"]
    text = warnings[0][1]
    assert "Nehalem" in text and best in text
    assert "OPENBLAS_CORETYPE" in text and "unset" in text


def test_kernels_that_are_good_enough_are_not_warned_of(best: str) -> None:
    assert core_and_warnings(best) == (best, [])
    # Fewer were asked for: more are no fault, nor are those.
    assert core_and_warnings(best, cpu="baseline") == (best, [])
    assert core_and_warnings(None, cpu="baseline") == ("Nehalem", [])


def test_a_limit_that_is_not_known_is_warned_of(best: str) -> None:
    core, warnings = core_and_warnings(None, cpu="quantum")
    assert core == best
    assert [level for level, _ in warnings] == ["WARNING"]
    assert 'SCANLINE_CPU is "quantum"' in warnings[0][1] and "avx512" in warnings[0][1]


NUMPY = """
import ctypes, json, os, sys, threading
import numpy as np

def numpys():
    paths = {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line.lower()}
    return sorted(path for path in paths if ".so" in path)

def state():
    found = []
    for path in numpys():
        library = ctypes.CDLL(path)
        for prefix in ("scipy_", ""):
            for suffix in ("64_", ""):
                core = getattr(library, f"{prefix}openblas_get_corename{suffix}", None)
                threads = getattr(library, f"{prefix}openblas_get_num_threads{suffix}", None)
                if core and threads:
                    core.restype = ctypes.c_char_p
                    found.append([path, core().decode(), threads()])
    names = "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS"
    return found, [os.environ.get(name) for name in names]

def product():
    return (matrix @ matrix).tobytes()

matrix = np.random.default_rng(0).random((400, 400), np.float32)
before, own = state(), product()

import photos, scanline
model = scanline.Model.create(["bars", "columns", "disc"], "rows", seed=1)
files = sorted(map(str, __import__("pathlib").Path(sys.argv[1]).rglob("*.jpg")))
expected = model.predict_proba(files, threads=2)
trainer = scanline.Trainer(model, threads=2)
trainer.step(np.zeros((8, 64, 64, 3), np.uint8), [0] * 8)
after = state()

# And both at once.
wrong = []
def multiply():
    for _ in range(20):
        if product() != own:
            wrong.append("NumPy")
def classify():
    for _ in range(5):
        if model.predict_proba(files, threads=2).tobytes() != expected.tobytes():
            wrong.append("Scanline")
threads = [threading.Thread(target=work) for work in (multiply, classify, classify)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps([before, after, product() == own, wrong]))
"""


@pytest.mark.parametrize("threads", ["1", "3"])
def test_numpys_own_openblas_is_not_touched(folder: Path, threads: str) -> None:
    before, after, is_same, wrong = json.loads(
        run_script(NUMPY, folder, OPENBLAS_CORETYPE="Nehalem", OPENBLAS_NUM_THREADS=threads)
    )
    if not before[0]:
        pytest.skip("this NumPy has no OpenBLAS of its own")
    assert after == before
    assert is_same and wrong == []
