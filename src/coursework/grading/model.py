"""The plain records that the parts of grading hand to one another."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

KINDS = (
    "timeout", "output-limit", "memory-limit", "process-limit", "file-size-limit", "kernel-died",
    "unreadable", "upgraded", "decoded", "cell-restored", "metadata-restored", "duplicate", "symlink-refused",
    "extra-file-refused", "renamed", "missing", "unknown-grade-id", "needs-person", "tamper",
)  # fmt: skip
GRADED, PARTLY, UNREADABLE, MISSING = "graded", "partly graded", "unreadable", "missing"


@dataclass(frozen=True)
class Flag:
    """Something a person should know about a submission: one of KINDS, where, and in words."""

    kind: str
    cell: str = ""
    detail: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"no flag is called {self.kind!r}")


@dataclass(frozen=True)
class Test:
    """The mark of one test cell: `score` is None while it waits for a person; `reason` is for the student."""

    id: str
    score: float | None
    max: float
    reason: str = ""


@dataclass
class Result:
    """What grading one submission came to: one object of report.json."""

    student: str
    status: str
    auto_score: float = 0.0
    auto_max: float = 0.0
    tests: list[Test] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict:
        """The object as report.json holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict) -> Result:
        """The record from an object of report.json."""
        lists = {
            "tests": [Test(**one) for one in stored["tests"]],
            "flags": [Flag(**one) for one in stored["flags"]],
        }
        return cls(**{**stored, **lists})
