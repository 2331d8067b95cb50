"""What a lab's folder holds of the trainee's own: which questions are blank, what has changed.

Effects: reads one notebook and the answer files beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.cells import answered_question, extra_credit
from coursekit.core.form_cells import declared_in, names_of_forms
from coursekit.core.old_output import without_output
from coursekit.grading.assignment.findings import told
from coursekit.grading.assignment.intake import NOTEBOOK_LIMIT, READ_LIMIT
from coursekit.grading.assignment.recognise import trouble_of
from labkit.answers import FOLDER as ANSWERS
from labkit.answers import AnswerError, read_answer

__all__ = ["Part", "Work", "misnamed", "not_ready", "read_work"]

# How a lab names a question, in the text above its answer.
_QUESTION = re.compile(r"\*\*\s*((?:Pertanyaan|Soal|Tugas)\s+\d+\w?)")

_HEADING = re.compile(r"^#{2,3} (.+)$", re.M)


@dataclass(frozen=True)
class Part:
    """One part of a lab that asks for answers: a form, or a cell to write in.

    Attributes
    ----------
    name : str
        As the lab names it for people.
    cell : str
        Id of its cell, where a jump leads.
    done, asked : int
        How many of its questions are answered in full, and how many there are.
    voluntary : bool
        Whether it can only add points.
    """

    name: str
    cell: str
    done: int
    asked: int
    voluntary: bool = False

    @property
    def words(self) -> str:
        """Say what is left: ``Rencana: 3 dari 8 belum dijawab``."""
        if self.asked == 1 or not self.done:
            return self.name
        return f"{self.name}: {self.asked - self.done} dari {self.asked} belum dijawab"


@dataclass(frozen=True)
class Work:
    """State of the answers in one folder.

    Attributes
    ----------
    parts : tuple of Part
        What the lab asks for, in its order.
    digest : str
        The same for the same answers, whatever was run or shown in between.
    """

    parts: tuple[Part, ...]
    digest: str

    @property
    def wanted(self) -> tuple[Part, ...]:
        """Return the parts that count; what is voluntary does not."""
        return tuple(part for part in self.parts if not part.voluntary)

    @property
    def done(self) -> int:
        """Return how many questions are answered in full.

        How many there are is known of a form only once it was filled in: parts are counted
        instead.
        """
        return sum(part.done for part in self.wanted)

    @property
    def blank(self) -> tuple[Part, ...]:
        """Return the parts that are not answered in full."""
        return tuple(part for part in self.wanted if part.done < part.asked)

    @property
    def words(self) -> str:
        """Say how far the lab is: ``2 dari 6 bagian lengkap``; empty if it asks nothing."""
        full = len(self.wanted) - len(self.blank)
        return f"{full} dari {len(self.wanted)} bagian lengkap" if self.wanted else ""


def read_work(notebook: Path) -> Work | None:
    """Read the answers of a lab; None if there is no notebook or it cannot be read."""
    import nbformat
    from nbformat.reader import NotJSONError
    from nbgrader.utils import is_solution

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
    folder = notebook.parent
    seen = hashlib.sha256()
    for cell in cells:
        if is_solution(cell):
            seen.update(cell.source.encode() + b"\0")
    files = sorted((folder / ANSWERS).glob("*.json")) if (folder / ANSWERS).is_dir() else []
    for file in files:
        seen.update(file.name.encode() + b"\0" + file.read_bytes())
    return Work(tuple(_parts(cells, folder)), seen.hexdigest())


def _parts(cells: list[Any], folder: Path) -> Iterator[Part]:
    from nbgrader.utils import compute_checksum, is_solution

    extra = " ".join(cell.source for cell in cells if extra_credit(cell.metadata))
    name, waiting = "", []
    for cell in cells:
        if cell.cell_type == "markdown":
            if found := _HEADING.findall(cell.source):
                name = found[-1].strip()
            waiting = _QUESTION.findall(cell.source) or waiting
        for form in names_of_forms(cell):
            declared = declared_in(cell)
            if not any(_asks(other, form) for other in cells if other is not cell):
                continue  # a drill
            done, asked = _progress(form, declared, folder)
            title = declared.get("title") or name or form
            yield Part(str(title), cell.get("id", ""), done, asked, f'"{form}"' in extra)
        # What is written in a form is brought to its cell when it is marked.
        if is_solution(cell) and not answered_question(cell.metadata):
            empty = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            title = waiting.pop(0) if waiting else name or str(cell.metadata.nbgrader.grade_id)
            yield Part(title, cell.get("id", ""), int(not empty), 1)


def _asks(cell: Any, form: str) -> bool:
    """Tell whether a cell marks a form, reads it, or carries what was written in it."""
    reads = cell.cell_type == "code" and f'"{form}"' in cell.source
    return reads or answered_question(cell.metadata).startswith(f"{form}/")


def _progress(form: str, declared: Mapping[str, Any], folder: Path) -> tuple[int, int]:
    asked = max(1, len(declared.get("questions", ())))
    try:
        answer = read_answer(form, folder=folder)
    except AnswerError:
        return 0, asked
    return answer.progress or (asked, asked)  # an earlier kit did not say how far


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
