"""How long a careful adult needs for a form: a scripted reader, to be printed as an estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from labkit.forms.declaration import Declaration, Question, read_declaration
from labkit.forms.grids import Match, Table
from labkit.forms.kinds import Text
from labkit.forms.words import count_words

__all__ = ["READ", "TYPED", "Minutes", "minutes_of", "minutes_of_text"]

READ = 160
"""Words read in a minute."""
TYPED = 25
"""Words typed in a minute."""
_JUDGEMENT, _ITEM = 45 / 60, 20 / 60
_SHORT = 5  # words of a cell that asks for a few


@dataclass(frozen=True)
class Minutes:
    """Hold minutes by what they are spent on.

    Examples
    --------
    >>> (Minutes(reading=1.5) + Minutes(judging=0.75, items=0.5)).total
    2.75
    """

    reading: float = 0.0
    judging: float = 0.0
    items: float = 0.0
    typing: float = 0.0

    @property
    def total(self) -> float:
        """Return all minutes."""
        answer: float = sum(getattr(self, part.name) for part in fields(self))
        return answer

    def __add__(self, other: Minutes) -> Minutes:
        """Add part by part."""
        names = [part.name for part in fields(self)]
        return Minutes(*(getattr(self, name) + getattr(other, name) for name in names))


def minutes_of_text(text: str) -> Minutes:
    """Estimate the reading of a text."""
    return Minutes(reading=count_words(text) / READ)


def minutes_of(form: Declaration | Mapping[str, Any] | Sequence[Any]) -> Minutes:
    """Estimate a form.

    Parameters
    ----------
    form : Declaration, mapping or sequence
        Every word shown is read once, the rubric and a drill's explanations among them. A
        question, a row of pairs and a cell of a table is one item, or one judgement where the
        question says so; a text is one judgement and is typed at the length asked (the middle of
        its bounds).
    """
    read = read_declaration(form)
    total = minutes_of_text(f"{read.title} {read.intro}")
    for question in read.questions:
        total += minutes_of_text(" ".join(_shown(question))) + _answering(question)
    return total


def _answering(question: Question) -> Minutes:
    body = question.body
    if isinstance(body, Text):
        return Minutes(judging=_JUDGEMENT, typing=_asked_for(body) / TYPED)
    items, typed = 1, 0.0
    if isinstance(body, Match):
        items = len(body.rows)
    elif isinstance(body, Table):
        columns = [c for c in body.columns.values() if c.kind != "shown"]
        texts = [c.body for c in columns if isinstance(c.body, Text)]
        items = len(body.rows) * (len(columns) - len(texts))
        typed = len(body.rows) * sum(_asked_for(text, _SHORT) for text in texts) / TYPED
    if question.judgement:
        return Minutes(judging=items * _JUDGEMENT, typing=typed)
    return Minutes(items=items * _ITEM, typing=typed)


def _asked_for(text: Text, usual: int = 40) -> float:
    if text.max_words is not None:
        return (text.min_words + text.max_words) / 2
    return max(text.min_words, usual)


def _shown(question: Question) -> list[str]:
    return [
        question.text,
        question.hint,
        *_texts(question.body.plain()),
        *(f"{level.name} {level.words}" for level in question.rubric),
        *_texts({k: v for k, v in (question.key or {}).items() if k in ("why", "mistakes")}),
    ]


def _texts(found: Any) -> list[str]:
    """Return the words for people in a question's plain data; codes are not read."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, Mapping):
        found = [value for name, value in found.items() if name not in ("code", "kind")]
    parts = found if isinstance(found, list | tuple) else ()
    return [text for part in parts for text in _texts(part)]
