"""What must hold for every case, and what only some must show. Each check gives problems in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .course import FULL, NAME, POINTS, SECRETS

WAITS = {"needs-person", "tamper", "unreadable", "missing", "kernel-died", "timeout"}
TOLERANCE = 0.005


def problems(evidence, case) -> list[str]:
    """Everything that is wrong with how this case was graded; empty when all is as it should be."""
    record = evidence.record(case)
    if record is None:
        return [f"{case.folder!r} is not in the report"]
    found = marks(record, case) + flags(record, case) + reasons(record) + leaks(evidence, case, record)
    return found + [problem for check in case.checks for problem in check(evidence, case, record)]


def marks(record, case) -> list[str]:
    """The score lies in the fair range, adds up, and the status says whether something waits."""
    low, high = case.fair
    scores = {test["id"]: test["score"] for test in record["tests"]}
    total = sum(score or 0 for score in scores.values())
    found = []
    if not low - TOLERANCE <= record["auto_score"] <= high + TOLERANCE:
        found.append(f"scored {record['auto_score']:g}, fair is {low:g} to {high:g}: {scores}")
    if abs(total - record["auto_score"]) > TOLERANCE or record["auto_max"] != FULL:
        found.append(
            f"{record['auto_score']:g} of {record['auto_max']:g} is not what the tests add up to: {scores}"
        )
    if {name.removeprefix("test-") for name in scores} != set(POINTS):
        found.append(f"tests are {sorted(scores)}")
    if (record["status"] == "graded") != (None not in scores.values()):
        found.append(f"status {record['status']!r} with {scores}")
    if case.status and record["status"] != case.status:
        found.append(f"status {record['status']!r}, not {case.status!r}")
    return found


def flags(record, case) -> list[str]:
    """The flags that have to be raised are, and honest work has no others."""
    kinds = {flag["kind"] for flag in record["flags"]}
    found = [f"flag {kind} is not raised" for kind in sorted(case.must - kinds)]
    if case.either and not case.either & kinds:
        found.append(f"none of the flags {sorted(case.either)} is raised")
    if case.kind == "honest":
        essay = [
            flag for flag in record["flags"] if flag["kind"] == "needs-person" and "essay" in flag["cell"]
        ]
        allowed = case.must | case.may | case.either
        found += [
            f"flag held against honest work: {f}"
            for f in record["flags"]
            if f not in essay and f["kind"] not in allowed
        ]
        found += [] if essay else ["the written answer waits for nobody"]
    return found


def reasons(record) -> list[str]:
    """What is lost has its reason, what waits has a flag, and no flag is mute."""
    found = [
        f"{test['id']}: {test['score']} of {test['max']:g} without a reason"
        for test in record["tests"]
        if test["score"] != test["max"] and not test["reason"].strip()
    ]
    waiting = [test["id"] for test in record["tests"] if test["score"] is None]
    if waiting and not WAITS & {flag["kind"] for flag in record["flags"]}:
        found.append(f"{waiting} wait and no flag says so")
    return found + [
        f"flag {flag['kind']} says nothing" for flag in record["flags"] if not flag["detail"].strip()
    ]


def leaks(evidence, case, record) -> list[str]:
    """Nothing secret is in the student's page, in a reason, in a flag, or in what the cells showed."""
    places = {
        "feedback": evidence.feedback(case),
        "reasons and flags": str(record["tests"]) + str(record["flags"]),
        "outputs": evidence.outputs(case),
    }
    secrets = {
        name: word for name, word in SECRETS.items() if (case.name, name) != ("neighbour", "neighbour")
    }
    found = [
        f"{name} in {where}"
        for where, text in places.items()
        for name, word in secrets.items()
        if word in text
    ]
    wants_page = (evidence.course / "submitted" / record["student"] / NAME).is_dir()
    return [*found, "no feedback page"] if wants_page and not places["feedback"] else found


def says_nothing_written(evidence, case, record):
    """An essay left as it was is said to hold nothing."""
    said = [flag["detail"] for flag in record["flags"] if flag["kind"] == "needs-person"]
    return (
        [] if any("nothing" in words for words in said) else [f"no flag says that nothing is written: {said}"]
    )


