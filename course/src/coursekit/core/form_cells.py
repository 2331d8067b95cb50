"""Cells that show a form: which they are, and what they may hold.

Such a cell bears the tag `FORM_TAG` and runs by itself when a trainee opens the lab, before any
other cell. So it must stand alone, show a form and do nothing else.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import Any

from coursekit.core.cells import grade_metadata
from coursekit.core.notebooks import FORM_TAG

__all__ = ["declared_in", "form_faults", "form_makers", "names_of_forms"]

_QUIZ = "labkit.quiz"
_FORMS = ".forms"
_MARKS = "mark_form"  # comes from there too, and shows none


def form_makers(cells: Iterable[Any]) -> frozenset[str]:
    """Return the names a lab imports from where forms come from: ``x.forms``, `labkit.quiz`."""
    return frozenset(
        alias.asname or alias.name
        for cell in cells
        for node in ast.walk(_parse(cell))
        if isinstance(node, ast.ImportFrom) and _gives_forms(node.module or "")
        for alias in node.names
        if alias.name != _MARKS
    )


def names_of_forms(cell: Any) -> list[str]:
    """Return the names of the answer files a form cell writes, as far as its text says them."""
    if not _is_tagged(cell):
        return []
    first = (call.args[0] for call in _calls(_parse(cell)) if call.args)
    return [arg.value for arg in first if isinstance(arg, ast.Constant) and type(arg.value) is str]


def declared_in(cell: Any) -> dict[str, Any]:
    """Return the declaration that a form cell holds as plain data; empty if it holds none."""
    for node in _parse(cell).body if _is_tagged(cell) else ():
        if isinstance(node, ast.Assign):
            try:
                found = ast.literal_eval(node.value)
            except ValueError:
                continue
            if isinstance(found, dict) and "questions" in found:
                return found
            if isinstance(found, list) and found and isinstance(found[0], dict):
                return {"questions": found}
    return {}


def form_faults(cell: Any, makers: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with a cell as a form cell; nothing for an ordinary cell."""
    tree = _parse(cell)
    shows = [
        call for call in _calls(tree) if isinstance(call.func, ast.Name) and call.func.id in makers
    ]
    if not _is_tagged(cell):
        if shows:
            yield (
                f'it shows a form: write tags=["{FORM_TAG}"] in its marker, so that the form '
                "appears by itself"
            )
        return
    meta = grade_metadata(cell)
    if cell.cell_type != "code" or meta.get("solution") or meta.get("grade"):
        yield f"a cell tagged {FORM_TAG} is a code cell that is neither an answer nor a test"
        return
    known = _imported(tree)
    if not len(shows) == len(_calls(tree)) == 1 or not all(
        _may_stand(node, known) for node in tree.body
    ):
        yield (
            f"a cell tagged {FORM_TAG} holds imports, plain values and one call that shows a form, "
            "nothing else"
        )
    elif strange := _strange_roots(tree):
        yield (
            f"a cell tagged {FORM_TAG} imports only from the subject's package and the lab kit, "
            f"not from {', '.join(strange)}"
        )
    elif strange := _strange_names(tree):
        yield (
            f"a cell tagged {FORM_TAG} runs before all others: import {', '.join(strange)} in it, "
            "or write the value out"
        )
    elif not all(_calls_known(node, known) for node in ast.walk(tree)):
        yield f"a cell tagged {FORM_TAG} calls only what it imports, and formats no text"


def _gives_forms(module: str) -> bool:
    return module == _QUIZ or module.endswith(_FORMS)


def _is_tagged(cell: Any) -> bool:
    return FORM_TAG in cell.metadata.get("tags", ())


def _parse(cell: Any) -> ast.Module:
    try:
        return ast.parse(cell.source if cell.cell_type == "code" else "")
    except SyntaxError:
        return ast.Module([], [])


def _calls(tree: ast.Module) -> list[ast.Call]:
    values = [node.value for node in tree.body if isinstance(node, ast.Expr)]
    return [value for value in values if isinstance(value, ast.Call)]


def _imported(tree: ast.AST) -> set[str]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.alias))
    return {node.asname or node.name for node in nodes}


def _may_stand(node: ast.stmt, known: set[str]) -> bool:
    if isinstance(node, ast.Expr):
        call = node.value
        return isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    if isinstance(node, ast.Assign):
        plain = isinstance(node.value, ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.Set)
        targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return plain and len(targets) == 1 == len(node.targets) and targets[0] not in known
    return isinstance(node, ast.ImportFrom)


def _calls_known(node: ast.AST, known: set[str]) -> bool:
    """Tell whether whatever is called is reached from an imported name; no text with code in it."""
    if isinstance(node, ast.JoinedStr):
        return False
    if not isinstance(node, ast.Call):
        return True
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in known


def _strange_roots(tree: ast.Module) -> list[str]:
    modules = [node.module or "." for node in tree.body if isinstance(node, ast.ImportFrom)]
    roots = {module.split(".")[0] for module in modules if _gives_forms(module)} | {"labkit"}
    return sorted({module for module in modules if module.split(".")[0] not in roots})


def _strange_names(tree: ast.Module) -> list[str]:
    known = set(dir(builtins)) | _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            known.add(node.id)
    loaded = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return sorted(loaded - known)
