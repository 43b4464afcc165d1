"""What bad input gets: a message that names it, exit code 2 or 3, and no change to what was there."""

import os
import resource
import shutil
import signal

import pytest
from hosts import FAULT, FINDINGS, USAGE, scanline


def refuses(*words, code, says, **options):
    done = scanline(*words, code=code, **options)
    for word in [says] if isinstance(says, str) else says:
        assert word in done.stderr, done.stderr
    return done


@pytest.fixture
def training(photos, network, tmp_path):
    """train's words for good photographs, and a file at the output that must survive a refusal."""
    (tmp_path / "m").write_text("untouched")
    yield ["train", photos, "-o", tmp_path / "m", "--network", network]
    assert (tmp_path / "m").read_text() == "untouched"


# ---- Data --------------------------------------------------------------------------------------


def folder_of(tmp_path, photos, counts):
    for label, count in counts.items():
        (tmp_path / "data" / label).mkdir(parents=True)
        for path in sorted((photos / "cat").iterdir())[:count]:
            shutil.copy(path, tmp_path / "data" / label)
    return tmp_path / "data"


@pytest.mark.parametrize("command", ["train", "tune"])
def test_empty_folder(tmp_path, command):
    (tmp_path / "data").mkdir()
    refuses(command, tmp_path / "data", "-o", tmp_path / "m", code=FAULT, says="data")
    assert not (tmp_path / "m").exists()


def test_missing_folder(tmp_path):
    refuses("train", tmp_path / "none", "-o", tmp_path / "m", code=FAULT, says="none")


def test_only_one_class(tmp_path, photos):
    data = folder_of(tmp_path, photos, {"cat": 4})
    refuses("train", data, "-o", tmp_path / "m", code=FAULT, says="cat")


def test_class_without_pictures(tmp_path, photos):
    data = folder_of(tmp_path, photos, {"cat": 4, "dog": 4, "panda": 0})
    refuses("train", data, "-o", tmp_path / "m", code=FAULT, says="panda")


def test_class_without_a_good_picture(tmp_path, photos):
    data = folder_of(tmp_path, photos, {"cat": 4, "dog": 4, "panda": 0})
    for name in ("a.jpg", "b.jpg"):
        (data / "panda" / name).write_bytes(b"\xff\xd8\xff\xe0 no more")
    refuses("train", data, "-o", tmp_path / "m", code=FAULT, says="panda")


@pytest.mark.parametrize("text, code, says", [
    ("", FAULT, "path,label"),
    ("file,class\na.jpg,cat\n", USAGE, "file,class"),
    ("path,label\na.jpg\n", USAGE, "2"),
    ("path,label\na.jpg,cat\nb.jpg,cat\n", FAULT, "cat"),
])
def test_wrong_csv(tmp_path, text, code, says):
    (tmp_path / "data.csv").write_text(text)
    refuses("train", tmp_path / "data.csv", "-o", tmp_path / "m", code=code,
            says=["data.csv", says])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path, photos):
    path = folder_of(tmp_path, photos, {"cat": 1}) / "cat" / "0001.jpg"
    path.chmod(0)
    refuses("validate", path, code=FINDINGS, says="")


# ---- Settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("options, says", [
    (["--epochs", 0], ["epochs", "0"]),
    (["--epochs", 100001], ["epochs", "100001"]),
    (["--batch-size", 0], ["batch", "0"]),
    (["--batch-size", 65537], ["batch", "65537"]),
    (["--learning-rate", 0], ["learning", "0"]),
    (["--learning-rate", "nan"], ["learning"]),
    (["--learning-rate", "-1"], ["learning", "-1"]),
    (["--learning-rate", "inf"], ["learning"]),
    (["--rotation", 0.6], ["rotation", "0.6"]),
    (["--zoom", 1], ["zoom", "1"]),
    (["--label-smoothing", 1], ["label", "1"]),
    (["--validation-share", 1], ["validation", "1"]),
    (["--validation-share", -0.1], ["validation", "-0.1"]),
    (["--threads", 4000000000], ["threads", "4000000000"]),
    (["--class-weights", "1,2"], ["weight", "2", "3"]),
    (["--class-weights", "1,2,-3"], ["weight", "-3"]),
])
def test_value_out_of_range(training, options, says):
    done = refuses(*training, *options, code=USAGE, says=[])
    for word in says:
        assert word in done.stderr.lower(), done.stderr


@pytest.mark.parametrize("text, says", [
    ("{", "spec"),
    ('{"network": {"layers": [{"type": "gru", "units": 0}]}}', "units"),
    ('{"network": {"layers": [{"type": "rows"}, {"type": "swarm"}]}}', "swarm"),
    ('{"input": {"width": 0}}', "width"),
    ('{"input": {"width": 1000000, "height": 1000000}}', "width"),
    ('{"input": {"channels": 2}}', "channels"),
    ('{"netwrok": {}}', "netwrok"),
])
def test_wrong_network(training, tmp_path, text, says):
    (tmp_path / "bad.json").write_text(text)
    refuses(*training, "--network", tmp_path / "bad.json", code=USAGE, says=says)


