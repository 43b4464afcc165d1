"""Policies, the dataset's report, and duplicates."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import photos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scanline
from scanline import _prototypes as c
from scanline._native import initialised


def large(seed: int) -> np.ndarray:
    """Rough ramps, of many rows of MCUs."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:192, :96]
    ramp = (x / 2 + y / 2)[..., None] + (10, 30, 50)
    return (ramp + random.integers(0, 12, (192, 96, 3))).astype(np.uint8)


def cut(low: float, high: float) -> bytes:
    """A file that ends behind a share of its rows between the two."""
    whole = scanline.encode_jpeg(large(1), quality=80)
    for size in range(len(whole) - 2, 0, -20):
        if low <= scanline.validate(whole[:size]).decoded_share <= high:
            return whole[:size]
    raise AssertionError("no such cut")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """12 good pictures a class, and in disc one cut behind most of its rows, one behind half of
    them, and one without any."""
    root = tmp_path / "mixed"
    root.mkdir()
    photos.write_folder(root, 12)
    (root / "disc" / "most.jpg").write_bytes(cut(0.8, 0.95))
    (root / "disc" / "half.jpg").write_bytes(cut(0.55, 0.7))
    (root / "disc" / "none.jpg").write_bytes(b"")
    return root


def test_the_defaults_are_the_librarys() -> None:
    ours, theirs = scanline.DatasetOptions()._struct(), initialised(c.scanline_dataset_options)
    for name, _ in c.scanline_dataset_options._fields_:
        if name != "limits":
            assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize(
    "policy, kept, cropped",
    [("strict", 36, []), ("salvage", 37, ["most"]), ("all-decodable", 38, ["half", "most"])],
)
def test_a_policy_keeps_what_it_says(
    mixed: Path, policy: str, kept: int, cropped: list[str]
) -> None:
    data = scanline.Dataset.from_folder(mixed, policy=policy)
    report = data.report
    assert len(data) == kept and report["policy"] == policy
    assert [Path(file["path"]).stem for file in report["salvaged_files"]] == cropped
    for file in report["salvaged_files"]:
        assert 0 < file["rows"] < file["height"] == 192 and file["label"] == "disc"
    left = {Path(file["path"]).stem for file in report["left_out_files"]}
    assert left == {"most", "half", "none"} - set(cropped)
    assert len(data.damaged) == 39 - kept
    disc = report["classes"][2]
    assert (disc["files"], disc["salvaged"], disc["left_out"]) == (15, len(cropped), 39 - kept)
    assert disc["training"] + disc["validation"] == kept - 24


def test_the_report_compares_the_policies(mixed: Path) -> None:
    report = scanline.Dataset.from_folder(mixed).report
    policies = {each["policy"]: each for each in report["policies"]}
    assert [policies[name]["classes"][2]["lost"] for name in policies] == [3, 2, 1]
    assert policies["salvage"]["total"]["cropped"] == 1
    assert policies["strict"]["classes"][2]["lost_share"] == pytest.approx(0.2)
    assert all(each["classes"][0]["lost"] == 0 for each in policies.values())
    # Three of 15 against none of 24: by chance in fewer than one of a hundred.
    assert policies["strict"]["bias"] is None


def test_a_bias_is_logged_and_reported(mixed: Path, caplog: pytest.LogCaptureFixture) -> None:
    for index in range(8):
        shutil.copy(mixed / "disc" / "none.jpg", mixed / "disc" / f"none{index}.jpg")
    scanline.enable_logging()
    try:
        with caplog.at_level("WARNING", logger="scanline"):
            data = scanline.Dataset.from_folder(mixed)
    finally:
        scanline.disable_logging()
    salvage = data.report["policies"][1]
    assert salvage["bias"] == "salvage removes 43.5 % of disc, 0.0 % of bars"
    assert [each["stands_out"] for each in salvage["classes"]] == [False, False, True]
    assert salvage["bias"] in caplog.text


