"""What the tests of the built library share. They need `make cli plugin` to have run."""

import pytest
from support import ROOT, run


@pytest.fixture(scope="session")
def library():
    path = ROOT / "build/libscanline.so.1"
    assert path.exists(), "run `make build` first"
    return path


@pytest.fixture(scope="session")
def probe(tmp_path_factory):
    """The program that loads a library by its path and watches what that does to the process."""
    program = tmp_path_factory.mktemp("probe") / "probe"
    run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{ROOT}/include",
        ROOT / "Tests/packaging/probe.c", "-ldl", "-lm", "-o", program)
    return program
