"""How a student's notebook becomes a run: matching, order, what is put back, what is told."""

import pytest
from grading_notebooks import (
    INSTRUCTOR,
    RIGHT,
    SETUP,
    again,
    cell,
    code,
    graded,
    kinds,
    marked,
    planned,
    put,
    read,
    released,
    run,
    solution,
    stripped,
    student,
    text,
    without,
)
from nbformat.v4 import new_code_cell

from coursework.errors import CourseworkError
from coursework.grading.planning.follow import eligible, follow_up
from coursework.grading.planning.names import names, standing
from coursework.grading.planning.pins import pinned
from coursework.grading.planning.plan import instructor, model_plan, plan
from coursework.grading.scoring.scores import model_problems

FULL = {"test-first": 2.0, "test-second": 3.0, "test-third": 2.0}
NONE = {"test-first": 0.0, "test-second": 0.0, "test-third": 0.0}


def use_of(made, label):
    return [item.use for item in made.items if item.label == label]


def order(made):
    return [
        item.key if item.use == "check" else item.label for item in made.items if item.use in ("run", "check")
    ]


# What is known of the instructor's notebook


def test_the_instructors_cells_have_their_roles():
    roles = {source.name: source.role for source in INSTRUCTOR.sources}
    assert roles["setup"] == "ordinary"
    assert roles["first"] == "answer"
    assert roles["test-first"] == "test"
    assert roles["scale"] == "locked"
    assert roles["essay"] == "task"
    assert roles["essay-answer"] == roles["note"] == "written"
    assert roles["end"] == "ordinary"


def test_an_answer_is_recognised_by_what_tests_read_and_the_stub_does_not_give():
    assert INSTRUCTOR.by_grade_id["first"].asked == {"x"}
    assert INSTRUCTOR.by_grade_id["second"].asked == {"double", "y"}


def test_the_setup_is_the_instructors_own_code_that_needs_no_answer():
    notebook = solution()
    put(notebook, "first", code("print(x)\nHELP = BASE * 2", "look"))
    assert instructor(notebook).setup == (SETUP, "HELP = BASE * 2", "SCALE = 3")


def test_no_name_of_a_hidden_test_is_asked_of_the_student():
    steps = {step["key"]: step for step in planned(student()).steps}
    assert steps["test-second"]["names"] == ["double", "y"]
    assert steps["test-second"]["answers"] == ["double", "y"]
    assert steps["test-second"]["visible"] == "# Marked: the value (1), the function (2)."


def test_a_name_of_an_earlier_hidden_test_is_not_the_students_to_give():
    notebook = solution()
    cell(notebook, "test-third").source = "assert _given and z"
    known = instructor(notebook)
    assert known.handed(known.by_grade_id["test-third"]) == {"z"}


def test_what_is_taken_out_of_a_value_may_be_a_key_but_not_be_changed():
    own = ["groups = {'a': ['x']}"]
    assert pinned(own, ["big = {}\nfor k, v in groups.items():\n    big[k] = len(v)"]) == {"groups"}
    assert pinned(own, ["for k, v in groups.items():\n    v.append(1)"]) == frozenset()


def test_a_value_that_changes_on_the_way_is_not_pinned():
    notebook = put(solution(), "item-3", code("BASE = 11", "again"))
    assert "BASE" not in instructor(notebook).pinned
    assert "BASE" in INSTRUCTOR.pinned


def test_names_looked_up_by_string_are_handed_over():
    notebook = solution()
    cell(notebook, "test-third").source = "assert 'z' in globals()"
    steps = {step["key"]: step for step in plan(instructor(notebook), read(student())).steps}
    assert "z" in steps["test-third"]["names"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda nb: setattr(cell(nb, "first"), "source", "### BEGIN SOLUTION\nx = 1"), "mend the notebook"),
        (lambda nb: cell(nb, "third").metadata.nbgrader.update(grade_id="first"), "more than one cell"),
        (lambda nb: nb.metadata.kernelspec.update(language="R"), "only Python"),
        (lambda nb: cell(nb, "third").metadata.nbgrader.pop("grade_id"), "no grade id"),
    ],
)
def test_an_instructors_notebook_that_cannot_be_graded_is_named(change, words):
    notebook = solution()
    change(notebook)
    with pytest.raises(CourseworkError, match=words):
        instructor(notebook, "numbers")


