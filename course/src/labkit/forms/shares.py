"""The key of a form, and what an answer earns by it, part by part.

Shared by marking and by the view of a drill (`form_rules.js`), held equal by a test on random
answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from labkit.forms.declaration import Declaration, Question, read_declaration
from labkit.forms.grids import Match, Table
from labkit.forms.kinds import Kind, Number, Order, Several, Single

__all__ = ["Part", "check_key", "pairs_right", "parts_of", "share"]

_ENTRY = {"right", "why", "tolerance", "mistakes"}


@dataclass(frozen=True)
class Part:
    """Hold one part of a question and what it earned.

    Attributes
    ----------
    name : str
        Row of a pair, ``row/column`` of a cell; empty where a question has one part.
    label : str
        The same for people (Indonesian).
    share : float
        What was earned, 0 to 1.
    right : str
        The right answer in words.
    """

    name: str
    label: str
    share: float
    right: str


@dataclass(frozen=True)
class _Wanted:
    """Hold what the key wants of one part: any of `accepted`."""

    name: str
    label: str
    body: Kind
    accepted: tuple[Any, ...]
    path: tuple[str, ...] = ()

    def within(self, value: Any) -> Any:
        """Return what was answered to this part, from the answer to the question."""
        for step in self.path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value


def share(question: Question, value: Any, entry: Mapping[str, Any]) -> float:
    """Return what an answer earns by an entry of the key, 0 to 1."""
    parts = parts_of(question, value, entry)
    return sum(part.share for part in parts) / len(parts)


def parts_of(question: Question, value: Any, entry: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the parts of a question with what each earned; None as value earns nothing."""
    near = float(entry.get("tolerance", 0)) + 1e-9
    found = []
    for wanted in _wanted(question, entry["right"]):
        given = wanted.within(value)
        earned = 0.0 if given is None else _share(wanted, given, near)
        words = " atau ".join(wanted.body.words(one) for one in wanted.accepted)
        found.append(Part(wanted.name, wanted.label, earned, words))
    return tuple(found)


def pairs_right(given: Sequence[str], right: Sequence[str]) -> tuple[int, int]:
    """Return how many pairs of an order stand right, and how many there are."""
    place = {code: at for at, code in enumerate(given)}
    pairs = list(combinations(right, 2))
    return sum(place[first] < place[second] for first, second in pairs), len(pairs)


def check_key(
    declaration: Declaration | Mapping[str, Any] | Sequence[Any],
    key: Mapping[str, Mapping[str, Any]],
) -> Declaration:
    """Refuse a key that does not fit its questions; return them as read.

    Parameters
    ----------
    declaration : Declaration, mapping or sequence
        The form.
    key : mapping
        Question id -> ``right`` and ``why``; optional are ``tolerance`` (of a number, or of all
        numbers of a table) and ``mistakes`` (wrong choice, or number as text, to what went
        wrong). ``right`` is written as an answer is saved; a single choice, and each row of
        pairs or cell of choices, may have a list of codes instead, each of which is right. Cells
        of a table that are not named are not marked. A text has no key.

    Raises
    ------
    ValueError
        If a question has no entry or an entry no question, a right answer cannot be given, the
        right order is the one shown, or an explanation is missing. For the author.
    """
    read = read_declaration(declaration)
    if odd := {q.id for q in read.questions if q.kind != "text"} ^ set(key):
        raise ValueError(f"questions and key differ in: {', '.join(sorted(odd))}")
    for question in read.questions:
        if question.kind != "text":
            _check_entry(question, key[question.id])
    return read


def _check_entry(question: Question, entry: Mapping[str, Any]) -> None:
    place = f"key of {question.id!r}"
    if unknown := set(entry) - _ENTRY:
        raise ValueError(f"{place}: unknown {', '.join(sorted(unknown))}")
    if entry.get("right") in (None, [], {}):
        raise ValueError(f"{place}: no right answer")
    if not isinstance(entry["right"], Mapping) and isinstance(question.body, Match | Table):
        raise ValueError(f"{place}: right is a mapping, as the answer is saved")
    if isinstance(question.body, Match) and set(entry["right"]) != set(question.body.rows):
        raise ValueError(f"{place}: right names each row once")
    for wanted in _wanted(question, entry["right"]):
        try:
            read = [wanted.body.read(value) for value in wanted.accepted]
        except ValueError as error:
            raise ValueError(f"{place}: {wanted.name or question.id} {error}") from None
        numbers = not isinstance(wanted.body, Number) or all(type(one) is not str for one in read)
        if None in read or not read or not numbers:
            raise ValueError(f"{place}: no right answer for {wanted.name or question.id}")
    _check_mistakes(question, entry.get("mistakes", {}), place)
    if isinstance(question.body, Order) and entry["right"] == list(question.body.choices):
        raise ValueError(f"{place}: the order shown is already the right one")
    if not str(entry.get("why", "")).strip():
        raise ValueError(f"{place}: no explanation (why)")


def _check_mistakes(question: Question, mistakes: Any, place: str) -> None:
    """Refuse a mistake that nobody can make: in YAML a comma without quotes begins a new one."""
    if not isinstance(mistakes, Mapping):
        raise ValueError(f"{place}: mistakes are a mapping of wrong answer to what went wrong")
    for wrong, text in mistakes.items():
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{place}: mistake {wrong!r} says nothing; quote texts with commas")
        if isinstance(question.body, Number):
            try:
                float(wrong)
            except (TypeError, ValueError):
                raise ValueError(f"{place}: mistake {wrong!r} is no number") from None
        elif isinstance(question.body, Single) and wrong not in question.body.choices:
            raise ValueError(f"{place}: mistake {wrong!r} is no choice")


def _wanted(question: Question, right: Any) -> list[_Wanted]:
    body = question.body
    if isinstance(body, Match):
        one = Single(body.choices)
        return [
            _Wanted(row, label, one, _accepted(one, right[row]), (row,))
            for row, label in body.rows.items()
        ]
    if not isinstance(body, Table):
        return [_Wanted("", "", body, _accepted(body, right))]
    found = []
    for row, cells in right.items():
        if row not in body.rows or not isinstance(cells, Mapping):
            raise ValueError(f"key of {question.id!r}: no row {row!r}")
        for name, value in cells.items():
            column = body.columns.get(name)
            if column is None or column.kind not in ("single", "number"):
                raise ValueError(f"key of {question.id!r}: column {name!r} cannot be marked")
            accepted = _accepted(column.body, value)
            label = f"{body.rows[row]}, {column.label}"
            found.append(_Wanted(f"{row}/{name}", label, column.body, accepted, (row, name)))
    return found


def _accepted(body: Kind, right: Any) -> tuple[Any, ...]:
    any_of = type(body) is Single and isinstance(right, list)
    return tuple(right) if any_of else (right,)


def _share(wanted: _Wanted, given: Any, near: float) -> float:
    right = wanted.accepted[0]
    if isinstance(wanted.body, Number):
        return float(not isinstance(given, str) and abs(given - right) <= near)
    if isinstance(wanted.body, Order):
        hits, pairs = pairs_right(given, right)
        return max(0.0, 2 * hits / pairs - 1)
    if isinstance(wanted.body, Several):
        hits = len(set(given) & set(right))
        return max(0.0, (hits - (len(given) - hits)) / len(right))
    return float(given in wanted.accepted)
