"""Thumbnails within pages."""

from __future__ import annotations

import base64
from typing import Optional

from .._errors import ScanlineError

#: Longer side of a thumbnail, pixels.
SIDE = 160


def thumbnail(path: str) -> tuple[Optional[str], str]:
    """A data URI of what the library's decoder makes of a file; or None, and why there is none."""
    from ..images import decode, encode_jpeg

    try:
        pixels = decode(path, damaged=True)
    except FileNotFoundError:
        return None, "is not in its place any more"
    except (ScanlineError, OSError):
        return None, "nothing to show"
    step = max(1, -(-max(pixels.shape[:2]) // SIDE))
    jpeg = encode_jpeg(pixels[::step, ::step].copy(), quality=75)
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode(), ""