def test_the_models_own_run_scores_full_marks_and_a_wrong_model_is_named():
    assert model_problems(INSTRUCTOR, run(model_plan(INSTRUCTOR).job())) == []
    wrong = solution()
    cell(wrong, "third").source = "z = ...\n### BEGIN SOLUTION\nz = 3\n### END SOLUTION"
    known = instructor(wrong, "numbers")
    (problem,) = model_problems(known, run(model_plan(known).job()))
    assert "test-third" in problem


def test_an_instructors_notebook_without_cell_ids_is_planned():
    notebook = solution()
    for one in notebook.cells:
        del one["id"]
    known = instructor(notebook)
    assert model_problems(known, run(model_plan(known).job())) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("big = [n for n, k in sizes.items() if k > limit]", {"sizes", "limit"}),
        ("big = sum(sizes.values()) + len(sizes) + sizes['a']", {"sizes", "limit"}),
        ("big = {}\nfor k, v in sizes.items():\n    big[k] = v + big[limit]", {"sizes", "limit"}),
        ("big = {}\nfor row in rows:\n    big[row[0]] = 1", {"sizes", "limit"}),
        ("sizes['d'] = 1", {"limit"}),
        ("sizes.update(d=1)", {"limit"}),
        ("more = sizes", {"limit"}),
        ("fill(sizes)", {"limit"}),
        ("limit += 1", {"sizes"}),
        ("for k in rows:\n    k.append(limit)", {"sizes"}),
        ("big = [row[0] for row in rows] + [n for n in sizes]", {"sizes", "limit"}),
        ("for (a, b) in zip(sizes, rows):\n    b[0] = 1", {"sizes", "limit"}),
        ("del sizes['a']", {"limit"}),
        ("def limit():\n    pass", {"sizes"}),
    ],
)
def test_tests_use_the_instructors_own_values_where_no_answer_may_change_them(answer, expected):
    notebook = solution()
    given = "sizes = {'a': 1}\nlimit = 2\nrows = [[1]]\n"
    cell(notebook, "setup").source = given + "empty = []\nloaded = load()\nblank = ..."
    cell(notebook, "first").source = f"x = ...\n### BEGIN SOLUTION\nrows[0] = 1\n{answer}\n### END SOLUTION"
    cell(notebook, "test-first").source = "x, sizes, limit, rows, empty, loaded, blank"
    known = instructor(notebook)
    handed = known.handed(known.by_grade_id["test-first"])
    assert {"x", "rows", "empty", "loaded", "blank"} <= handed
    assert {"sizes", "limit"} - handed == expected


def test_a_value_to_fill_in_outside_any_answer_is_the_students():
    notebook = solution()
    put(notebook, "setup", code("guess = 1", "guess"))
    cell(notebook, "test-third").source = "assert guess == 2"
    known = instructor(notebook)
    assert known.handed(known.by_grade_id["test-third"]) == {"guess"}


# Honest work keeps its points


def test_right_answers_score_full_marks_and_nothing_is_flagged():
    scores, reasons, flags, _ = graded(student())
    assert scores == FULL
    assert kinds(flags) == set()
    assert reasons["test-first"] == "2 of 2: right"


def test_the_untouched_release_scores_nothing_and_says_not_attempted():
    scores, reasons, flags, _ = graded(released())
    assert scores == NONE
    assert set(reasons.values()) == {"not attempted"}
    assert [f.detail for f in flags if f.cell == "essay"] == ["nothing written"]


def honest_extra_cells(nb):
    return put(put(nb, "first", code("print(x)", "e1")), "title", code("import os", "e2"))