def test_salvaged_pictures_are_trained_on_and_measured(mixed: Path) -> None:
    data = scanline.Dataset.from_folder(mixed, policy="all-decodable")
    model = scanline.Model.create(data.labels, photos.SMALL, seed=3)
    augmentation = scanline.Augmentation(rotation=0.05)
    scanline.Trainer(model, epochs=1, seed=5, augmentation=augmentation).fit(data)
    assert scanline.evaluate(model, data, split="all").sample_count == 38


def test_copies_stay_together_and_conflicts_are_named(mixed: Path) -> None:
    for index in range(3):
        shutil.copy(mixed / "bars" / "000.jpg", mixed / "bars" / f"copy{index}.jpg")
    shutil.copy(mixed / "bars" / "000.jpg", mixed / "columns" / "wrong.jpg")
    for seed in range(6):
        data = scanline.Dataset.from_folder(mixed, seed=seed, validation_share=0.4)
        parts = {s.split for s in data.samples if "copy" in s.path or s.path.endswith("wrong.jpg")}
        assert len(parts) == 1
    found = data.report["duplicates"]
    assert (found["grouping"], found["files"], found["label_conflicts"]) == ("exact", 5, 1)
    (group,) = found["groups"]
    assert group["kind"] == "exact" and group["label_conflict"] and len(group["files"]) == 5
    dropped = scanline.Dataset.from_folder(mixed, drop_label_conflicts=True)
    assert len(dropped) == len(data) - 5
    reasons = dropped.report["classes"][0]["reasons"]
    assert reasons == {"label-conflict": 4}
    free = scanline.Dataset.from_folder(mixed, group_duplicates="none")
    assert free.report["duplicates"]["groups"] == []


