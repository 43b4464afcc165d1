"""The settings of a training run."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Mapping, Optional, Sequence, Union

from . import _prototypes as c
from ._enums import Monitor, Optimizer, Schedule, member
from ._errors import InvalidArgumentError, check
from ._library import lib
from ._native import PathLike, assign, initialised, instance, path_bytes, text_bytes
from .augmentation import Augmentation, augmentation_struct

#: None, "balanced", one weight a label, or a weight for some labels (the others have 1).
ClassWeights = Union[None, str, Sequence[float], Mapping[str, float]]

#: Options that are not copied to the struct's field of the same name as they are.
_SPECIAL = (
    "optimizer", "schedule", "monitor", "class_weights", "augmentation", "checkpoint_path",
    "cache_folder",
)


@dataclass(frozen=True)
class TrainingOptions:
    """The settings of a training run, with the library's defaults.

    Enumerations may be given by name: ``optimizer="adamw"``.
    """

    epochs: int = 30
    batch_size: int = 32
    seed: int = 0  #: order, augmentation, dropout
    threads: int = 0  #: at most 1024; 0: one a processor; the results do not depend on it
    optimizer: Union[Optimizer, str] = Optimizer.ADAM
    learning_rate: float = 0.001
    momentum: float = 0.0  #: SGD and RMSprop
    nesterov: bool = False  #: SGD
    beta1: float = 0.9  #: Adam, AdamW
    beta2: float = 0.999  #: Adam, AdamW
    rho: float = 0.9  #: RMSprop
    epsilon: float = 1e-7
    weight_decay: float = 0.0  #: AdamW, decoupled, on matrices only
    schedule: Union[Schedule, str] = Schedule.CONSTANT
    schedule_epochs: int = 10  #: step: period; plateau: patience
    schedule_factor: float = 0.5  #: step and plateau
    warmup_epochs: float = 0.0  #: cosine: linear warm-up; -1: a tenth of the epochs
    final_learning_rate_share: float = 0.01  #: cosine: the last rate over the highest
    clip_norm: float = 0.0  #: global gradient norm; 0: no clipping
    label_smoothing: float = 0.0  #: 0 to below 1
    class_weights: ClassWeights = None
    monitor: Union[Monitor, str] = Monitor.VALIDATION_LOSS
    early_stopping_epochs: int = 0  #: patience; 0: no early stopping
    restore_best: bool = True  #: end with the weights of the best epoch, not of the last
    augmentation: Optional[Augmentation] = None
    checkpoint_path: Optional[PathLike] = None  #: written after each epoch, atomically
    cache_bytes: int = 1 << 30  #: decoded pictures kept; 0: the default
    cache_folder: Optional[PathLike] = None  #: keeps them in a file there, not in memory
    ema_decay: float = 0.0  #: moving average of the weights, kept in their place; 0: none
    mixup_probability: float = 0.0  #: share of the batches whose pictures are blended in pairs
    mixup_alpha: float = 0.2  #: the blends' shares are from Beta(alpha, alpha)
    cutmix_probability: float = 0.0  #: share of those whose pictures get a rectangle of another
    cutmix_alpha: float = 1.0  #: the areas' shares are from Beta(alpha, alpha)
    layer_decay: float = 1.0  #: every layer learns at this share of the rate of the next one
    frozen_layers: int = 0  #: the first so many layers of the spec do not learn
    balanced_sampling: bool = False  #: every class comes equally often in an epoch
    calibrate: bool = True  #: fit a temperature on the validation part at the end
    known_share: float = 0.0  #: of the validation part that shall be known then; 0: all pictures are

    @classmethod
    def recipe(cls, name: str, **changes: Any) -> TrainingOptions:
        """Settings that were found to go well together: ``"photos"`` to train on photos from scratch,
        ``"fine-tune"`` to go on from a model that has learned others.

        Args:
            name: the recipe's name.
            changes: settings that differ, by name.
        """
        struct = initialised(c.scanline_train_options)
        augmentation = initialised(c.scanline_augmentation)
        check(
            lib.scanline_train_options_recipe(
                text_bytes(name, "recipe"), ctypes.byref(struct), ctypes.byref(augmentation)
            )
        )
        names = [field.name for field in fields(cls) if field.name not in _SPECIAL]
        values: dict[str, Any] = {name: getattr(struct, name) for name in names}
        for field in fields(cls):
            if isinstance(field.default, bool):
                values[field.name] = bool(values[field.name])
        values.update(
            optimizer=Optimizer(struct.optimizer),
            schedule=Schedule(struct.schedule),
            monitor=Monitor(struct.monitor),
            augmentation=Augmentation._from_struct(augmentation),
        )
        return cls(**{**values, **changes})

    def _struct(self, labels: Optional[Sequence[str]]) -> c.scanline_train_options:
        """The struct; it keeps alive what it points to.

        ``labels`` are needed for weights given by label.
        """
        struct = initialised(c.scanline_train_options)
        names = [field.name for field in fields(self) if field.name not in _SPECIAL]
        assign(struct, **{name: getattr(self, name) for name in names})
        struct.optimizer = member(Optimizer, self.optimizer, "optimizer")
        struct.schedule = member(Schedule, self.schedule, "schedule")
        struct.monitor = member(Monitor, self.monitor, "monitor")
        _set_class_weights(struct, self.class_weights, labels)
        if self.augmentation is not None:
            struct.augmentation = ctypes.pointer(augmentation_struct(self.augmentation))
        if self.checkpoint_path is not None:
            struct.checkpoint_path = path_bytes(self.checkpoint_path)
        if self.cache_folder is not None:
            struct.cache_folder = path_bytes(self.cache_folder)
        return struct


def training_options(
    options: Optional[TrainingOptions], changes: Mapping[str, Any] = MappingProxyType({})
) -> TrainingOptions:
    """What a caller gave as options, the defaults for None, with changes by name."""
    given = TrainingOptions() if options is None else options
    return replace(instance(given, TrainingOptions, "options"), **changes)


def _set_class_weights(
    struct: c.scanline_train_options, weights: ClassWeights, labels: Optional[Sequence[str]]
) -> None:
    if weights is None:
        struct.class_weighting = c.SCANLINE_CLASS_WEIGHTS_NONE
        return
    if isinstance(weights, str):
        if weights != "balanced":
            raise InvalidArgumentError(f"class_weights is {weights!r}; the only name is 'balanced'")
        struct.class_weighting = c.SCANLINE_CLASS_WEIGHTS_BALANCED
        return
    if isinstance(weights, Mapping):
        if labels is None:
            raise InvalidArgumentError("class_weights by label need a model; give a sequence")
        unknown = sorted(set(weights) - set(labels))
        if unknown:
            raise InvalidArgumentError(f"class_weights names {unknown}, the labels are {labels}")
        weights = [weights.get(label, 1.0) for label in labels]
    values = [float(weight) for weight in weights]
    struct.class_weighting = c.SCANLINE_CLASS_WEIGHTS_GIVEN
    array = (ctypes.c_double * len(values))(*values)
    struct.class_weights = ctypes.cast(array, ctypes.POINTER(ctypes.c_double))
    struct.class_weight_count = len(values)
