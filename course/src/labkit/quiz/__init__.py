"""The quiz: a form of questions, under the name that released labs import.

Nothing of it holds a right answer: marks and explanations come with the feedback, from a key
that only grading has (see `labkit.forms.marks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labkit.forms import form
from labkit.forms.given import given_answers

__all__ = ["given_answers", "quiz"]


def quiz(
    name: str,
    questions: Sequence[Mapping[str, Any]],
    *,
    title: str = "",
    folder: Path | str | None = None,
) -> Any:
    """Show a form of questions; answers go to ``jawaban/<name>.json``.

    Parameters
    ----------
    name : str
        Name of the answer file: lower-case letters, digits, hyphens.
    questions : sequence of mapping
        Plain data without answers, see `labkit.forms.declaration.read_declaration`.
    title : str, optional
        Shown above the questions, Indonesian.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Returns
    -------
    labkit.forms.Form or labkit.forms.rules.Notice
        As `labkit.forms.form` does.

    Notes
    -----
    The test cell below the form, locked and graded, with the key in ``keys/pra-tes.json``::

        jawaban = read_answer("pra-tes", owner=current_owner())
        print(given_answers(jawaban, PERTANYAAN).missing_words() or "Semua terjawab.")
        nilai = mark(PERTANYAAN, jawaban, key("pra-tes")) if available() else None
        print(nilai.explain() if nilai else "Penjelasan datang bersama umpan balik.")
        nilai.points(3) if nilai else None
    """
    declaration = {"title": title or "Kuis", "questions": list(questions)}
    return form(name, declaration, folder=folder)
