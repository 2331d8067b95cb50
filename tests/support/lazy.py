"""Strategies: what somebody hands in who has read the released lab and public data, and no more.

A strategy is a function, and the greatest part of a lab's automatic points that it may earn. The
general ones answer every declared form; a unit adds those of its own in
``tests/units/strategies/unit_NN.py``, which holds ``STRATEGIES``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import golden

from coursekit.authoring.form_calls import FormCall, form_call
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import FORM_TAG
from labkit.forms.declaration import Declaration, Question, read_declaration
from labkit.forms.grids import Match, Table
from labkit.forms.kinds import Number

__all__ = [
    "GENERAL",
    "OWNERS",
    "Answers",
    "ReleasedLab",
    "Strategy",
    "answered_by",
    "beside",
    "lazy",
    "released_lab",
    "submission",
]

OWNERS = ("acuan-3", "acuan-6", "acuan-8")
"""Accounts whose personal cases differ; a strategy is judged by the one that serves it best."""

Answers = Mapping[str, Any]
"""Name of a form -> content of its answer file's `answers`; a form left out has no file."""

_NOTHING = ("blank", "untouched")


@dataclass(frozen=True)
class ReleasedLab:
    """What a trainee gets.

    Attributes
    ----------
    forms : mapping
        Declared forms by name, drills left out: they are not marked.
    calls : mapping
        Forms of the subject by name: the call that shows each, with its arguments.
    """

    unit: str
    notebook: Any
    forms: Mapping[str, Declaration]
    calls: Mapping[str, FormCall]


@dataclass(frozen=True)
class Strategy:
    """Hold how somebody answers, and the greatest share (0..1) that this may earn."""

    answer: Callable[[ReleasedLab, str], Answers]
    most: float


def released_lab(layout: CourseLayout, unit: str) -> ReleasedLab:
    """Read a lab as it is handed out."""
    notebook = golden.blank(layout, unit).notebook
    cells = [cell for cell in notebook.cells if FORM_TAG in cell.metadata.get("tags", ())]
    calls = {call.given[0]: call for call in map(form_call, cells)}
    declared = {
        name: read_declaration(call.declaration)
        for name, call in calls.items()
        if call.declaration is not None
    }
    return ReleasedLab(
        unit,
        notebook,
        {name: form for name, form in declared.items() if not form.drill},
        {name: call for name, call in calls.items() if name not in declared},
    )


def submission(
    layout: CourseLayout, lab: ReleasedLab, strategy: Strategy, owner: str
) -> golden.Submission:
    """Return what the strategy hands in for an owner."""
    empty = golden.blank(layout, lab.unit, owner)
    head = {"schema": 1, "owner": owner, "rev": 1, "saved": "2026-01-05T01:00:00+00:00"}
    files = {
        f"jawaban/{form}.json": json.dumps(head | {"form": form, "answers": content}).encode()
        for form, content in strategy.answer(lab, owner).items()
    }
    return replace(empty, files=files)


def answered_by(pick: Callable[[str, Question], Any]) -> Callable[[ReleasedLab, str], Answers]:
    """Return a strategy's function that answers each question of each declared form by `pick`.

    `pick` gets the form's name and the question; None leaves a question blank.
    """

    def answer(lab: ReleasedLab, _owner: str) -> Answers:
        return {
            name: {
                "questions": {
                    question.id: value
                    for question in form.questions
                    if (value := pick(name, question)) is not None
                }
            }
            for name, form in lab.forms.items()
        }

    return answer


def beside(
    *parts: Callable[[ReleasedLab, str], Answers],
) -> Callable[[ReleasedLab, str], Answers]:
    """Return a strategy's function that answers as all of them do; a later one goes before."""

    def answer(lab: ReleasedLab, owner: str) -> Answers:
        return {name: one for part in parts for name, one in part(lab, owner).items()}

    return answer


def lazy(rest: float, **most: float) -> dict[str, Strategy]:
    """Return the general strategies with the most each may earn.

    Parameters
    ----------
    rest : float
        For those that are not named; who does nothing earns nothing.
    """
    assert set(most) <= set(GENERAL), f"no such strategy: {set(most) - set(GENERAL)}"
    bounds = dict.fromkeys(GENERAL, rest) | most | dict.fromkeys(_NOTHING, 0.0)
    return {name: Strategy(answer, bounds[name]) for name, answer in GENERAL.items()}


def _choosing(
    choose: Callable[[Sequence[tuple[str, str]]], str],
    number: Callable[[Number], float],
    order: Callable[[list[str]], list[str]] = list,
    several: Callable[[list[str], str], list[str]] = lambda codes, chosen: [chosen],
) -> Callable[[str, Question], Any]:
    """Return a way to answer: one choice wherever there is one, a number, an order."""

    def one(body: Any) -> Any:
        if isinstance(body, Number):
            return number(body)
        return choose(list(body.choices.items())) if hasattr(body, "choices") else None

    def pick(_form: str, question: Question) -> Any:
        body = question.body
        if question.kind == "order":
            return order(list(body.choices))
        if question.kind == "several":
            return several(list(body.choices), one(body))
        if isinstance(body, Match):
            return {row: one(body) for row in body.rows}
        if isinstance(body, Table):
            filled = {name: one(column.body) for name, column in body.columns.items()}
            filled = {name: value for name, value in filled.items() if value is not None}
            return {row: dict(filled) for row in body.rows} if filled else None
        return one(body)

    return pick


def _least(body: Number) -> float:
    return 1 if body.min is None else body.min


def _greatest(body: Number) -> float:
    return 5 if body.max is None else body.max


def _middle(body: Number) -> float:
    return (_least(body) + max(_greatest(body), _least(body))) // 2


def _longest(choices: Sequence[tuple[str, str]]) -> str:
    return max(choices, key=lambda choice: len(choice[1]))[0]


def _shortest(choices: Sequence[tuple[str, str]]) -> str:
    return min(choices, key=lambda choice: len(choice[1]))[0]


def _first(choices: Sequence[tuple[str, str]]) -> str:
    return choices[0][0]


def _at_random(seed: int) -> Callable[[str, Question], Any]:
    def pick(form: str, question: Question) -> Any:
        dice = random.Random(f"{seed} {form} {question.id}")
        return _choosing(
            lambda choices: dice.choice(choices)[0],
            lambda body: dice.randint(int(_least(body)), max(int(_greatest(body)), 1)),
            lambda codes: dice.sample(codes, len(codes)),
            lambda codes, chosen: [c for c in codes if dice.random() < 0.5] or [chosen],
        )(form, question)

    return pick


GENERAL: dict[str, Callable[[ReleasedLab, str], Answers]] = {
    "untouched": lambda lab, owner: {},
    "blank": answered_by(lambda form, question: None),
    "first_choice": answered_by(_choosing(_first, _least)),
    "last_choice": answered_by(
        _choosing(lambda choices: choices[-1][0], _greatest, lambda c: c[::-1])
    ),
    "longest_choice": answered_by(_choosing(_longest, _greatest)),
    "shortest_choice": answered_by(_choosing(_shortest, _least)),
    "middle": answered_by(_choosing(lambda choices: choices[len(choices) // 2][0], _middle)),
    "every_box": answered_by(_choosing(_first, _middle, several=lambda codes, chosen: codes)),
    "at_random": answered_by(_at_random(1)),
    "at_random_again": answered_by(_at_random(2)),
}
"""Strategies for any lab, by name; `untouched` and `blank` do nothing."""
