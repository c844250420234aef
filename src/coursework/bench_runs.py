"""Classes in temporary courses, graded by commands in processes of their own; what each of them cost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .errors import CourseworkError
from .run import kernel_environment
from .sample_class import make_class

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
# Runs a command in a process of its own, and notes what it took there. getrusage would count what the process
# was forked from, too; macOS has nothing else.
INSIDE = """
import json, re, resource, sys
{load}
try:
    status = {start}
except SystemExit as end:
    status = end.code
try:
    kilobytes = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
except OSError:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump({{"status": status, "rss_mb": kilobytes / 1024}}, open(sys.argv[1], "w"))
"""
OURS = INSIDE.format(load="from coursework.__main__ import main", start="main(sys.argv[2:])")
STOCK = INSIDE.format(
    load="from nbgrader.apps import NbGraderApp", start="NbGraderApp.launch_instance(sys.argv[2:])"
)


@dataclass
class Run:
    """What a command cost: seconds in all, those to the first graded notebook, peak memory; its rate then."""

    whole: float
    first: float
    rss_mb: float
    rate: float


def say(words: str) -> None:
    """Show what is going on now."""
    print(f"    {words} ...", file=sys.stderr, flush=True)


class Runs:
    """Courses with a class of `count` below one folder: made, graded, timed."""

    def __init__(self, solution: Path, released: Path, folder: Path, count: int):
        self.solution, self.released, self.folder, self.count = solution, released, folder, count

    def course(self, name: str, solution: Path | None = None) -> Path:
        """An nbgrader course with one assignment and no submissions."""
        root, source = self.folder / name, solution or self.solution
        target = root / "source" / source.stem
        target.mkdir(parents=True)
        shutil.copy(source, target)
        (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        return root

    def class_of(self, name: str, count: int | None = None) -> Path:
        """A course with the class, or with a larger one made of copies of its submissions."""
        root = self.course(name)
        made = make_class(self.solution, self.released, root, min(count or self.count, self.count), pasted=0)
        for number in range(self.count, count or 0):
            like = root / "submitted" / made[number % self.count].student
            shutil.copytree(like, like.with_name(f"copy{number:05d}"))
        return root

    def command(self, script: str, root: Path, *arguments: str) -> dict:
        """Run a command in a course's folder; what it cost. CourseworkError when it fails."""
        paths = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        environment = {**kernel_environment(), "PATH": os.pathsep.join(paths)}
        note, log = root / "cost.json", root / "log.txt"
        began = time.perf_counter()
        with open(log, "w", encoding="utf-8") as file:
            line = [sys.executable, "-c", script, str(note), *arguments]
            done = subprocess.run(line, cwd=root, env=environment, stdout=file, stderr=subprocess.STDOUT)
        whole = time.perf_counter() - began
        cost = json.loads(note.read_text()) if note.exists() else {"status": done.returncode or 1}
        if cost["status"]:
            said = "\n".join(log.read_text(encoding="utf-8").splitlines()[-5:])
            raise CourseworkError(f"{' '.join(arguments)} ended with {cost['status']}:\n{said}")
        return {**cost, "whole": whole}

    def graded(self, root: Path, at_once: int, script: str, *arguments: str) -> Run:
        """Grade a class; the rate counts from the first graded notebooks to the last."""
        say(f"{root.name}: {' '.join(arguments)}, {len(list((root / 'submitted').iterdir()))} submissions")
        began = time.time()
        cost = self.command(script, root, *arguments)
        done = sorted(path.stat().st_mtime for path in root.glob("autograded/*/*/*.ipynb"))
        rate = (len(done) - at_once) / (done[-1] - done[0])
        return Run(cost["whole"], done[0] - began, cost["rss_mb"], rate)

    def ours(self, root: Path, *options: str, name: str = "", at_once: int = 1) -> Run:
        """Grade a class with our own command."""
        name = name or self.solution.stem
        return self.graded(root, at_once, OURS, "grade", name, "--course", str(root), *options)
