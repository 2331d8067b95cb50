"""The quiz form: single choice, several choices, ordering, numbers; answers go to a file.

Nothing of it holds a right answer: marks and explanations come with the feedback, from a key
that only grading has (see `labkit.quiz.marks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labkit.forms.rules import Notice, inert_reason
from labkit.quiz.questions import read_questions
from labkit.quiz.state import given_answers

__all__ = ["given_answers", "quiz"]


def quiz(
    name: str,
    questions: Sequence[Mapping[str, Any]],
    *,
    title: str = "",
    folder: Path | str | None = None,
) -> Any:
    """Show a quiz; answers go to ``jawaban/<name>.json``.

    Parameters
    ----------
    name : str
        Name of the answer file: lower-case letters, digits, hyphens.
    questions : sequence of mapping
        Plain data without answers, see `labkit.quiz.questions.read_questions`.
    title : str, optional
        Shown above the questions, Indonesian.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Returns
    -------
    labkit.forms.Form or labkit.forms.rules.Notice
        The form; a sentence where a form must rest.

    Raises
    ------
    ValueError
        If a question is not well formed (for the author).

    Notes
    -----
    The test cell below the form, locked and graded, with the key in ``keys/pra-tes.json``::

        jawaban = read_answer("pra-tes", owner=current_owner())
        print(given_answers(jawaban, PERTANYAAN).missing_words() or "Semua terjawab.")
        nilai = mark(PERTANYAAN, jawaban, key("pra-tes")) if available() else None
        print(nilai.explain() if nilai else "Penjelasan datang bersama umpan balik.")
        nilai.points(3) if nilai else None
    """
    read = read_questions(questions)
    if reason := inert_reason(folder):
        return Notice(reason)
    from labkit.quiz.widget import QuizForm

    return QuizForm(name, read, title or "Kuis", folder=folder)
