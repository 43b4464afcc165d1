"""scanline train: what its options set."""

import json

import pytest
from hosts import ROOT, USAGE, events, scanline, scanline_json, train


def test_a_recipe_gives_way_to_the_options_on_both_sides_of_it(photos, network, tmp_path):
    model = tmp_path / "m"
    train(photos, network, model, "--epochs", 2, "--recipe", "photos", "--hue", 0.02)
    info, = scanline_json("info", model)
    settings = info["summary"]["settings"]
    assert settings["epochs"] == 2 and settings["optimizer"] == "adamw"
    assert settings["learning_rate"] == 0.002 and settings["ema_decay"] == 0.995
    augmentation = settings["augmentation"]
    assert augmentation["crop_area_min"] == pytest.approx(0.35)
    assert augmentation["hue"] == pytest.approx(0.02)
    said = scanline("train", photos, "-o", model, "--recipe", "cake", code=USAGE).stderr
    assert 'recipe "cake" is not one of photos, fine-tune' in said


def test_every_option_of_training_is_taken(photos, network, tmp_path):
    lines = train(
        photos, network, tmp_path / "m", "--epochs", 2, "--batch-size", 16,
        "--optimizer", "adamw", "--learning-rate", 0.004, "--beta1", 0.8, "--beta2", 0.99,
        "--epsilon", 1e-6, "--weight-decay", 0.01, "--clip-norm", 1, "--schedule", "cosine",
        "--warmup-epochs", 0.5, "--final-learning-rate-share", 0.1, "--label-smoothing", 0.1,
        "--class-weights", "1,2,0.5", "--monitor", "validation-accuracy", "--early-stopping", 5,
        "--keep-last", "--cache-bytes", "64M", "--cache-folder", tmp_path,
        "--validation-share", 0.25, "--split-seed", 9,
        "--vertical-flip", 0.1, "--translation", 0.1, "--shear", 0.1, "--contrast", 0.1,
        "--saturation", 0.1, "--max-scans", 50, "--max-pixels", 5000000, "--max-bytes", "10M")
    assert lines[-1]["samples"] == 12  # a quarter of 48
    info, = scanline_json("info", tmp_path / "m")
    text = json.dumps(info["summary"])
    assert "adamw" in text and "0.004" in text and "cosine" in text


# Each another value than all others, and than the default.
NUMBERS = {
    "epochs": 2, "batch_size": 7, "seed": 11, "threads": 2, "learning_rate": 0.004, "momentum": 0.3,
    "beta1": 0.8, "beta2": 0.97, "rho": 0.7, "epsilon": 1e-6, "weight_decay": 0.011,
    "schedule_epochs": 3, "schedule_factor": 0.6, "warmup_epochs": 0.5,
    "final_learning_rate_share": 0.12, "clip_norm": 1.3, "label_smoothing": 0.13,
    "ema_decay": 0.91, "mixup_probability": 0.21, "mixup_alpha": 0.31, "cutmix_probability": 0.22,
    "cutmix_alpha": 0.9, "layer_decay": 0.93, "frozen_layers": 1, "known_share": 0.77,
    "cache_bytes": 12345678,
}
AUGMENTATION = {
    name: 0.01 * (index + 1) for index, name in enumerate([
        "rotation", "zoom", "horizontal_flip", "vertical_flip", "translation", "shear",
        "brightness", "contrast", "saturation", "hue", "sharpness", "blur_probability",
        "gray_probability", "autocontrast_probability", "equalize_probability",
        "posterize_probability", "solarize_probability", "erase_probability", "erase_min",
        "policy_strength"])
} | {"crop_area_min": 0.5, "crop_area_max": 1.2, "crop_aspect": 1.4, "erase_max": 0.45,
     "blur_sigma": 1.7, "policy_operations": 3}


