from __future__ import annotations

from pathlib import Path

import numpy as np
import photos
import pytest

import scanline


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of 20 small drawn pictures each."""
    root = tmp_path_factory.mktemp("photos")
    photos.write_folder(root)
    return root


@pytest.fixture(scope="session")
def damaged_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a truncated, an empty and a foreign file among them."""
    root = tmp_path_factory.mktemp("damaged")
    photos.write_folder(root)
    jpeg = photos.jpeg("bars", 1000)
    (root / "bars" / "cut.jpg").write_bytes(jpeg[: len(jpeg) // 3])
    (root / "columns" / "empty.jpg").write_bytes(b"")
    (root / "disc" / "text.jpg").write_bytes(b"this is no picture\n" * 10)
    return root


@pytest.fixture(scope="session")
def dataset(folder: Path) -> scanline.Dataset:
    return scanline.Dataset.from_folder(folder, seed=1)


@pytest.fixture
def model() -> scanline.Model:
    """An untrained one for the drawn pictures."""
    return scanline.Model.create(photos.CLASSES, photos.SMALL, seed=3)


@pytest.fixture(scope="session")
def trained(dataset: scanline.Dataset) -> scanline.Model:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    scanline.Trainer(model, epochs=8, learning_rate=0.01, batch_size=16, seed=5).fit(dataset)
    return model


@pytest.fixture
def picture() -> np.ndarray:
    return photos.draw("disc", 77)