def honest_answer_below_the_test(nb):
    cell(nb, "third").source = "z = ..."
    return put(nb, "test-third", code("z = 2"))


def honest_answer_in_the_test_cell(nb):
    cell(nb, "third").source = "z = ..."
    cell(nb, "test-third").source = "z = 2\nassert z == 2"
    return nb


def honest_answer_in_an_unmarked_cell(nb):
    return without(put(nb, "first", code(RIGHT["first"])), "first")


def honest_answer_at_the_end(nb):
    cell(nb, "first").source = "x = ..."
    cell(nb, "second").source = "def double(n):\n    return n + n\ny = 66"
    return put(nb, "end", code("x = 11"))


def honest_stub_pasted_behind(nb):
    return put(nb, "third", again(cell(released(), "third")))


def honest_copy_as_template(nb):
    """The first answer's cell, copied and rewritten for the third: it carries the first's id."""
    copied = again(cell(nb, "first"))
    copied.source = "z = 2"
    cell(nb, "third").source = "z = ..."
    return put(nb, "third", copied)


def honest_two_attempts(nb):
    first = again(cell(nb, "third"))
    first.source = "z = 99"
    return put(nb, "item-3", first)


def honest_last_attempt_at_the_end(nb):
    last = again(cell(nb, "third"))
    cell(nb, "third").source = "z = 99"
    return put(nb, "end", last)


def honest_look_with_a_copied_cell(nb):
    """The first answer's cell, copied to the end to look at something; x means something else by then."""
    copied = again(cell(nb, "first"))
    copied.source = "print(z)"
    return put(put(nb, "end", copied), "third", code("x = 0"))


def honest_stub_without_id(nb):
    return put(nb, "third", code(cell(released(), "third").source))


def honest_shuffled_with_names_used_twice(nb):
    cell(nb, "first").source = "z = 'a step'\n" + RIGHT["first"]
    return honest_shuffled(nb)


def honest_import_deleted_and_used(nb):
    cell(nb, "first").source = "x = w + 1"
    return without(put(nb, "setup", code("w = BASE")), "setup")


def honest_as_markdown(nb):
    one = cell(nb, "third")
    one.cell_type = "markdown"
    del one["outputs"], one["execution_count"]
    return nb


def honest_swapped_ids(nb):
    one, other = cell(nb, "first"), cell(nb, "third")
    one.metadata, other.metadata = other.metadata, one.metadata
    return nb


def honest_id_of_a_test_on_an_answer(nb):
    cell(nb, "third").metadata = again(cell(nb, "test-third").metadata)
    return nb


def honest_id_of_a_task_on_an_answer(nb):
    cell(nb, "third").metadata = again(cell(nb, "essay").metadata)
    return without(nb, "essay")


def honest_shuffled(nb):
    parts = {name: [c for c in nb.cells if c.id in ids] for name, ids in PARTS.items()}
    rest = [c for c in nb.cells if not any(c in part for part in parts.values())]
    nb.cells = rest[:2] + parts["3"] + parts["1"] + parts["2"] + rest[2:]
    return nb


