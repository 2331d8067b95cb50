"""Forms: an anywidget whose answer is a file; `form` shows a declared one, `mark_form` marks it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labkit.forms.base import Form, assets
from labkit.forms.graded import mark_form
from labkit.forms.rules import Notice, inert_reason

__all__ = ["Form", "assets", "form", "mark_form"]


def form(
    name: str,
    declaration: Mapping[str, Any] | None = None,
    *,
    folder: Path | str | None = None,
) -> Form | Notice:
    """Show a form that is declared; answers go to ``jawaban/<name>.json``.

    Parameters
    ----------
    name : str
        Name of the answer file: lower-case letters, digits, hyphens.
    declaration : mapping
        Plain data without right answers, see `labkit.forms.declaration.read_declaration`. An
        author may leave it out and write it in the unit's own YAML file: then it is put into the
        cell before the lab is released (see `labkit.forms.source.with_declaration`), so that a
        trainee's notebook needs no other file.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Returns
    -------
    Form or Notice
        The form; a sentence where a form must rest.

    Raises
    ------
    ValueError
        If the declaration is missing or not well formed (for the author).
    """
    from labkit.forms.declaration import read_declaration
    from labkit.forms.shares import check_key

    if declaration is None:
        raise ValueError(f"form {name!r} has no declaration; generate the lab from its source")
    read = read_declaration(declaration)
    if read.drill:
        check_key(read, {question.id: question.key or {} for question in read.questions})
    if reason := inert_reason(folder):
        return Notice(reason)
    from labkit.forms.declared import DeclaredForm

    return DeclaredForm(name, read, folder=folder)
