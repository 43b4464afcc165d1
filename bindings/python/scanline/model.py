"""Classifiers: network, weights, labels and preprocessing."""

from __future__ import annotations

import ctypes
import json
import math
import os
from dataclasses import dataclass
from typing import (
    Any,
    Iterable,
    Iterator,
    Literal,
    Mapping,
    Optional,
    Sequence,
    Union,
    overload,
)

import numpy as np

from . import _prototypes as c
from ._enums import Grouping, PixelFormat, Policy, Precision, Quality, member
from ._errors import InvalidArgumentError, ScanlineError, check, error
from ._handle import Handle
from ._library import lib
from ._native import (
    Encoded,
    PathLike,
    initialised,
    json_bytes,
    lent,
    path_bytes,
    pointer,
    text,
    text_bytes,
    whole,
)
from ._pixels import pixels
from .augmentation import Augmentation, augmentation_struct
from .dataset import Dataset
from .images import ImageSource, name_bytes, read

#: What a model classifies: a path, the bytes of a file, or uint8 pixels.
Image = Union[ImageSource, np.ndarray]

#: Encoded pictures handed to the library at once: enough to keep every core busy, few enough to
#: keep memory flat over any number of files.
_CHUNK = 256

#: Labels that repr() shows.
_SHOWN_LABELS = 10


@dataclass(frozen=True)
class Prediction:
    """What a model says of one picture."""

    label: str
    index: int  #: of the label
    probability: float  #: of the label
    probabilities: np.ndarray  #: float32 [labels], sum 1
    unknown: bool = False  #: a picture of another kind than the model knows; label is a guess then
    unknown_score: float = math.nan  #: how far it is from those; NaN: the model takes all for known

    def top(self, count: int, labels: Sequence[str]) -> list[tuple[str, float]]:
        """The ``count`` likeliest of ``labels`` (the model's), the likeliest first."""
        if count < 0:
            raise ValueError(f"count is {count}; it must not be negative")
        order = np.argsort(-self.probabilities, kind="stable")[:count]
        return [(labels[i], float(self.probabilities[i])) for i in order]


@dataclass(frozen=True)
class Explanation:
    """Which places of a picture an answer hangs on, in the size of the network's input."""

    saliency: np.ndarray  #: float32 [height, width], 0 to 1
    overlay: np.ndarray  #: uint8 [height, width, 3]: from red to yellow over the picture in gray


@dataclass(frozen=True)
class Calibration:
    """How a model's answers are calibrated."""

    temperature: float = 1.0  #: what the logits are divided by
    known_share: Optional[float] = None  #: of held-out pictures; None: all pictures are known
    unknown_threshold: Optional[float] = None  #: the largest score of a known picture


_SALIENCY = {
    "gradient": c.SCANLINE_SALIENCY_GRADIENT,
    "occlusion": c.SCANLINE_SALIENCY_OCCLUSION,
}