def test_network_of_absurd_size(training, tmp_path):
    (tmp_path / "bad.json").write_text(
        '{"network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 100000000}]}}')
    refuses(*training, "--network", tmp_path / "bad.json", code=FAULT, says="units")


def test_missing_network_file(training, tmp_path):
    refuses(*training, "--network", tmp_path / "none.json", code=FAULT, says="none.json")


@pytest.mark.parametrize("text, says", [
    ("[]", "space"), ('{"learning_rate": {"type": "float", "low": 2, "high": 1}}', "learning_rate"),
    ('{"units": {"type": "guess"}}', "guess"), ("{}", "space"),
])
def test_wrong_search_space(photos, tmp_path, text, says):
    (tmp_path / "space.json").write_text(text)
    refuses("tune", photos, "-o", tmp_path / "m", "--space", tmp_path / "space.json", code=USAGE,
            says=says)


def test_hyperparameter_that_training_does_not_know(photos, network, tmp_path):
    (tmp_path / "space.json").write_text('{"warp": {"type": "int", "low": 1, "high": 9}}')
    refuses("tune", photos, "-o", tmp_path / "m", "--network", network, "--space",
            tmp_path / "space.json", code=USAGE, says="warp")


@pytest.mark.parametrize("command", ["train", "cross-validate", "tune"])
@pytest.mark.parametrize("options, says", [
    (["--learning-rate", 0], "learning"),
    (["--class-weights", "1,2,-3"], "-3"),
    (["--augment", "--rotation", 0.6], "rotation"),
    (["--validation-share", 1], "validation"),
    (["--network", "none.json"], "none.json"),
])
def test_what_is_wrong_with_any_data_is_said_before_they_are_opened(tmp_path, command, options, says):
    if command == "cross-validate" and options[0] == "--validation-share":
        pytest.skip("it has folds")
    words = [command, tmp_path / "nowhere", *options]
    if command != "cross-validate":
        words += ["-o", tmp_path / "m"]
    done = refuses(*words, code=FAULT if says == "none.json" else USAGE, says=says)
    assert "nowhere" not in done.stderr


@pytest.mark.parametrize("options, says", [
    (["--objective", "maximize:beauty"], "beauty"),
    (["--weight-decay", -1], "weight_decay"),
    (["--space", "space.json"], "warp"),
])
def test_a_search_that_cannot_be_is_refused_before_the_data_are_opened(tmp_path, options, says):
    (tmp_path / "space.json").write_text('{"warp": {"type": "int", "low": 1, "high": 9}}')
    options = [tmp_path / word if word == "space.json" else word for word in options]
    done = refuses("tune", tmp_path / "nowhere", "-o", tmp_path / "m", "--journal", tmp_path / "j",
                   *options, code=USAGE, says=says)
    assert "nowhere" not in done.stderr and not (tmp_path / "j").exists()


# ---- Model files -------------------------------------------------------------------------------


def spoil(model, tmp_path, change):
    data = bytearray(model.read_bytes())
    path = tmp_path / "spoilt.safetensors"
    path.write_bytes(change(data))
    return path


def flip(data):
    """Turns one bit of the header: a changed value or name."""
    data[data.index(b"F32") + 1] ^= 1
    return data


