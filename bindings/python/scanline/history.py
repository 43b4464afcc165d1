"""What a training run tells: epoch by epoch, and at its end."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Iterator, Optional, TextIO

import numpy as np

from . import _prototypes as c
from ._enums import StopReason


@dataclass(frozen=True)
class Epoch:
    """The figures of one epoch."""

    epoch: int  #: from 1
    epochs: int  #: planned
    learning_rate: float  #: at the epoch's end
    training_loss: float  #: mean over the samples, as trained (augmented, dropout on)
    training_accuracy: float
    validation_loss: float  #: NaN without a validation part, as all of the validation's figures
    validation_accuracy: float
    seconds: float  #: wall time, validation included
    images_per_second: float  #: training pictures over training time
    is_best: bool  #: by the monitored value
    precision: Optional[np.ndarray]  #: float64 [labels]
    recall: Optional[np.ndarray]  #: float64 [labels]
    confusion: Optional[np.ndarray]  #: uint64 [labels, labels]; row: truth, column: prediction
    calibration_error: float  #: expected calibration error, validation part, temperature 1

    @classmethod
    def _from(cls, epoch: c.scanline_epoch) -> Epoch:
        count = epoch.label_count

        def copied(pointer: Any, *shape: int) -> Optional[np.ndarray]:
            return np.ctypeslib.as_array(pointer, shape).copy() if pointer else None

        return cls(
            epoch=epoch.epoch,
            epochs=epoch.epochs,
            learning_rate=epoch.learning_rate,
            training_loss=epoch.training_loss,
            training_accuracy=epoch.training_accuracy,
            validation_loss=epoch.validation_loss,
            validation_accuracy=epoch.validation_accuracy,
            seconds=epoch.seconds,
            images_per_second=epoch.images_per_second,
            is_best=bool(epoch.is_best),
            precision=copied(epoch.precision, count),
            recall=copied(epoch.recall, count),
            confusion=copied(epoch.confusion, count, count),
            calibration_error=epoch.calibration_error,
        )


@dataclass(frozen=True)
class History:
    """What :meth:`Trainer.fit` returns.

    ``history["validation_loss"]`` is that figure of every epoch, as float64 [epochs]. Iterates over
    the epochs of this call; epochs before a resume are in ``Trainer.history``.
    """

    epochs: list[Epoch]
    epochs_run: int  #: in all, those before a resume included
    best_epoch: int  #: from 1
    best_value: float  #: of the monitored figure
    stop_reason: StopReason
    training_loss: float  #: of the last epoch
    training_accuracy: float
    validation_loss: float  #: of the epoch whose weights were kept
    validation_accuracy: float
    seconds: float
    temperature: float  #: what the logits are divided by; 1: not calibrated
    calibrated_loss: float  #: validation_loss with it; NaN: not calibrated, as the next
    calibration_error: float  #: expected calibration error (15 bins) with it
    uncalibrated_error: float  #: the same at a temperature of 1

    @classmethod
    def _from(cls, epochs: list[Epoch], result: c.scanline_train_result) -> History:
        return cls(
            epochs=epochs,
            epochs_run=result.epochs_run,
            best_epoch=result.best_epoch,
            best_value=result.best_value,
            stop_reason=StopReason(result.stop_reason),
            training_loss=result.training_loss,
            training_accuracy=result.training_accuracy,
            validation_loss=result.validation_loss,
            validation_accuracy=result.validation_accuracy,
            seconds=result.seconds,
            temperature=result.temperature,
            calibrated_loss=result.calibrated_loss,
            calibration_error=result.calibration_error,
            uncalibrated_error=result.uncalibrated_error,
        )

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in Epoch.__dataclass_fields__:
            raise KeyError(name)
        return np.array([getattr(epoch, name) for epoch in self.epochs])

    def __iter__(self) -> Iterator[Epoch]:
        return iter(self.epochs)

    def __len__(self) -> int:
        return len(self.epochs)


@dataclass
class ProgressLine:
    """A line on standard error that moves within an epoch and stays when the epoch ends. On
    anything but a terminal, only the lines that stay are written."""

    epochs: Optional[int]  #: planned; None: not known before the first epoch has ended
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _shown: float = 0.0

    def batch(self, epoch: int, done: int, total: int, loss: float) -> None:
        now = time.monotonic()
        if self.stream.isatty() and (done == total or now - self._shown > 0.1):
            self._shown = now
            number = epoch if self.epochs is None else f"{epoch}/{self.epochs}"
            self._write(f"\repoch {number}  {done}/{total}  loss {loss:.4f}\033[K")

    def epoch(self, epoch: Epoch) -> None:
        self.epochs = epoch.epochs
        line = (
            f"epoch {epoch.epoch}/{epoch.epochs}  loss {epoch.training_loss:.4f}  "
            f"accuracy {epoch.training_accuracy:.4f}"
        )
        if not math.isnan(epoch.validation_loss):
            line += (
                f"  validation loss {epoch.validation_loss:.4f}  "
                f"accuracy {epoch.validation_accuracy:.4f}"
            )
        line += f"  {epoch.images_per_second:.0f} images/s{'  *' if epoch.is_best else ''}"
        self._write(f"\r{line}\033[K\n" if self.stream.isatty() else f"{line}\n")

    def end(self) -> None:
        """Leave a line that stopped halfway."""
        if self.stream.isatty():
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