PARTS = {
    "1": ("item-1", "first", "test-first"),
    "2": ("item-2", "scale", "second", "test-second"),
    "3": ("item-3", "third", "test-third"),
}
HONEST = {
    "other cell ids": (lambda nb: renumbered(nb), set()),
    "extra cells": (honest_extra_cells, set()),
    "answer below its test": (honest_answer_below_the_test, set()),
    "answer in the test cell": (honest_answer_in_the_test_cell, {"cell-restored", "metadata-restored"}),
    "answer in an unmarked cell": (honest_answer_in_an_unmarked_cell, {"metadata-restored"}),
    "answer at the end": (honest_answer_at_the_end, set()),
    "stub pasted behind": (honest_stub_pasted_behind, {"duplicate"}),
    "a copy as a template": (honest_copy_as_template, {"metadata-restored"}),
    "two attempts": (honest_two_attempts, {"duplicate"}),
    "last attempt at the end": (honest_last_attempt_at_the_end, {"duplicate"}),
    "a copied cell to look": (honest_look_with_a_copied_cell, {"duplicate"}),
    "stub without an id": (honest_stub_without_id, set()),
    "shuffled, with names used twice": (honest_shuffled_with_names_used_twice, set()),
    "imports deleted and used above": (honest_import_deleted_and_used, {"cell-restored"}),
    "answer as markdown": (honest_as_markdown, {"metadata-restored"}),
    "ids swapped": (honest_swapped_ids, {"metadata-restored"}),
    "id of a test on an answer": (honest_id_of_a_test_on_an_answer, {"metadata-restored"}),
    "id of a task on an answer": (honest_id_of_a_task_on_an_answer, {"metadata-restored"}),
    "shuffled": (honest_shuffled, set()),
    "imports deleted": (lambda nb: without(nb, "setup"), {"cell-restored"}),
    "locked cell deleted": (lambda nb: without(nb, "scale"), {"cell-restored"}),
    "tests deleted": (lambda nb: without(nb, "test-first", "test-second", "test-third"), {"cell-restored"}),
    "headings deleted": (lambda nb: without(nb, "item-1", "item-2", "item-3", "end"), set()),
    "all metadata gone": (lambda nb: stripped(nb, ids=False), {"metadata-restored"}),
    "metadata and ids gone": (stripped, {"metadata-restored"}),
    "unknown grade id": (
        lambda nb: put(nb, "third", marked(new_code_cell("q = 1"), "mine", solution=True)),
        {"unknown-grade-id"},
    ),
    "a syntax error in a cell of one's own": (
        lambda nb: put(nb, "setup", code("this is = = no code")),
        set(),
    ),
    "a cell of JavaScript": (lambda nb: put(nb, "setup", code("%%javascript\nvar x = 3")), set()),
}


def renumbered(nb):
    for number, one in enumerate(nb.cells):
        one.id = f"n{number}"
    return nb


@pytest.mark.parametrize("name", HONEST)
def test_honest_work_keeps_its_points_and_says_what_was_done(name):
    change, expected = HONEST[name]
    scores, _, flags, _ = graded(change(student()))
    assert scores == FULL
    assert kinds(flags) == expected


def test_an_unmarked_cell_does_not_replace_a_given_answer():
    notebook = put(student(), "test-second", code("x = 0"), text("aside", "x again"))
    assert graded(notebook)[0] == FULL


def test_a_later_cell_of_the_same_item_counts_whatever_it_does():
    notebook = put(student(), "third", code("z = 5"))
    assert graded(notebook)[0] == {**FULL, "test-third": 0.0}


def test_of_two_attempts_the_last_counts_even_when_the_first_was_better():
    worse = again(cell(student(), "third"))
    worse.source = "z = 99"
    scores, _, flags, _ = graded(put(student(), "third", worse))
    assert scores["test-third"] == 0
    assert "duplicate" in kinds(flags)


def test_a_test_runs_once_and_before_the_student_goes_on():
    notebook = put(student(), "item-3", code("x = 'used again'"))
    keys = order(planned(notebook))
    assert keys.count("test-first") == 1
    assert keys.index("test-first") < keys.index("scale")
    assert graded(notebook)[0] == FULL


def test_a_stub_above_the_answer_still_runs_and_one_behind_does_not():
    notebook = put(student(), "third", again(cell(released(), "third")))
    notebook = put(notebook, "item-3", again(cell(released(), "third")))
    assert use_of(planned(notebook), "third") == ["run", "run", "show"]


def test_the_changed_import_cell_runs_after_the_instructors():
    notebook = student(**RIGHT)
    cell(notebook, "setup").source = "import json"
    assert graded(notebook)[0] == FULL
    texts = [step["source"] for step in planned(notebook).steps]
    assert texts[:2] == [SETUP, "import json"]


