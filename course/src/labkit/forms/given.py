"""What a person has answered in a form, and tried in a drill: frozen data, pure functions.

Values are typed: the code of a choice, codes, a number, a text, row -> code, row -> column ->
value. A number that could not be read is text; see `labkit.forms.kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from labkit.answers import AnswerError
from labkit.forms.declaration import Declaration, read_declaration
from labkit.forms.grids import Table
from labkit.forms.kinds import Kind, Number, State

__all__ = ["ATTEMPTS", "Attempt", "Given", "given_answers", "sound_answers"]

ATTEMPTS = 50
"""So many tries of a question are kept, the latest."""


@dataclass(frozen=True)
class Attempt:
    """Hold one try in a drill: when (ISO 8601), and what was answered."""

    at: str
    given: Any


@dataclass(frozen=True)
class Given:
    """Hold the answers given so far.

    Attributes
    ----------
    declaration : Declaration
        The form.
    given : mapping
        Question id -> value, in the order of the questions; what is not answered is left out.
    others : mapping
        Answers to questions that are no longer asked: they stay in the file.
    practice : mapping
        Question id -> tries, in a drill.
    unread : mapping
        Question id -> why its answer cannot be read (Indonesian); only with ``lenient``.

    Examples
    --------
    >>> asked = read_declaration([{"id": "bobot", "kind": "number", "text": "Jumlah semua bobot?"}])
    >>> Given.read({}, asked).answer("bobot", 100).to_dict()
    {'questions': {'bobot': 100}}
    """

    declaration: Declaration
    given: Mapping[str, Any]
    others: Mapping[str, Any] = field(default_factory=dict)
    practice: Mapping[str, tuple[Attempt, ...]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls, content: Mapping[str, Any], declaration: Declaration, *, lenient: bool = False
    ) -> Given:
        """Read an answer's content; an empty one gives a blank form.

        Parameters
        ----------
        content : mapping
            As the form saves it.
        declaration : Declaration
            The form.
        lenient : bool
            Keep what is sound and say in `unread` what is not, instead of refusing all of it.

        Raises
        ------
        labkit.answers.AnswerError
            If the content is not what the form saves; the message is Indonesian.
        """
        found = content.get("questions", {}) if isinstance(content, Mapping) else None
        if not isinstance(found, Mapping):
            raise AnswerError('Jawaban formulir tidak terbaca: bagian "questions" tidak ada.')
        read: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for question in declaration.questions:
            try:
                value = question.read(found.get(question.id))
            except ValueError as error:
                unread[question.id] = str(error)
                sound = getattr(question.body, "sound", None)  # only what has rows has parts
                value = sound(found[question.id]) if sound else None
            read |= {} if value is None else {question.id: value}
        if unread and not lenient:
            raise AnswerError(f"Jawaban formulir tidak terbaca. {' '.join(unread.values())}")
        asked = {question.id for question in declaration.questions}
        others = {name: value for name, value in found.items() if name not in asked}
        practice = _practice(content.get("practice", {}), declaration) if declaration.drill else {}
        return cls(declaration, read, others, practice, unread)

    def answer(self, name: str, value: Any) -> Given:
        """Return the same with one question answered anew; None takes an answer back."""
        content = self.to_dict()
        content["questions"] = {**self.given, **self.others, name: value}
        return Given.read(content, self.declaration)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the answer file; questions without an answer are left out."""
        content: dict[str, Any] = {"questions": {**self.given, **self.others}}
        if self.practice:
            content["practice"] = {
                name: [{"at": one.at, "given": one.given} for one in tries]
                for name, tries in self.practice.items()
            }
        return content

    def value(self, name: str) -> Any:
        """Return one answer for a graded cell to reckon with; None if there is none.

        A number that could not be read is left out here, and from the cells of a table, so that
        whatever is there is of its kind; `given` holds it as it was typed.
        """
        return _typed(self.declaration.question(name).body, self.given.get(name))

    def state(self, name: str) -> State:
        """Say how far the answer to one question is."""
        if name in self.unread:
            return State("partial")
        return self.declaration.question(name).body.judge(self.given.get(name))

    @property
    def unanswered(self) -> list[str]:
        """Return the ids of questions whose answer is not complete, in their order."""
        names = (question.id for question in self.declaration.questions)
        return [name for name in names if self.state(name).name != "done"]

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many questions are answered in full, and how many are asked."""
        asked = len(self.declaration.questions)
        return asked - len(self.unanswered), asked

    @property
    def faults(self) -> dict[str, str]:
        """Return question id -> what is wrong with its answer (Indonesian)."""
        states = {name: self.state(name).fault for name in self.unanswered}
        return dict(self.unread) | {name: str(fault) for name, fault in states.items() if fault}

    def missing_words(self) -> str:
        """Say in Indonesian what is missing or wrong; empty if nothing is.

        Questions are named by their number in the form.
        """
        faults, numbers = self.faults, []
        said = []
        for number, question in enumerate(self.declaration.questions, 1):
            if question.id in faults:
                said.append(f"Pertanyaan {number}: {faults[question.id]}")
            elif question.id in self.unanswered:
                numbers.append(str(number))
        if numbers:
            said.insert(0, f"Belum ada jawaban untuk pertanyaan {', '.join(numbers)}.")
        return f"Isian belum lengkap. {' '.join(said)}" if said else ""

    def view(self) -> dict[str, Any]:
        """Return what the kernel tells the view: how many are answered, which are not, faults."""
        left = self.unanswered
        answered = len(self.declaration.questions) - len(left)
        return {"answered": answered, "unanswered": left, "faults": self.faults}


def given_answers(
    answer: Any,
    declaration: Declaration | Mapping[str, Any] | Sequence[Any],
    *,
    lenient: bool = False,
) -> Given:
    """Return what a form's answer file holds.

    Parameters
    ----------
    answer : labkit.answers.Answer or mapping
        As `labkit.answers.read_answer` gives it, or its `answers`.
    declaration : Declaration, mapping or sequence
        The same as the form shows.
    lenient : bool
        See `Given.read`.

    Raises
    ------
    labkit.answers.AnswerError
        If the content was changed by hand into something the form never saves.
    """
    content = getattr(answer, "answers", answer)
    return Given.read(content, read_declaration(declaration), lenient=lenient)


def sound_answers(content: Any, declaration: Declaration) -> dict[str, Any]:
    """Return what can still be shown of an answer that cannot be read as a whole; empty if none."""
    try:
        sound = Given.read(content, declaration, lenient=True).to_dict()
    except AnswerError:
        return {}
    return sound if sound["questions"] else {}


def _typed(body: Kind, value: Any) -> Any:
    if isinstance(body, Number):
        return None if isinstance(value, str) else value
    if not isinstance(body, Table) or value is None:
        return value
    table = {
        row: {name: cell for name, cell in cells.items()
              if _typed(body.columns[name].body, cell) is not None}
        for row, cells in value.items()
    }  # fmt: skip
    return {row: cells for row, cells in table.items() if cells} or None


def _practice(found: Any, declaration: Declaration) -> dict[str, tuple[Attempt, ...]]:
    if not isinstance(found, Mapping):
        raise AnswerError('Catatan latihan tidak terbaca: bagian "practice" rusak.')
    read = {}
    for question in declaration.questions:
        tries = found.get(question.id, [])
        try:
            kept = tuple(
                Attempt(str(datetime.fromisoformat(one["at"]) and one["at"]),
                        question.read(one["given"]))
                for one in tries[-ATTEMPTS:]
            )  # fmt: skip
        except (KeyError, TypeError, ValueError):
            raise AnswerError(f"Catatan latihan {question.id} tidak terbaca.") from None
        if kept:
            read[question.id] = kept
    return read
