"""Submissions that a class could hand in, and some that it should not: honest, broken and hostile.

Each says what marking it fairly means: a range of points, the flags it has to raise, what must not happen.
"""

from . import (
    broken_code,
    broken_files,
    honest_code,
    honest_files,
    hostile_files,
    hostile_frames,
    hostile_lies,
    hostile_patches,
    hostile_pickles,
    hostile_protocol,
    hostile_reach,
)

MODULES = (
    honest_code, honest_files, broken_code, broken_files, hostile_reach, hostile_patches, hostile_protocol,
    hostile_lies, hostile_frames, hostile_pickles, hostile_files,
)  # fmt: skip
CASES = [case for module in MODULES for case in module.CASES]
