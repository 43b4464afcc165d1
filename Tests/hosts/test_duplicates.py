"""scanline duplicates, and what train says of policies and copies."""

import csv
import json
import shutil

import pytest
from hosts import FAULT, FINDINGS, USAGE, scanline, scanline_json


@pytest.fixture
def copies(photos, tmp_path):
    """The photographs, one of the cats once more, and another as a dog."""
    folder = shutil.copytree(photos, tmp_path / "copies")
    cats = sorted((folder / "cat").iterdir())
    shutil.copy(cats[0], folder / "cat" / "again.jpg")
    shutil.copy(cats[1], folder / "dog" / "wrong.jpg")
    return folder


def test_groups_are_listed(copies):
    done = scanline("duplicates", copies, "--exact", code=FINDINGS)
    assert done.stdout.count("exact, 2 files") == 2
    assert done.stdout.count("more than one label") == 1
    assert "4 in 2 groups" in done.stderr and "1 group with more" in done.stderr
    groups = scanline_json("duplicates", copies, "--exact", code=FINDINGS)
    assert [group["kind"] for group in groups] == ["exact", "exact"]
    assert sorted(group["label_conflict"] for group in groups) == [False, True]
    assert scanline_json("duplicates", copies, "--exact", "--threads", 1, code=FINDINGS) == groups
    labels = [file["label"] for group in groups for file in group["files"]]
    assert sorted(labels) == ["cat", "cat", "cat", "dog"]
    assert all(file["label"] is None for group in scanline_json(
        "duplicates", copies, "--exact", "--no-classes", code=FINDINGS) for file in group["files"])


def test_cut_photographs(photos, tmp_path):
    """A cut copy is found with the whole one; different photographs stay so, however little is left."""
    folder = shutil.copytree(photos, tmp_path / "cut")
    whole = sorted(folder.glob("*/*.jpg"))
    left = {path: path.read_bytes() for path in whole}
    for share in (20, 60):
        for path, data in left.items():
            path.write_bytes(data[: len(data) * share // 100])
        assert scanline("duplicates", folder).stdout == ""
    (folder / "dog" / "whole.jpg").write_bytes(left[whole[0]])
    group, = scanline_json("duplicates", folder, "--exact", code=FINDINGS)
    assert (group["kind"], group["label_conflict"]) == ("cut", True)
    assert "cut, 2 files" in scanline("duplicates", folder, code=FINDINGS).stdout


def test_photographs_of_their_own_are_no_duplicates(photos):
    assert scanline("duplicates", photos, "--distance", 2).stdout == ""


def test_leakage_between_folders(photos, copies, tmp_path):
    test = tmp_path / "test" / "cat"
    test.mkdir(parents=True)
    shutil.copy(sorted((photos / "cat").iterdir())[3], test / "known.jpg")
    report = tmp_path / "leaks.csv"
    groups = scanline_json("duplicates", copies, "--against", tmp_path / "test", "--exact",
                           "--report", report, code=FINDINGS)
    assert [[file["side"] for file in group["files"]] for group in groups] == [["folder", "against"]]
    rows = list(csv.DictReader(report.open()))
    assert [row["side"] for row in rows] == ["folder", "against"]
    assert rows[1]["path"].endswith("known.jpg")


def test_wrong_use():
    scanline("duplicates", code=USAGE)
    scanline("duplicates", "a", "b", code=USAGE)
    assert "distance is 99" in scanline("duplicates", ".", "--distance", 99, code=USAGE).stderr
    assert "none" in scanline("duplicates", "none", code=FAULT).stderr


def test_training_says_what_policies_lose(copies, network, tmp_path):
    whole = sorted((copies / "cat").iterdir())[2]
    data = whole.read_bytes()
    for index in range(8):
        (copies / "cat" / f"half{index}.jpg").write_bytes(data[: len(data) * 2 // 3])
    report = tmp_path / "data.json"
    common = ["train", copies, "-o", tmp_path / "m", "--network", network, "--epochs", 1]
    text = scanline(*common, "--data-report", report).stdout
    assert "lost by policy" in text and "all-decodable" in text
    assert "note: strict removes 32.0 % of cat, 0.0 % of dog" in text
    assert "2 groups, each kept in one part; 1 with more than one label" in text
    found = json.loads(report.read_text())
    assert found["policies"][0]["bias"] == "strict removes 32.0 % of cat, 0.0 % of dog"
    line, = [line for line in scanline_json(*common, "--policy", "strict", "--group-duplicates",
                                            "none") if line["event"] == "dataset"]
    assert (line["damaged"], line["salvaged"], line["duplicate_groups"]) == (8, 0, 0)
    assert [each["lost"] for each in line["policies"]["strict"]] == [8, 0, 0]
    line, = [line for line in scanline_json(*common, "--policy", "all-decodable",
                                            "--drop-label-conflicts")
             if line["event"] == "dataset"]
    # The copies that were cut alike are the same picture, too, and that of the whole one.
    assert (line["damaged"], line["salvaged"], line["duplicate_groups"]) == (2, 8, 2)
