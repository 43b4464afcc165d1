"""Training runs."""

from __future__ import annotations

import ctypes
import json
import os
from pathlib import Path
from typing import Any, Callable, Optional, Sequence, Union

import numpy as np

from . import _prototypes as c
from ._calls import Call
from ._enums import PixelFormat
from ._errors import InvalidArgumentError, check
from ._handle import Handle
from ._library import lib
from ._native import PathLike, initialised, path_bytes, pointer, text, whole
from ._pixels import pixels
from .dataset import Dataset
from .history import Epoch, History, ProgressLine
from .model import Image, Model, encoded_structs
from .options import TrainingOptions, training_options

#: Called after every batch with the epoch, samples done, samples in all and the mean loss so far.
BatchCallback = Callable[[int, int, int, float], Optional[bool]]
EpochCallback = Callable[[Epoch], Optional[bool]]
#: Handed the flat gradient, float32 [parameters], to be averaged over all workers where it lies.
AllReduce = Callable[[np.ndarray], Optional[bool]]


class Trainer(Handle):
    """A training run: a copy of a model's weights, the optimiser's state, the step count and the
    history.

    The model gets the weights at the end of :meth:`fit`, or by :meth:`publish`; until then it
    classifies with those it has.
    """

    _free = "scanline_trainer_free"

    def __init__(
        self, model: Model, options: Optional[TrainingOptions] = None, **changes: Any
    ) -> None:
        """
        Args:
            model: what is trained.
            options: the settings; the defaults without.
            changes: settings by name, ``Trainer(model, epochs=10, optimizer="sgd")``; see
                :class:`TrainingOptions`.
        """
        chosen = training_options(options, changes)
        #: The settings; None for a trainer from a checkpoint, which has its own.
        self.options: Optional[TrainingOptions] = chosen
        struct = chosen._struct(model.labels)
        handle = ctypes.c_void_p()
        check(
            lib.scanline_trainer_create(model._handle, ctypes.byref(struct), ctypes.byref(handle))
        )
        self._adopt(handle)
        self._model: Optional[Model] = model
        self._hook = _Hook()

    # ---- training

    def fit(
        self,
        dataset: Dataset,
        *,
        on_batch: Optional[BatchCallback] = None,
        on_epoch: Optional[EpochCallback] = None,
        progress: bool = False,
    ) -> History:
        """Train on a dataset to the last epoch or to early stopping, then publish the weights.

        A callback stops the run at once by returning False (CancelledError), or by an exception,
        which is raised again here; Ctrl-C stops it with KeyboardInterrupt. A stopped run loses
        nothing: ``fit`` again goes on where it stopped, and :meth:`save_checkpoint` keeps it.

        Args:
            on_batch: called after every batch: epoch, samples done, samples in all, mean loss.
            on_epoch: called after every epoch with its figures.
            progress: write a progress line to standard error.
        """
        planned = None if self.options is None else self.options.epochs
        line = ProgressLine(planned) if progress else None
        epochs: list[Epoch] = []

        def batch(epoch: int, done: int, total: int, loss: float, _: None) -> Optional[bool]:
            if line is not None:
                line.batch(epoch, done, total, loss)
            return None if on_batch is None else on_batch(epoch, done, total, loss)

        def ended(borrowed: Any, _: None) -> Optional[bool]:
            epoch = Epoch._from(borrowed.contents)
            epochs.append(epoch)
            if line is not None:
                line.epoch(epoch)
            return None if on_epoch is None else on_epoch(epoch)

        result = initialised(c.scanline_train_result)
        call = self._call()
        callbacks = (
            call.callback(c.scanline_batch_callback, batch),
            call.callback(c.scanline_epoch_callback, ended),
        )
        try:
            call.run(
                lib.scanline_trainer_fit,
                self._handle,
                dataset._handle,
                *callbacks,
                None,
                ctypes.byref(result),
            )
        except BaseException:
            if line is not None:
                line.end()
            raise
        return History._from(epochs, result)

    def step(
        self,
        images: Sequence[Image],
        labels: Sequence[Union[int, str]],
        *,
        channel_order: Union[PixelFormat, str, None] = None,
    ) -> float:
        """One update on a batch of the host's own; returns its loss. :meth:`publish` then gives the
        model the weights.

        Args:
            images: encoded pictures (paths or bytes), or uint8 arrays [height, width] or
                [height, width, channels] (also one array with a leading batch axis). Not mixed.
            labels: an index or a name each.
            channel_order: of arrays; see :meth:`Model.classify`.
        """
        batch = list(images)
        indices = self._label_indices(labels)
        if len(batch) != len(indices):
            raise InvalidArgumentError(f"{len(batch)} images have {len(indices)} labels")
        arrays = [image for image in batch if isinstance(image, np.ndarray)]
        encoded = [image for image in batch if not isinstance(image, np.ndarray)]
        structs: Any
        keep: Any
        if not arrays:
            function = lib.scanline_trainer_step
            structs, keep = encoded_structs(encoded)
        elif not encoded:
            function = lib.scanline_trainer_step_pixels
            keep = [pixels(array, channel_order) for array in arrays]
            structs = (c.scanline_pixels * len(keep))(*[struct for struct, _ in keep])
        else:
            raise InvalidArgumentError("a batch has either encoded pictures or arrays, not both")
        loss = ctypes.c_double()
        self._call().run_briefly(
            function,
            self._handle,
            structs,
            pointer(indices, ctypes.c_int32),
            len(batch),
            ctypes.byref(loss),
        )
        del keep
        return loss.value

    def set_all_reduce(
        self, function: Optional[AllReduce], *, worker: int = 0, worker_count: int = 1
    ) -> None:
        """Train in several processes: ``function`` is handed the flat gradient, float32
        [parameters], before every update, and replaces it by the mean over all workers.

        The array is the trainer's own memory, valid for the call only. An exception stops the run
        and is raised again by :meth:`fit` or :meth:`step`; so does returning False, with
        CancelledError.

        Args:
            worker: the number of this process, from 0: its share of every batch.
            worker_count: how many processes there are.
        """
        kind = c.scanline_all_reduce_callback
        callback = kind() if function is None else kind(self._hook)
        check(
            lib.scanline_trainer_set_all_reduce(
                self._handle,
                callback,
                None,
                whole(worker, "worker"),
                whole(worker_count, "worker_count"),
            )
        )
        self._hook.function, self._hook.callback = function, callback

    def cancel(self) -> None:
        """Stop the :meth:`fit` or :meth:`step` under way, or the next one; from any thread."""
        check(lib.scanline_trainer_cancel(self._handle))

    def preview(
        self, dataset: Dataset, epoch: int = 1, batch: int = 0
    ) -> tuple[np.ndarray, np.ndarray]:
        """A batch as :meth:`fit` sees it: in its order, augmented, mixed. Nothing is trained.

        Args:
            epoch: from 1.
            batch: from 0.

        Returns:
            The pictures, uint8 [count, height, width, channels], and what is trained towards,
            float32 [count, labels]: the share of every label, label smoothing included.
        """
        count = ctypes.c_size_t()
        place = (
            self._handle,
            dataset._handle,
            whole(epoch, "epoch"),
            whole(batch, "batch", ctypes.c_uint64),
            ctypes.byref(count),
        )
        check(lib.scanline_trainer_preview(*place, None, 0, None, 0))
        seen = np.empty((count.value, *self.model.input_shape), np.uint8)
        targets = np.empty((count.value, len(self.model.labels)), np.float32)
        check(
            lib.scanline_trainer_preview(
                *place,
                pointer(seen, ctypes.c_uint8),
                seen.size,
                pointer(targets, ctypes.c_float),
                targets.size,
            )
        )
        return seen, targets

    # ---- results

    def publish(self) -> None:
        """Give the model the trainer's present weights."""
        check(lib.scanline_trainer_publish(self._handle))

    @property
    def model(self) -> Model:
        """The model that is trained."""
        if self._model is None or self._model.closed:
            handle = ctypes.c_void_p()
            check(lib.scanline_trainer_get_model(self._handle, ctypes.byref(handle)))
            self._model = Model._wrapping(handle)
        return self._model

    @property
    def history(self) -> list[dict[str, Any]]:
        """The figures of all epochs of the run, those before a resume included."""
        return list(json.loads(text(lib.scanline_trainer_get_history, self._handle)))

    def save_history(self, path: PathLike) -> None:
        """Write the figures of all epochs: CSV for a name that ends with .csv, else JSON."""
        is_csv = os.fspath(path).lower().endswith(".csv")
        kind = "history_csv" if is_csv else "history"
        content = text(getattr(lib, f"scanline_trainer_get_{kind}"), self._handle)
        Path(path).write_text(content, encoding="utf-8")

    # ---- checkpoints

    def save_checkpoint(self, path: PathLike) -> None:
        """Write weights, optimiser state, position and history, atomically."""
        check(lib.scanline_trainer_save_checkpoint(self._handle, path_bytes(path)))

    @classmethod
    def load_checkpoint(cls, path: PathLike, *, threads: int = 0) -> Trainer:
        """A trainer as it was saved; :meth:`fit` then goes on where it stopped and ends with the
        same bits as a run that was not interrupted."""
        handle = ctypes.c_void_p()
        check(
            lib.scanline_trainer_load_checkpoint(
                path_bytes(path), whole(threads, "threads"), ctypes.byref(handle)
            )
        )
        return cls._wrapping(handle, options=None, _model=None, _hook=_Hook())

    # ---- inner

    def _call(self) -> Call:
        """A call that Ctrl-C cancels and that raises what the all-reduce hook raised."""
        handle = self._handle
        call = Call(cancel=lambda: lib.scanline_trainer_cancel(handle))
        self._hook.call = call
        return call

    def _label_indices(self, labels: Sequence[Union[int, str]]) -> np.ndarray:
        names = self.model.labels if any(isinstance(each, str) for each in labels) else []
        indices = []
        for each in labels:
            if not isinstance(each, str):
                indices.append(whole(each, "label", ctypes.c_int32))
            elif each in names:
                indices.append(names.index(each))
            else:
                raise InvalidArgumentError(f"label {each!r} is none of the model's {names}")
        return np.array(indices, np.int32)


class _Hook:
    """The all-reduce callback. Does not hold its trainer, which therefore is freed at once when its
    last reference goes."""

    def __init__(self) -> None:
        self.function: Optional[AllReduce] = None
        self.callback: Any = None
        self.call: Optional[Call] = None

    def __call__(self, gradients: Any, count: int, _: None) -> int:
        if self.call is None or self.function is None:
            return 0
        return self.call.guarded(self.function, np.ctypeslib.as_array(gradients, (count,)))
