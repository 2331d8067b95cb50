"""What a plan board is asked to plan: the problem, the plan it begins with, and the floor in words.

Effects: reads what was opened with the lab, and the answer file in which the floor is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labkit.answers import MissingAnswerError, read_answer
from labkit.case import current_owner
from labkit.opened import opened
from spbe.planning.case import case_problem, chosen_floor, evaluated_problem, start_plan
from spbe.planning.floors import Floor
from spbe.planning.plan import Plan
from spbe.planning.problem import PlanProblem

__all__ = ["PlanCase", "floor_from", "opened_case", "public_case"]

_CHOOSE = "Lantai layanan belum dipilih: isi formulir lantai di atas."


@dataclass(frozen=True)
class PlanCase:
    """Hold what a board is asked.

    Attributes
    ----------
    start : Plan
        What an untouched board shows.
    budget_left : float
        Part of the first budget; only to be shown.
    floor : str
        The floor in words, or what to do about it; empty where none is asked.
    """

    problem: PlanProblem
    start: Plan = field(default_factory=Plan)
    budget_left: float = 1.0
    floor: str = ""


def public_case(government: str) -> PlanCase:
    """Return the problem of the simulator, from the public self-assessment."""
    return PlanCase(case_problem(government), Plan(government))


def opened_case(form: str, *, cut: bool = False) -> PlanCase:
    """Return the problem of the person's own government as the panel found it.

    Parameters
    ----------
    form : str
        Name of the form in which the floor is chosen; empty where none is asked.
    cut : bool
        With the budget and the target after the cut.

    Raises
    ------
    labkit.opened.NotOpenedError
        If the levels are not opened yet (Indonesian).
    """
    record = opened("evaluated")
    floor, words = _floor_of(record, form) if form else (None, "")
    problem = evaluated_problem(record, floor=floor, cut=cut)
    start = Plan(problem.government) if cut else start_plan(record)
    left = float(record["cut_budget"]) / float(record["budget"]) if cut else 1.0
    return PlanCase(problem, start, round(left, 2), words)


def floor_from(record: Mapping[str, Any], answers: Any) -> Floor:
    """Return the floor that a form's answers choose.

    Parameters
    ----------
    record : mapping
        What was opened with the lab.
    answers : labkit.answers.Answer or mapping
        With the questions ``layanan`` and ``lantai``.

    Raises
    ------
    ValueError
        If it is not chosen, or refused; the message says so (Indonesian).
    """
    content = getattr(answers, "answers", answers)
    given = content.get("questions") if isinstance(content, Mapping) else None
    chosen = [given.get(name) if isinstance(given, Mapping) else None for name in _QUESTIONS]
    if not all(isinstance(one, str) and one for one in chosen):
        raise ValueError(_CHOOSE)
    return chosen_floor(record, *map(str, chosen))


_QUESTIONS = ("layanan", "lantai")


def _floor_of(record: Mapping[str, Any], form: str) -> tuple[Floor | None, str]:
    try:
        floor = floor_from(record, read_answer(form, owner=current_owner()))
    except MissingAnswerError:
        return None, _CHOOSE
    except ValueError as refused:
        return None, str(refused)
    return floor, f"Lantai layanan: {floor.words}."