def test_a_locked_cell_and_a_test_are_always_the_instructors():
    notebook = student()
    cell(notebook, "scale").source = "SCALE = 1000"
    cell(notebook, "test-first").source = "pass"
    scores, _, flags, _ = graded(notebook)
    assert scores == FULL
    assert sorted(f.cell for f in flags if f.kind == "cell-restored") == ["scale", "test-first"]
    assert all("1000" not in step["source"] for step in planned(notebook).steps)


# Work that is not right does not gain


def test_points_flags_and_tests_of_the_student_count_for_nothing():
    notebook = released()
    for one in notebook.cells:
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.update(points=1000, grade=True, solution=True, locked=False)
    cell(notebook, "test-first").source = "1000"
    scores, _, flags, _ = graded(notebook)
    assert scores == NONE
    assert {f.cell for f in flags if f.kind == "metadata-restored"} >= {"test-first", "first", "essay"}


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [("test-first", "points", 200), ("first", "points", 5), ("first", "grade", True),
     ("first", "solution", False),
     ("scale", "locked", False), ("essay", "task", False), ("note", "points", "3")],
)  # fmt: skip
def test_every_changed_setting_is_told(name, setting, value):
    notebook = student()
    cell(notebook, name).metadata.nbgrader[setting] = value
    flags = planned(notebook).flags
    assert [(f.cell, f.detail) for f in flags if f.kind == "metadata-restored"] == [
        (name, f"changed: {setting}")
    ]


def test_of_cells_without_marks_and_names_the_likest_is_the_answer():
    notebook = solution()
    source = "### BEGIN SOLUTION\ntable['big'] = table['n'] > BASE\n### END SOLUTION"
    cell(notebook, "third").source = source
    cell(notebook, "test-third").source = "assert table['big']"
    mine = put(
        student(**{**RIGHT, "third": "table['big'] = [n > 10 for n in table['n']]"}), "item-3", code("2 + 2")
    )
    made = plan(instructor(notebook), read(stripped(put(mine, "third", code("print(table)", "look")))))
    assert made.missing == made.untouched == set()
    (answer,) = [i.text for i in made.items if i.carries and i.source.grade_id == "third"]
    assert answer.startswith("table")


def test_nbgrader_locks_tests_by_itself_and_that_is_no_change():
    notebook = solution()
    cell(notebook, "test-first").metadata.nbgrader.locked = False
    flags = plan(instructor(notebook), read(student())).flags
    assert "metadata-restored" not in {flag.kind for flag in flags}


def test_an_answer_that_no_name_shows_is_found_by_its_test():
    """The cell was deleted; another one sets the name in a way that cannot be seen."""
    scores, _, flags, _ = graded(without(put(student(), "test-second", code("globals()['z'] = 2")), "third"))
    assert scores == FULL
    assert "missing" in kinds(flags)


def test_what_is_tried_out_below_a_test_does_not_touch_an_answer_that_was_given():
    mine = put(student(), "test-third", code("z = None"))
    assert run(plan(instructor(solution()), read(mine)).job())["tests"]["test-third"]["status"] == "ok"


def test_a_cell_below_the_second_of_two_tests_counts_for_both():
    notebook = solution()
    more = marked(new_code_cell("assert z > 1"), "test-third-more", 1, grade=True, locked=True)
    known = instructor(put(notebook, "test-third", more))
    others = {name: source for name, source in RIGHT.items() if name != "third"}
    mine = put(student(**others), "test-third", again(more))
    put(mine, "test-third-more", code("2 + 2", "look"), code("z = 2"))
    tests = run(plan(known, read(mine)).job())["tests"]
    assert {tests[name]["status"] for name in ("test-third", "test-third-more")} == {"ok"}


def test_a_notebook_that_shares_no_more_than_a_place_is_not_this_one():
    """As many code cells as the assignment has, and its last line."""
    notebook = released()
    notebook.cells = [code(f"q{n} = 1", f"q{n}") for n in range(3)] + [cell(notebook, "end")]
    assert not planned(notebook).matched


