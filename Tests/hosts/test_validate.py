"""scanline validate."""

import os
import subprocess

from hosts import BUILD, FAULT, FINDINGS, scanline, scanline_json


def test_good_folder_has_no_findings(photos):
    done = scanline("validate", photos)
    assert done.stdout == ""
    assert "48 files: 48 ok" in done.stderr


def test_reports_an_object_a_file(damaged_photos):
    lines = scanline_json("validate", damaged_photos, code=FINDINGS)
    assert len(lines) == 50
    assert [line["file"] for line in lines] == sorted(line["file"] for line in lines)
    keys = {"file", "class", "size", "modified", "verdict", "reason", "message", "byte_offset",
            "row", "decoded_share", "warnings", "format", "width", "height", "components",
            "colour_space", "subsampling", "orientation", "progressive", "arithmetic", "name_lies",
            "quality", "brightness", "darkest", "brightest", "contrast", "detail", "noise",
            "gray_share", "encoder_quality",
            "curvature"}
    assert all(set(line) == keys for line in lines)
    by_name = {os.path.basename(line["file"]): line for line in lines if line["verdict"] != "ok"}
    assert set(by_name) == {"cut.jpg", "text.jpg"}

    cut = by_name["cut.jpg"]
    assert cut["verdict"] == "salvageable" and cut["reason"] == "truncated"
    size = (damaged_photos / "cat/cut.jpg").stat().st_size
    assert 0 < cut["byte_offset"] <= size
    assert 0 < cut["row"] < cut["height"]
    assert 0.5 <= cut["decoded_share"] < 1
    assert cut["format"] == "jpeg" and cut["message"]

    text = by_name["text.jpg"]
    assert text["verdict"] == "corrupt" and text["reason"] == "not-an-image"
    assert text["width"] == 0 and text["row"] is None

    good = next(line for line in lines if line["verdict"] == "ok")
    assert good["reason"] is None and good["byte_offset"] is None and good["decoded_share"] == 1


def test_prints_only_findings_unless_asked(damaged_photos):
    short = scanline("validate", damaged_photos, code=FINDINGS)
    assert len(short.stdout.splitlines()) == 2
    every = scanline("validate", damaged_photos, "--list-all", code=FINDINGS)
    assert len(every.stdout.splitlines()) == 50
    quiet = scanline("validate", damaged_photos, "--quiet", code=FINDINGS)
    assert quiet.stderr == "" and quiet.stdout == short.stdout


def test_takes_single_files_and_many_paths(one_of_each):
    assert len(scanline_json("validate", *one_of_each)) == 3


def test_follows_the_scan_options(photos, tmp_path):
    inner = tmp_path / "top" / "inner"
    inner.mkdir(parents=True)
    picture = sorted((photos / "cat").iterdir())[0].read_bytes()
    (tmp_path / "top" / "a.jpg").write_bytes(picture)
    (tmp_path / "top" / "b.data").write_bytes(picture)
    (inner / "c.jpg").write_bytes(picture)

    def names(*options):
        return [os.path.basename(line["file"])
                for line in scanline_json("validate", tmp_path / "top", *options)]

    assert names() == ["a.jpg", "c.jpg"]
    assert names("--no-recursive") == ["a.jpg"]
    assert names("--all-files") == ["a.jpg", "b.data", "c.jpg"]


def test_refuses_by_the_limits(one_of_each):
    line, = scanline_json("validate", one_of_each[0], "--max-pixels", 100, code=FINDINGS)
    assert line["verdict"] == "hostile" and line["reason"] == "too-many-pixels"
    line, = scanline_json("validate", one_of_each[0], "--max-bytes", 1000, code=FINDINGS)
    assert line["verdict"] == "hostile" and line["reason"] == "too-many-bytes"


def test_threads_change_nothing(damaged_photos):
    one = scanline("validate", damaged_photos, "--json", "--threads", 1, code=FINDINGS)
    two = scanline("validate", damaged_photos, "--json", "--threads", 2, code=FINDINGS)
    assert one.stdout == two.stdout


def test_names_that_json_must_escape(photos, tmp_path):
    folder = tmp_path / 'quote " and \\ and \n line'
    folder.mkdir()
    picture = sorted((photos / "cat").iterdir())[0].read_bytes()
    (folder / "ä\t.jpg").write_bytes(picture)
    line, = scanline_json("validate", folder)
    assert line["file"] == str(folder / "ä\t.jpg")


def test_a_path_that_leads_nowhere_is_an_error(photos, tmp_path):
    for name in ("none.jpg", "none"):
        done = scanline("validate", photos, tmp_path / name, code=FAULT)
        assert name in done.stderr and done.stdout == ""


def test_what_cannot_be_read_is_counted_apart(photos, tmp_path):
    os.symlink("nowhere", tmp_path / "lost.jpg")
    done = scanline("validate", tmp_path, code=FINDINGS)
    assert "1 corrupt" in done.stderr and "1 could not be read" in done.stderr


def test_control_characters_of_names_do_not_reach_the_terminal(tmp_path):
    (tmp_path / "a\x1b[31m\u009b\n.jpg").write_bytes(b"")
    done = scanline("validate", tmp_path, "--quarantine", tmp_path / "away", code=FINDINGS)
    assert "\x1b" not in done.stdout and "\\x1B[31m\\xC2\\x9B" in done.stdout
    done = scanline("validate", tmp_path / "b\x1b.jpg", code=FAULT)
    assert "\x1b" not in done.stderr and "b\\x1B.jpg" in done.stderr


def test_a_name_does_not_look_like_a_line_of_its_own(tmp_path):
    for name in ("a.jpg: truncated\ncorrupt      precious.jpg", "b\\x0A.jpg"):
        (tmp_path / name).write_text("no picture")
    lines = scanline("validate", tmp_path, "--all-files", code=FINDINGS).stdout.splitlines()
    assert not any(line.startswith("corrupt      precious") for line in lines)
    assert any("truncated\\x0Acorrupt      precious.jpg" in line for line in lines)
    assert any("b\\x5Cx0A.jpg" in line for line in lines)


def test_a_progressive_file_without_its_last_scans_loses_no_row(photos, tmp_path):
    progressive = tmp_path / "p.jpg"
    photo = sorted((photos / "cat").iterdir())[0]
    made = subprocess.run(["jpegtran", "-progressive", "-outfile", progressive, photo])
    assert made.returncode == 0
    whole = progressive.read_bytes()
    progressive.write_bytes(whole[: len(whole) * 9 // 10])
    line, = scanline_json("validate", progressive, code=FINDINGS)
    assert line["verdict"] == "salvageable" and line["decoded_share"] == 1
    assert line["row"] is None and "no row is lost" in line["message"]


def test_full_disk(photos):
    with open("/dev/full", "w") as full:
        done = subprocess.run([BUILD / "scanline", "validate", photos, "--json"], stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == FAULT
    assert "No space left" in done.stderr