def all_say_why(evidence, case, record):
    """Unanswered items are called so."""
    mute = [
        t["id"] for t in record["tests"] if t["score"] == 0 and "not attempted" not in t["reason"].lower()
    ]
    return [f"{mute} do not say “not attempted”"] if mute else []


def no_right_answers_shown(evidence, case, record):
    """What a hidden test expected is not in the student's page."""
    page = evidence.feedback(case)
    return [
        f"the page shows {word}"
        for word in ("[right]", "1487", "want")
        if re.search(rf"{re.escape(word)}", page)
    ]


def full_or_waits(evidence, case, record):
    """Either it was recovered to full marks, or what is missing waits for a person: never a silent zero."""
    lost = [
        test["id"] for test in record["tests"] if test["score"] is not None and test["score"] < test["max"]
    ]
    return [f"silently lost: {lost}"] if lost else []


def waits_for_a_person(evidence, case, record):
    """Nothing could be scored: no test has a score, and a person is asked."""
    found = full_or_waits(evidence, case, record)
    if "needs-person" not in {flag["kind"] for flag in record["flags"]}:
        found.append("flag needs-person is not raised")
    return found


def loses_only(*tests):
    """The check that every other test has full marks."""

    def check(evidence, case, record):
        others = [t for t in record["tests"] if t["id"] not in tests and t["score"] != t["max"]]
        return [f"also lost: {others}"] if others else []

    return check


def lie_shows(evidence, case, record):
    """An answer that answers comparisons itself is called tampering, or waits for a person."""
    waits = [test["id"] for test in record["tests"] if test["score"] is None]
    return (
        [] if waits or "tamper" in {flag["kind"] for flag in record["flags"]} else ["the lie does not show"]
    )


def nothing_left_running(evidence, case, record):
    """No process of a submission outlives the run."""
    return [f"still running: {evidence.strays}"] if evidence.strays else []


def disk_not_filled(evidence, case, record):
    """At no moment had the run filled the disk."""
    return (
        [f"{evidence.disk_used // 1_000_000} MB were written"] if evidence.disk_used > 2_000_000_000 else []
    )


def never_root(evidence, case, record):
    """Inside the sandbox nobody is root, and no right can be won."""
    said = evidence.outputs(case)
    signs = ("user 0 ", "uid=0", "gained ")
    return [f"inside: {sign}" for sign in signs if evidence.sandboxed and sign in said]


def libraries_closed(evidence, case, record):
    """The libraries of the next student cannot be written."""
    return ["libraries are writable"] if "writable:" in evidence.outputs(case) else []


def did_not_run(evidence, case, record):
    """A file beside the notebook was not run as code."""
    return ["a file beside the notebook ran"] if "it ran" in evidence.outputs(case) + evidence.said else []


def quiet_terminal(evidence, case, record):
    """Nothing a student wrote moves the instructor's terminal."""
    return ["terminal escapes are printed"] if re.search(r"\x1b[\]\[](?!0m|K)|\x9b", evidence.said) else []


class Active(HTMLParser):
    """Collects what a page of feedback would run or fetch of a student's."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.within = ""

    def handle_starttag(self, tag, attributes):
        self.within = tag
        if tag in ("iframe", "object", "embed", "form", "base", "applet", "frame"):
            self.found.append(tag)
        for name, value in attributes:
            value = re.sub(r"[\s\0]", "", value or "").lower()
            active = name.startswith("on") or "javascript:" in value or (tag == "meta" and "refresh" in value)
            remote = (
                name in ("src", "srcset", "style", "data", "poster", "background", "action")
                and "example.org" in value
            )
            if active or remote or (tag == "link" and "example.org" in value):
                self.found.append(f"{tag} {name}={value[:60]}")

    handle_startendtag = handle_starttag

    def handle_data(self, text):
        if self.within in ("script", "style") and ("towns" in text or "example.org" in text):
            self.found.append(f"{self.within}: {text[:60]}")

    def handle_endtag(self, tag):
        self.within = ""


def harmless_page(evidence, case, record):
    """The student's page, the report page included, runs nothing and fetches nothing of the student's."""
    found = []
    for name, text in (("feedback", evidence.feedback(case)), ("report", evidence.report_page)):
        page = Active()
        page.feed(text)
        found += [f"{name} page: {what}" for what in page.found]
    return found
