"""The syntax tree of a cell, whatever is in it: magics, shell lines, errors, nonsense.

Nothing here runs the code, and the time it takes grows in proportion to the cell: students wrote it.
(IPython's own way of reading magics goes through a cell once for each of them.)
"""

from __future__ import annotations

import ast
import re
import warnings

LONGEST = 100_000  # characters of a cell that are still parsed; a longer one is only looked through
TIMING = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n")
CELL_MAGIC = re.compile(r"\A\s*%%\w")
MAGIC = re.compile(r"^([ \t]*)(?:[%!].*|\?.*|[\w.%]+\?{1,2}[ \t]*)$", re.M)
TIMED = re.compile(r"^([ \t]*)%time[ \t]+", re.M)
ASSIGNED_MAGIC = re.compile(r"^([ \t]*\w[\w, \t]*=)[ \t]*[%!].*$", re.M)


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


def left_blank(statement: ast.stmt) -> list[str]:
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