def test_every_option_reaches_the_training(photos, network, tmp_path):
    numbers = [word for name, value in {**NUMBERS, **AUGMENTATION}.items()
               for word in (f"--{name.replace('_', '-')}", value)]
    train(photos, network, tmp_path / "m", *numbers, "--optimizer", "sgd", "--nesterov",
          "--schedule", "cosine", "--class-weights", "1,2,0.5", "--monitor", "training_loss",
          "--early-stopping-epochs", 5, "--no-restore-best", "--balanced-sampling",
          "--no-calibrate", "--border", "edge", "--augmentation-policy", "rand")
    found = scanline_json("info", tmp_path / "m")[0]["summary"]["settings"]
    augmentation = found.pop("augmentation")
    assert found.pop("class_weights") == [1, 2, 0.5]
    chosen = {"optimizer": "sgd", "nesterov": True, "schedule": "cosine",
              "class_weighting": "given", "monitor": "training_loss",
              "early_stopping_epochs": 5, "restore_best": False, "balanced_sampling": True,
              "calibrate": False}
    expected = {**NUMBERS, **chosen}
    for name in ("threads", "cache_bytes"):  # on these the model does not depend
        del found[name], expected[name]
    assert found == pytest.approx(expected)
    assert augmentation.pop("border") == "edge" and augmentation.pop("policy") == "rand"
    assert augmentation == pytest.approx(AUGMENTATION, rel=1e-6)


def test_older_spellings_are_taken(photos, network, tmp_path):
    found = []
    for name, options in [
        ("new", ["--early-stopping-epochs", 5, "--no-restore-best", "--no-calibrate",
                 "--monitor", "validation_accuracy", "--checkpoint-path", tmp_path / "c1"]),
        ("old", ["--early-stopping", 5, "--keep-last", "--no-calibration",
                 "--monitor", "validation-accuracy", "--checkpoint", tmp_path / "c2"]),
    ]:
        train(photos, network, tmp_path / name, *options, "--epochs", 1)
        found.append(scanline_json("info", tmp_path / name)[0]["summary"]["settings"])
    assert found[0] == found[1] and (tmp_path / "c1").exists() and (tmp_path / "c2").exists()
    assert found[0]["early_stopping_epochs"] == 5 and found[0]["monitor"] == "validation_accuracy"
    assert not found[0]["restore_best"] and not found[0]["calibrate"]


def test_the_guide_writes_the_recipe_out(photos, network, tmp_path):
    guide = (ROOT / "docs/training.md").read_text()
    command = guide.split("`photos` stands for:")[1].split("```")[1]
    words = command.replace("\\\n", " ").split()[1:]
    assert words[:5] == ["scanline", "train", "photos/", "-o", "model.safetensors"]
    found = []
    for name, options in [("by-name", ["--recipe", "photos"]), ("by-options", words[5:])]:
        train(photos, network, tmp_path / name, *options, "--epochs", 1)
        found.append(scanline_json("info", tmp_path / name)[0]["summary"]["settings"])
    augmentations = [settings.pop("augmentation") for settings in found]
    assert found[0] == found[1] and words[words.index("--epochs") + 1] == "60"
    by_name, by_options = augmentations
    assert by_name.keys() == by_options.keys()
    for key, value in by_name.items():
        # The guide's angles are in turns, of few digits.
        close = value if isinstance(value, str) else pytest.approx(value, rel=1e-3)
        assert by_options[key] == close, key


@pytest.mark.parametrize("options", [
    ["--optimizer", "sgd", "--momentum", 0.9, "--nesterov", "--schedule", "step",
     "--schedule-epochs", 1, "--schedule-factor", 0.5],
    ["--optimizer", "rmsprop", "--rho", 0.8, "--schedule", "plateau", "--class-weights",
     "balanced"],
    ["--validation-share", 0, "--monitor", "training-loss", "--class-weights", "none"],
])
def test_other_recipes(photos, network, tmp_path, options):
    lines = train(photos, network, tmp_path / "m", "--epochs", 2, *options)
    assert lines[-1]["ended"] == "finished"
    rates = [line["learning_rate"] for line in events(lines, "epoch")]
    if "step" in options:
        assert rates[1] == pytest.approx(rates[0] / 2)
    if "--validation-share" in options:
        assert lines[-1]["accuracy"] is None
        assert events(lines, "epoch")[0]["validation_loss"] is None
