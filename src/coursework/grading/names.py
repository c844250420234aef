"""What names a cell of code binds and reads, whatever is in the cell: magics, errors, nonsense.

Nothing here runs the code, and the time it takes grows in proportion to the cell: students wrote it.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from dataclasses import dataclass

LONGEST = 100_000  # characters of a cell that are still parsed; a longer one is only looked through
BUILTIN = frozenset(dir(builtins))
BY_STRING = {"globals", "locals", "vars", "dir", "eval", "exec", "get_ipython"}
TIMING = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n")
CELL_MAGIC = re.compile(r"\A\s*%%\w")
MAGIC = re.compile(r"^([ \t]*)(?:[%!].*|\?.*|[\w.%]+\?{1,2}[ \t]*)$", re.M)
TIMED = re.compile(r"^([ \t]*)%time[ \t]+", re.M)
ASSIGNED_MAGIC = re.compile(r"^([ \t]*\w[\w, \t]*=)[ \t]*[%!].*$", re.M)
AT_LINE_START = re.compile(r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?:[-+*/|&]?=)(?!=)", re.M)
COMPOUND = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


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
    flow = _Flow()
    flow.run(body)
    words = set()
    if flow.reads & BY_STRING:
        strings = [n.value for s in body for n in ast.walk(s)
                   if isinstance(n, ast.Constant) and isinstance(n.value, str)]  # fmt: skip
        words = {word for text in strings for word in re.findall(r"[^\W\d]\w*", text)}
    blank = {name for statement in body for name in _blank(statement)}
    reads = flow.reads | (flow.later - flow.binds)
    return Names(*map(frozenset, (flow.binds, reads, flow.reads, blank, words)))


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a cell, with IPython's magics and shell lines left out; None when there is none."""
    if len(source) > LONGEST:
        return None
    for text in (source, without_magics(source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def without_magics(source: str) -> str:
    """The Python of a cell: magics become `pass`, timed lines keep what they time, `%%html` is no Python."""
    text = TIMING.sub("\n", source)
    if CELL_MAGIC.match(text):
        return ""
    text = ASSIGNED_MAGIC.sub(r"\1 None", TIMED.sub(r"\1", text))
    return MAGIC.sub(r"\1pass", text)


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


class _Flow:
    """Goes through statements in the order they run."""

    def __init__(self):
        self.binds: set[str] = set()
        self.sure: set[str] = set()  # bound on every way to here
        self.reads: set[str] = set()
        self.later: set[str] = set()  # read when a function is called

    def run(self, body: list[ast.stmt]) -> None:
        for statement in body:
            step = getattr(self, type(statement).__name__.lower(), None)
            step(statement) if step else self.look(statement)

    def bind(self, *found: str) -> None:
        self.binds.update(found)
        self.sure.update(found)

    def look(self, *nodes) -> None:
        """Expressions and simple statements, without recursion: a student's may be nested deep."""
        waiting = [node for node in reversed(nodes) if node is not None]
        while waiting:
            node = waiting.pop()
            if isinstance(node, COMPOUND):
                inner, outward = _inner(node)
                self.reads |= inner - outward - self.sure
                self.bind(*outward)
            elif isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    self.reads |= {node.id} - self.sure
                elif isinstance(node.ctx, ast.Store):
                    self.bind(node.id)
                else:
                    self.binds.discard(node.id)
                    self.sure.discard(node.id)
            else:
                waiting += reversed(list(ast.iter_child_nodes(node)))

    def branches(self, *bodies, some: bool = False) -> None:
        """Bodies of which one runs; with `some`, perhaps none does."""
        before, ends = set(self.sure), []
        for body in bodies:
            self.sure = set(before)
            self.run(body)
            ends.append(self.sure)
        self.sure = before if some else set.intersection(*ends)

    def functiondef(self, node) -> None:
        self.look(*node.decorator_list, *node.args.defaults, *node.args.kw_defaults)
        inner, outward = _inner(node)
        self.later |= inner - {node.name}
        self.bind(node.name)
        self.binds |= outward

    asyncfunctiondef = functiondef

    def classdef(self, node) -> None:
        inner, _ = _inner(node)
        self.reads |= inner - self.sure - {node.name}
        self.bind(node.name)

    def import_(self, node) -> None:
        self.bind(*((a.asname or a.name.split(".")[0]) for a in node.names if a.name != "*"))

    importfrom = import_

    def assign(self, node) -> None:
        self.look(node.value, *node.targets)

    def annassign(self, node) -> None:
        if node.value:
            self.look(node.value, node.target)

    def augassign(self, node) -> None:
        if isinstance(node.target, ast.Name):
            self.reads |= {node.target.id} - self.sure
        self.look(node.value, node.target)

    def for_(self, node) -> None:
        self.look(node.iter)
        before = set(self.sure)
        self.look(node.target)
        self.branches([*node.body, *node.orelse], some=True)
        self.sure = before

    asyncfor = for_

    def if_(self, node) -> None:
        self.look(node.test)
        self.branches(node.body, node.orelse)

    def while_(self, node) -> None:
        self.look(node.test)
        self.branches([*node.body, *node.orelse], some=True)

    def with_(self, node) -> None:
        for item in node.items:
            self.look(item.context_expr, item.optional_vars)
        self.run(node.body)

    asyncwith = with_

    def try_(self, node) -> None:
        self.branches([*node.body, *node.orelse], some=True)
        for handler in node.handlers:
            self.look(handler.type)
            self.branches(handler.body, some=True)
        self.run(node.finalbody)

    trystar = try_

    def match(self, node) -> None:
        self.look(node.subject)
        for case in node.cases:
            patterns = list(ast.walk(case.pattern))
            self.binds |= {n for p in patterns for n in (getattr(p, "name", 0), getattr(p, "rest", 0)) if n}
            self.look(case.guard)
            self.branches(case.body, some=True)


# `import`, `for` and so on are Python's own words: the methods carry a line after them.
for _word in ("import", "for", "if", "while", "with", "try"):
    setattr(_Flow, _word, getattr(_Flow, _word + "_"))


def _inner(node) -> tuple[set[str], set[str]]:
    """(names that a function, class, lambda or comprehension takes from outside, names it sets there)."""
    loads, stores, outward = set(), set(), set()
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            (loads if isinstance(child.ctx, ast.Load) else stores).add(child.id)
        elif isinstance(child, ast.arg):
            stores.add(child.arg)
        elif isinstance(child, ast.Global):
            outward.update(child.names)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and child is not node:
            stores.add(child.name)
        elif isinstance(child, ast.alias):
            stores.add(child.asname or child.name.split(".")[0])
        elif isinstance(child, ast.NamedExpr) and isinstance(node, COMPOUND[1:]):
            outward.add(child.target.id)
        elif isinstance(child, ast.ExceptHandler) and child.name:
            stores.add(child.name)
    return loads - (stores - outward), outward & stores


def _blank(statement: ast.stmt) -> list[str]:
    """Names that a statement leaves to be filled in: `x = ...`, a function of which only `...` is written."""
    if isinstance(statement, ast.Assign) and _is_blank(statement.value):
        return [n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        body = [s for s in statement.body if not (isinstance(s, ast.Expr) and _is_text(s.value))]
        if not body or (len(body) == 1 and _is_stub(body[0])):
            return [statement.name]
    return []


def _is_blank(node) -> bool:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return any(map(_is_blank, node.elts))
    if isinstance(node, ast.Dict):
        return any(map(_is_blank, node.values))
    return isinstance(node, ast.Constant) and node.value is ...


def _is_text(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_stub(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return "NotImplementedError" in ast.dump(statement)
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Expr) and _is_blank(statement.value))
