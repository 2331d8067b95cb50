"""Percent text to notebook: the same bytes every time, with ids that stay.

jupytext gives every cell a new random id at each reading. Here a graded cell is called by its
grade id and any other cell by a hash of its text, so that inserting one cell renames no other.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from coursekit.core.cells import grade_metadata
from coursekit.core.errors import UsageError

__all__ = ["FORM_TAG", "read_percent", "to_bytes"]

FORM_TAG = "formulir"
"""Tag of the cells that show a form: they run by themselves and their code is folded."""

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_MARKER = re.compile(r"^# %%")
_OPTION = re.compile(r"\b(nbgrader|tags|coursekit)=(.*?)(?=\s\w+=|$)")
_TAG_KEYS = {"nbgrader", "tags", "jupyter", "editable", "deletable", "coursekit"}


def read_percent(path: Path) -> Any:
    """Read a lab's percent text as a notebook with stable ids and no noise.

    Parameters
    ----------
    path : Path
        A file ``NN-slug.py`` in jupytext's percent format.

    Returns
    -------
    nbformat.NotebookNode
        Version 4.5, without outputs, execution counts or jupytext's metadata.

    Raises
    ------
    UsageError
        If the file is missing, is not UTF-8, holds no cell, or a cell's marker line is broken.
        The message names file and line.
    """
    import jupytext
    from nbformat import ValidationError, validate

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{path}: no such lab; write it or check the unit's name") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    _check_markers(path, text)
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except (ValidationError, ValueError) as error:
        raise UsageError(f"{path}:1: {str(error).strip().splitlines()[0]}") from None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = type(notebook.metadata)(
        kernelspec=_KERNEL, language_info={"name": "python"}
    )
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        for key in set(cell.metadata) - _TAG_KEYS:
            del cell.metadata[key]
        if FORM_TAG in cell.metadata.get("tags", ()):
            cell.metadata["jupyter"] = {"source_hidden": True}
        cell["id"] = _stable_id(cell, seen)
    validate(notebook)
    return notebook


def to_bytes(notebook: Any) -> bytes:
    """Serialise a notebook as nbformat does: keys sorted, sources split into lines."""
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def _stable_id(cell: Any, seen: dict[str, int]) -> str:
    if grade_id := grade_metadata(cell).get("grade_id"):
        return str(grade_id)[:64]
    digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _check_markers(path: Path, text: str) -> None:
    """Refuse broken options, which jupytext would read as a title, and doubled grade ids."""
    lines = text.splitlines()
    markers = [number for number, line in enumerate(lines, 1) if _MARKER.match(line)]
    if not markers:
        raise UsageError(f'{path}:1: no cell; a lab is percent text, its cells begin with "# %%"')
    first: dict[str, int] = {}
    for number in markers:
        for key, value in re.findall(
            r"\b(nbgrader|tags|coursekit)=(.*?)(?=\s\w+=|$)", lines[number - 1]
        ):
            try:
                options = json.loads(value)
            except json.JSONDecodeError as error:
                raise UsageError(
                    f"{path}:{number}: {key} is not valid JSON ({error.msg} at {value[:30]!r})"
                ) from None
            grade_id = options.get("grade_id") if isinstance(options, dict) else None
            if grade_id is not None and first.setdefault(grade_id, number) != number:
                raise UsageError(
                    f"{path}:{number}: grade id {grade_id!r} stands already in line "
                    f"{first[grade_id]}; nbgrader would stop the whole batch"
                )