def soft(seed: int, size: tuple[int, int] = (120, 160), gain: float = 1.0) -> np.ndarray:
    """Blobs: with a seed of its own each picture looks like no other."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[: size[0], : size[1]] / np.array(size).reshape(2, 1, 1)
    level = np.full((*size, 3), 110.0)
    for _ in range(14):
        centre, radius = random.uniform(0, 1, 2), random.uniform(0.05, 0.25)
        distance = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        level += (random.uniform(-200, 200) * np.exp(-distance / radius**2))[..., None]
    return (gain * level).clip(0, 255).astype(np.uint8)


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    root = tmp_path / "copies"
    for index in range(6):
        folder = root / ("cat" if index < 3 else "dog")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{index}.jpg").write_bytes(scanline.encode_jpeg(soft(index)))
    shutil.copy(root / "cat" / "0.jpg", root / "cat" / "0-again.jpg")
    (root / "dog" / "1-small.jpg").write_bytes(
        scanline.encode_jpeg(soft(1, (60, 80), 0.9), quality=50)
    )
    return root


def names(group: scanline.DuplicateGroup) -> list[str]:
    return [Path(file.path).name for file in group.files]


def test_duplicates_of_a_folder(copies: Path) -> None:
    progress: list[tuple[int, int]] = []
    found = scanline.find_duplicates(
        copies, on_progress=lambda done, total: progress.append((done, total))
    )
    assert [names(group) for group in found] == [["0-again.jpg", "0.jpg"], ["1.jpg", "1-small.jpg"]]
    assert [group.is_exact for group in found] == [True, False]
    assert [group.label_conflict for group in found] == [False, True]
    assert (found.files, found.exact_groups, found.duplicates, found.leaks) == (8, 1, 4, 0)
    assert progress[-1] == (8, 8)
    assert len(scanline.find_duplicates(copies, near=False)) == 1
    assert scanline.find_duplicates(copies, threads=1).groups == found.groups


def test_cut_copies_are_found_and_stay_on_one_side(copies: Path) -> None:
    for whole in sorted(copies.glob("*/?.jpg")):
        data = whole.read_bytes()
        whole.with_name(f"cut-{whole.name}").write_bytes(data[: len(data) * 9 // 10])
    found = scanline.find_duplicates(copies, near=False)
    assert [group.is_cut for group in found] == [True] * 6
    assert not any(group.is_exact for group in found)
    assert all(file.distance == 0 for group in found for file in group.files)
    with scanline.Dataset.from_folder(copies, validation_share=0.5) as data:
        sides = {Path(sample.path).name: sample.split for sample in data.samples}
        kinds = {group["kind"] for group in data.report["duplicates"]["groups"]}
    assert kinds == {"cut"} and len(sides) == 14
    assert all(sides[f"cut-{index}.jpg"] == sides[f"{index}.jpg"] for index in range(6))


def test_leakage_between_two_folders(copies: Path, tmp_path: Path) -> None:
    test = tmp_path / "test" / "dog"
    test.mkdir(parents=True)
    (test / "x.jpg").write_bytes(scanline.encode_jpeg(soft(4), quality=40))
    (test / "y.jpg").write_bytes(scanline.encode_jpeg(soft(99)))
    report = tmp_path / "leaks.jsonl"
    found = scanline.find_duplicates(copies, against=test.parent, report=report)
    assert [names(group) for group in found] == [["4.jpg", "x.jpg"]]
    assert found.leaks == 1 and [file.is_against for file in found.groups[0].files] == [False, True]
    (line,) = report.read_text().splitlines()
    assert [file["side"] for file in json.loads(line)["files"]] == ["folder", "against"]


def test_flagged_pictures_can_be_left_out(mixed: Path) -> None:
    black = np.zeros((64, 64, 3), np.uint8)
    (mixed / "bars" / "black.jpg").write_bytes(scanline.encode_jpeg(black))
    assert len(scanline.Dataset.from_folder(mixed)) == 38
    data = scanline.Dataset.from_folder(mixed, refused_quality=scanline.Quality.DARK)
    assert len(data) == 37 and data.report["classes"][0]["reasons"] == {"quality": 1}
    assert "dark" in data.damaged[0].report.message
    # Every policy loses it.
    assert [policy["classes"][0]["lost"] for policy in data.report["policies"]] == [1, 1, 1]
    with pytest.raises(scanline.InvalidArgumentError, match="refused_quality"):
        scanline.Dataset.from_folder(mixed, refused_quality=1 << 20)


def test_errors_are_named(copies: Path) -> None:
    with pytest.raises(scanline.InvalidArgumentError, match="distance is 17"):
        scanline.find_duplicates(copies, distance=17)
    with pytest.raises(scanline.FileError, match="absent"):
        scanline.find_duplicates(copies / "absent")
    with pytest.raises(scanline.FileError):
        scanline.find_duplicates(copies, report=copies / "no" / "folder.csv")
    with pytest.raises(scanline.CancelledError):
        scanline.find_duplicates(copies, on_progress=lambda done, total: False)
    with pytest.raises(scanline.InvalidArgumentError, match="salvage_share"):
        scanline.Dataset.from_folder(copies, salvage_share=0.3)
    with pytest.raises(scanline.InvalidArgumentError, match="'strict', 'salvage', 'all-decodable'"):
        scanline.Dataset.from_folder(copies, policy="lax")
    with pytest.raises(scanline.InvalidArgumentError, match="threads is -1; .*from 0 to 4294967295"):
        scanline.validate_folder(copies, threads=-1)
    with pytest.raises(TypeError):
        scanline.Dataset.from_folder(copies, polcy="strict")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**64 - 1), share=st.floats(0.05, 0.6))
def test_copies_never_part(
    tmp_path_factory: pytest.TempPathFactory, seed: int, share: float
) -> None:
    root = tmp_path_factory.mktemp("groups")
    for label in ("a", "b"):
        (root / label).mkdir()
        for index in range(8):
            data = photos.jpeg("bars", hash(label) % 1000 + index // 3)
            (root / label / f"{index}.jpg").write_bytes(data)
    data = scanline.Dataset.from_folder(root, seed=seed, validation_share=share)
    sides: dict[bytes, set[scanline.Split]] = {}
    for sample in data.samples:
        sides.setdefault(Path(sample.path).read_bytes(), set()).add(sample.split)
    assert all(len(parts) == 1 for parts in sides.values())
    assert data.validation_count > 0
