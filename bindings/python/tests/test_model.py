from __future__ import annotations

import gc
import json
import pickle
import struct
import subprocess
import threading
import weakref
from pathlib import Path

import numpy as np
import photos
import pytest

import scanline

LABELS = ["bars", "columns", "disc"]


def test_a_new_model_describes_itself(model: scanline.Model) -> None:
    assert model.labels == LABELS
    assert model.input_shape == (16, 16, 3)
    # LSTM: 4 gates x (48 + 16 + 1) x 16; head: (16 + 1) x 3
    assert model.parameter_count == 4 * 65 * 16 + 17 * 3
    assert model.spec["network"]["layers"][1]["units"] == 16
    assert repr(model) == "<Model 16x16x3 -> ['bars', 'columns', 'disc'], 4211 parameters>"
    assert model.summary == {}


def test_the_default_is_the_base_preset() -> None:
    model = scanline.Model.create(["a", "b"])
    assert model.input_shape == (64, 64, 3)
    assert model.spec == scanline.Model.create(["a", "b"], "base").spec
    rows = scanline.Model.create(["a", "b"], "rows")
    assert rows.parameter_count == 4 * (192 + 128 + 1) * 128 + 129 * 2
    text = scanline.Model.create(["a", "b"], json.dumps(model.spec))
    assert text.spec == model.spec


def test_the_seed_makes_the_weights(picture: np.ndarray) -> None:
    one, same, other = (scanline.Model.create(LABELS, photos.SMALL, seed=s) for s in (0, 0, 1))
    assert one.to_bytes() == same.to_bytes() != other.to_bytes()
    assert (one.classify(picture).probabilities != other.classify(picture).probabilities).any()


def test_path_bytes_and_pixels_agree(trained: scanline.Model, folder: Path) -> None:
    path = folder / "disc" / "003.jpg"
    by_path = trained.classify(path)
    by_text = trained.classify(str(path))
    by_bytes = trained.classify(path.read_bytes(), name="disc")
    assert (by_path.probabilities == by_bytes.probabilities).all()
    assert (by_path.probabilities == by_text.probabilities).all()
    large = scanline.Model.create(LABELS, photos.LARGE)
    by_pixels = large.classify(scanline.decode(path))
    assert (large.classify(path).probabilities == by_pixels.probabilities).all()
    assert by_path.label == LABELS[by_path.index]
    assert by_path.probability == by_path.probabilities.max()
    assert by_path.probabilities.dtype == np.float32
    assert by_path.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert by_path.top(2, LABELS)[0] == (by_path.label, by_path.probability)


def test_many_agree_with_one(trained: scanline.Model, folder: Path) -> None:
    paths = sorted(folder.rglob("*.jpg"))
    single = np.stack([trained.classify(path).probabilities for path in paths])
    for threads in (0, 1, 2):
        assert (trained.predict_proba(paths, threads=threads) == single).all()
    mixed = [path.read_bytes() if i % 2 else path for i, path in enumerate(paths)]
    assert [p.label for p in trained.predict(mixed)] == [LABELS[i] for i in single.argmax(1)]
    large = scanline.Model.create(LABELS, photos.LARGE)
    arrays = [scanline.decode(path) for path in paths[:5]]
    together = large.predict_proba([*arrays, *paths[5:8]])
    assert (together == large.predict_proba(paths[:8])).all()
    batch = np.zeros((4, 20, 20, 3), np.uint8)
    assert trained.predict_proba(batch).shape == (4, 3)
    assert trained.predict_proba([]).shape == (0, 3)
    assert trained.predict([]) == []


def test_more_pictures_than_one_chunk(trained: scanline.Model) -> None:
    jpegs = [photos.jpeg("bars", i % 3) for i in range(600)]
    rows = trained.predict_proba(iter(jpegs))
    assert rows.shape == (600, 3)
    assert (rows == np.tile(rows[:3], (200, 1))).all()


