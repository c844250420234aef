"""Print the table of cases as they are graded now: `python tests/grading_cases/table.py [PART ...]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from coursework.grading.running import sandbox  # noqa: E402
from grading_cases import CASES  # noqa: E402
from grading_cases.checks import problems  # noqa: E402
from grading_cases.run import able, grade  # noqa: E402

HEAD = "| case | kind | fair | score | status | flags | seconds |\n|---|---|---|---|---|---|---|"


def row(evidence, case) -> str:
    """One line of the table."""
    record = evidence.record(case) or {
        "auto_score": float("nan"),
        "status": "not in the report",
        "flags": [],
        "seconds": 0,
    }
    low, high = case.fair
    fair = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    flags = ", ".join(sorted({flag["kind"] for flag in record["flags"]}))
    wrong = " **not as it should be**" if problems(evidence, case) else ""
    return (
        f"| {case.name}{wrong} | {case.kind} | {fair} | {record['auto_score']:g} | {record['status']} "
        f"| {flags} | {record['seconds']:.1f} |"
    )


def table(evidence, cases) -> str:
    """The table of cases in Markdown."""
    return "\n".join([HEAD, *(row(evidence, case) for case in cases)])


def main(parts: list[str]) -> int:
    """Grade the cases whose name holds one of the parts (else all); print the table and the problems."""
    cases = [case for case in CASES if not parts or any(part in case.folder for part in parts)]
    with tempfile.TemporaryDirectory() as root:
        cases = [case for case in cases if able(case, sandbox.find() is not None)]
        evidence = grade(Path(root), cases)
        print(table(evidence, cases))
        wrong = {case.name: problems(evidence, case) for case in cases}
        print(
            f"\n{len(cases)} cases, {sum(map(bool, wrong.values()))} not as they should be,",
            f"{evidence.seconds:.0f} s",
        )
        for name, found in wrong.items():
            for problem in found:
                print(f"- {name}: {problem}"[:600])
        for name in ("code", "ended", "reached", "strays", "changed"):
            if getattr(evidence, name):
                print(f"- run: {name}: {getattr(evidence, name)}")
        print(evidence.said[-1500:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
