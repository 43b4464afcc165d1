"""scanline validate on folders: reports on disk, resuming, quarantine, kills at any moment."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy
import pytest
import scanline as package
from hosts import BUILD, FAULT, FINDINGS, GOOD, INTERRUPTED, USAGE, scanline, scanline_json


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def tree(folder):
    """All that is in a folder: bytes, links, permissions and times of files; names of folders."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        name = os.fsencode(path.relative_to(folder))
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_dir():
            found[name] = None
        else:
            found[name] = (path.read_bytes(), status.st_mode, status.st_mtime_ns)
    return found


@pytest.fixture
def photos_and_debris(photos, tmp_path):
    """Two classes with 60 files each, half of them damaged, no two of the same bytes."""
    folder = tmp_path / "photos"
    whole = sorted((photos / "cat").iterdir())[0].read_bytes()
    for label in ("cat", "dog"):
        (folder / label).mkdir(parents=True)
        for index in range(60):
            path = folder / label / f"{index:02}.jpg"
            if index % 2:
                path.write_bytes(whole[: len(whole) // 5] + f"{label}{index}".encode() * 4000)
            else:
                path.write_bytes(whole)
            os.chmod(path, 0o600 + index % 8)
            os.utime(path, ns=(1, 10**18 + index))
    return folder


@pytest.fixture
def far():
    """A folder on another file system."""
    if not os.path.isdir("/dev/shm") or os.stat("/dev/shm").st_dev == os.stat("/tmp").st_dev:
        pytest.skip("no second file system here")
    path = Path(f"/dev/shm/scanline-{os.getpid()}-{random.randrange(1 << 40)}")
    path.mkdir()
    yield path
    shutil.rmtree(path)


# ---- Reports -------------------------------------------------------------------------------------


def test_writes_report_table_summary_and_list(damaged_photos, tmp_path):
    out = {name: tmp_path / name for name in ("r.jsonl", "r.csv", "s.json", "l.txt")}
    done = scanline("validate", damaged_photos, "--report", out["r.jsonl"], "--csv", out["r.csv"],
                    "--summary", out["s.json"], "--list", out["l.txt"], code=FINDINGS)
    assert len(done.stdout.splitlines()) == 2
    lines = lines_of(out["r.jsonl"])
    assert lines == scanline_json("validate", damaged_photos, code=FINDINGS)
    with open(out["r.csv"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [line["file"] for line in lines]
    for row, line in zip(rows, lines):
        assert set(row) - set(line) == {"path_bytes"}
        assert row["verdict"] == line["verdict"] and int(row["size"]) == line["size"]
        assert row["reason"] == (line["reason"] or "")
        assert (float(row["detail"]) if row["detail"] else None) == line["detail"]
    summary = json.loads(out["s.json"].read_text())
    assert summary["complete"] and summary["files"] == 50 and summary["findings"] == 2
    assert summary["ok"] == 48 and set(summary["classes"]) == {"cat", "dog", "panda"}
    assert summary["reasons"] == {"truncated": 1, "not-an-image": 1}
    assert out["l.txt"].read_text().splitlines() == [
        line["file"] for line in lines if line["verdict"] != "ok"]


def test_the_guide_has_every_key(damaged_photos):
    from hosts import ROOT
    guide = (ROOT / "docs/validation.md").read_text()
    line = scanline_json("validate", damaged_photos, code=FINDINGS)[0]
    assert {key for key in line if f"`{key}`" not in guide} == set()


def test_a_pipe_in_place_of_a_record_is_refused(tmp_path):
    """Opening one would wait for a writer."""
    pipe = tmp_path / "manifest.jsonl"
    os.mkfifo(pipe)
    for words in (["validate", "--restore", pipe], ["tune", "--summary", pipe]):
        assert f"{pipe}: not a regular file" in scanline(*words, code=FAULT).stderr


def test_quality_makes_findings_when_asked(photos, tmp_path):
    folder = tmp_path / "black"
    folder.mkdir()
    black = numpy.zeros((200, 200, 3), numpy.uint8)
    (folder / "black.jpg").write_bytes(package.encode_jpeg(black))
    assert scanline("validate", folder).stdout == ""
    done = scanline("validate", folder, "--flag-quality", "dark", code=FINDINGS)
    assert "dark" in done.stdout
    assert scanline("validate", folder, "--flag-quality", "tiny,noise").stdout == ""


def test_one_finding_is_not_many(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "two\nlines.jpg").write_text("no picture")
    done = scanline("validate", tmp_path / "set", "--list", tmp_path / "list", code=FAULT)
    assert "1 of 1 finding could not be moved or listed" in done.stderr


def test_words_of_lists_are_checked(photos):
    for option in ("--verdicts", "--flag-quality"):
        for word in ("", "splendid", "ok,", ",ok"):
            scanline("validate", photos, option, word, code=USAGE)
    scanline("validate", photos, "--resume", code=USAGE)
    scanline("validate", photos, "--restore", "m.jsonl", code=USAGE)
    for words in (["--quarantine", "q"], ["--report", "r"], ["--list", "l"]):
        done = scanline("validate", "--restore", "m.jsonl", *words, code=USAGE)
        assert "--restore" in done.stderr


def test_a_report_never_takes_the_place_of_a_photo(photos, tmp_path):
    photo = shutil.copy(sorted((photos / "cat").iterdir())[0], tmp_path / "a.jpg")
    before = photo.read_bytes()
    scanline("validate", photos, "--report", photo, code=USAGE)
    assert photo.read_bytes() == before


def test_nor_does_any_other_output(photos, tmp_path):
    folder = shutil.copytree(photos, tmp_path / "photos")
    photo = sorted((folder / "cat").iterdir())[0]
    damaged = folder / "cat" / "damaged.jpg"
    damaged.write_bytes(b"not even a beginning")
    before = {path: path.read_bytes() for path in folder.rglob("*.jpg")}
    for place in (photo, damaged):
        for option in ("--csv", "--summary", "--list"):
            done = scanline("validate", folder, option, place, code=USAGE)
            assert place.name in done.stderr
        scanline("duplicates", folder, "--report", place, code=USAGE)
        scanline("train", folder, "-o", tmp_path / "m", "--data-report", place, code=FAULT)
        scanline("train", folder, "-o", place, code=FAULT)
    twice = tmp_path / "twice"
    scanline("validate", folder, "--csv", twice, "--list", twice, code=USAGE)
    assert not twice.exists()
    assert {path: path.read_bytes() for path in folder.rglob("*.jpg")} == before


def test_a_path_that_is_not_utf8_may_be_given(photos, tmp_path):
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    shutil.copytree(os.fsencode(photos), folder)
    assert len(scanline_json("validate", os.fsdecode(folder))) == 48
    done = scanline("duplicates", os.fsdecode(folder))
    assert "48 files" in done.stderr


def test_a_name_that_is_not_utf8_can_be_found_again(photos, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    name = os.path.join(os.fsencode(folder), b"caf\xe9 \xff.jpg")
    shutil.copy(sorted((photos / "cat").iterdir())[0], name)
    line, = scanline_json("validate", folder)
    assert bytes.fromhex(line["path_bytes"]) == name


# ---- Resuming ------------------------------------------------------------------------------------


def kill_after(seconds, *words):
    """Start the command and kill it; True when it had ended before."""
    process = subprocess.Popen([BUILD / "scanline", *map(os.fspath, words)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False


def time_of(*words):
    start = time.monotonic()
    subprocess.run([BUILD / "scanline", *map(os.fspath, words)], capture_output=True)
    return time.monotonic() - start


def test_killed_and_resumed_it_ends_with_the_same_files(photos, tmp_path):
    folder = shutil.copytree(photos, tmp_path / "photos")
    for label in ("cat", "dog", "panda"):
        for path in sorted((folder / label).iterdir()):
            for index in range(12):
                os.link(path, path.with_name(f"{index}-{path.name}"))
    (folder / "cat/cut.jpg").write_bytes(b"\xff\xd8\xff")
    out = [tmp_path / name for name in ("r.jsonl", "r.csv", "l.txt")]
    words = ["validate", folder, "--report", out[0], "--csv", out[1], "--list", out[2],
             "--threads", "1"]
    needed = time_of(*words)
    expected = [path.read_bytes() for path in out]
    chance = random.Random(7)
    interrupted = 0
    for _ in range(6):
        for path in out:
            path.unlink(missing_ok=True)
        for _ in range(20):
            if kill_after(chance.uniform(0, needed), *words, "--resume"):
                break
            interrupted += 1
        scanline(*words, "--resume", code=FINDINGS)
        assert [path.read_bytes() for path in out] == expected
    assert interrupted > 0


def test_ctrl_c_leaves_a_report_to_go_on_from(photos, tmp_path):
    report = tmp_path / "r.jsonl"
    shutil.copytree(photos, tmp_path / "photos")
    process = subprocess.Popen([BUILD / "scanline", "validate", tmp_path / "photos", "--json",
                                "--report", report, "--threads", "1"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (INTERRUPTED, GOOD)
    if process.returncode == INTERRUPTED:
        assert "--resume" in said
    scanline("validate", tmp_path / "photos", "--report", report, "--resume")
    assert len(lines_of(report)) == 48


# ---- Quarantine ----------------------------------------------------------------------------------


def test_there_and_back(photos_and_debris, tmp_path):
    before = tree(photos_and_debris)
    away = tmp_path / "away"
    lines = scanline_json("validate", photos_and_debris, "--quarantine", away, code=FINDINGS)
    moved = [line for line in lines if "moved_to" in line]
    assert len(moved) == 60 and all(Path(line["moved_to"]).exists() for line in moved)
    assert not any(Path(line["file"]).exists() for line in moved)
    scanline("validate", photos_and_debris)
    assert len(lines_of(away / "manifest.jsonl")) == 60
    restored = scanline_json("validate", "--restore", away / "manifest.jsonl")
    assert [line["outcome"] for line in restored] == ["restored"] * 60
    assert tree(photos_and_debris) == before
    again = scanline("validate", "--restore", away / "manifest.jsonl")
    assert "0 restored, 60 in their places" in again.stderr


def test_what_cannot_be_moved_is_named_and_stays(photos_and_debris, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    (away / "dog").write_text("in the way")
    done = scanline("validate", photos_and_debris, "--quarantine", away, code=FAULT)
    assert "30 of 60 findings" in done.stderr and "away/dog" in done.stderr
    assert len(list((photos_and_debris / "dog").iterdir())) == 60
    assert len(list((photos_and_debris / "cat").iterdir())) == 30


def test_what_cannot_be_restored_is_named_and_stays(photos_and_debris, tmp_path):
    away = tmp_path / "away"
    scanline("validate", photos_and_debris, "--quarantine", away, code=FINDINGS)
    (photos_and_debris / "cat/01.jpg").write_text("another one")
    done = scanline("validate", "--restore", away / "manifest.jsonl", code=FAULT)
    assert "cat/01.jpg" in done.stderr
    assert "59 restored" in done.stderr and "1 not restored" in done.stderr
    assert (away / "cat/01.jpg").exists()
    assert (photos_and_debris / "cat/01.jpg").read_text() == "another one"
    assert (photos_and_debris / "dog/59.jpg").exists()


def survive_kills(folder, away, kills=25):
    """Quarantine and restore, killed again and again: no file is ever lost, and all come back."""
    before = tree(folder)
    contents = {value[0] for value in before.values() if value}
    quarantining = ["validate", folder, "--quarantine", away, "--quiet"]
    restoring = ["validate", "--restore", away / "manifest.jsonl", "--quiet"]
    shutil.copytree(folder, folder.parent / "measure", symlinks=True)
    needed = time_of("validate", folder.parent / "measure", "--quarantine", away / "measure")
    shutil.rmtree(away / "measure")
    chance = random.Random(11)
    doubled = set()

    def check():
        """After a call, killed or not. One that copies is killed with at most one file in both places, where it stays
        until a later call comes to it: those before went through the files in another order."""
        nonlocal doubled
        here = {path.read_bytes() for path in folder.rglob("*.jpg")}
        there = {path.read_bytes() for path in away.rglob("*.jpg")} if away.exists() else set()
        assert contents <= here | there, "a file is nowhere"
        assert len((here & there) - doubled) <= 1, "more than the one in work is in two places"
        doubled = here & there

    interrupted = 0
    for _ in range(kills):
        interrupted += not kill_after(chance.uniform(0, needed), *quarantining)
        check()
        if (away / "manifest.jsonl").exists():
            interrupted += not kill_after(chance.uniform(0, needed / 2), *restoring)
            check()
    assert interrupted > kills / 2
    time_of(*quarantining)
    check()
    scanline(*restoring)
    assert tree(folder) == before
    assert not [path for path in away.rglob("*") if path.is_file()
                and path.name not in ("manifest.jsonl", ".scanline-partial")]


def test_kills_lose_nothing(photos_and_debris, tmp_path):
    survive_kills(photos_and_debris, tmp_path / "away")


def test_kills_lose_nothing_between_file_systems(photos_and_debris, far):
    survive_kills(photos_and_debris, far / "away")
