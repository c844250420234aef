"""Goes through Python statements in the order they run, and notes which names they bind and read."""

from __future__ import annotations

import ast

COMPOUND = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Flow:
    """The names of statements given to `run`: `binds`; `reads` at once; `later`, when called."""

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
    setattr(Flow, _word, getattr(Flow, _word + "_"))


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
