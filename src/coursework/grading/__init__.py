"""Grading a class: submissions in, marks, reasons and a list of what needs a person out.

The trusted side, which runs no line of a student's. `grade` leads: `nbcourse` and `assignment` know the
instructor's side, `batch` takes a class through, and each step has a folder: `reading` what was handed in,
`planning` a run, `running` it in the sandbox of the package `gradeworker`, `scoring` what came back, keeping
it in the `book`, and showing it on `pages`. `written` answers are marked by people; `lms` makes the tables.
"""
