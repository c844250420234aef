"""The penalty for late work, as the course has configured nbgrader."""

from __future__ import annotations

import contextlib

from nbgrader.preprocessors import AssignLatePenalties

from ..nbcourse import NbCourse, import_from


def penalties(course: NbCourse):
    """The late penalty that is configured: a function (student, score, seconds late) -> points or None."""

    def penalty(student: str, score: float, seconds: float) -> float | None:
        if not made:
            with contextlib.chdir(course.root), import_from(course.root):
                step = AssignLatePenalties(config=course.config)
                step.init_plugin()
                made.append(step.plugin_inst)
        return made[0].late_submission_penalty(student, score, seconds)

    made: list = []
    return penalty
