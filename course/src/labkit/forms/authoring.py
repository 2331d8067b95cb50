"""What an author may write for each kind of question; messages are English, for him alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from labkit.forms.grids import Column, Match, Shown, Table
from labkit.forms.kinds import Kind, Number, Order, Several, Single, Text

__all__ = ["KINDS", "a_number", "a_text", "only"]


def _single(given: Mapping[str, Any], place: str) -> Single:
    return Single(the_texts(given, "choices", place))


def _several(given: Mapping[str, Any], place: str) -> Several:
    return Several(the_texts(given, "choices", place))


def _order(given: Mapping[str, Any], place: str) -> Order:
    return Order(the_texts(given, "choices", place))


def _of_number(given: Mapping[str, Any], place: str) -> Number:
    low, high = (a_number(given, name, place) for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        raise ValueError(f"{place}: min is above max")
    return Number(a_text(given, "unit", place), low, high)


def _of_text(given: Mapping[str, Any], place: str) -> Text:
    low, high = a_number(given, "min_words", place, 0), a_number(given, "max_words", place)
    lines = a_number(given, "lines", place, 5)
    if low < 0 or (high is not None and high < max(low, 1)) or lines < 1:
        raise ValueError(f"{place}: min_words, max_words and lines do not fit")
    return Text(int(low), None if high is None else int(high), int(lines))


def _match(given: Mapping[str, Any], place: str) -> Match:
    rows, choices = (the_texts(given, name, place) for name in ("rows", "choices"))
    reuse = given.get("reuse", False)
    if type(reuse) is not bool:
        raise ValueError(f"{place}: reuse is true or false")
    if not reuse and len(choices) < len(rows):
        raise ValueError(f"{place}: fewer choices than rows; write reuse: true")
    return Match(rows, choices, reuse)


def _table(given: Mapping[str, Any], place: str) -> Table:
    rows, columns = the_texts(given, "rows", place, 1), given.get("columns")
    if not isinstance(columns, Mapping) or not columns:
        raise ValueError(f"{place}: columns are a mapping of code to column")
    read = {}
    for code, column in columns.items():
        spot = f"{place}, column {code!r}"
        kind = column.get("kind") if isinstance(column, Mapping) else None
        if kind not in _CELLS:
            raise ValueError(f"{spot}: kind {kind!r}; use one of {', '.join(_CELLS)}")
        own, make = _CELLS[kind]
        only(column, {"label", "kind"} | own, spot)
        label = a_text(column, "label", spot)
        if not label:
            raise ValueError(f"{spot}: it needs a label")
        cells = the_texts(column, "cells", spot, 1) if kind == "shown" else {}
        if not set(cells) <= set(rows):
            raise ValueError(f"{spot}: cells name rows that are not there")
        read[str(code)] = Column(label, kind, make(column, spot), cells)
    if all(column.kind == "shown" for column in read.values()):
        raise ValueError(f"{place}: no column is to be filled in")
    return Table(rows, read, a_text(given, "corner", place))


def only(given: Mapping[str, Any], known: set[str], place: str) -> None:
    """Refuse keys that nobody knows."""
    if unknown := set(given) - known:
        raise ValueError(f"{place}: unknown keys {', '.join(sorted(map(str, unknown)))}")


def the_texts(given: Mapping[str, Any], name: str, place: str, least: int = 2) -> dict[str, str]:
    texts = given.get(name)
    if not isinstance(texts, Mapping) or not all(
        isinstance(part, str) and part for pair in texts.items() for part in pair
    ):
        raise ValueError(f"{place}: {name} are a mapping of code to text")
    if len(texts) < least:
        raise ValueError(f"{place}: {name} need at least {least}")
    return dict(texts)


def a_text(given: Mapping[str, Any], name: str, place: str) -> str:
    """Return a text, empty if it is not there."""
    text = given.get(name, "")
    if not isinstance(text, str):
        raise ValueError(f"{place}: {name} is a text")
    return text.strip()


def a_number(given: Mapping[str, Any], name: str, place: str, absent: Any = None) -> Any:
    """Return a number, or what stands for it if it is not there."""
    value = given.get(name, absent)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(f"{place}: {name} is not a number")
    return value


def _shown(_given: Mapping[str, Any], _place: str) -> Shown:
    return Shown()


_Maker = Callable[[Mapping[str, Any], str], Kind]

_NUMBER = {"unit", "min", "max"}
KINDS: dict[str, tuple[set[str], _Maker]] = {
    "single": ({"choices"}, _single),
    "several": ({"choices"}, _several),
    "number": (_NUMBER, _of_number),
    "text": ({"min_words", "max_words", "lines", "rubric"}, _of_text),
    "order": ({"choices"}, _order),
    "match": ({"rows", "choices", "reuse"}, _match),
    "table": ({"rows", "columns", "corner"}, _table),
}
"""Name of a kind -> the keys it has of its own, and what reads them."""

_CELLS: dict[str, tuple[set[str], _Maker]] = {
    "single": KINDS["single"],
    "number": KINDS["number"],
    "text": ({"min_words", "max_words", "lines"}, _of_text),
    "shown": ({"cells"}, _shown),
}
