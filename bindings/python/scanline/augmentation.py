"""What may happen to a training picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Union

from . import _prototypes as c
from ._enums import AugmentationPolicy, Border, member
from ._native import assign, initialised, instance

#: The settings that are names.
_CHOICES = {"border": Border, "policy": AugmentationPolicy}


@dataclass(frozen=True)
class Augmentation:
    """Random changes of every training picture, anew in every epoch. All 0: nothing happens.

    Geometry is composed into one affine pass, colour into one matrix.
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
    hue: float = 0.0  #: turns about the gray axis: uniform in +-hue; 0 to 0.5
    #: area of the part that is seen over the picture's, uniform in crop_area_min to crop_area_max:
    #: above 0, at most 4 (above 1: seen from farther); both 0: no crop
    crop_area_min: float = 0.0
    crop_area_max: float = 0.0
    #: the part's sides are stretched by a factor in 1 / crop_aspect to crop_aspect; 1 to 4; 0: none
    crop_aspect: float = 0.0
    border: Union[Border, str] = Border.REFLECT  #: what lies beyond the picture
    erase_probability: float = 0.0  #: of a rectangle in the input's mean colour, 0 to 1
    erase_min: float = 0.0  #: its sides over the picture's: uniform in erase_min to erase_max
    erase_max: float = 0.0
    #: operations drawn as a paper has it, besides all else
    policy: Union[AugmentationPolicy, str] = AugmentationPolicy.NONE
    policy_strength: float = 0.0  #: their magnitude, 0 to 1; 0: the paper's (trivial 1, rand 0.3)
    policy_operations: int = 0  #: rand: operations a picture, 1 to 8; 0: the paper's 2
    posterize_probability: float = 0.0  #: of keeping the upper 4 to 7 bits of each level
    solarize_probability: float = 0.0  #: of inverting the levels from one in 128 to 255 on
    autocontrast_probability: float = 0.0  #: of stretching each channel to all levels
    equalize_probability: float = 0.0  #: of spreading each channel's levels evenly
    sharpness: float = 0.0  #: factor about a smoothed copy: uniform in 1 +- sharpness; 0 to 1
    blur_probability: float = 0.0  #: of a Gaussian blur
    blur_sigma: float = 0.0  #: its deviation in pixels: uniform in 0 to blur_sigma; at most 16
    gray_probability: float = 0.0  #: of a picture without colours

    def _struct(self) -> c.scanline_augmentation:
        struct = initialised(c.scanline_augmentation)
        for field in fields(self):
            value = getattr(self, field.name)
            kind = _CHOICES.get(field.name)
            assign(
                struct,
                **{field.name: value if kind is None else member(kind, value, field.name)},
            )
        return struct

    @classmethod
    def _from_struct(cls, struct: c.scanline_augmentation) -> Augmentation:
        values = {field.name: getattr(struct, field.name) for field in fields(cls)}
        for name, kind in _CHOICES.items():
            values[name] = kind(values[name])
        return cls(**values)


def augmentation_struct(value: Augmentation) -> c.scanline_augmentation:
    """The struct of what a caller gave as an augmentation."""
    return instance(value, Augmentation, "augmentation")._struct()
