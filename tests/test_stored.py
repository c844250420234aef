"""What is stored is what a fresh build makes, byte for byte (off the locked platform, pictures nearly)."""

from pathlib import Path

import pytest

from coursework.build import built, stale
from coursework.workspace import Workspace

COURSE = Workspace(Path(__file__).parents[1])


@pytest.mark.parametrize("path", COURSE.notebooks(), ids=COURSE.short)
def test_a_fresh_build_is_byte_for_byte_what_is_stored(path):
    assert stale(path, built(path)) == ""
