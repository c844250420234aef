"""What is stored is what a fresh build makes, byte for byte (pictures within a tolerance off the locked
platform).
"""

from pathlib import Path

import pytest

from coursework.build import check_notebook
from coursework.workspace import Workspace

COURSE = Workspace(Path(__file__).parents[1])


@pytest.mark.parametrize("path", COURSE.lessons() + COURSE.solutions(), ids=COURSE.short)
def test_a_fresh_build_is_byte_for_byte_what_is_stored(path):
    assert check_notebook(path) == ""
