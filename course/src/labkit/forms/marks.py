"""Marks of a form by parts, with their explanations: pure, needs the key that only grading has.

What is promised for a part is given whatever else fails: a row of a table, a pair, a question is
marked from its own answer alone. What earns how much stands in `labkit.forms.shares`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkit.forms.declaration import Declaration, Question
from labkit.forms.given import Given, given_answers
from labkit.forms.shares import Part, check_key, pairs_right, parts_of
from labkit.forms.words import written

__all__ = ["Marks", "QuestionMark", "mark"]


@dataclass(frozen=True)
class QuestionMark:
    """Hold the mark of one question and what is said of it (Indonesian).

    Attributes
    ----------
    question, text : str
        Its id, and what was asked.
    points, maximum : float
        Earned, and to be earned.
    explanation : str
        The answer given, whether it is right, the right one, and why.
    parts : tuple of Part
        What the points are made of.
    """

    question: str
    text: str
    points: float
    maximum: float
    explanation: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Marks:
    """Hold the marks of a whole form, in the order of its questions."""

    marks: tuple[QuestionMark, ...]

    @property
    def share(self) -> float:
        """Return the part of all points that was earned, 0 to 1."""
        return sum(m.points for m in self.marks) / sum(m.maximum for m in self.marks)

    def points(self, maximum: float) -> float:
        """Return the points of a graded cell worth `maximum`: the last line of that cell."""
        return round(maximum * self.share, 2)

    def only(self, questions: Iterable[str]) -> Marks:
        """Return the marks of some questions: where several graded cells read one form.

        Raises
        ------
        ValueError
            If one of them has no mark (for the author).
        """
        wanted = set(questions)
        if unknown := wanted - {m.question for m in self.marks}:
            raise ValueError(f"no such question is marked: {', '.join(sorted(unknown))}")
        return Marks(tuple(m for m in self.marks if m.question in wanted))

    def explain(self) -> str:
        """Return what the feedback shows: each question, the answer, its points and reasons."""
        right = sum(m.points == m.maximum for m in self.marks)
        parts = [f"{right} dari {len(self.marks)} pertanyaan benar sepenuhnya."]
        for number, m in enumerate(self.marks, 1):
            points = f"{written(round(m.points, 2))} dari {written(m.maximum)} poin"
            parts.append(f"{number}. {m.text} ({points})\n   {m.explanation}")
        return "\n\n".join(parts)


def mark(
    declaration: Declaration | Mapping[str, Any] | Sequence[Any],
    answers: Any,
    key: Mapping[str, Mapping[str, Any]],
) -> Marks:
    """Mark a form; texts are left to a person.

    Parameters
    ----------
    declaration : Declaration, mapping or sequence
        As the form shows it (see `labkit.forms.declaration.read_declaration`).
    answers : Given, labkit.answers.Answer or mapping
        What the trainee gave. A question that is not answered, or whose answer cannot be read,
        earns nothing and is explained all the same; it takes nothing from the others.
    key : mapping
        As `labkit.keys.key` gives it.

    Returns
    -------
    Marks
        A single choice and a number earn all or nothing. Pairs and cells earn each its own.
        Several choices earn the right ones less the wrong ones, by the number of right ones,
        never below 0. An order earns by the pairs that stand right: half of them, which chance
        gives, is 0.

    Raises
    ------
    labkit.answers.AnswerError
        If nothing of the answers can be read.
    ValueError
        If the key does not fit the questions (for the author).

    Examples
    --------
    >>> asked = [{"id": "a", "kind": "single", "text": "?", "choices": {"x": "X", "y": "Y"}}]
    >>> mark(asked, {"questions": {"a": "y"}}, {"a": {"right": "y", "why": "Begitu."}}).share
    1.0
    """
    read = check_key(declaration, key)
    given = answers if isinstance(answers, Given) else given_answers(answers, read, lenient=True)
    marked = (question for question in read.questions if question.kind != "text")
    return Marks(tuple(_mark(question, given, key[question.id]) for question in marked))


def _mark(question: Question, given: Given, entry: Mapping[str, Any]) -> QuestionMark:
    value = given.given.get(question.id)
    parts = parts_of(question, value, entry)
    earned = sum(part.share for part in parts) / len(parts)
    said = _said(question, value, entry, parts, given.unread.get(question.id, "Belum dijawab."))
    points = round(earned * question.points, 4)
    text = " ".join(question.text.split())
    return QuestionMark(question.id, text, points, question.points, " ".join(said), parts)


def _said(
    question: Question, value: Any, entry: Mapping[str, Any], parts: tuple[Part, ...], blank: str
) -> list[str]:
    """Return the sentences; that of success names nothing but what the trainee wrote."""
    whole = all(part.share == 1 for part in parts)
    if value is None:
        said = [blank]
    else:
        said = [f"Jawaban Anda: {question.body.words(value)}."]
        said.append("Tepat." if whole else _how_far(question, value, entry, parts))
    if not whole and len(parts) == 1:
        said.append(f"Jawaban yang tepat: {parts[0].right}.")
    elif not whole:
        wrong = (f"{part.label}: {part.right}" for part in parts if part.share < 1)
        said.append(f"Yang tepat untuk {'; '.join(wrong)}.")
    if not whole:
        said += _mistakes(question, value, entry)
    return [*said, str(entry["why"])]


def _how_far(
    question: Question, value: Any, entry: Mapping[str, Any], parts: tuple[Part, ...]
) -> str:
    if question.kind == "several":
        hits = len(set(value) & set(entry["right"]))
        wrong = len(value) - hits
        return f"{hits} dari {len(entry['right'])} pilihan yang tepat terpilih, {wrong} keliru."
    if question.kind == "order":
        hits, pairs = pairs_right(value, entry["right"])
        return f"Urutan Anda cocok untuk {hits} dari {pairs} pasangan."
    if len(parts) > 1:
        return f"{sum(part.share == 1 for part in parts)} dari {len(parts)} bagian tepat."
    return "Belum tepat."


def _mistakes(question: Question, value: Any, entry: Mapping[str, Any]) -> list[str]:
    known = entry.get("mistakes", {})
    if question.kind == "number" and isinstance(value, int | float):
        near = float(entry.get("tolerance", 0)) + 1e-9
        return [text for wrong, text in known.items() if abs(float(wrong) - value) <= near]
    if question.kind == "single":
        return [known[value]] if value in known else []
    wrong = value if question.kind == "several" and value else []
    return [known[code] for code in wrong if code in known and code not in entry["right"]]
