"""What a lab's folder holds of the trainee's own: which questions are blank, what has changed.

Effects: reads one notebook and the answer files beside it.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FORM_TAG", "Work", "form_names", "read_work"]

FORM_TAG = "formulir"
"""Tag of the cells that show a form by themselves."""

_ANSWERS = "jawaban"
_QUESTION = re.compile(r"\*\*\s*((?:Pertanyaan|Soal|Tugas)\s+\d+\w?)")


@dataclass(frozen=True)
class Work:
    """State of the answers in one folder.

    Attributes
    ----------
    questions : int
        Questions and forms the lab asks for.
    blank : tuple of str
        Those not answered yet, by the name the lab gives them.
    digest : str
        The same for the same answers, whatever was run or shown in between.
    """

    questions: int
    blank: tuple[str, ...]
    digest: str


def read_work(notebook: Path) -> Work | None:
    """Read the answers of a lab; None if there is no notebook or it cannot be read."""
    import nbformat
    from nbformat.reader import NotJSONError
    from nbgrader.utils import compute_checksum, is_solution

    try:
        cells = nbformat.read(notebook, as_version=4).cells
        broken = not isinstance(cells, list)
    except (OSError, ValueError, AttributeError, KeyError, TypeError, NotJSONError):
        return None  # nbformat raises nearly anything on JSON that is no notebook
    if broken:
        return None
    folder = notebook.parent / _ANSWERS
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    seen = hashlib.sha256()
    questions, blank, heading = 0, [], ""
    for cell in cells:
        if cell.cell_type == "markdown" and (match := _QUESTION.search(cell.source)):
            heading = match.group(1)
        names = form_names(cell)
        if is_solution(cell):
            names = [heading or str(cell.metadata.nbgrader.grade_id)]
            seen.update(cell.source.encode() + b"\0")
            if cell.metadata.nbgrader.get("checksum") == compute_checksum(cell):
                blank += names
        else:
            blank += [f"Formulir “{n}”" for n in names if folder / f"{n}.json" not in files]
        questions += len(names)
    for file in files:
        seen.update(file.name.encode() + b"\0" + file.read_bytes())
    return Work(questions, tuple(dict.fromkeys(blank)), seen.hexdigest())


def form_names(cell: Any) -> list[str]:
    """Return the names of the answer files a form cell writes, as far as its text says them."""
    if cell.cell_type != "code" or FORM_TAG not in cell.metadata.get("tags", ()):
        return []
    try:
        return list(_first_texts(ast.parse(cell.source)))
    except SyntaxError:
        return []


def _first_texts(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node.value.args:
            first = node.value.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
