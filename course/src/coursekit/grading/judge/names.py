"""Names that a cell of the lab uses; looked for once a process, and cells come again."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Names", "names_in"]


class Names(NamedTuple):
    """What a cell speaks of.

    Attributes
    ----------
    used : frozenset of str
        Names that it uses.
    strings : frozenset of str
        Its strings that could be names.
    inside : frozenset of str
        Names used inside its functions and classes, which later cells may call.
    """

    used: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()


@functools.cache
def names_in(source: str) -> Names:
    """Return the names of a cell; none where it is no Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return Names()
    bodies = ast.FunctionDef | ast.ClassDef | ast.Lambda
    inner = (node for body in nodes if isinstance(body, bodies) for node in ast.walk(body))
    used = _names(nodes)
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    strings = {text for text in texts if isinstance(text, str) and text.isidentifier()}
    return Names(used, frozenset(strings - used), _names(inner))


def _names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    names = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return frozenset(names)
