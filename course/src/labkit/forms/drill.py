"""What a drill must not give away: a pure check, for whoever looks at a course before release.

A drill explains itself to everybody. So it may neither ask what a marked form asks, nor say in
an explanation what a key of a marked form says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from labkit.forms.declaration import Declaration, Question, read_declaration
from labkit.forms.words import count_words, written

__all__ = ["check_drill"]

_TELLING = 3  # a number of fewer digits stands in many an innocent sentence
_SENTENCE = 5  # so many words in the same order are no accident


def check_drill(
    declaration: Declaration | Mapping[str, Any],
    graded_keys: Mapping[str, Mapping[str, Any]],
    graded: Mapping[str, Any] | None = None,
) -> list[str]:
    """Find what a drill gives away.

    Parameters
    ----------
    declaration : Declaration or mapping
        The drill.
    graded_keys : mapping
        Name of a key -> its content. Whatever has ``right`` and ``why`` in it is compared, at
        any depth, so that keys of other shapes may be handed in too.
    graded : mapping, optional
        Name of a marked form -> its declaration, whose questions must not be asked again.

    Returns
    -------
    list of str
        One sentence (for the author) a finding; empty if there is none.

    Raises
    ------
    ValueError
        If it is no drill.
    """
    drill = read_declaration(declaration)
    if not drill.drill:
        raise ValueError("this form is no drill: write drill: true")
    asked = {
        _plain(question.text): f"{name}.{question.id}"
        for name, form in (graded or {}).items()
        for question in read_declaration(form).questions
    }
    entries = [found for name, key in graded_keys.items() for found in _entries(name, key)]
    findings = []
    for question in drill.questions:
        place = f"drill question {question.id!r}"
        if there := asked.get(_plain(question.text)):
            findings.append(f"{place} asks the same as the marked question {there}")
        said = list(_said(question))
        findings += [f"{place} {fault}" for path, entry in entries
                     for fault in _given_away(question, said, path, entry)]  # fmt: skip
    return findings


def _given_away(
    question: Question, said: list[str], path: str, entry: Mapping[str, Any]
) -> Iterator[str]:
    mine = question.key or {}
    if question.id == path.rpartition(".")[2] and mine.get("right") == entry["right"]:
        yield f"has the id and the right answer of the marked question {path}"
    text = _plain(" ".join(said))
    for sentence in _sentences(entry):
        if count_words(sentence) >= _SENTENCE and _plain(sentence) in text:
            yield f"says what the key of {path} says: {sentence!r}"
    for number in _numbers(entry["right"]):
        shown = written(number)
        telling = len(re.sub(r"\D", "", shown)) >= _TELLING
        if telling and re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d]|[.,]\d)", " ".join(said)):
            yield f"names the right answer of {path}: {shown}"


def _said(question: Question) -> Iterator[str]:
    """Yield all that the drill shows of a question."""
    yield question.text
    yield from _texts(question.body.plain())
    yield from _texts(question.key or {})
    yield from (written(number) for number in _numbers((question.key or {}).get("right")))


def _entries(path: str, found: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(found, Mapping):
        if "right" in found and "why" in found:
            yield path, found
            return
        for name, below in found.items():
            yield from _entries(f"{path}.{name}", below)


def _sentences(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from _texts({"why": entry["why"], "mistakes": entry.get("mistakes", {})})


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping | list | tuple):
        for below in found.values() if isinstance(found, Mapping) else found:
            yield from _texts(below)


def _numbers(found: Any) -> Iterator[float]:
    if isinstance(found, int | float) and not isinstance(found, bool):
        yield found
    elif isinstance(found, Mapping | list):
        for below in found.values() if isinstance(found, Mapping) else found:
            yield from _numbers(below)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
