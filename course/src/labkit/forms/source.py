"""How a declaration travels: it is put into the cell that shows its form, before the release.

An author writes ``form("layanan")`` and keeps the questions in a file of the unit, with or
without their keys. What the trainee gets is one notebook, whose cell holds the questions as
plain data and no key; locked cells behind it read the same name.
"""

from __future__ import annotations

import ast
import contextlib
import pprint
from collections.abc import Iterable, Mapping
from typing import Any

from labkit.forms.declaration import read_declaration, split_keys

__all__ = ["declarations", "declared_name", "with_declaration"]


def declared_name(name: str) -> str:
    """Return the name under which a cell holds the declaration of a form.

    Examples
    --------
    >>> declared_name("kuis-orientasi")
    'KUIS_ORIENTASI'
    """
    return name.upper().replace("-", "_")


def with_declaration(source: str, documents: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the source of a cell with the declaration of its form in it.

    Parameters
    ----------
    source : str
        A cell that imports `form` from `labkit.forms`, and ends with ``form("name")`` alone. Any
        other cell is returned as it is.
    documents : mapping
        Name of a form -> what the unit's file says of it; keys in it stay behind, those of a
        drill excepted.

    Returns
    -------
    str
        The cell, its last line two statements: the data, and the call with it.

    Raises
    ------
    ValueError
        If there is no such document, or it is not well formed.
    """
    found = _lonely_call(source)
    if found is None:
        return source
    name, line = found
    if name not in documents:
        known = ", ".join(sorted(documents)) or "none"
        raise ValueError(f"form {name!r} is declared nowhere; known are: {known}")
    shown, _ = split_keys(documents[name])
    try:
        read_declaration(shown)
    except ValueError as error:
        raise ValueError(f"form {name!r}: {error}") from None
    data = pprint.pformat(shown, width=100, sort_dicts=False)
    variable = declared_name(name)
    before = "\n".join(source.splitlines()[: line - 1]).rstrip()
    return f'{before}\n\n{variable} = {data}\n\nform("{name}", {variable})'.lstrip("\n")


def declarations(sources: Iterable[str]) -> dict[str, Any]:
    """Return name of a form -> its declaration, as the cells that show forms hold it.

    Parameters
    ----------
    sources : iterable of str
        Sources of cells: whatever is no form's, or is written in another way, is left out.
    """
    found: dict[str, Any] = {}
    for source in sources:
        if "form(" not in source and "quiz(" not in source:
            continue
        try:
            body = ast.parse(source).body
        except SyntaxError:
            continue
        values = {
            node.targets[0].id: node.value
            for node in body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in body:
            call = node.value if isinstance(node, ast.Expr) else None
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id not in ("form", "quiz") or len(call.args) != 2:
                continue
            given = call.args[1]
            given = values.get(given.id, given) if isinstance(given, ast.Name) else given
            with contextlib.suppress(ValueError, TypeError):  # reckoned, not written out
                found[str(ast.literal_eval(call.args[0]))] = ast.literal_eval(given)
    return found


def _lonely_call(source: str) -> tuple[str, int] | None:
    """Return the form that a cell names without its declaration, and the line that does so."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    imported = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "labkit.forms"
        and any(alias.name == "form" and alias.asname is None for alias in node.names)
        for node in body
    )
    call = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if not imported or not isinstance(call, ast.Call) or call.keywords or len(call.args) != 1:
        return None
    if not isinstance(call.func, ast.Name) or call.func.id != "form":
        return None
    name = call.args[0]
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value, call.lineno
    return None