def test_one_bad_picture_among_many(trained: scanline.Model, folder: Path, tmp_path: Path) -> None:
    good = (folder / "bars" / "000.jpg").read_bytes()
    images = [good, good[:200], good, tmp_path / "absent.jpg"]
    rows = trained.predict_proba(images, errors="ignore")
    assert np.isnan(rows).all(1).tolist() == [False, True, False, True]
    predictions = trained.predict(images, errors="ignore")
    assert [p is None for p in predictions] == [False, True, False, True]
    with pytest.raises(scanline.CorruptImageError, match="picture 1"):
        trained.predict(images[:3])
    with pytest.raises(OSError, match="absent.jpg"):
        trained.predict(images)
    with pytest.raises(scanline.InvalidArgumentError, match="quietly"):
        trained.predict(images, errors="quietly")
    for wrong in (good, "photo.jpg", folder):
        with pytest.raises(TypeError, match="classify"):
            trained.predict(wrong)


def test_classifying_errors_name_the_picture(model: scanline.Model, tmp_path: Path) -> None:
    with pytest.raises(scanline.CorruptImageError, match="upload 7"):
        model.classify(photos.jpeg("bars", 1)[:300], name="upload 7")
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    with pytest.raises(scanline.ScanlineError, match="bad.jpg"):
        model.classify(bad)
    with pytest.raises(OSError, match="absent.jpg"):
        model.classify(tmp_path / "absent.jpg")
    with pytest.raises(scanline.ScanlineError):
        model.classify(b"")
    with pytest.raises(scanline.InvalidArgumentError, match="NUL"):
        model.classify("a\0b")
    with pytest.raises(TypeError):
        model.classify(None)


@pytest.mark.parametrize("way", ["file", "memory"])
def test_a_round_trip_keeps_every_bit(
    trained: scanline.Model, folder: Path, tmp_path: Path, way: str
) -> None:
    if way == "file":
        trained.save(tmp_path / "model.safetensors")
        again = scanline.Model.load(tmp_path / "model.safetensors")
    else:
        again = scanline.Model.from_bytes(trained.to_bytes())
    assert (again.labels, again.spec, again.summary) == (
        trained.labels,
        trained.spec,
        trained.summary,
    )
    assert again.to_bytes() == trained.to_bytes()
    paths = sorted(folder.rglob("*.jpg"))
    assert (again.predict_proba(paths) == trained.predict_proba(paths)).all()


