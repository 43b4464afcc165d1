"""Photographs, a small network and a trained model for the tests of the hosts."""

import json
import shutil
import subprocess

import pytest
from hosts import LABELS, NETWORK, program, scanline


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """A folder a class, 16 drawn photographs in each, all of them good."""
    folder = tmp_path_factory.mktemp("photos") / "good"
    subprocess.run([program("sample-photos"), folder, "--count", "16", "--seed", "3",
                    "--damaged", "0"], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture
def damaged_photos(photos, tmp_path):
    """The same with two files that are damaged: `cat/cut.jpg` and `dog/text.jpg`."""
    folder = shutil.copytree(photos, tmp_path / "damaged")
    whole = sorted((folder / "cat").iterdir())[0].read_bytes()
    (folder / "cat" / "cut.jpg").write_bytes(whole[: len(whole) * 3 // 4])
    (folder / "dog" / "text.jpg").write_text("This is no picture at all.\n" * 50)
    return folder


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "network.json"
    path.write_text(json.dumps(NETWORK))
    return path


@pytest.fixture(scope="session")
def model(photos, network, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    scanline("train", photos, "-o", path, "--network", network, "--epochs", 2, "--quiet")
    return path


@pytest.fixture
def one_of_each(photos):
    return [sorted((photos / label).iterdir())[0] for label in LABELS]
