"""Marks of a quiz with their explanations: pure, needs the key that only grading has.

A key maps question id to ``{"right": ..., "why": ...}``; optional are ``tolerance`` (of a number)
and ``mistakes`` (wrong choice, or number as text, to what went wrong).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from labkit.quiz.questions import Question, read_questions
from labkit.quiz.state import QuizState, given_answers

__all__ = ["QuestionMark", "QuizMarks", "check_key", "mark"]

_ENTRY = {"right", "why", "tolerance", "mistakes"}


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
    """

    question: str
    text: str
    points: float
    maximum: float
    explanation: str


@dataclass(frozen=True)
class QuizMarks:
    """Hold the marks of a whole quiz, in the order of its questions."""

    marks: tuple[QuestionMark, ...]

    @property
    def share(self) -> float:
        """Return the part of all points that was earned, 0 to 1."""
        return sum(m.points for m in self.marks) / sum(m.maximum for m in self.marks)

    def points(self, maximum: float) -> float:
        """Return the points of a graded cell worth `maximum`: the last line of that cell."""
        return round(maximum * self.share, 2)

    def explain(self) -> str:
        """Return what the feedback shows: each question, the answer, its points and reasons."""
        right = sum(m.points == m.maximum for m in self.marks)
        parts = [f"{right} dari {len(self.marks)} pertanyaan benar sepenuhnya."]
        for number, m in enumerate(self.marks, 1):
            points = f"{_number(round(m.points, 2))} dari {_number(m.maximum)} poin"
            parts.append(f"{number}. {m.text} ({points})\n   {m.explanation}")
        return "\n\n".join(parts)


def mark(
    questions: Sequence[Mapping[str, Any]],
    answers: Any,
    key: Mapping[str, Mapping[str, Any]],
) -> QuizMarks:
    """Mark a quiz.

    Parameters
    ----------
    questions : sequence of mapping
        As the form shows them (see `labkit.quiz.questions.read_questions`).
    answers : QuizState, labkit.answers.Answer or mapping
        What the trainee gave; an unanswered question earns nothing and is explained all the same.
    key : mapping
        As `labkit.keys.key` gives it.

    Returns
    -------
    QuizMarks
        A single choice and a number earn all or nothing. Several choices earn the right ones
        less the wrong ones, by the number of right ones, never below 0. An order earns by the
        pairs that stand right: half of them, which chance gives, is 0.

    Raises
    ------
    labkit.answers.AnswerError
        If the answers are not what the form saves.
    ValueError
        If the key does not fit the questions (for the author).

    Examples
    --------
    >>> asked = [{"id": "a", "kind": "single", "text": "?", "choices": {"x": "X", "y": "Y"}}]
    >>> mark(asked, {"questions": {"a": "y"}}, {"a": {"right": "y", "why": "Begitu."}}).share
    1.0
    """
    read = check_key(questions, key)
    state = answers if isinstance(answers, QuizState) else given_answers(answers, questions)
    return QuizMarks(tuple(_mark(q, state.given.get(q.id), key[q.id]) for q in read))


def check_key(
    questions: Sequence[Mapping[str, Any]], key: Mapping[str, Mapping[str, Any]]
) -> tuple[Question, ...]:
    """Refuse a key that does not fit its questions; return them as read.

    Raises
    ------
    ValueError
        If a question has no entry or an entry no question, a right answer cannot be given, the
        right order is the one shown, or an explanation is missing. For the author.
    """
    read = read_questions(questions)
    if odd := {question.id for question in read} ^ set(key):
        raise ValueError(f"questions and key differ in: {', '.join(sorted(odd))}")
    for question in read:
        entry, place = key[question.id], f"key of {question.id!r}"
        if unknown := set(entry) - _ENTRY:
            raise ValueError(f"{place}: unknown {', '.join(sorted(unknown))}")
        try:
            right = question.read(entry.get("right"))
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from None
        if right is None:
            raise ValueError(f"{place}: no right answer")
        if question.kind == "order" and right == list(question.choices):
            raise ValueError(f"{place}: the order shown is already the right one")
        if not str(entry.get("why", "")).strip():
            raise ValueError(f"{place}: no explanation (why)")
    return read


def _mark(question: Question, given: Any, entry: Mapping[str, Any]) -> QuestionMark:
    right = question.read(entry["right"])
    share = 0.0 if given is None else _SHARES[question.kind](given, right, entry)
    parts = ["Belum dijawab."]
    if given is not None:
        said = "Tepat." if share == 1 else _SAID[question.kind](given, right)
        parts = [f"Jawaban Anda: {_words(question, given)}.", said]
    if share < 1:
        parts.append(f"Jawaban yang tepat: {_words(question, right)}.")
        parts += _mistakes(question, given, right, entry)
    parts.append(str(entry["why"]))
    earned = round(share * question.points, 4)
    text = " ".join(question.text.split())
    return QuestionMark(question.id, text, earned, question.points, " ".join(parts))


def _of_number(given: float, right: float, entry: Mapping[str, Any]) -> float:
    return float(abs(given - right) <= float(entry.get("tolerance", 0)) + 1e-9)


def _of_single(given: str, right: str, _entry: Any) -> float:
    return float(given == right)


def _of_several(given: list[str], right: list[str], _entry: Any) -> float:
    hits = len(set(given) & set(right))
    return max(0.0, (hits - (len(given) - hits)) / len(right))


def _of_order(given: list[str], right: list[str], _entry: Any) -> float:
    hits, pairs = _pairs(given, right)
    return max(0.0, 2 * hits / pairs - 1)


def _pairs(given: list[str], right: list[str]) -> tuple[int, int]:
    place = {code: at for at, code in enumerate(given)}
    pairs = list(combinations(right, 2))
    return sum(place[first] < place[second] for first, second in pairs), len(pairs)


def _several_said(given: list[str], right: list[str]) -> str:
    hits = len(set(given) & set(right))
    return f"{hits} dari {len(right)} pilihan yang tepat terpilih, {len(given) - hits} keliru."


def _order_said(given: list[str], right: list[str]) -> str:
    hits, pairs = _pairs(given, right)
    return f"Urutan Anda cocok untuk {hits} dari {pairs} pasangan."


_SHARES = {
    "single": _of_single,
    "several": _of_several,
    "order": _of_order,
    "number": _of_number,
}
_SAID = {
    "single": lambda given, right: "Belum tepat.",
    "several": _several_said,
    "order": _order_said,
    "number": lambda given, right: "Belum tepat.",
}


def _words(question: Question, right: Any) -> str:
    if question.kind == "number":
        return f"{_number(right)} {question.unit}".strip()
    codes = [right] if question.kind == "single" else right
    joiner = " → " if question.kind == "order" else "; "
    return joiner.join(question.choices[code].rstrip(".") for code in codes)


def _mistakes(question: Question, given: Any, right: Any, entry: Mapping[str, Any]) -> list[str]:
    known = entry.get("mistakes", {})
    if question.kind == "number" and given is not None:
        near = float(entry.get("tolerance", 0)) + 1e-9
        return [text for value, text in known.items() if abs(float(value) - given) <= near]
    wrong = {"single": [given], "several": given or []}.get(question.kind, [])
    return [known[code] for code in wrong if code in known and code not in right]


def _number(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")