def test_a_missing_answer_is_told_and_its_test_runs():
    scores, reasons, flags, _ = graded(without(student(), "third"))
    assert scores == {**FULL, "test-third": 0.0}
    assert [f.cell for f in flags if f.kind == "missing"] == ["third"]
    assert reasons["test-third"] == "0 of 2: the answer cell is missing"


@pytest.mark.parametrize("cells", [[], [text("a", "Hello")], [code("print(1)"), code("q = 2", "b")]])
def test_a_notebook_of_which_nothing_matches_waits_for_a_person(cells):
    notebook = again(released())
    notebook.cells = cells
    made = planned(notebook)
    assert made.job() is None
    scores, _, flags, _ = graded(notebook)
    assert set(scores.values()) == {None}
    assert {"missing", "needs-person"} <= {f.kind for f in flags}


# A failed answer does not cost the next


def test_an_answer_that_raised_is_replaced_for_the_answers_that_build_on_it():
    notebook = student(**{**RIGHT, "first": "x = BASEE + 1"})
    scores, reasons, _, _ = graded(notebook)
    assert scores == {**FULL, "test-first": 0.0}
    assert "NameError" in reasons["test-first"]
    assert "marked with the model answer for “first”" in reasons["test-second"]


@pytest.mark.parametrize("source", ["x = ...", "", "x = ...  # later"])
def test_an_answer_that_was_not_given_is_replaced_too(source):
    scores, reasons, _, _ = graded(student(**{**RIGHT, "first": source}))
    assert scores == {**FULL, "test-first": 0.0}
    assert reasons["test-first"] == "not attempted"


def test_a_missing_answer_is_replaced_too():
    assert graded(without(student(), "first"))[0] == {**FULL, "test-first": 0.0}


def test_a_wrong_answer_that_ran_is_not_replaced():
    made = planned(student(**{**RIGHT, "first": "x = 12"}))
    assert follow_up(made, run(made.job()), INSTRUCTOR) is None


def test_nobody_gets_points_for_the_model_answer():
    for source in ("1/0", "x = ...", "x = ="):
        for second in ("", "y = double(x) * SCALE\ny = ...", "def double(n):\n    pass\ny = double(x)"):
            scores, *_ = graded(student(first=source, second=second))
            assert scores == NONE


def test_a_test_that_lost_nothing_does_not_run_again():
    answers = {
        **RIGHT,
        "first": "x = 11\n1/0",
        "second": "def double(n):\n    return 2 * n\ny = double(x) * SCALE",
    }
    made = planned(student(**answers))
    assert follow_up(made, run(made.job()), INSTRUCTOR) is None


def test_only_tests_that_build_on_the_failed_answer_run_again():
    made = planned(student(**{**RIGHT, "first": "1/0", "third": "z = 1"}))
    outcome = run(made.job())
    assert set(eligible(made, outcome, INSTRUCTOR)) == {"test-second"}
    job = follow_up(made, outcome, INSTRUCTOR)
    assert [step["key"] for step in job["steps"] if step["kind"] == "test"] == ["test-second"]
    assert job["id"] != made.id


def test_an_answer_filled_in_below_is_not_replaced():
    answers = {**RIGHT, "first": "x = ...\nq = 1", "second": "def double(n):\n    return n\ny = double(x)"}
    notebook = put(student(**answers), "first", code("x = 11"))
    made = planned(notebook)
    assert follow_up(made, run(made.job()), INSTRUCTOR) is None


def test_an_answer_with_its_own_mistake_behind_a_failed_one_stays_the_students():
    """The first fails, so does the second by its own mistake; the third builds on both."""
    notebook = solution()
    cell(notebook, "third").source = "z = ...\n### BEGIN SOLUTION\nz = y - 64\n### END SOLUTION"
    known = instructor(notebook)
    answers = {
        "first": "1/0",
        "second": "def double(n):\n    return x * n\ny = dubble(x)",
        "third": "z = y - 64",
    }
    made = plan(known, read(student(**answers)))
    outcome = run(made.job())
    models = {test: [one.name for one in failed] for test, failed in eligible(made, outcome, known).items()}
    assert models == {"test-second": ["first"], "test-third": ["first", "second"]}
    second = run(follow_up(made, outcome, known))
    assert second["tests"]["test-third"]["status"] == "ok"
    assert second["tests"]["test-second"]["status"] == "error"


