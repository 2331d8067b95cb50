"""The last line of a cell that marks a form: a trainee hears what is missing, a marker the points.

Effects: reads one answer file, prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from labkit import keys
from labkit.answers import AnswerError, read_answer
from labkit.case import current_owner
from labkit.checks import CheckFailed, passed
from labkit.forms.declaration import Declaration, Question, read_declaration
from labkit.forms.given import Given, given_answers
from labkit.forms.marks import mark

__all__ = ["mark_form"]

_WIDTH = 60  # letters of a question that are enough to know it by
_TOLD = 3  # questions named at once; a window shows one line


def mark_form(
    name: str,
    declaration: Declaration | Mapping[str, Any] | Sequence[Any],
    points: float,
    *,
    only: Iterable[str] | None = None,
) -> float | None:
    """Mark a form, or some of its questions, by parts; the last line of a locked graded cell.

    Parameters
    ----------
    name : str
        Name of the form, of its answer file, and of its key (``<name>.json``, or an entry of
        that name in the key of the owner's case).
    declaration : Declaration, mapping or sequence
        The form as its cell shows it.
    points : float
        What the cell is worth.
    only : iterable of str, optional
        Ids of the questions that this cell marks, where several cells share a form.

    Returns
    -------
    float or None
        While a submission is marked: the points, after the explanation of every part was printed.
        In a trainee's kernel: None, after it was printed that all is answered.

    Raises
    ------
    labkit.checks.CheckFailed
        In a trainee's kernel, if something is not answered yet: so the button that checks a lab
        and the tests at handing in, which look for cells that fail, find it too.
    ValueError
        If a question is unknown, or the key does not fit (for the author).
    """
    form = read_declaration(declaration)
    chosen = form.questions if only is None else _named(form, only)
    try:
        given = given_answers(read_answer(name, owner=current_owner()), form, lenient=True)
    except AnswerError as error:
        if not keys.available():
            raise CheckFailed(str(error)) from None
        print(error)
        return 0.0
    if not keys.available():
        if missing := _still_missing(given, chosen, form.title or name):
            raise CheckFailed(missing)
        passed(
            f"Semua pertanyaan di formulir “{form.title or name}” sudah dijawab. "
            "Nilai dan penjelasannya datang bersama umpan balik."
        )
        return None
    marks = mark(form, given, keys.key(name))
    marks = marks if only is None else marks.only(question.id for question in chosen)
    print(marks.explain())
    return marks.points(points)


def _named(form: Declaration, names: Iterable[str]) -> tuple[Question, ...]:
    try:
        return tuple(form.question(name) for name in names)
    except KeyError as error:
        raise ValueError(f"no such question: {error}") from None


def _still_missing(given: Given, chosen: Sequence[Question], title: str) -> str:
    faults, left = given.faults, given.unanswered
    missing = [question for question in chosen if question.id in left]
    if not missing:
        return ""
    told: list[str] = []
    for question in missing[:_TOLD]:
        fault = f": {faults[question.id]}" if question.id in faults else ""
        told.append(f"“{_brief(question.text)}”{fault}")
    if more := len(missing) - len(told):
        told.append(f"dan {more} lainnya")
    head = f"Di formulir “{title}”, {len(missing)} dari {len(chosen)} pertanyaan belum selesai: "
    return head + "; ".join(told)


def _brief(text: str) -> str:
    return textwrap.shorten(" ".join(text.split()), _WIDTH, placeholder=" …")
