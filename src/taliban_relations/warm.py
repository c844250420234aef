"""For a process that is going to fork, such as the grader's worker: importing it reads every table, once for all."""

from .reading import table, tables

for _name in tables()["name"]:
    table(_name)
