"""Comparing notebook content in which pictures may differ by a few pixels from one platform to the next.

matplotlib draws the same bytes on Linux under the lock; elsewhere fonts and libraries shift single pixels.
"""

from __future__ import annotations

import base64
import io
import platform
import re
import sys

PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
PNG = "iVBORw0KGgo"
TOLERANCE = 4.0  # mean absolute difference over all pixels and channels, on the scale 0 to 255


def exact_here() -> bool:
    """Are pictures compared byte for byte on this machine? Only on the platform the lock was made for."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def difference(one: str, other: str) -> float:
    """Mean absolute difference of two base64-encoded PNG pictures, 0 (same) to 255 (also: sizes differ)."""
    import numpy as np
    from PIL import Image

    frames = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGBA"), dtype=float)
        for code in (one, other)
    ]
    return float(abs(frames[0] - frames[1]).mean()) if frames[0].shape == frames[1].shape else 255.0


def same(one, other, exact: bool | None = None) -> bool:
    """Are two pieces of notebook content equal, pictures (bare or inside HTML) within the tolerance?

    Parameters: `one`, `other`: any JSON value; `exact`: compare pictures by their bytes (None: as this
    machine does).
    """
    if one == other or (exact if exact is not None else exact_here()):
        return one == other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k], False) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b, False) for a, b in zip(one, other, strict=True))
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    if one.startswith(PNG) and other.startswith(PNG):
        return difference(one, other) <= TOLERANCE
    pictures = list(zip(PICTURE.findall(one), PICTURE.findall(other), strict=False))
    return PICTURE.sub("", one) == PICTURE.sub("", other) and all(
        difference(*p) <= TOLERANCE for p in pictures
    )