# Written answers


def test_what_was_written_is_found_by_task():
    notebook = student()
    cell(notebook, "essay-answer").source = "Two reasons."
    put(notebook, "essay-answer", text("more", "And a third."))
    cell(notebook, "note").source = "My note"
    made = planned(notebook)
    assert made.written == {"essay": "Two reasons.\n\nAnd a third.", "note": "My note"}
    assert {f.cell: f.detail for f in made.flags} == dict.fromkeys(
        ("essay", "note"), "a written answer to be marked"
    )


def test_what_was_written_into_the_task_itself_is_not_lost():
    notebook = student()
    cell(notebook, "essay").source += "\n\nMy two reasons."
    made = planned(notebook)
    assert made.written["essay"] == "My two reasons."
    assert "cell-restored" in {f.kind for f in made.flags}


def test_what_was_written_is_found_without_any_metadata():
    notebook = student()
    cell(notebook, "essay-answer").source = "Two reasons."
    assert planned(stripped(notebook)).written["essay"] == "Two reasons."


# Names


@pytest.mark.parametrize(
    ("source", "binds", "reads"),
    [
        ("x = y + 1\nz = x", "x z", "y"),
        ("%matplotlib inline\n!ls\nfiles = !ls\n%time t = f(2)\nt?", "files t", "f"),
        ("%%time\nk = 3", "k", ""),
        ("%%javascript\nvar x = 1", "", ""),
        ("x += 1", "x", "x"),
        ("if c:\n    p = 1\nelse:\n    p = 2\np", "p", "c"),
        ("if c:\n    p = 1\np", "p", "c p"),
        ("def f(a, b=d):\n    global g\n    g = a + e\n    return g", "f g", "d e"),
        ("import os.path, numpy as np\nfrom a import b as c", "c np os", ""),
        ("[w for v in u if (w := v)]", "w", "u"),
        ("for i in s:\n    n = i", "i n", "s"),
        ("_want = 1\n_want == q", "_want", "q"),
        ("x = = 3\ny = 4\ndef g(:", "g x y", ""),
        ("with o as h:\n    k = h", "h k", "o"),
        ("try:\n    a = 1\nexcept E:\n    a = 2\nfinally:\n    b = 3", "a b", "E"),
        ("class A(B):\n    c = 1\n    d = c", "A", "B"),
        ("\0", "", ""),
    ],
)
def test_names_that_a_cell_binds_and_reads(source, binds, reads):
    found = names(source)
    assert (sorted(found.binds), sorted(found.reads)) == (binds.split(), reads.split())


@pytest.mark.parametrize(
    "source", ["(" * 5000, "-" * 50_000 + "1", "a+" * 50_000 + "a", "!x\n" * 30_000, "a," * 90_000]
)
def test_no_cell_stops_the_look_for_names(source):
    assert names(source).binds == frozenset()


def test_blanks_are_what_is_left_to_fill_in():
    source = "a = ...\nb = [1, ...]\ndef f():\n    'Doc.'\n    raise NotImplementedError()\nc = d[..., 0]"
    assert names(source).blank == {"a", "b", "f"}


def test_statements_that_stand_alone_are_kept():
    kept, bound = standing("import numpy as np\nprint(answer)\nn = np.e\ndef f():\n    return answer", set())
    assert "print" not in kept
    assert bound == {"np", "n", "f"}


def test_thousands_of_cells_keep_their_order_and_the_points():
    notebook = put(student(), "third", *[code(f"v{n} = {n}", f"c{n}") for n in range(3000)])
    made = planned(notebook)
    assert len(made.steps) > 3000
    assert graded(notebook)[0] == FULL
