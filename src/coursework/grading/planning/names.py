"""What names a cell of code binds and reads."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass

from .flow import Flow
from .syntax import LONGEST, left_blank, parse

BUILTIN = frozenset(dir(builtins))
BY_STRING = {"globals", "locals", "vars", "dir", "eval", "exec", "get_ipython"}
AT_LINE_START = re.compile(r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?:[-+*/|&]?=)(?!=)", re.M)


@dataclass(frozen=True)
class Names:
    """What a cell does with names.

    `binds`: names that stand after it; `reads`: names it needs from elsewhere; `at_once`: those of `reads`
    that it needs when it runs, not first when a function of it is called; `blank`: names left as `...`;
    `quoted`: words in its strings, when it looks names up by string.
    """

    binds: frozenset = frozenset()
    reads: frozenset = frozenset()
    at_once: frozenset = frozenset()
    blank: frozenset = frozenset()
    quoted: frozenset = frozenset()


def names(source: str) -> Names:
    """The Names of a cell; when it is no Python, those that its lines begin with. Raises nothing."""
    tree = parse(source)
    if tree is None:
        return Names(binds=frozenset(a or b for a, b in AT_LINE_START.findall(source[:LONGEST])))
    return of_statements(tree.body)


def of_statements(body: list[ast.stmt]) -> Names:
    """The Names of a list of statements."""
    flow = Flow()
    flow.run(body)
    words = set()
    if flow.reads & BY_STRING:
        strings = [n.value for s in body for n in ast.walk(s)
                   if isinstance(n, ast.Constant) and isinstance(n.value, str)]  # fmt: skip
        words = {word for text in strings for word in re.findall(r"[^\W\d]\w*", text)}
    blank = {name for statement in body for name in left_blank(statement)}
    reads = flow.reads | (flow.later - flow.binds)
    return Names(*map(frozenset, (flow.binds, reads, flow.reads, blank, words)))


def standing(source: str, known: frozenset | set) -> tuple[str, frozenset]:
    """(the statements of a cell that need only `known` names and builtins, the names they bind)."""
    tree = parse(source)
    if tree is None:
        return "", frozenset()
    kept, bound = [], set()
    for statement in tree.body:
        found = of_statements([statement])
        if found.at_once <= known | bound | BUILTIN:
            kept.append(statement)
            bound |= found.binds
    if len(kept) < len(tree.body):
        source = ast.unparse(ast.Module(kept, []))
    return source, frozenset(bound)
