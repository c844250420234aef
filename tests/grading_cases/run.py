"""Grades all cases in one run of the command, and gathers the evidence of what happened meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from coursework.grading.running import sandbox

from .case import Case, Work
from .course import NAME, SECRETS, make_course

SRC = Path(__file__).parents[2] / "src"
LONGEST = 400  # seconds after which the run counts as stuck
CROWD = 1500  # processes more than before: the whole run is ended to save the machine
MARKS = (b"stayed-on", b"593.5", b"594.5")  # how a process that was left behind is known


@dataclass
class Evidence:
    """What a run left behind."""

    course: Path
    sandboxed: bool
    report: list[dict] = field(default_factory=list)
    said: str = ""
    code: int | None = None
    seconds: float = 0.0
    reached: list[bytes] = field(default_factory=list)  # what the listeners received
    strays: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)  # files that nobody may touch and somebody did
    disk_used: int = 0
    ended: str = ""  # why the run was ended from outside, if it was

    def record(self, case: Case) -> dict | None:
        """The case's object in the report."""
        return next((one for one in self.report if one["student"] == shown(case.folder)), None)

    def feedback(self, case: Case) -> str:
        """The text of every file that this student gets."""
        folder = self.course / "feedback" / shown(case.folder)
        return "".join(p.read_text("utf-8", "replace") for p in sorted(folder.rglob("*")) if p.is_file())

    @property
    def report_page(self) -> str:
        """The page for the instructor."""
        page = self.course / "reports" / NAME / "report.html"
        return page.read_text("utf-8") if page.exists() else ""

    def outputs(self, case: Case) -> str:
        """What the student's own cells showed, from the graded notebook."""
        path = self.course / "autograded" / shown(case.folder) / NAME / f"{NAME}.ipynb"
        if not path.exists():
            return ""
        cells = json.loads(path.read_text("utf-8"))["cells"]
        own = [one for one in cells if not one["metadata"].get("nbgrader", {}).get("locked")]
        return json.dumps([one.get("outputs", []) for one in own], ensure_ascii=False)


def shown(name: str) -> str:
    """A student's folder as the report names it: what cannot be printed is written out."""
    return name if name.isprintable() else ascii(name)[1:-1]


def able(case: Case, sandboxed: bool) -> bool:
    """Is a case dared here? Without the sandbox nothing holds hostile work, nor what eats or deletes."""
    if sandboxed or case.kind == "honest":
        return True
    return case.kind == "broken" and not case.needs and os.geteuid() != 0


def grade(root: Path, cases: list[Case], *options: str) -> Evidence:
    """Make the course and the submissions below `root`, grade them in one run, and gather the evidence."""
    root.chmod(0o755)  # the sandbox is to hide it, not the modes of files
    course, outside = make_course(root / "course"), root / "outside"
    outside.mkdir()
    (outside / "canary").write_text("untouched", encoding="utf-8")
    (outside / "secret.txt").write_text(SECRETS["home"], encoding="utf-8")
    evidence = Evidence(course, sandbox.find() is not None)
    with listening(outside / "listener", evidence.reached) as port:
        for case in cases:
            folder = course / "submitted" / case.folder / NAME
            folder.mkdir(parents=True)
            case.make(Work(folder, course, outside, port))
        before = fingerprints(course, outside)
        run(command(course, "grade", "--workers", "2", *options), outside, evidence)
        if evidence.code == 0:
            run(command(course, "feedback"), outside, evidence)
    now = fingerprints(course, outside)
    evidence.changed = sorted(
        path for path in before.keys() | now.keys() if before.get(path) != now.get(path)
    )
    path = course / "reports" / NAME / "report.json"
    evidence.report = json.loads(path.read_text("utf-8")) if path.exists() else []
    return evidence


def command(course: Path, name: str, *options: str) -> list[str]:
    """The command line of one of the commands for a class."""
    return [sys.executable, "-m", "coursework", name, NAME, "--course", str(course), *options]


