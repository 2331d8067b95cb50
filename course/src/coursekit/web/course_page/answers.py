"""What a lab's folder holds of the trainee's own: which questions are blank, what has changed.

Effects: reads one notebook and the answer files beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.form_cells import names_of_forms
from coursekit.core.old_output import without_output
from coursekit.grading.assignment.findings import told
from coursekit.grading.assignment.intake import NOTEBOOK_LIMIT, READ_LIMIT
from coursekit.grading.assignment.recognise import trouble_of
from labkit.answers import FOLDER as ANSWERS

__all__ = ["QUESTION", "Work", "misnamed", "not_ready", "read_work"]

QUESTION = re.compile(r"\*\*\s*((?:Pertanyaan|Soal|Tugas)\s+\d+\w?)")
"""How a lab names a question, in the text above its answer."""


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
        with notebook.open("rb") as source:
            raw = without_output(source, NOTEBOOK_LIMIT, READ_LIMIT)
        if raw is None:
            return None
        cells = nbformat.reads(raw.decode("utf-8-sig"), as_version=4).cells
        broken = not isinstance(cells, list)
    except (OSError, ValueError, AttributeError, KeyError, TypeError, NotJSONError):
        return None  # nbformat raises nearly anything on JSON that is no notebook
    if broken:
        return None
    folder = notebook.parent / ANSWERS
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    seen = hashlib.sha256()
    asked: dict[str, bool] = {}
    for cell, name in _named(cells):
        if is_solution(cell):
            seen.update(cell.source.encode() + b"\0")
            empty = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            asked[name] = asked.get(name, False) or empty
        for form in names_of_forms(cell):
            asked[f"Formulir “{form}”"] = folder / f"{form}.json" not in files
    for file in files:
        seen.update(file.name.encode() + b"\0" + file.read_bytes())
    blank = tuple(name for name, empty in asked.items() if empty)
    return Work(len(asked), blank, seen.hexdigest())


def _named(cells: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Yield each cell with the question it answers; one text may ask several, in order."""
    from nbgrader.utils import is_solution

    name, waiting = "", []
    for cell in cells:
        if cell.cell_type == "markdown" and (found := QUESTION.findall(cell.source)):
            waiting = found
        if is_solution(cell):
            name = waiting.pop(0) if waiting else name
            yield cell, name or str(cell.metadata.nbgrader.grade_id)
        else:
            yield cell, ""


def not_ready(notebook: Path) -> str:
    """Return what is wrong with a notebook that cannot be read, and what to do."""
    again = "Buka labnya sekali lagi; berkas yang hilang akan diambilkan kembali."
    if not notebook.is_file():
        others = sorted(path.name for path in notebook.parent.glob("*.ipynb"))
        if others:
            return misnamed(others, notebook.name)
        return f"Berkas lab {notebook.name} tidak ditemukan, jadi belum dapat dikumpulkan. {again}"
    with notebook.open("rb") as source:
        raw = without_output(source, NOTEBOOK_LIMIT, READ_LIMIT)
    code = "notebook-besar" if raw is None else trouble_of(raw)
    return told(code, notebook.name, notebook.name).replace("kirim ulang", "kumpulkan lagi")


def misnamed(found: Iterable[str], expected: str) -> str:
    """Return what to do where the lab's notebook goes by another name."""
    return (
        f"Di folder lab ada {', '.join(found)}, tetapi tidak ada {expected}. Kembalikan nama "
        f"notebook Anda menjadi {expected}; setelah itu lab dapat dilanjutkan dan dikumpulkan."
    )
