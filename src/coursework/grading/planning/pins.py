"""Values of the instructor's that no answer is meant to change: tests use the instructor's own copy of them.

A submission that empties a list of the instructor's would else move the mark it is measured by.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .syntax import parse

LOOK = {"all", "any", "dict", "enumerate", "float", "frozenset", "int", "isinstance", "len", "list", "map",
        "max", "min", "print", "range", "repr", "reversed", "round", "set", "sorted", "str", "sum", "tuple",
        "type", "zip"}  # fmt: skip
ASK = {"copy", "count", "endswith", "format", "get", "index", "items", "join", "keys", "lower", "split",
       "startswith", "strip", "upper", "values"}  # fmt: skip
PLAIN = (ast.Assert, ast.BinOp, ast.BoolOp, ast.Compare, ast.Expr, ast.FormattedValue, ast.If, ast.IfExp,
         ast.Slice, ast.UnaryOp, ast.While)  # fmt: skip


def pinned(own: Iterable[str], others: Iterable[str]) -> frozenset:
    """Names that the instructor's own cells bind to a literal, once, and that no cell could change.

    `own`: cells that are neither answers nor tests; `others`: the answers. An empty value is no such literal:
    perhaps it is there to be filled.
    """
    mine, theirs = ([tree for tree in map(parse, sources) if tree is not None] for sources in (own, others))
    bound = [name for tree in mine for statement in tree.body for name in _literal(statement)]
    literal = {name for name in bound if bound.count(name) == 1}
    deep = {name for tree in mine for s in tree.body if _holds_containers(s) for name in _literal(s)}
    changed = {n.id for tree in theirs for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_set(n)}
    for tree in mine + theirs:
        changed |= _changed(tree, literal, deep)
    return frozenset(literal - changed)


def _is_set(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _literal(statement: ast.stmt) -> list[str]:
    """The names that a statement binds to a literal value."""
    if not isinstance(statement, ast.Assign) or not all(isinstance(t, ast.Name) for t in statement.targets):
        return []
    try:
        value = ast.literal_eval(statement.value)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return []
    filled = bool(value) and "Ellipsis" not in repr(value)
    return [target.id for target in statement.targets] if filled else []


def _holds_containers(statement: ast.stmt) -> bool:
    """Could one change a part of this literal by what is taken out of it?"""
    inner = list(ast.walk(statement.value))[1:] if isinstance(statement, ast.Assign) else []
    return any(isinstance(node, ast.List | ast.Dict | ast.Set) for node in inner)


def _changed(tree: ast.Module, names: set[str], deep: set[str]) -> set[str]:
    """Those of the names that the code could change: whatever it does with them beyond looking."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    stands_for = {name: {name} for name in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            taken = [stands_for[n.id] for n in ast.walk(node.iter)
                     if getattr(n, "id", None) in stands_for and stands_for[n.id] & deep]  # fmt: skip
            for target in ast.walk(node.target) if taken else ():
                if isinstance(target, ast.Name):
                    stands_for.setdefault(target.id, set()).update(*taken)
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or node.id not in stands_for:
            continue
        if not _is_set(node) and not _only_looks(node, above):
            found |= stands_for[node.id]
        elif _is_set(node) and node.id in names and not _literal(above[node]):
            found.add(node.id)
    return found


def _only_looks(node: ast.AST, above: dict) -> bool:
    """Is a value only read where its name stands?"""
    parent = above[node]
    while isinstance(parent, ast.Subscript):
        if node is parent.slice:  # it only says which element of something else is meant
            return True
        if not isinstance(parent.ctx, ast.Load):
            return False
        node, parent = parent, above[parent]
    if isinstance(parent, ast.Call):
        return node is not parent.func and isinstance(parent.func, ast.Name) and parent.func.id in LOOK
    if isinstance(parent, ast.Attribute):
        return parent.attr in ASK and isinstance(above[parent], ast.Call) and above[parent].func is parent
    if isinstance(parent, ast.For | ast.comprehension):
        return True
    return isinstance(parent, PLAIN)
