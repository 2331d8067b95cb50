"""What a lab's folder holds of the trainee's own: which questions are blank, what has changed.

Effects: reads one notebook and the answer files beside it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from coursekit.form_cells import names_of_forms

__all__ = ["Work", "read_work"]

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
        names = names_of_forms(cell)
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