class Model(Handle):
    """A classifier. Made by :meth:`create`, :meth:`load` or :meth:`from_bytes`.

    Any number of threads may classify with one model at once, without a lock.
    """

    _free = "scanline_model_free"

    #: Asked for once: a model's labels never change.
    _labels: Optional[list[str]] = None

    def __init__(self) -> None:
        raise TypeError("a Model is made by Model.create(), Model.load() or Model.from_bytes()")

    # ---- made, loaded, saved

    @classmethod
    def create(
        cls,
        labels: Sequence[str],
        spec: Union[None, str, Mapping[str, Any]] = None,
        *,
        seed: int = 0,
    ) -> Model:
        """A new, untrained model.

        Args:
            labels: the classes, in the order of the probabilities.
            spec: input and network as a dict or JSON text, or the name of a preset ("rows",
                "fast", "base", "accurate"); what is absent, and None, is the default, "base", for
                RGB pictures of 64x64.
            seed: of the initial weights.
        """
        array = label_array(labels)
        handle = ctypes.c_void_p()
        check(
            lib.scanline_model_create(
                json_bytes(spec, "spec"),
                array,
                len(array),
                whole(seed, "seed", ctypes.c_uint64),
                ctypes.byref(handle),
            )
        )
        return cls._wrapping(handle)

    @classmethod
    def load(cls, path: PathLike) -> Model:
        """Load a model file. Raises CorruptModelError, naming what is wrong with it."""
        handle = ctypes.c_void_p()
        check(lib.scanline_model_load(path_bytes(path), ctypes.byref(handle)))
        return cls._wrapping(handle)

    @classmethod
    def from_bytes(cls, data: Encoded) -> Model:
        """Load a model from the bytes of a model file."""
        handle = ctypes.c_void_p()
        address, size, keep = lent(data)
        check(lib.scanline_model_load_memory(address, size, ctypes.byref(handle)))
        del keep
        return cls._wrapping(handle)

    def adapted(
        self,
        labels: Sequence[str],
        *,
        keep_head: bool = True,
        seed: int = 0,
        input_size: Optional[tuple[int, int]] = None,
    ) -> Model:
        """A new model for other labels, to fine-tune this one or to add a class: the body's weights
        are this model's, and so is what its head has learnt of the labels that both have.

        Args:
            labels: the classes, in the order of the probabilities.
            keep_head: False: all of the head begins anew.
            seed: of what begins anew.
            input_size: height and width of what the network sees, if other than this model's.
                Raises InvalidArgumentError where the shape of a tensor depends on it.
        """
        array = label_array(labels)
        options = initialised(c.scanline_adapt_options)
        options.keep_head = int(keep_head)
        options.seed = whole(seed, "seed", ctypes.c_uint64)
        if input_size is not None:
            options.input_height = whole(input_size[0], "height")
            options.input_width = whole(input_size[1], "width")
        handle = ctypes.c_void_p()
        check(
            lib.scanline_model_adapt(
                self._handle, array, len(array), ctypes.byref(options), ctypes.byref(handle)
            )
        )
        return self._wrapping(handle)

    def save(self, path: PathLike, precision: Union[Precision, str] = Precision.FLOAT32) -> None:
        """Save to a safetensors file, atomically: the old file or the new one, never a part.

        Args:
            path: the file.
            precision: of the kernels; ``"float16"`` halves the file, and moves probabilities by
                less than a thousandth.
        """
        kind = member(Precision, precision, "precision")
        check(lib.scanline_model_save_as(self._handle, path_bytes(path), kind))

    def to_bytes(self) -> bytes:
        """The bytes of a model file."""
        needed = ctypes.c_size_t()
        while True:
            capacity = needed.value
            buffer = ctypes.create_string_buffer(capacity) if capacity else None
            status = lib.scanline_model_save_memory(
                self._handle, buffer, capacity, ctypes.byref(needed)
            )
            if needed.value > capacity and status in (c.SCANLINE_OK, c.SCANLINE_BUFFER_TOO_SMALL):
                continue
            check(status)
            return b"" if buffer is None else buffer.raw[: needed.value]

    # ---- what it is

    def _info(self) -> c.scanline_model_info:
        info = initialised(c.scanline_model_info)
        check(lib.scanline_model_get_info(self._handle, ctypes.byref(info)))
        return info

    @property
    def labels(self) -> list[str]:
        """The classes, in the order of the probabilities."""
        handle = self._handle
        if self._labels is None:
            names = []
            for index in range(self._info().label_count):
                name = ctypes.c_char_p()
                check(lib.scanline_model_get_label(handle, index, ctypes.byref(name)))
                names.append((name.value or b"").decode())
            self._labels = names
        return list(self._labels)

    @property
    def flip_average(self) -> bool:
        """Whether the model answers by the mean of its logits for a picture and for its mirror
        image: a little better on pictures that may be mirrored, at twice the cost. May be set;
        classifying, evaluating, trainings that begin afterwards and saved files keep to it."""
        value = ctypes.c_int32()
        check(lib.scanline_model_get_flip_average(self._handle, ctypes.byref(value)))
        return bool(value.value)

    @flip_average.setter
    def flip_average(self, value: bool) -> None:
        check(lib.scanline_model_set_flip_average(self._handle, int(value)))

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of what the network sees; pictures of any size are fitted."""
        info = self._info()
        return info.input_height, info.input_width, info.input_channels

    @property
    def parameter_count(self) -> int:
        """Trainable floats."""
        return int(self._info().parameter_count)

    @property
    def statistic_count(self) -> int:
        """Floats that training collects: the running means and variances of ``batch_norm``."""
        return int(self._info().statistic_count)

    @property
    def multiply_adds(self) -> int:
        """Products of a weight and a value that classifying a picture takes."""
        return int(self._info().multiply_adds)

    @property
    def spec(self) -> dict[str, Any]:
        """Input and network, as :meth:`create` takes them."""
        return dict(json.loads(text(lib.scanline_model_get_spec, self._handle)))

    @property
    def summary(self) -> dict[str, Any]:
        """How the model was trained; empty for an untrained one."""
        return dict(json.loads(text(lib.scanline_model_get_summary, self._handle)))

    @property
    def split(self) -> dict[str, Any]:
        """How the pictures that the model was trained on were chosen and split, so that the same are held
        out again: ``Dataset.from_folder(photos, **model.split)``. Empty when the model does not tell."""
        struct = initialised(c.scanline_dataset_options)
        status = lib.scanline_model_get_split(self._handle, ctypes.byref(struct))
        if status == c.SCANLINE_NO_DATA:
            return {}
        check(status)
        return {
            "validation_share": struct.validation_share,
            "seed": struct.seed,
            "policy": Policy(struct.policy),
            "salvage_share": struct.salvage_share,
            "refused_quality": Quality(struct.refused_quality),
            "group_duplicates": Grouping(struct.group_duplicates),
            "duplicate_distance": struct.duplicate_distance,
            "drop_label_conflicts": bool(struct.drop_label_conflicts),
        }

    def __repr__(self) -> str:
        if self.closed:
            return "<Model, closed>"
        info = self._info()
        shape = f"{info.input_height}x{info.input_width}x{info.input_channels}"
        labels = ", ".join(map(repr, self.labels[:_SHOWN_LABELS]))
        if info.label_count > _SHOWN_LABELS:
            labels += f", ... ({info.label_count})"
        return f"<Model {shape} -> [{labels}], {info.parameter_count} parameters>"

    # ---- classifying

    def classify(
        self,
        image: Image,
        *,
        channel_order: Union[PixelFormat, str, None] = None,
        name: Optional[str] = None,
    ) -> Prediction:
        """Classify one picture.

        Args:
            image: a path, the bytes of a JPEG file, or a uint8 array [height, width] or
                [height, width, 1, 3 or 4] of any size, which is read where it lies.
            channel_order: of an array: "rgb", "bgr", "rgba", "bgra", "gray"; by default gray, RGB
                or RGBA after the channel count.
            name: what messages call a picture given as bytes.
        """
        return self._prediction(*self._answered(image, channel_order, name), self.labels)

    @overload
    def predict(
        self,
        images: Iterable[Image],
        *,
        channel_order: Union[PixelFormat, str, None] = None,
        threads: int = 0,
        errors: Literal["raise"] = "raise",
    ) -> list[Prediction]: ...

    @overload
    def predict(
        self,
        images: Iterable[Image],
        *,
        channel_order: Union[PixelFormat, str, None] = None,
        threads: int = 0,
        errors: str,
    ) -> list[Optional[Prediction]]: ...

    def predict(
        self,
        images: Iterable[Image],
        *,
        channel_order: Union[PixelFormat, str, None] = None,
        threads: int = 0,
        errors: str = "raise",
    ) -> Union[list[Prediction], list[Optional[Prediction]]]:
        """Classify many pictures (see :meth:`classify`), encoded ones in parallel.

        Args:
            threads: at most 1024; 0 for one a processor.
            errors: "raise", or "ignore": None in the place of a picture that cannot be decoded.
        """
        labels = self.labels
        return [
            None if np.isnan(row[0]) else self._prediction(row, answer, labels)
            for rows, answers in self._blocks(images, channel_order, threads, errors)
            for row, answer in zip(rows, answers)
        ]

    def predict_proba(
        self,
        images: Iterable[Image],
        *,
        channel_order: Union[PixelFormat, str, None] = None,
        threads: int = 0,
        errors: str = "raise",
    ) -> np.ndarray:
        """Probabilities of many pictures, float32 [pictures, labels]; see :meth:`predict`. With
        ``errors="ignore"`` the row of a picture that cannot be decoded is NaN."""
        blocks = self._blocks(images, channel_order, threads, errors)
        empty = np.empty((0, len(self.labels)), np.float32)
        return np.concatenate([empty, *(rows for rows, _ in blocks)])

    def explain(
        self,
        image: Image,
        *,
        label: Union[None, int, str] = None,
        method: str = "gradient",
        channel_order: Union[PixelFormat, str, None] = None,
        name: Optional[str] = None,
    ) -> Explanation:
        """Which places of a picture an answer hangs on.

        Args:
            image: a path, the bytes of a JPEG file, or uint8 pixels as for :meth:`classify`.
            label: the answer, an index or a name; what :meth:`classify` says without.
            method: "gradient" (SmoothGrad: where the answer changes most easily, for or against), or
                "occlusion" (what speaks for it, by what covering each place costs; slower).
            channel_order: of an array, as for :meth:`classify`.
            name: what messages call a picture given as bytes.
        """
        if method not in _SALIENCY:
            raise InvalidArgumentError(f"method is {method!r}, not one of {sorted(_SALIENCY)}")
        index = -1 if label is None else self._label_index(label)
        height, width, _ = self.input_shape
        saliency = np.empty((height, width), np.float32)
        overlay = np.empty((height, width, 3), np.uint8)
        question = (
            _SALIENCY[method],
            index,
            pointer(saliency, ctypes.c_float),
            saliency.size,
            pointer(overlay, ctypes.c_uint8),
            overlay.size,
        )
        ways = lib.scanline_model_explain, lib.scanline_model_explain_pixels
        self._ask(ways, image, name, channel_order, question)
        return Explanation(saliency, overlay)

    def _label_index(self, label: Union[int, str]) -> int:
        labels = self.labels
        if isinstance(label, str):
            if label not in labels:
                raise InvalidArgumentError(f"label {label!r} is none of the model's {labels}")
            return labels.index(label)
        index = whole(label, "label", ctypes.c_int32)
        if not 0 <= index < len(labels):
            raise InvalidArgumentError(f"label is {index}; the model has 0 to {len(labels) - 1}")
        return index

    # ---- what its answers are worth

    @property
    def calibration(self) -> Calibration:
        """How the answers are calibrated. May be set, best with :func:`dataclasses.replace`: without a
        threshold the model forgets which pictures it knows. ``known_share`` is not set, but measured
        by :meth:`calibrate`."""
        struct = initialised(c.scanline_calibration)
        check(lib.scanline_model_get_calibration(self._handle, ctypes.byref(struct)))
        known = bool(struct.has_unknown)
        return Calibration(
            temperature=struct.temperature,
            known_share=struct.known_share if known else None,
            unknown_threshold=struct.unknown_threshold if known else None,
        )

    @calibration.setter
    def calibration(self, value: Calibration) -> None:
        struct = initialised(c.scanline_calibration)
        struct.temperature = value.temperature
        if value.unknown_threshold is not None:
            struct.has_unknown = 1
            struct.unknown_threshold = value.unknown_threshold
        check(lib.scanline_model_set_calibration(self._handle, ctypes.byref(struct)))

    def calibrate(
        self, dataset: Dataset, *, known_share: float = 0.0, threads: int = 0
    ) -> Calibration:
        """Fit the temperature on a dataset's validation part, as :meth:`Trainer.fit` does at its end,
        and with a ``known_share`` such as 0.95 learn what kind of pictures the model knows."""
        if not isinstance(dataset, Dataset):
            raise TypeError(f"dataset must be a Dataset, not {type(dataset).__name__}")
        check(
            lib.scanline_model_calibrate(
                self._handle, dataset._handle, known_share, whole(threads, "threads")
            )
        )
        return self.calibration

    def augment(
        self,
        image: Image,
        augmentation: Augmentation,
        *,
        seed: int = 0,
        epoch: int = 1,
        sample: int = 0,
        channel_order: Union[PixelFormat, str, None] = None,
        name: Optional[str] = None,
    ) -> np.ndarray:
        """What training sees of one picture: uint8 [height, width, channels] of the model's input
        shape. The numbers come from seed, epoch and sample alone. ``image``, ``channel_order`` and
        ``name`` are as for :meth:`classify`."""
        result = np.empty(self.input_shape, np.uint8)
        needed = ctypes.c_size_t()
        question = (
            ctypes.byref(augmentation_struct(augmentation)),
            whole(seed, "seed", ctypes.c_uint64),
            whole(epoch, "epoch"),
            whole(sample, "sample", ctypes.c_uint64),
            pointer(result, ctypes.c_uint8),
            result.size,
            ctypes.byref(needed),
        )
        ways = lib.scanline_model_augment, lib.scanline_model_augment_pixels
        self._ask(ways, image, name, channel_order, question)
        return result

    def _ask(
        self, ways: tuple[Any, Any], image: Image, name: Optional[str],
        channel_order: Union[PixelFormat, str, None], question: tuple[Any, ...],
    ) -> None:
        """Calls the first of two functions for encoded bytes, the second for pixels."""
        if isinstance(image, np.ndarray):
            struct, keep = pixels(image, channel_order)
            check(ways[1](self._handle, ctypes.byref(struct), *question))
        else:
            data, size, keep = lent(read(image))
            check(ways[0](self._handle, data, size, name_bytes(image, name), *question))
        del keep

    def _blocks(
        self,
        images: Iterable[Image],
        channel_order: Union[PixelFormat, str, None],
        threads: int,
        errors: str,
    ) -> Iterator[tuple[np.ndarray, Iterable[c.scanline_answer]]]:
        """Probabilities [pictures, labels] and answers, piece by piece."""
        if errors not in ("raise", "ignore"):
            raise InvalidArgumentError(f"errors is {errors!r}; it must be 'raise' or 'ignore'")
        if isinstance(images, (str, bytes, os.PathLike)):
            raise TypeError("images must be a sequence of pictures; use classify() for one")
        for encoded, chunk in _chunks(images):
            if encoded:
                yield self._encoded_answers(chunk, threads, errors == "raise")
                continue
            for image in chunk:
                row, answer = self._answered(image, channel_order, None)
                yield row[None], [answer]

    def _answered(
        self, image: Image, channel_order: Union[PixelFormat, str, None], name: Optional[str]
    ) -> tuple[np.ndarray, c.scanline_answer]:
        result = np.empty(len(self.labels), np.float32)
        answer = initialised(c.scanline_answer)
        out = ctypes.byref(answer), pointer(result, ctypes.c_float), result.size
        if isinstance(image, np.ndarray):
            struct, keep = pixels(image, channel_order)
            check(lib.scanline_model_answer_pixels(self._handle, ctypes.byref(struct), *out))
        elif isinstance(image, (str, os.PathLike)):
            check(lib.scanline_model_answer_file(self._handle, path_bytes(image), *out))
        else:
            data, size, keep = lent(image)
            label = None if name is None else text_bytes(name, "name")
            check(lib.scanline_model_answer(self._handle, data, size, label, *out))
            del keep
        return result, answer

    def _encoded_answers(
        self, images: Sequence[ImageSource], threads: int, strict: bool
    ) -> tuple[np.ndarray, Iterable[c.scanline_answer]]:
        """Probabilities [images, labels] and answers of encoded pictures, decoded in parallel."""
        # Files are read by the library's threads, each when it comes to it.
        paths = [image for image in images if isinstance(image, (str, os.PathLike))]
        if len(paths) == len(images):
            keep: Any = [path_bytes(path) for path in paths]
            pictures: Any = (ctypes.c_char_p * len(keep))(*keep)
            answer = lib.scanline_model_answer_files
        else:
            pictures, keep = encoded_structs(images, strict)
            answer = lib.scanline_model_answer_batch
        result = np.empty((len(images), len(self.labels)), np.float32)
        statuses = np.zeros(len(images), np.int32)
        answers = (c.scanline_answer * len(images))()
        answers[0] = initialised(c.scanline_answer)
        check(
            answer(
                self._handle,
                pictures,
                len(images),
                whole(threads, "threads"),
                answers,
                pointer(result, ctypes.c_float),
                result.size,
                pointer(statuses, ctypes.c_int32),
            )
        )
        del keep
        if strict and statuses.any():
            first = int(np.flatnonzero(statuses)[0])
            image = images[first]
            try:
                # The batch gives a status only; alone, the picture tells what is wrong with it.
                self._answered(image, None, f"picture {first}")
            except ScanlineError as reason:
                raise reason from None
            raise error(int(statuses[first]), f"picture {first} could not be classified")
        return result, answers

    @staticmethod
    def _prediction(
        row: np.ndarray, answer: c.scanline_answer, labels: Sequence[str]
    ) -> Prediction:
        return Prediction(
            label=labels[answer.label],
            index=answer.label,
            probability=float(answer.probability),
            probabilities=row,
            unknown=bool(answer.is_unknown),
            unknown_score=float(answer.unknown_score),
        )


def label_array(labels: Sequence[str]) -> ctypes.Array[ctypes.c_char_p]:
    """Labels as the library takes them."""
    if isinstance(labels, str):
        raise TypeError("labels must be a sequence of str, not one str")
    encoded = [text_bytes(label, "label") for label in labels]
    return (ctypes.c_char_p * len(encoded))(*encoded)


def encoded_structs(
    images: Sequence[ImageSource], strict: bool = True
) -> tuple[ctypes.Array[c.scanline_encoded], list[Any]]:
    """Encoded pictures for the library, and what must stay alive while it reads them. Not strict,
    an unreadable file counts as an empty one."""
    structs = (c.scanline_encoded * len(images))()
    keep: list[Any] = []
    for struct, image in zip(structs, images):
        try:
            content = read(image)
        except OSError:
            if strict:
                raise
            content = b""
        data, struct.size, owner = lent(content)
        struct.data = data.value
        struct.name = path_bytes(image) if isinstance(image, (str, os.PathLike)) else None
        keep.append((owner, struct.name))
    return structs, keep


def _chunks(images: Iterable[Image]) -> Iterator[tuple[bool, list[Any]]]:
    """Runs of encoded pictures (True) or of pixel arrays (False), of at most _CHUNK."""
    chunk: list[Any] = []
    encoded = False
    for image in images:
        kind = not isinstance(image, np.ndarray)
        if chunk and (kind != encoded or len(chunk) == _CHUNK):
            yield encoded, chunk
            chunk = []
        encoded = kind
        chunk.append(image)
    if chunk:
        yield encoded, chunk
