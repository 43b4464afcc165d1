"""The model that comes with the library."""

import resource

from hosts import ROOT, scanline_json

MODEL = ROOT / "examples/models/animals.safetensors"


def test_answers_and_can_be_gone_on_from(photos, tmp_path):
    assert MODEL.stat().st_size < 1_500_000
    info, = scanline_json("info", MODEL)
    assert info["labels"] == ["cat", "dog", "panda"]
    lines = scanline_json("classify", MODEL, photos)
    assert len(lines) == 48
    assert all(abs(sum(line["probabilities"].values()) - 1) < 1e-5 for line in lines)
    tuned = scanline_json("train", photos, "-o", tmp_path / "m", "--from", MODEL,
                          "--recipe", "fine-tune", "--epochs", 2, "--validation-share", 0.25)
    assert tuned[-1]["accuracy"] > 0.5


def test_classifies_in_little_address_space(photos):
    """Without the 128 MiB that OpenBLAS reserves, which is for training."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (180 << 20, 180 << 20))

    words = ["classify", MODEL, photos / "cat", "--threads", 1]
    assert scanline_json(*words, preexec_fn=limit) == scanline_json(*words)
