"""The other hosts: C programs, a plugin host, a Swift program, and the demo as a whole."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from hosts import BUILD, LABELS, ROOT, program, scanline_json


def run(*words, code=0, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=300, **options)
    assert done.returncode == code, f"{words}\n{done.stdout}{done.stderr}"
    return done


def best_of(model, paths):
    return [(line["file"], line["label"], line["probability"])
            for line in scanline_json("classify", model, *paths)]


# ---- examples/c --------------------------------------------------------------------------------


def test_classify(model, one_of_each):
    done = run(program("classify"), model, *one_of_each)
    expected = [f"{path}: {label}, {100 * probability:.1f} %"
                for path, label, probability in best_of(model, one_of_each)]
    assert done.stdout.splitlines() == expected


def test_classify_names_a_damaged_file(model, damaged_photos):
    done = run(program("classify"), model, damaged_photos / "dog/text.jpg", code=1)
    assert "text.jpg" in done.stderr


def test_own_batches():
    lines = run(program("own_batches")).stdout.splitlines()
    losses = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("step")]
    assert losses[-1] < losses[0] / 4
    right, trials = map(int, re.match(r"(\d+) of (\d+) new", lines[-1]).groups())
    assert right >= 0.9 * trials


def test_ask_tell_shares_a_search_and_goes_on(tmp_path):
    journal = tmp_path / "journal"
    pair = [subprocess.Popen([program("ask_tell"), journal], stdout=subprocess.PIPE, text=True)
            for _ in range(2)]
    said = "".join(process.communicate(timeout=100)[0] for process in pair)
    assert [process.returncode for process in pair] == [0, 0]
    trials = re.findall(r"^trial (\d+), .*loss ([\d.]+)$", said, flags=re.M)
    assert sorted(int(number) for number, _ in trials) == list(range(len(trials)))
    best = min(trials, key=lambda trial: (float(trial[1]), int(trial[0])))
    # All is done: another time only says what was found.
    done = run(program("ask_tell"), journal)
    assert re.fullmatch(rf"the best: trial {best[0]}, .*loss {best[1]}\n", done.stdout)
    assert '{"rate":0.1,"units":64}' in said.splitlines()[0] + said


def test_python_tunes(photos, tmp_path):
    journal, model = tmp_path / "journal", tmp_path / "model"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "bindings/python"),
                   "SCANLINE_LIBRARY": str(BUILD / "libscanline.so.1")}
    done = run(sys.executable, ROOT / "examples/python/tune.py", photos, "--trials", 1,
               "--epochs", 1, "--journal", journal, "--output", model, env=environment)
    assert "is the best" in done.stdout and model.is_file() and journal.is_file()


def test_quickstart(photos, one_of_each, tmp_path):
    done = run(program("quickstart"), photos, one_of_each[0], cwd=tmp_path)
    assert "epoch 20 of 20" in done.stdout
    shares = [float(line.split()[0]) for line in done.stdout.splitlines()[-3:]]
    assert sum(shares) == pytest.approx(100, abs=0.2)


def test_two_processes_have_the_bits_of_one(photos, tmp_path):
    for workers in (1, 2):
        run(program("all_reduce"), photos, workers, 2, tmp_path / f"m{workers}")
    one, two = (run(BUILD / "scanline", "classify", tmp_path / f"m{workers}", photos,
                    "--json").stdout for workers in (1, 2))
    assert one == two
    assert tensors(tmp_path / "m1") == tensors(tmp_path / "m2")


def tensors(path):
    """The bytes of a safetensors file after its header."""
    data = path.read_bytes()
    return data[8 + int.from_bytes(data[:8], "little"):]


# ---- examples/plugin-host ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    assert (BUILD / "plugin").is_dir(), "run `make plugin` first"
    return shutil.copytree(BUILD / "plugin", tmp_path_factory.mktemp("app") / "plugins")


def test_plugin_host_is_not_linked_with_the_library():
    assert "libscanline" not in run("ldd", program("plugin-host")).stdout


def test_plugin_host_classifies(plugins, model, one_of_each):
    lines = run(program("plugin-host"), plugins, model, *one_of_each).stdout.splitlines()
    assert lines[0].startswith("Scanline ")
    # Nine digits: the same bits as through any other host.
    assert lines[1:] == [f"{path}: {label} {probability:.9g}"
                         for path, label, probability in best_of(model, one_of_each)]


def test_plugin_host_needs_nothing_of_its_environment(plugins, model, one_of_each):
    done = run(program("plugin-host"), plugins, model, *one_of_each, env={})
    assert len(done.stdout.splitlines()) == 4


def test_plugin_host_finds_nothing(tmp_path, model, one_of_each):
    (tmp_path / "libother.so").write_text("not a library")
    done = run(program("plugin-host"), tmp_path, model, one_of_each[0], code=1)
    assert "passed over" in done.stderr and "no Scanline here" in done.stderr


@pytest.mark.parametrize("version", ["0.9.0", "2.0.0", "nonsense"])
def test_plugin_host_refuses_another_version(tmp_path, model, one_of_each, version):
    (tmp_path / "other.c").write_text(f'const char *scanline_version(void) {{ return "{version}"; }}')
    run("cc", "-shared", "-fPIC", tmp_path / "other.c", "-o", tmp_path / "libscanline.so.9")
    done = run(program("plugin-host"), tmp_path, model, one_of_each[0], code=1)
    assert f"has version {version}" in done.stderr


# ---- examples/swift-host -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def swift_host(tmp_path_factory):
    """The Swift host, built against an installed library."""
    if not shutil.which("swift"):
        pytest.skip("no Swift toolchain")
    prefix = tmp_path_factory.mktemp("prefix")
    version = run(BUILD / "scanline", "--version").stdout.split()[1]
    run(ROOT / "packaging/install.sh", version, prefix)
    scratch = tmp_path_factory.mktemp("swift-host")
    run("swift", "build", "--package-path", ROOT / "examples/swift-host", "--scratch-path", scratch,
        "-Xlinker", "-rpath", "-Xlinker", prefix / "lib",
        env={**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")})
    return scratch / "debug/SwiftHost"


def test_swift_host_classifies(swift_host, model, one_of_each):
    lines = run(swift_host, model, *one_of_each).stdout.splitlines()
    assert len(lines) == 3
    for line, (path, label, probability) in zip(lines, best_of(model, one_of_each)):
        assert line.startswith(f"{path}: {label} ")
        assert float(line.rsplit(" ", 1)[1]) == pytest.approx(probability, rel=1e-7)


def test_swift_host_says_what_is_wrong(swift_host, model, damaged_photos):
    done = run(swift_host, model, damaged_photos / "dog/text.jpg")
    assert done.stdout.startswith("failed: ") and "text.jpg" in done.stdout


# ---- examples/demo -----------------------------------------------------------------------------


def test_demo_on_own_photos(damaged_photos, tmp_path):
    """What `make demo DATA=folder` runs, for one epoch."""
    build = tmp_path / "build"
    build.mkdir()
    for name in ("scanline", "classify", "sample-photos"):
        (build / name).symlink_to(program(name))
    done = run(ROOT / "examples/demo/run.sh", build, damaged_photos,
               env={**os.environ, "EPOCHS": "1"})
    assert "cut.jpg" in done.stdout and "Held-out pictures: accuracy" in done.stdout
    assert (build / "demo/model.safetensors").exists()
    last = done.stdout.split("4. ")[1]
    assert sum(label in last for label in LABELS) == 3


def test_demo_refuses_a_missing_folder(tmp_path):
    done = run(ROOT / "examples/demo/run.sh", tmp_path, tmp_path / "none", code=2)
    assert "none: no such folder" in done.stderr
