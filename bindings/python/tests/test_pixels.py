"""NumPy arrays of every layout classify as their contiguous copy does, and most without a copy."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import photos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scanline
from scanline import _pixels

try:
    from numpy.lib.array_utils import byte_bounds
except ImportError:  # NumPy 1
    from numpy import byte_bounds

MODEL = scanline.Model.create(["a", "b", "c"], photos.SMALL, seed=1)


def probabilities(array: np.ndarray, order: str | None = None) -> np.ndarray:
    return MODEL.classify(array, channel_order=order).probabilities


@st.composite
def layouts(draw: st.DrawFn) -> np.ndarray:
    """Views of all kinds: crops, steps, flips, transposes, broadcasts, Fortran order."""
    channels = draw(st.sampled_from([0, 1, 3, 4]))
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    shape = (height + 3, width + 3) + ((channels,) if channels else ())
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    array = random.integers(0, 256, shape, dtype=np.uint8)
    for kind in draw(st.lists(st.sampled_from(range(8)), max_size=3)):
        if kind == 0:
            array = array[1:, : max(1, array.shape[1] - 1)] if array.shape[0] > 1 else array
        elif kind == 1:
            array = array[::2]
        elif kind == 2:
            array = array[:, ::2]
        elif kind == 3:
            array = array[::-1]
        elif kind == 4:
            array = array[:, ::-1]
        elif kind == 5:
            array = array.swapaxes(0, 1)
        elif kind == 6:
            array = np.asfortranarray(array)
        else:
            array = np.broadcast_to(array[:1], array.shape)
    return array


@settings(max_examples=150, deadline=None)
@given(layouts())
def test_any_layout_is_read_as_its_contiguous_copy(array: np.ndarray) -> None:
    before = array.copy()
    assert (probabilities(array) == probabilities(np.array(array, order="C"))).all()
    assert (array == before).all()


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_what_is_borrowed_lies_within_the_array(array: np.ndarray) -> None:
    struct, owner = _pixels.pixels(array, None)
    low, high = byte_bounds(owner)
    first = ctypes.cast(struct.data, ctypes.c_void_p).value
    channels = 1 if array.ndim == 2 else array.shape[2]
    stride = struct.stride or struct.width * channels
    assert first == low
    assert first + (struct.height - 1) * stride + struct.width * channels <= high


def test_rows_with_a_stride_are_not_copied() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (60, 80, 4), dtype=np.uint8)
    for view in (frame, frame[10:50, 20:60], frame[::2], frame[:, :, :]):
        struct, owner = _pixels.pixels(view, "bgra")
        assert owner is view
        assert ctypes.cast(struct.data, ctypes.c_void_p).value == view.ctypes.data
    for view in (frame[:, ::-1], frame[::-1], frame[:, ::2], frame[..., :3]):
        _, owner = _pixels.pixels(view, None)
        assert not np.shares_memory(owner, frame)


def test_bytes_are_not_copied() -> None:
    from scanline._native import lent

    jpeg = photos.jpeg("bars", 1)
    assert lent(jpeg)[0].value == ctypes.cast(ctypes.c_char_p(jpeg), ctypes.c_void_p).value
    buffer = bytearray(jpeg)
    assert lent(buffer)[0].value == np.frombuffer(buffer, np.uint8).ctypes.data


def test_channel_orders_are_the_same_picture(picture: np.ndarray) -> None:
    expected = probabilities(picture)
    alpha = np.zeros((*picture.shape[:2], 1), np.uint8)
    rgba = np.concatenate([picture, alpha], 2)
    assert (probabilities(np.ascontiguousarray(picture[..., ::-1]), "bgr") == expected).all()
    assert (probabilities(rgba) == expected).all()
    assert (probabilities(rgba[..., [2, 1, 0, 3]].copy(), "bgra") == expected).all()
    assert (probabilities(picture, "bgr") != expected).any()
    gray = picture[..., 0].copy()
    assert (probabilities(gray) == probabilities(gray[..., None])).all()
    assert (probabilities(gray) == probabilities(np.repeat(gray[..., None], 3, 2))).all()


@pytest.mark.parametrize(
    ("array", "order", "message"),
    [
        (np.zeros((8, 8, 3), np.float32), None, "float32"),
        (np.zeros((8, 8, 2), np.uint8), None, "2 channels"),
        (np.zeros((8, 8, 3), np.uint8), "rgba", "4 channels"),
        (np.zeros((8, 8, 3), np.uint8), "gray", "1 channels"),
        (np.zeros((8, 8, 3), np.uint8), "cmyk", "cmyk"),
        (np.zeros(8, np.uint8), None, "shape"),
        (np.zeros((2, 8, 8, 3), np.uint8), None, "shape"),
        (np.zeros((0, 8, 3), np.uint8), None, "no pixel"),
        (np.zeros((8, 0, 3), np.uint8), None, "no pixel"),
    ],
)
def test_arrays_that_are_no_picture(array: np.ndarray, order: str | None, message: str) -> None:
    with pytest.raises(scanline.InvalidArgumentError, match=message):
        MODEL.classify(array, channel_order=order)


@pytest.fixture(scope="module")
def encoded() -> bytes:
    """As large as the model's input, so that nothing is scaled while it is decoded."""
    drawn = np.random.default_rng(5).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    return scanline.encode_jpeg(drawn, quality=95)


def test_pixels_are_explained_as_their_file_is(encoded: bytes) -> None:
    array = scanline.decode(encoded)
    for method in ("gradient", "occlusion"):
        expected = MODEL.explain(encoded, method=method)
        for image, order in ((array, None), (array[..., ::-1], "bgr")):
            found = MODEL.explain(image, method=method, channel_order=order)
            assert (found.saliency == expected.saliency).all()
            assert (found.overlay == expected.overlay).all()
    other = (MODEL.classify(array).index + 1) % 3
    of_other = MODEL.explain(array, label=other).saliency
    assert (of_other == MODEL.explain(encoded, label="abc"[other]).saliency).all()
    assert (of_other != MODEL.explain(array).saliency).any()
    large = np.zeros((90, 70), np.uint8)
    large[20:50, 30:60] = 255
    assert MODEL.explain(large).overlay.shape == (16, 16, 3)


def test_pixels_are_augmented_as_their_file_is(encoded: bytes) -> None:
    array = scanline.decode(encoded)
    change = scanline.Augmentation(rotation=0.1, hue=0.1)
    expected = MODEL.augment(encoded, change, seed=1, epoch=2, sample=3)
    for image, order in ((array, None), (array[..., ::-1], "bgr")):
        found = MODEL.augment(image, change, seed=1, epoch=2, sample=3, channel_order=order)
        assert (found == expected).all()
    assert (MODEL.augment(array, scanline.Augmentation()) == array).all()


@pytest.mark.parametrize("ask", [MODEL.explain, lambda x: MODEL.augment(x, scanline.Augmentation())])
def test_an_array_is_never_read_as_the_bytes_of_a_file(ask: Any, encoded: bytes) -> None:
    with pytest.raises(scanline.InvalidArgumentError, match="shape"):
        ask(np.frombuffer(encoded, np.uint8))
