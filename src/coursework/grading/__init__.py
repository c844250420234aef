"""Grading a class: submissions in, marks, reasons and a list of what needs a person out.

The trusted side. `nbcourse` knows where things lie, `reader` reads submissions without believing them, `plan`
turns one into a run, `pool` or `cluster` has it run in a sandbox by the package `gradeworker`, `scores` turns
what came back into marks, and `gradebook` alone writes them into nbgrader's database. `grade` leads them.
"""