def test_file_and_memory_are_the_same_bytes(trained: scanline.Model, tmp_path: Path) -> None:
    trained.save(tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == trained.to_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_the_safetensors_package_reads_a_model(trained: scanline.Model, tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors")
    numpy = pytest.importorskip("safetensors.numpy")
    path = tmp_path / "model.safetensors"
    trained.save(path)
    tensors = numpy.load_file(path)
    assert sum(t.size for t in tensors.values()) == trained.parameter_count
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    for name, tensor in tensors.items():
        begin, end = header[name]["data_offsets"]
        assert tensor.dtype == np.float32
        assert tensor.tobytes() == raw[8 + length + begin : 8 + length + end]
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata()
    assert all(label in json.dumps(metadata) for label in LABELS)


def test_foreign_and_altered_model_files_are_refused(
    trained: scanline.Model, tmp_path: Path
) -> None:
    data = trained.to_bytes()
    for wrong in (b"", data[:7], data[: len(data) // 2], data + b"\0", b"\xff" * len(data)):
        with pytest.raises(scanline.ScanlineError) as caught:
            scanline.Model.from_bytes(wrong)
        assert str(caught.value)
    path = tmp_path / "cut.safetensors"
    path.write_bytes(data[:-4])
    with pytest.raises(scanline.CorruptModelError, match="cut.safetensors"):
        scanline.Model.load(path)
    with pytest.raises(scanline.FileError, match="absent") as caught:
        scanline.Model.load(tmp_path / "absent")
    assert isinstance(caught.value, OSError)
    with pytest.raises(scanline.FileError):
        trained.save(tmp_path / "no" / "such" / "folder" / "m")


@pytest.mark.parametrize(
    ("labels", "spec"),
    [
        ([], None),
        (["one"], None),
        (["a", "a"], None),
        (["a", ""], None),
        (["a", "b"], "{"),
        (["a", "b"], {"input": {"width": 0}}),
        (["a", "b"], {"input": {"width": 10**9}}),
        (["a", "b"], {"network": {"layers": [{"type": "lstm", "units": -1}]}}),
        (["a", "b"], {"network": {"layers": [{"type": "rows"}, {"type": "transformer"}]}}),
        (["a", "b"], {"surprise": 1}),
        (["a", "b"], {"input": {"mean": [float("nan")] * 3}}),
    ],
)
def test_models_that_cannot_be(labels: list[str], spec: object) -> None:
    with pytest.raises(scanline.ScanlineError) as caught:
        scanline.Model.create(labels, spec)
    assert isinstance(caught.value, (ValueError, MemoryError))


def test_arguments_of_the_wrong_type() -> None:
    with pytest.raises(TypeError):
        scanline.Model.create("cat")
    with pytest.raises(TypeError):
        scanline.Model.create(["a", 3])
    with pytest.raises(TypeError):
        scanline.Model()
    with pytest.raises(scanline.InvalidArgumentError, match="seed"):
        scanline.Model.create(["a", "b"], seed=-1)


def test_a_closed_model_is_refused() -> None:
    with scanline.Model.create(["a", "b"], photos.SMALL) as model:
        assert not model.closed
    assert model.closed and "closed" in repr(model)
    with pytest.raises(scanline.InvalidArgumentError, match="closed"):
        model.labels  # noqa: B018
    model.close()


def test_a_collected_model_is_freed() -> None:
    model = scanline.Model.create(["a", "b"], photos.SMALL)
    finalizer, reference = model._finalizer, weakref.ref(model)
    del model
    gc.collect()
    assert reference() is None and not finalizer.alive


def test_errors_survive_pickling_and_handles_refuse_it(model: scanline.Model) -> None:
    error = scanline.CorruptImageError("photo.jpg: cut", -11)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is scanline.CorruptImageError
    assert (again.status, str(again)) == (-11, "photo.jpg: cut")
    with pytest.raises(TypeError, match="save"):
        pickle.dumps(model)


def test_every_status_has_its_exception() -> None:
    statuses = [
        getattr(scanline._prototypes, name)
        for name, value in vars(scanline._prototypes).items()
        if name.startswith("SCANLINE_") and isinstance(value, int) and -100 < value < 0
    ]
    assert len(statuses) == 14
    assert {kind.status for kind in scanline.ScanlineError.__subclasses__()} == set(statuses)


def test_threads_share_one_model(trained: scanline.Model, folder: Path) -> None:
    paths = sorted(folder.rglob("*.jpg"))
    expected = trained.predict_proba(paths)
    results: dict[int, np.ndarray] = {}

    def work(number: int) -> None:
        results[number] = np.stack([trained.classify(path).probabilities for path in paths])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all((rows == expected).all() for rows in results.values())


def test_augmented_pictures_come_from_their_numbers(trained: scanline.Model, folder: Path) -> None:
    path = folder / "disc" / "001.jpg"
    change = scanline.Augmentation(rotation=0.1, zoom=0.2, horizontal_flip=0.5, brightness=0.3)
    one = trained.augment(path, change, seed=1, epoch=2, sample=3)
    assert one.shape == (16, 16, 3) and one.dtype == np.uint8
    assert (one == trained.augment(path.read_bytes(), change, seed=1, epoch=2, sample=3)).all()
    assert (one != trained.augment(path, change, seed=1, epoch=3, sample=3)).any()
    plain = trained.augment(path, scanline.Augmentation(zoom=1e-6))
    flipped = trained.augment(path, scanline.Augmentation(zoom=1e-6, horizontal_flip=1))
    assert np.abs(flipped[:, ::-1].astype(int) - plain).max() <= 1
    with pytest.raises(scanline.InvalidArgumentError, match="rotation"):
        trained.augment(path, scanline.Augmentation(rotation=7))


def test_the_command_line_gives_the_same_bits(
    trained: scanline.Model, folder: Path, tmp_path: Path
) -> None:
    command = Path(__file__).parents[3] / "build" / "scanline"
    if not command.exists():
        pytest.skip("the scanline command is not built (make cli)")
    model = tmp_path / "model.safetensors"
    subprocess.run(
        [command, "train", folder, "--output", model, "--epochs", "2", "--seed", "4"],
        check=True,
        capture_output=True,
    )
    paths = sorted(folder.rglob("*.jpg"))[::5]
    output = subprocess.run(
        [command, "classify", "--json", model, *paths],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    ours = scanline.Model.load(model)
    assert [line["file"] for line in lines] == [str(path) for path in paths]
    for line, path in zip(lines, paths):
        expected = ours.classify(path)
        assert list(line["probabilities"]) == ours.labels
        given = np.array(list(line["probabilities"].values()), np.float32)
        assert given.tobytes() == expected.probabilities.tobytes()
        assert line["label"] == expected.label


@pytest.mark.parametrize("preset", ["rows", "fast", "base", "accurate"])
def test_presets_go_by_their_name(preset: str) -> None:
    made = scanline.Model.create(LABELS, preset, seed=3)
    spelled = scanline.Model.create(LABELS, {"preset": preset}, seed=3)
    assert made.spec == spelled.spec
    assert made.parameter_count > 100_000 and made.multiply_adds > made.parameter_count
    assert (made.statistic_count == 0) == (preset == "rows")
    pixels = np.full((64, 64, 3), 90, np.uint8)
    one, other = (model.classify(pixels).probabilities for model in (made, spelled))
    assert np.array_equal(one, other)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(scanline.InvalidArgumentError, match="bset.*rows, fast, base, accurate"):
        scanline.Model.create(LABELS, "bset")


def test_a_further_class_leaves_the_others_as_they_are(
    trained: scanline.Model, picture: np.ndarray
) -> None:
    plain = scanline.Model.from_bytes(trained.to_bytes())
    plain.calibration = scanline.Calibration()
    more = plain.adapted(["arc", *LABELS], seed=2)
    assert more.labels == ["arc", *LABELS]
    old, new = plain.classify(picture).probabilities, more.classify(picture).probabilities
    assert new[1:] / new[1:].sum() == pytest.approx(old, rel=1e-4)
    fresh = trained.adapted(LABELS, keep_head=False)
    assert fresh.classify(picture).probabilities != pytest.approx(old, rel=1e-2)
    tall = trained.adapted(LABELS, input_size=(32, 16))
    assert tall.input_shape == (32, 16, 3)
    with pytest.raises(scanline.InvalidArgumentError, match="layers.1.kernel"):
        trained.adapted(LABELS, input_size=(16, 32))


def test_float16_halves_the_file(tmp_path: Path, picture: np.ndarray) -> None:
    model = scanline.Model.create(LABELS, "fast", seed=1)
    model.save(tmp_path / "whole")
    model.save(tmp_path / "half", precision="float16")
    whole, half = ((tmp_path / name).stat().st_size for name in ("whole", "half"))
    assert half < 0.55 * whole
    copy = scanline.Model.load(tmp_path / "half")
    np.testing.assert_allclose(
        copy.classify(picture).probabilities, model.classify(picture).probabilities, atol=0.01)
    with pytest.raises(scanline.InvalidArgumentError, match="precision is 'float8'"):
        model.save(tmp_path / "other", precision="float8")


def test_of_many_labels_some_are_shown() -> None:
    shown = repr(scanline.Model.create([f"kind {i}" for i in range(8192)], "rows"))
    assert "'kind 9', ... (8192)]" in shown and len(shown) < 250
