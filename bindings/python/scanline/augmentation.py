"""What may happen to a training picture."""

from __future__ import annotations

from dataclasses import dataclass, fields

from . import _prototypes as c
from ._native import initialised


@dataclass(frozen=True)
class Augmentation:
    """Random changes of every training picture, anew in every epoch. All 0: nothing happens.

    Geometry is composed into one affine pass with reflected borders.
    """

    rotation: float = 0.0  #: turns: uniform in +-rotation; 0.08 is 29 degrees; 0 to 0.5
    zoom: float = 0.0  #: scale of the content: uniform in 1 +- zoom; 0 to below 1
    horizontal_flip: float = 0.0  #: probability, 0 to 1
    vertical_flip: float = 0.0  #: probability, 0 to 1
    translation: float = 0.0  #: share of width and height: uniform in +-translation; 0 to 1
    shear: float = 0.0  #: tangent: uniform in +-shear; 0 to 1
    brightness: float = 0.0  #: factor: uniform in 1 +- brightness; 0 to 1
    contrast: float = 0.0  #: factor about the picture's mean: uniform in 1 +- contrast; 0 to 1
    saturation: float = 0.0  #: factor about the pixel's luma: uniform in 1 +- saturation; 0 to 1

    def _struct(self) -> c.scanline_augmentation:
        struct = initialised(c.scanline_augmentation)
        for field in fields(self):
            setattr(struct, field.name, float(getattr(self, field.name)))
        return struct
