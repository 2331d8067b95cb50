"""A written answer as a person marks it: question, text, words and rubric, in markdown.

The text is shown as it was typed: nothing that somebody wrote becomes a heading, a link, a
formula, an element of a page or a mark of the grader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from labkit.forms.declaration import Declaration, Level, read_declaration
from labkit.forms.given import given_answers
from labkit.forms.words import count_words, written

__all__ = ["given_text", "quotation", "rubric_of", "written_answer"]

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^=:/@\"'%])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def rubric_of(
    declaration: Declaration | Mapping[str, Any] | Sequence[Any], question: str
) -> tuple[Level, ...]:
    """Return the levels of a question's rubric, the best first; empty if it has none.

    Raises
    ------
    ValueError
        If there is no such question, or the declaration is not well formed.
    """
    answer: tuple[Level, ...] = _asked(read_declaration(declaration), question).rubric
    return answer


def written_answer(
    declaration: Declaration | Mapping[str, Any] | Sequence[Any],
    answers: Any,
    question: str,
    *,
    rubric: bool = True,
) -> str:
    """Render one written answer for the cell that a person marks.

    Parameters
    ----------
    declaration : Declaration, mapping or sequence
        The form, as it is shown.
    answers : labkit.answers.Answer, mapping or None
        What the form saved; None where there is no file.
    question : str
        Id of a question of the kind ``text``.
    rubric : bool
        Whether its table stands below; not where a page shows the levels itself.

    Returns
    -------
    str
        Markdown: the question, the answer as a quotation, its words, the rubric as a table. An
        answer that is blank or cannot be read is said to be so.

    Raises
    ------
    ValueError
        If there is no such written question (for the author).
    """
    form = read_declaration(declaration)
    asked = _asked_text(form, question)
    text, fault = given_text(form, answers, question)
    count = count_words(text)
    parts = [f"**{_inline(asked.text)}**"]
    if count:
        parts += [quotation(text), f"*{written(count)} kata.*"]
        if state := asked.body.judge(text).fault:
            parts[-1] = f"*{written(count)} kata. {_inline(str(state))}*"
    else:
        parts.append(f"*{_inline(fault)}*" if fault else "*Belum ada jawaban.*")
    if asked.rubric and rubric:
        parts.append(_table(asked.rubric))
    return "\n\n".join(parts) + "\n"


def given_text(
    declaration: Declaration | Mapping[str, Any] | Sequence[Any], answers: Any, question: str
) -> tuple[str, str]:
    """Return what was typed, empty if there is no word in it, and why it cannot be read.

    Parameters and errors as `written_answer`.
    """
    form = read_declaration(declaration)
    _asked_text(form, question)
    if answers is None:
        return "", ""
    try:
        given = given_answers(answers, form, lenient=True)
    except ValueError as error:
        return "", str(error)
    text = given.given.get(question, "")
    return text if count_words(text) else "", given.unread.get(question, "")


def _asked_text(form: Declaration, question: str) -> Any:
    asked = _asked(form, question)
    if asked.kind != "text":
        raise ValueError(f"question {question!r} is no text")
    return asked


def _asked(form: Declaration, name: str) -> Any:
    try:
        return form.question(name)
    except KeyError:
        raise ValueError(f"no such question: {name!r}") from None


def quotation(text: str) -> str:
    """Return text as a quotation; a line of the text is a line of the page."""
    plain = re.sub(r"\r\n?|[\v\f\u2028\u2029]", "\n", text).strip("\n")
    lines = (_inline(line) for line in plain.split("\n"))
    return "\n".join(f"> {line}  " if line else ">" for line in lines)  # two blanks end a line


def _inline(text: str) -> str:
    plain = " ".join(_CONTROL.sub(" ", text).split())
    return _MARKS.sub(r"\\\1", "".join(_HTML.get(letter, letter) for letter in plain))


def _table(rubric: tuple[Level, ...]) -> str:
    rows = [
        f"| {_inline(written(level.points))} | {_inline(level.name)} | {_inline(level.words)} |"
        for level in rubric
    ]
    return "\n".join(["| Poin | Tingkat | Artinya |", "| ---: | --- | --- |", *rows])
