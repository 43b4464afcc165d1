"""--help, --version, and what a wrong command line gets."""

import re
from dataclasses import fields

import pytest
from hosts import ROOT, USAGE, scanline

from scanline import Augmentation, TrainingOptions

COMMANDS = ["validate", "duplicates", "train", "evaluate", "classify", "explain", "calibrate",
            "cross-validate", "tune", "augment", "convert", "info"]
# Struct fields whose option has another name, or that an option sets together with others.
RENAMED = {
    "struct_size": None, "reserved": None, "limits": None, "augmentation": None,
    "class_weighting": "class-weights", "class_weight_count": "class-weights",
    "restore_best": "no-restore-best", "recursive": "no-recursive",
    "scanline_augmentation.policy": "augmentation-policy",
    "keep_head": "new-head", "calibrate": "no-calibrate",
    "near": "exact", "class_folders": "no-classes",
    "scan": None, "quality_flags": "flag-quality", "report_path": "report", "csv_path": "csv",
    "summary_path": "summary", "list_path": "list", "quarantine_path": "quarantine",
    "max_trials": "trials", "max_epochs": "epochs", "journal_path": "journal",
    "max_seconds": "minutes", "max_total_epochs": "total-epochs", "parallel_trials": "parallel",
    "lease_seconds": "lease",
}


def options_of(command):
    return set(re.findall(r"--([a-z0-9-]+)", scanline(command, "--help").stdout))


def fields_of(struct):
    text = (ROOT / "include/scanline_types.h").read_text()
    body = re.search(rf"typedef struct {struct} {{(.*?)\n}} {struct};", text, re.S).group(1)
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    return re.findall(r"(\w+);", body)


def test_lists_every_command():
    text = scanline("--help").stdout
    assert all(re.search(rf"^  {name} ", text, re.M) for name in COMMANDS)


def test_says_the_version():
    text = (ROOT / "include/scanline_types.h").read_text()
    version = re.search(r'SCANLINE_VERSION_STRING "(.*)"', text).group(1)
    assert scanline("--version").stdout == f"scanline {version}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = scanline(command, "--help")
    assert done.stdout.startswith(f"Usage: scanline {command} ")
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize("command, structs", [
    ("train", ["scanline_train_options", "scanline_augmentation", "scanline_dataset_options",
               "scanline_limits", "scanline_adapt_options"]),
    ("tune", ["scanline_tuner_options", "scanline_augmentation", "scanline_dataset_options",
              "scanline_limits"]),
    ("augment", ["scanline_augmentation"]),
    ("validate", ["scanline_curation_options", "scanline_scan_options", "scanline_limits"]),
    ("duplicates", ["scanline_duplicate_options", "scanline_limits"]),
])
def test_every_field_is_an_option(command, structs):
    options = options_of(command)
    for struct in structs:
        for field in fields_of(struct):
            name = RENAMED.get(f"{struct}.{field}") or RENAMED.get(field, field.replace("_", "-"))
            assert name is None or name in options, f"{struct}.{field}"


# All that training's options are not called by one name for: docs/training.md says so in a table.
EXCEPTIONS = {
    "class_weighting": ("class-weights", "class_weights"),
    "augmentation.policy": ("augmentation-policy", "augmentation.policy"),
    "restore_best": ("no-restore-best", "restore_best"),
    "calibrate": ("no-calibrate", "calibrate"),
}


def test_training_has_one_name_for_an_option():
    command = options_of("train")
    python = {field.name for field in fields(TrainingOptions)}
    python |= {f"augmentation.{field.name}" for field in fields(Augmentation)}
    names = [name for name in fields_of("scanline_train_options")
             if name not in ("struct_size", "class_weight_count", "augmentation")]
    names += [f"augmentation.{name}" for name in fields_of("scanline_augmentation")
              if name != "struct_size"]
    assert len(names) > 60
    guide = (ROOT / "docs/training.md").read_text()
    for name in names:
        plain = name.removeprefix("augmentation.")
        option, keyword = EXCEPTIONS.get(name, (plain.replace("_", "-"), name))
        assert option in command, name
        assert keyword in python, name
        assert f"`{plain}`" in guide, name
        if name in EXCEPTIONS:
            assert f"`--{option}" in guide, name


def test_no_option_of_training_is_the_commands_or_pythons_alone():
    both = set(fields_of("scanline_train_options"))
    assert {field.name for field in fields(TrainingOptions)} <= both
    assert {field.name for field in fields(Augmentation)} <= set(fields_of("scanline_augmentation"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_names_every_option(command):
    guide = "".join((ROOT / "docs" / name).read_text() for name in ("cli.md", "cli-training.md"))
    assert {name for name in options_of(command) if f"--{name}" not in guide} == set()


def test_shows_the_library_defaults():
    text = " ".join(scanline("train", "--help").stdout.split())
    assert re.search(r"--epochs N .*\(default: 30\)", text)
    assert re.search(r"--learning-rate RATE .*\(default: 0\.001\)", text)
    assert re.search(r"--optimizer NAME .*adamw \(default: adam\)", text)
    assert re.search(r"--max-bytes BYTES .*\(default: 256M\)", text)


@pytest.mark.parametrize("words, said", [
    ([], "no command"),
    (["paint"], "'paint'"),
    (["train"], "one folder"),
    (["train", "photos"], "--output"),
    (["train", "a", "b", "-o", "m"], "not 2"),
    (["train", "photos", "-o", "m", "--epochs", "many"], "--epochs: 'many'"),
    (["train", "photos", "-o", "m", "--epochs", "-1"], "--epochs: '-1'"),
    (["train", "photos", "-o", "m", "--epochs", "4294967296"], "4294967295"),
    (["train", "photos", "-o", "m", "--learning-rate", "0.1x"], "--learning-rate: '0.1x'"),
    (["train", "photos", "-o", "m", "--optimizer", "newton"],
     "'newton' is not one of sgd, rmsprop, adam, adamw"),
    (["train", "photos", "-o", "m", "--cache-bytes", "1T"], "'1T'"),
    (["train", "photos", "-o", "m", "--cache-bytes", "99999999999999G"], "--cache-bytes"),
    (["train", "photos", "-o", "m", "--class-weights", "1,,2"], "'1,,2'"),
    (["train", "photos", "-o", "m", "--resume"], "--checkpoint"),
    (["train", "photos", "-o", "m", "--from", "a", "--network", "b"], "exclude each other"),
    (["train", "photos", "-o", "m", "--new-head"], "need --from"),
    (["train", "photos", "-o"], "needs a value"),
    (["train", "photos", "-o", "m", "--speed", "9"], "'--speed'"),
    (["validate"], "no file"),
    (["classify", "model"], "at least one picture"),
    (["classify", "model", "picture", "--top", "0"], "--top: '0'"),
    (["evaluate", "model"], "a model and one folder"),
    (["explain", "model", "picture"], "--output"),
    (["calibrate", "model", "photos"], "--output"),
    (["tune", "photos"], "--output"),
    (["augment", "picture.jpg"], "--output"),
    (["augment", "picture.jpg", "-o", "s.jpg", "--scale", "0"], "--scale"),
])
def test_names_what_is_wrong_with_the_command_line(words, said):
    done = scanline(*words, code=USAGE)
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.startswith("scanline: ") or "--class-weights" in done.stderr
