"""Submissions that a class could hand in, and some that it should not: honest, broken and hostile.

Each says what marking it fairly means: a range of points, the flags it has to raise, and what must not happen.
"""

from . import (
    broken_code,
    broken_files,
    honest_code,
    honest_files,
    hostile_files,
    hostile_forge,
    hostile_reach,
)

CASES = [
    case
    for module in (
        honest_code,
        honest_files,
        broken_code,
        broken_files,
        hostile_reach,
        hostile_forge,
        hostile_files,
    )
    for case in module.CASES
]