def run(line: list[str], home: Path, evidence: Evidence) -> None:
    """Run the command under watch: it is ended when it is stuck or crowds the machine."""
    environment = {**os.environ, "PYTHONPATH": str(SRC), "HOME": str(home), "TOKEN": SECRETS["environment"]}
    began, crowd, free = time.monotonic(), len(processes()), shutil.disk_usage(home).free
    with open(home.parent / "said.txt", "ab") as said:
        process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment,
                                   start_new_session=True, preexec_fn=protect)  # fmt: skip
        while process.poll() is None:
            time.sleep(0.1)
            evidence.disk_used = max(evidence.disk_used, free - shutil.disk_usage(home).free)
            seconds = time.monotonic() - began
            if len(processes()) > crowd + CROWD:
                evidence.ended = f"more than {CROWD} processes"
            elif seconds > LONGEST:
                evidence.ended = f"not done after {LONGEST} seconds"
            if evidence.ended:
                os.killpg(process.pid, signal.SIGKILL)
                break
        evidence.code = process.wait()
        evidence.seconds += time.monotonic() - began
    time.sleep(1)  # for what may have been left behind to show itself
    evidence.said = (home.parent / "said.txt").read_text("utf-8", "replace")
    evidence.strays = left_behind()


def protect() -> None:
    """Limit what the run itself can start, where its user is held to that (root is not)."""
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    most = 4 * CROWD if hard == resource.RLIM_INFINITY else min(hard, 4 * CROWD)
    resource.setrlimit(resource.RLIMIT_NPROC, (most, hard))


def processes() -> list[str]:
    """The processes of this machine, where that can be seen."""
    return [name for name in os.listdir("/proc") if name.isdigit()] if os.path.isdir("/proc") else []


def left_behind() -> list[str]:
    """Processes that a submission started and that still run; they are ended here."""
    found = []
    for number in processes():
        try:
            names = Path(f"/proc/{number}/comm").read_bytes() + Path(f"/proc/{number}/cmdline").read_bytes()
            if any(mark in names for mark in MARKS):
                os.kill(int(number), signal.SIGKILL)
                found.append(names.decode("utf-8", "replace"))
        except OSError:
            continue
    return found


def fingerprints(course: Path, outside: Path) -> dict[str, str]:
    """What nobody may change: the instructor's files, the submissions, and everything outside."""
    found = {}
    for base in (course / "source", course / "submitted", course / "nbgrader_config.py", outside):
        for path in [base, *base.rglob("*")]:
            if path.is_symlink() or not path.is_file() or not os.access(path, os.R_OK):
                found[str(path)] = "here"
            elif path.stat().st_size < 50_000_000:
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    ours = {
        name for name in found if name.startswith((f"{outside}/.", f"{outside}/snap"))
    }  # caches of libraries
    return {name: digest for name, digest in found.items() if name not in ours}


class listening:
    """Listens on 127.0.0.1, on a path and on an abstract name; what arrives is put on the list."""

    def __init__(self, path: Path, reached: list[bytes]):
        self.reached = reached
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(tcp.getsockname())
        self.port, self.sockets = tcp.getsockname()[1], [tcp, udp]
        for name in (str(path), f"\0towns-listener-{self.port}") if sys.platform == "linux" else (str(path),):
            one = socket.socket(socket.AF_UNIX)
            one.bind(name)
            self.sockets.append(one)

    def __enter__(self) -> int:
        for one in self.sockets:
            threading.Thread(target=self.serve, args=(one,), daemon=True).start()
        return self.port

    def serve(self, one: socket.socket) -> None:
        try:
            if one.type == socket.SOCK_DGRAM:
                self.reached.append(one.recv(1000))
                return
            one.listen()
            while True:
                there, _ = one.accept()
                self.reached.append(there.recv(1000))
        except OSError:
            return

    def __exit__(self, *_) -> None:
        for one in self.sockets:
            one.close()