@pytest.mark.parametrize("command", ["classify", "evaluate", "info"])
@pytest.mark.parametrize("change", [
    lambda data: b"",
    lambda data: data[:7],
    lambda data: data[: len(data) // 2],
    lambda data: data[:-1],
    lambda data: data + b"\0",
    lambda data: b"\xff" * 8 + data[8:],
    lambda data: data[:-4] + b"\xff\xff\xff\x7f",
    flip,
    lambda data: b"PK\x03\x04 another kind of file",
], ids=["empty", "stub", "half", "less", "more", "length", "nan", "bit", "foreign"])
def test_spoilt_model(model, photos, tmp_path, command, change):
    path = spoil(model, tmp_path, change)
    words = [] if command == "info" else [photos]
    done = refuses(command, path, *words, code=FAULT, says="spoilt.safetensors")
    assert done.stdout == ""


def test_missing_model(photos, tmp_path):
    refuses("classify", tmp_path / "none", photos, code=FAULT, says="none")


def test_model_of_other_labels(model, photos, tmp_path):
    data = folder_of(tmp_path, photos, {"cat": 3, "dog": 3, "horse": 3})
    refuses("evaluate", model, data, code=USAGE, says="horse")


@pytest.mark.parametrize("change", [lambda data: data[:100], lambda data: data[:-8], flip],
                         ids=["head", "tail", "bit"])
def test_spoilt_checkpoint(training, tmp_path, change):
    checkpoint = tmp_path / "state"
    other = [*training[:3], tmp_path / "other", *training[4:]]
    scanline(*other, "--epochs", 1, "--checkpoint", checkpoint, "--quiet")
    checkpoint.write_bytes(change(bytearray(checkpoint.read_bytes())))
    refuses(*training, "--epochs", 2, "--checkpoint", checkpoint, "--resume", code=FAULT,
            says="state")


def test_checkpoint_of_other_data(training, tmp_path, photos):
    checkpoint = tmp_path / "state"
    data = folder_of(tmp_path, photos, {"cat": 9, "dog": 9, "panda": 9})
    scanline("train", data, "-o", tmp_path / "other", *training[4:], "--epochs", 1, "--checkpoint",
             checkpoint, "--quiet")
    refuses(*training, "--epochs", 2, "--checkpoint", checkpoint, "--resume", code=USAGE,
            says="data")


# ---- Where results go --------------------------------------------------------------------------


def limit_files():
    """No file may grow beyond 4 KiB: what a full disk is to a program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def test_no_room_for_the_model(training):
    refuses(*training, "--epochs", 1, code=FAULT, says="cannot write", preexec_fn=limit_files,
            restore_signals=False)


def test_no_room_for_a_checkpoint(training, tmp_path):
    (tmp_path / "full").symlink_to("/dev/full")
    words = [*training[:3], tmp_path / "other", *training[4:]]
    done = refuses(*words, "--epochs", 3, "--checkpoint", tmp_path / "full", code=FAULT,
                   says="No space left")
    assert "Stopped after 1 whole" in done.stderr  # at once, and the model is saved
    scanline("info", tmp_path / "other")


def test_device_that_is_full(photos, network, tmp_path):
    (tmp_path / "full").symlink_to("/dev/full")
    refuses("train", photos, "-o", tmp_path / "full", "--network", network, "--epochs", 1,
            code=FAULT, says=["full", "No space left"])
    assert (tmp_path / "full").is_char_device()


@pytest.mark.parametrize("command", ["train", "tune"])
def test_output_in_a_missing_folder_is_refused_first(photos, tmp_path, command):
    done = refuses(command, photos, "-o", tmp_path / "none" / "m", code=FAULT, says="none")
    assert done.stdout == ""


def test_output_that_is_a_folder(photos, tmp_path):
    refuses("train", photos, "-o", tmp_path, code=FAULT, says="is a folder")


def test_history_of_an_unknown_format(photos, tmp_path):
    refuses("train", photos, "-o", tmp_path / "m", "--history", tmp_path / "h.txt", code=USAGE,
            says="h.txt")


def test_sheet_that_cannot_be_written(photos, tmp_path):
    refuses("augment", photos, "-o", tmp_path / "none" / "s.jpg", code=FAULT, says="none")


def test_sheet_of_absurd_size(photos, tmp_path):
    refuses("augment", photos, "-o", tmp_path / "s.jpg", "--scale", 4000000000, code=USAGE,
            says="32768")
    refuses("augment", photos, "-o", tmp_path / "s.jpg", "--versions", 4294967290, code=USAGE,
            says="32768")


def test_a_sheets_options_are_refused_once(photos, tmp_path):
    done = refuses("augment", photos, "-o", tmp_path / "s.jpg", "--rotation", 0.6, code=USAGE,
                   says="rotation")
    assert done.stderr.count("rotation") == 1
    refuses("augment", photos, "-o", tmp_path / "s.jpg", "--versions", 0, code=USAGE,
            says="--versions")


def test_a_networks_file_is_named(photos, tmp_path):
    path = tmp_path / "net.json"
    path.write_text('{"network": {"layers": [{"type": "lstm", "units": 0}]}}')
    refuses("train", photos, "-o", tmp_path / "m", "--network", path, code=USAGE,
            says=[f"{path}: ", "units"])


def test_sheet_of_mixed_pictures_is_of_a_batch(photos, tmp_path):
    refuses("augment", photos, "-o", tmp_path / "s.jpg", "--mixup-probability", 1, code=USAGE,
            says="--batch")
    refuses("augment", photos, photos, "-o", tmp_path / "s.jpg", "--batch", code=USAGE,
            says="one folder")


@pytest.mark.parametrize("quality", [0, 101, -5])
def test_quality_out_of_range(photos, tmp_path, quality):
    refuses("augment", photos, "-o", tmp_path / "s.jpg", "--quality", quality, code=USAGE,
            says=str(quality))


def test_loss_that_is_not_finite(photos, network, tmp_path):
    done = refuses("train", photos, "-o", tmp_path / "m", "--network", network, "--optimizer",
                   "adamw", "--learning-rate", 1e6, "--weight-decay", 1, "--epochs", 50, code=FAULT, says="finite")
    assert "Saved" in done.stderr
    scanline("classify", tmp_path / "m", photos)
