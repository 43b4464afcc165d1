"""The kernels of every instruction set train, classify and augment; older processors meet no instruction that they
do not have, and see the same augmented pixels."""

import os
import pathlib
import shutil

import pytest
from support import ROOT, run


@pytest.fixture(scope="module")
def program(library, tmp_path_factory):
    """Trains and classifies; prints the instruction set that did."""
    path = tmp_path_factory.mktemp("processors") / "processors"
    run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{ROOT}/include",
        ROOT / "Tests/packaging/processors.c", f"-L{library.parent}", "-lscanline", "-lm",
        f"-Wl,-rpath,{library.parent}", "-o", path)
    return path


def environment(**settings):
    unwanted = ("OPENBLAS_CORETYPE", "SCANLINE_CPU")
    return {key: value for key, value in os.environ.items() if key not in unwanted} | settings


def best():
    flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl", "fma"} <= set(flags):
        return "avx512"
    return "avx2" if {"avx2", "fma"} <= set(flags) else "baseline"


def names_and_pixels(*command, **settings):
    """The instruction set that did the work, and the sum over the augmented pixels."""
    name, pixels = run(*command, env=environment(**settings)).split()
    return name, int(pixels)


@pytest.fixture(scope="module")
def pixels(program):
    return names_and_pixels(program)[1]


def test_runs_the_best_kernels_of_this_processor(program):
    assert names_and_pixels(program)[0] == best()


@pytest.mark.parametrize("wanted", ["baseline", "avx2", "avx512"])
def test_runs_lower_ones_where_asked(program, pixels, wanted):
    order = ["baseline", "avx2", "avx512"]
    expected = min(wanted, best(), key=order.index)
    assert names_and_pixels(program, SCANLINE_CPU=wanted) == (expected, pixels)


def test_ignores_a_word_that_it_does_not_know(program):
    assert names_and_pixels(program, SCANLINE_CPU="quantum")[0] == best()


@pytest.mark.parametrize("processor, expected", [("Nehalem", "baseline"), ("Haswell", "avx2")])
def test_runs_on_an_older_processor(program, pixels, processor, expected):
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        pytest.skip("qemu-x86_64 is not installed")
    assert names_and_pixels(emulator, "-cpu", processor, program) == (expected, pixels)
