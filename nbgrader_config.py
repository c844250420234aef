"""This course as nbgrader sees it: `nbgrader` and its formgrader work in this folder as they are."""

c = get_config()  # noqa: F821  nbgrader gives the name

c.CourseDirectory.course_id = "taliban-relations"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# What stands in a released exercise where the answer was; `python3 course.py release` makes the exercises.
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "marking.md"]
