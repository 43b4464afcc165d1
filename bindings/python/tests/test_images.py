from __future__ import annotations

import ctypes
import os
from pathlib import Path

import numpy as np
import photos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scanline
from scanline import Reason, Verdict, _prototypes


def test_a_good_picture_is_ok(folder: Path) -> None:
    path = folder / "bars" / "000.jpg"
    report = scanline.validate(path)
    height, width, _ = photos.draw("bars", 0).shape
    assert report.ok and report.verdict is Verdict.OK and report.reason is Reason.NONE
    assert (report.width, report.height, report.components) == (width, height, 3)
    assert report.format is scanline.ImageFormat.JPEG
    assert report.byte_offset is None and report.row is None
    assert report.decoded_share == 1 and report.warning_count == 0 and report.message == ""
    assert report.file == str(path)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda b: np.frombuffer(b, "u1")])
def test_bytes_of_any_kind(kind) -> None:
    jpeg = photos.jpeg("disc", 1)
    report = scanline.validate(kind(jpeg), name="upload")
    assert report.ok and report.file == "upload"


def test_damage_is_a_result_not_an_error() -> None:
    jpeg = photos.jpeg("disc", 1)
    report = scanline.validate(jpeg[: len(jpeg) // 2])
    assert report.verdict in (Verdict.CORRUPT, Verdict.SALVAGEABLE)
    assert report.reason is Reason.TRUNCATED
    assert report.decoded_share < 1 and report.message
    assert scanline.validate(b"").reason is Reason.EMPTY
    assert scanline.validate(b"plain text").reason is Reason.NOT_AN_IMAGE
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    assert scanline.validate(png).format is scanline.ImageFormat.PNG


def test_content_is_judged_beside_the_verdict() -> None:
    good = scanline.validate(photos.jpeg("disc", 1), name="disc.png")
    assert good.ok and good.name_lies
    assert good.quality == scanline.Quality(0)
    assert good.measures.brightness is not None and 0 < good.measures.brightness < 255
    dark = scanline.encode_jpeg(np.full((64, 64, 3), 9, np.uint8), quality=80)
    report = scanline.validate(dark, name="dark.jpg")
    assert report.ok and not report.name_lies
    assert report.quality == scanline.Quality.FLAT | scanline.Quality.DARK
    assert report.measures.brightness == pytest.approx(9, abs=1)
    assert report.measures.encoder_quality == pytest.approx(80, abs=4)
    nothing = scanline.validate(b"plain text")
    assert nothing.quality == scanline.Quality(0) and nothing.measures.brightness is None


def test_an_unreadable_file_is_a_result_too(tmp_path: Path) -> None:
    assert scanline.validate(tmp_path / "absent.jpg").reason is Reason.UNREADABLE


def test_limits_are_checked_from_the_header() -> None:
    jpeg = photos.jpeg("disc", 1)
    report = scanline.validate(jpeg, limits=scanline.Limits(max_pixels=100))
    assert report.verdict is Verdict.HOSTILE and report.reason is Reason.TOO_MANY_PIXELS
    with pytest.raises(scanline.LimitExceededError, match="100"):
        scanline.decode(jpeg, limits=scanline.Limits(max_pixels=100))


def test_a_folder_is_reported_in_the_order_of_names(damaged_folder: Path) -> None:
    found = scanline.validate_folder(damaged_folder)
    files = [report.file for report in found]
    assert files == sorted(files)
    assert len(found) == found.files == 3 * photos.PER_CLASS + 3
    assert found.ok == 3 * photos.PER_CLASS
    assert found.ok + found.salvageable + found.corrupt + found.unsupported + found.hostile == 63
    assert {Path(r.file).name for r in found.damaged} == {"cut.jpg", "empty.jpg", "text.jpg"}
    assert found.bytes == sum(p.stat().st_size for p in damaged_folder.rglob("*.jpg"))
    assert [r.verdict for r in scanline.validate_folder(damaged_folder, threads=1)] == [
        r.verdict for r in found
    ]


def test_a_folder_not_recursive_and_all_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.jpg").write_bytes(photos.jpeg("bars", 1))
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "inner" / "b.jpg").write_bytes(photos.jpeg("bars", 2))
    assert scanline.validate_folder(tmp_path).files == 2
    assert scanline.validate_folder(tmp_path, recursive=False).files == 1
    assert scanline.validate_folder(tmp_path, all_files=True).files == 3


def test_a_scan_stops_when_the_callback_says_so(folder: Path) -> None:
    seen = []

    def third(report: scanline.ImageReport) -> bool:
        seen.append(report)
        return len(seen) < 3

    with pytest.raises(scanline.CancelledError):
        scanline.validate_folder(folder, on_report=third)
    assert len(seen) == 3


def test_an_exception_in_a_callback_comes_through(folder: Path) -> None:
    def fails(report: scanline.ImageReport) -> None:
        raise KeyError(report.file)

    with pytest.raises(KeyError, match="000.jpg"):
        scanline.validate_folder(folder, on_report=fails)


def test_folder_errors(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent") as caught:
        scanline.validate_folder(tmp_path / "absent")
    assert caught.value.status == _prototypes.SCANLINE_IO


def test_decode_is_the_encoders_inverse() -> None:
    pixels = photos.draw("disc", 9)
    decoded = scanline.decode(scanline.encode_jpeg(pixels, quality=100))
    assert decoded.shape == pixels.shape and decoded.dtype == np.uint8
    # Chroma subsampling and quantisation cost a little; a wrong order or stride would cost a lot.
    assert np.abs(decoded.astype(int) - pixels).mean() < 12


def test_channel_orders_of_decode(tmp_path: Path) -> None:
    jpeg = photos.jpeg("columns", 3)
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg)
    rgb = scanline.decode(path)
    assert (scanline.decode(jpeg, channel_order="bgr") == rgb[..., ::-1]).all()
    rgba = scanline.decode(jpeg, channel_order="rgba")
    assert (rgba[..., :3] == rgb).all() and (rgba[..., 3] == 255).all()
    assert scanline.decode(jpeg, channel_order="gray").shape == rgb.shape[:2]


def test_a_damaged_picture_is_decoded_when_asked_for() -> None:
    jpeg = photos.jpeg("disc", 9)
    whole = scanline.decode(jpeg)
    cut = scanline.decode(jpeg[: len(jpeg) * 3 // 4], damaged=True)
    assert cut.shape == whole.shape
    assert (cut[:8] == whole[:8]).all() and not (cut == whole).all()
    assert (scanline.decode(jpeg, damaged=True) == whole).all()
    with pytest.raises(scanline.CorruptImageError):
        scanline.decode(b"\x89PNG\r\n\x1a\n" + bytes(40), damaged=True)
    with pytest.raises(scanline.LimitExceededError):
        scanline.decode(jpeg, damaged=True, limits=scanline.Limits(max_pixels=100))


def test_a_pipe_is_not_waited_for(tmp_path: Path, model: scanline.Model) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    for read in (scanline.decode, model.classify):
        with pytest.raises(OSError, match="regular file"):
            read(pipe)
    assert scanline.validate(pipe).reason is Reason.UNREADABLE


def test_decode_errors() -> None:
    with pytest.raises(scanline.CorruptImageError) as caught:
        scanline.decode(photos.jpeg("bars", 1)[:300], name="half.jpg")
    assert caught.value.status == _prototypes.SCANLINE_CORRUPT_IMAGE
    assert "half.jpg" in str(caught.value)
    with pytest.raises(scanline.InvalidArgumentError, match="purple"):
        scanline.decode(photos.jpeg("bars", 1), channel_order="purple")


def test_encode_errors(picture: np.ndarray) -> None:
    for quality in (0, 101, -1):
        with pytest.raises(scanline.InvalidArgumentError, match=str(quality)):
            scanline.encode_jpeg(picture, quality=quality)
    with pytest.raises(scanline.InvalidArgumentError):
        scanline.encode_jpeg(picture, quality=2**40)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2**20))
def test_no_bytes_bring_the_process_down(noise: bytes, seed: int) -> None:
    jpeg = bytearray(photos.jpeg("disc", 5))
    position = seed % len(jpeg)
    jpeg[position : position + len(noise)] = noise
    for data in (noise, bytes(jpeg)):
        report = scanline.validate(data)
        if report.ok:
            scanline.decode(data)
        else:
            assert report.message


def test_every_struct_has_the_size_that_the_library_says() -> None:
    for name, kind in vars(_prototypes).items():
        initialise = _prototypes.FUNCTIONS.get(f"{name}_init")
        if initialise is not None:
            value = kind()
            getattr(scanline._lib, f"{name}_init_sized")(ctypes.byref(value), ctypes.sizeof(kind))
            assert value.struct_size == ctypes.sizeof(kind), name


def test_enumerations_agree_with_the_librarys_names() -> None:
    for verdict in Verdict:
        text = scanline._lib.scanline_verdict_name(verdict).decode()
        assert text.replace(" ", "_").replace("-", "_").upper() == verdict.name
    for reason in Reason:
        text = scanline._lib.scanline_reason_name(reason).decode()
        assert text.replace(" ", "_").replace("-", "_").upper() == reason.name
