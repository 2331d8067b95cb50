"""Questions of a quiz: plain data without answers, read into frozen records.

The right answers are a key beside them (see `labkit.quiz.marks`); nothing here knows one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "Question", "read_questions"]

KINDS = ("single", "several", "order", "number")
"""One choice, several choices, an order of all choices, a number."""

_KEYS = {"id", "kind", "text", "choices", "unit", "points"}


@dataclass(frozen=True)
class Question:
    """Hold one question.

    Attributes
    ----------
    id : str
        Name of the question within its quiz.
    kind : str
        One of `KINDS`.
    text : str
        What is asked, Indonesian, plain text.
    choices : mapping
        Code to text, in the order shown; empty for a number.
    unit : str
        Shown behind a number; empty if none.
    points : float
        What a right answer is worth beside the other questions.
    """

    id: str
    kind: str
    text: str
    choices: Mapping[str, str]
    unit: str = ""
    points: float = 1.0

    def read(self, value: Any) -> Any:
        """Return an answer in its plain form, None if there is none.

        Raises
        ------
        ValueError
            If the question cannot have this answer; the message is Indonesian.
        """
        if value is None or value == []:
            return None
        if self.kind == "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"Jawaban {self.id} harus berupa angka.")
            if not math.isfinite(value):
                raise ValueError(f"Jawaban {self.id} bukan angka yang dapat dipakai.")
            return value
        if self.kind == "single":
            if not isinstance(value, str) or value not in self.choices:
                raise ValueError(f"Jawaban {self.id} tidak ada di antara pilihannya.")
            return value
        if not isinstance(value, list) or not all(
            isinstance(code, str) and code in self.choices for code in value
        ):
            raise ValueError(f"Jawaban {self.id} tidak ada di antara pilihannya.")
        if self.kind == "several":
            return [code for code in self.choices if code in value]
        if sorted(value) != sorted(self.choices):
            raise ValueError(f"Jawaban {self.id} harus mengurutkan semua pilihan.")
        return list(value)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the view."""
        choices = [{"code": code, "text": text} for code, text in self.choices.items()]
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "choices": choices,
            "unit": self.unit,
            "points": self.points,
        }


def read_questions(questions: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Read questions as an author writes them.

    Parameters
    ----------
    questions : sequence of mapping
        Keys id, kind, text; choices (code to text) unless a number; optional unit and points.

    Raises
    ------
    ValueError
        If a question is not well formed; the message names it and is for the author.

    Examples
    --------
    >>> asked = {"id": "bobot", "kind": "number", "text": "Jumlah semua bobot?", "unit": "%"}
    >>> read_questions([asked])[0].points
    1.0
    """
    read = tuple(_read(number, given) for number, given in enumerate(questions, 1))
    if not read:
        raise ValueError("a quiz needs at least one question")
    names = [question.id for question in read]
    if len(set(names)) < len(names):
        raise ValueError(f"two questions share an id: {', '.join(names)}")
    return read


def _read(number: int, given: Mapping[str, Any]) -> Question:
    name = given.get("id")
    place = f"question {number} ({name!r})"
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{place}: it needs an id")
    if unknown := set(given) - _KEYS:
        raise ValueError(f"{place}: unknown keys {', '.join(sorted(unknown))}")
    kind, text = given.get("kind"), given.get("text")
    if kind not in KINDS:
        raise ValueError(f"{place}: kind {kind!r}; use one of {', '.join(KINDS)}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{place}: it asks nothing")
    choices = given.get("choices", {})
    if not isinstance(choices, Mapping) or not all(
        isinstance(part, str) and part for pair in choices.items() for part in pair
    ):
        raise ValueError(f"{place}: choices are a mapping of code to text")
    if (kind == "number") != (len(choices) == 0) or len(choices) == 1:
        raise ValueError(f"{place}: a number has no choices, every other kind at least two")
    points = given.get("points", 1)
    if isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
        raise ValueError(f"{place}: points are a number above 0")
    return Question(name, kind, text, dict(choices), str(given.get("unit", "")), float(points))
