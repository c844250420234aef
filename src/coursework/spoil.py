"""Spoiling a right answer the way learners get things wrong, knowing nothing of its topic but its syntax."""

from __future__ import annotations

import ast
import random

from .proof import MARKERS

_LINES = {line for pair in MARKERS.values() for line in pair}
_PAIRS = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.BitAnd, ast.BitOr), (ast.And, ast.Or)
_OTHER = {one: other for a, b in _PAIRS for one, other in ((a, b), (b, a))}
_METHODS = {"max": "min", "min": "max", "sum": "count", "size": "count", "mean": "sum", "head": "tail"}


def model_answer(solution: str) -> str:
    """The source of an answer cell without its markers, and without the dots that the answer replaces."""
    source = "\n".join(line for line in solution.split("\n") if line.strip() not in _LINES)
    tree, lines = ast.parse(source), source.split("\n")
    for place, statement in enumerate(tree.body):
        names = bound_names(ast.unparse(statement))
        if names and _is_stub(statement) and _bound_anew(names[0], tree.body[place + 1 :]):
            for line in range(statement.lineno - 1, statement.end_lineno):
                lines[line] = None
    return "\n".join(line for line in lines if line is not None)


def bound_names(source: str) -> list[str]:
    """The names that a piece of code assigns at its top, in order, each once."""
    stored = [
        node.id
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    stored += [s.name for s in ast.parse(source).body if isinstance(s, ast.FunctionDef | ast.ClassDef)]
    return list(dict.fromkeys(stored))


def spoil(right: str, untouched: str, dice: random.Random) -> tuple[str, str]:
    """(the answer gone wrong, in which way): one of the ways that the syntax of the answer offers."""
    tree = ast.parse(right)
    places = {way: list(find(tree)) for way, find in _PLACES.items()}
    way = dice.choice(["untouched", "syntax error", *(way for way, found in places.items() if found)])
    if way == "untouched":
        return untouched, way
    if way == "syntax error":
        return right.rstrip() + dice.choice(("\n)", "\nif", "\n  x = = 1")), way
    _CHANGES[way](dice.choice(places[way]), dice)
    return ast.unparse(tree), way


def _is_stub(statement) -> bool:
    """Does an assignment hold dots for the student to replace?"""
    return isinstance(statement, ast.Assign) and any(
        isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(statement.value)
    )


def _bound_anew(name: str, statements) -> bool:
    """Is the name given another value before anything reads it?"""
    for statement in statements:
        used = [node.ctx for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == name]
        if any(isinstance(use, ast.Load) for use in used):
            return False
        if used:
            return True
    return False


def _constants(tree):
    return (n for n in ast.walk(tree) if isinstance(getattr(n, "value", None), int | float | str))


def _sequences(tree):
    return (n for n in ast.walk(tree) if isinstance(n, ast.List | ast.Tuple) and len(_different(n.elts)) > 1)


def _dicts(tree):
    return (n for n in ast.walk(tree) if isinstance(n, ast.Dict) and len(_different(n.values)) > 1)


def _conditions(tree):
    for node in ast.walk(tree):
        turned = type(node.ops[0] if isinstance(node, ast.Compare) else getattr(node, "op", None)) in _OTHER
        if turned or (isinstance(node, ast.Attribute) and node.attr in _METHODS):
            yield node


def _reads(tree):
    return (n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _assignments(tree):
    return (n for n in tree.body if isinstance(n, ast.Assign))


def _different(nodes) -> list[str]:
    return list(dict.fromkeys(map(ast.unparse, nodes)))


def _other_value(node, dice):
    if isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node.value, str):
        node.value = node.value[:-1] if dice.random() < 0.5 else node.value.upper() + "x"
    else:
        node.value += dice.choice((-1, 1, 10))


def _exchange(items: list, dice) -> None:
    """Exchange two items that differ."""
    one = dice.randrange(len(items))
    rest = [n for n, item in enumerate(items) if ast.unparse(item) != ast.unparse(items[one])]
    other = dice.choice(rest)
    items[one], items[other] = items[other], items[one]


def _other_condition(node, dice):
    if isinstance(node, ast.Attribute):
        node.attr = _METHODS[node.attr]
    elif isinstance(node, ast.Compare):
        node.ops[0] = _OTHER[type(node.ops[0])]()
    else:
        node.op = _OTHER[type(node.op)]()


_PLACES = {
    "value": _constants,
    "order": _sequences,
    "pairs": _dicts,
    "condition": _conditions,
    "name error": _reads,
    "half done": _assignments,
}
_CHANGES = {
    "value": _other_value,
    "order": lambda node, dice: _exchange(node.elts, dice),
    "pairs": lambda node, dice: _exchange(node.values, dice),
    "condition": _other_condition,
    "name error": lambda node, dice: setattr(node, "id", f"{node.id[:-1]}{node.id[-1] * 2}e"),
    "half done": lambda node, dice: setattr(node, "value", ast.Constant(...)),
}
