"""Ctrl-C, fork, workers, memory: what a host's process goes through."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Iterator

import numpy as np
import photos
import pytest

import scanline

PACKAGE = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def heed_ctrl_c() -> Iterator[None]:
    """Ctrl-C as Python has it by default, even where the tests were started with it ignored (as
    shells do in the background)."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


def run_script(script: str, *arguments: object, **environment: str) -> str:
    """The output of a Python program that has the package."""
    path = os.pathsep.join([str(PACKAGE), str(PACKAGE / "tests"), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def interrupt_soon(started: threading.Event) -> threading.Thread:
    """Sends this process Ctrl-C once the event is set."""

    def send() -> None:
        if started.wait(60):
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return thread


def test_ctrl_c_stops_training_and_loses_nothing(
    model: scanline.Model, dataset: scanline.Dataset, tmp_path: Path
) -> None:
    trainer = scanline.Trainer(model, epochs=100_000, batch_size=16, seed=7)
    before = signal.getsignal(signal.SIGINT), signal.set_wakeup_fd(-1)
    started = threading.Event()
    epochs: list[int] = []

    def note(epoch: scanline.Epoch) -> None:
        epochs.append(epoch.epoch)
        started.set()

    thread = interrupt_soon(started)
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(dataset, on_epoch=note)
    thread.join()
    assert (signal.getsignal(signal.SIGINT), signal.set_wakeup_fd(-1)) == before
    trainer.save_checkpoint(tmp_path / "run")
    again = scanline.Trainer.load_checkpoint(tmp_path / "run")
    first: list[int] = []
    with pytest.raises(scanline.CancelledError):
        again.fit(dataset, on_epoch=lambda epoch: first.append(epoch.epoch) or False)
    assert first == [epochs[-1] + 1]


def test_ctrl_c_stops_a_search(dataset: scanline.Dataset) -> None:
    space = {"learning_rate": {"type": "float", "low": 0.001, "high": 0.01}}
    tuner = scanline.Tuner(space, strategy="random", max_trials=100_000, max_epochs=100)
    started = threading.Event()
    thread = interrupt_soon(started)
    with pytest.raises(KeyboardInterrupt):
        tuner.run(dataset, spec=photos.SMALL, on_trial=lambda trial, epoch: started.set())
    thread.join()


def test_ctrl_c_stops_a_scan_and_a_dataset(folder: Path) -> None:
    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        scanline.validate_folder(folder, on_report=interrupt)
    with pytest.raises(KeyboardInterrupt):
        scanline.Dataset.from_folder(folder, on_progress=interrupt)


def test_a_hosts_own_handler_is_left_alone(
    model: scanline.Model, dataset: scanline.Dataset
) -> None:
    received = []
    previous = signal.signal(signal.SIGINT, lambda number, frame: received.append(number))
    try:
        trainer = scanline.Trainer(model, epochs=2, batch_size=16)
        trainer.fit(dataset, on_epoch=lambda epoch: os.kill(os.getpid(), signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, previous)
    assert received == [signal.SIGINT] * 2


def test_training_on_another_thread(dataset: scanline.Dataset) -> None:
    results = []

    def work() -> None:
        model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
        trainer = scanline.Trainer(model, epochs=2, batch_size=16)
        results.append(trainer.fit(dataset).epochs_run)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2, 2]


def test_the_interpreter_runs_while_the_library_works(
    model: scanline.Model, dataset: scanline.Dataset
) -> None:
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    trainer = scanline.Trainer(model, epochs=1, batch_size=48)
    thread.start()
    trainer.fit(dataset)
    done.set()
    thread.join()
    assert counted > 1


def _classify_in_child(model_path: str, image: str, threads: int) -> bytes:
    return scanline.Model.load(model_path).predict_proba([image] * 4, threads=threads).tobytes()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes(
    trained: scanline.Model, folder: Path, tmp_path: Path, method: str
) -> None:
    path = tmp_path / "model.safetensors"
    trained.save(path)
    image = str(folder / "disc" / "002.jpg")
    # Threads of the library exist in this process before the fork.
    expected = trained.predict_proba([image] * 4, threads=2).tobytes()
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        jobs = [(str(path), image, threads) for threads in (1, 2, 2)]
        assert pool.starmap_async(_classify_in_child, jobs).get(100) == [expected] * 3


def test_handles_live_on_in_a_forked_child(
    trained: scanline.Model, dataset: scanline.Dataset, folder: Path
) -> None:
    image = (folder / "bars" / "001.jpg").read_bytes()
    expected = trained.predict_proba([image] * 3, threads=2).tobytes()
    fine = scanline.Trainer(trained, epochs=1, batch_size=16, threads=2)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            result = trained.predict_proba([image] * 3, threads=2).tobytes()
            fine.fit(dataset)
            os.write(writer, result)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() == expected
    os.waitpid(child, 0)
    assert trained.predict_proba([image] * 3, threads=2).tobytes() == expected


def test_two_processes_train_to_the_bits_of_one(folder: Path) -> None:
    script = """
    import multiprocessing, sys, photos, scanline
    import numpy as np

    def worker(number, count, folder, pipe):
        dataset = scanline.Dataset.from_folder(folder, seed=1)
        model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
        trainer = scanline.Trainer(model, epochs=2, batch_size=16, seed=7, threads=1)

        def average(gradient):
            pipe.send_bytes(gradient.tobytes())
            other = np.frombuffer(pipe.recv_bytes(), np.float32)
            pair = (gradient, other) if number == 0 else (other, gradient)
            gradient[:] = (pair[0] + pair[1]) / 2

        if count > 1:
            trainer.set_all_reduce(average, worker=number, worker_count=count)
        trainer.fit(dataset)
        data = model.to_bytes()
        return data[8 + int.from_bytes(data[:8], "little"):]

    def second(folder, pipe, results):
        results.put(worker(1, 2, folder, pipe))

    folder = sys.argv[1]
    alone = worker(0, 1, folder, None)
    left, right = multiprocessing.Pipe()
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=second, args=(folder, right, results))
    process.start()
    one = worker(0, 2, folder, left)
    other = results.get()
    process.join()
    print(one == other, one == alone)
    """
    assert run_script(script, folder).split() == ["True", "True"]


def resident() -> int:
    """Resident memory of this process, bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs /proc")
def test_nothing_leaks(trained: scanline.Model, dataset: scanline.Dataset, folder: Path) -> None:
    data = trained.to_bytes()
    image = (folder / "disc" / "000.jpg").read_bytes()
    pixels = np.zeros((512, 512, 3), np.uint8)

    def once() -> None:
        with scanline.Model.from_bytes(data) as model:
            model.classify(image)
            model.classify(pixels)
            model.predict([image] * 3, threads=2)
            scanline.decode(scanline.encode_jpeg(pixels))
            trainer = scanline.Trainer(model, epochs=1, batch_size=16)
            trainer.step([image], [0])
            trainer.set_all_reduce(lambda gradient: None)
            scanline.Tuner({"units": {"type": "int", "low": 1, "high": 9}}).ask()
            scanline.validate(image[:500])
            with pytest.raises(scanline.ScanlineError):
                model.classify(image[:300])

    for _ in range(30):
        once()
    gc.collect()
    before = resident()
    for _ in range(150):
        once()
    gc.collect()
    assert resident() - before < 8 << 20


def test_messages_reach_a_logger(caplog: pytest.LogCaptureFixture, damaged_folder: Path) -> None:
    logger = logging.getLogger("scanline.test")
    scanline.enable_logging(logger)
    try:
        with caplog.at_level(logging.INFO, logger="scanline.test"):
            scanline.Dataset.from_folder(damaged_folder)
    finally:
        scanline.disable_logging()
    assert all(record.name == "scanline.test" for record in caplog.records)
    count = len(caplog.records)
    scanline.Dataset.from_folder(damaged_folder)
    assert len(caplog.records) == count


def test_the_library_says_what_it_is() -> None:
    assert scanline.version() == scanline.__version__
    assert isinstance(scanline.build_info(), dict) and scanline.build_info()
    assert os.path.basename(scanline.library_path).startswith("libscanline")


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    script = """
    try:
        import scanline
    except ImportError as error:
        print(error)
    """
    output = run_script(script, SCANLINE_LIBRARY=str(tmp_path / "absent.so"))
    assert "absent.so: no such file" in output and "SCANLINE_LIBRARY" in output
    other = tmp_path / "other.so"
    other.write_bytes(b"no library")
    assert "other.so" in run_script(script, SCANLINE_LIBRARY=str(other))
    foreign = run_script(script, SCANLINE_LIBRARY="libc.so.6")
    assert "not a Scanline" in foreign


def test_a_library_inside_the_package_is_found(tmp_path: Path) -> None:
    package = tmp_path / "scanline"
    shutil.copytree(PACKAGE / "scanline", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "libscanline.so.1").symlink_to(Path(scanline.library_path).resolve())
    environment = {k: v for k, v in os.environ.items() if k != "SCANLINE_LIBRARY"}
    result = subprocess.run(
        [sys.executable, "-c", "import scanline; print(scanline.library_path)"],
        env={**environment, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.stdout.strip() == str(package / "libscanline.so.1"), result.stderr


def test_the_example_runs(folder: Path, tmp_path: Path) -> None:
    example = PACKAGE.parents[1] / "examples" / "python" / "train_and_classify.py"
    path = os.pathsep.join([str(PACKAGE), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(
        [sys.executable, example, folder, "--epochs", "1", "--output", tmp_path / "m.safetensors"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "m.safetensors").exists() and "accuracy" in result.stdout
