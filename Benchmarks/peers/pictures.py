"""Photos for the peers, by Pillow."""

from __future__ import annotations

import io
from typing import Union

import numpy as np
from common import SIZE
from PIL import Image


def decoded(source: Union[str, bytes], draft: bool = True) -> np.ndarray:
    """A photo as bytes [64, 64, 3]. With `draft` the decoder scales as far down as it may."""
    with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
        if draft:
            image.draft("RGB", (SIZE, SIZE))
        resized = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
        return np.asarray(resized)
