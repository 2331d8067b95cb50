"""The planning exercise of one pilot: the same question for the board, the lab and its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe import datasets
from spbe.planning.problem import PlanProblem, assumed_capacity, plan_problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BUDGETS", "TARGET", "YEAR", "case_problem", "problem_from"]

TARGET = 3.5
"""Index to reach at the end of the plan: the target the pilots were given."""

YEAR = 2024
"""Year of the public levels a plan starts from."""

BUDGETS = {
    "G02": 3300.0, "G03": 3000.0, "G04": 1200.0, "G05": 2450.0, "G06": 1600.0, "G07": 3050.0,
    "G08": 3300.0,
}  # fmt: skip
"""Rp million for two years, an assumption: a quarter above the least cost, so that a careful plan
survives a cut of 20 % and the plan of the greedy rule does not."""


def case_problem(government: str, *, budget_factor: float = 1.0) -> PlanProblem:
    """Return the planning problem of a pilot.

    Parameters
    ----------
    government : str
        Code of a pilot, G02 to G08.
    budget_factor : float, default 1.0
        Part of the budget that is left; 0.8 is a cut of 20 %.

    Returns
    -------
    PlanProblem
        Eight quarters, target 3.5, the pilot's budget and capacity, replication allowed.

    Raises
    ------
    ValueError
        If the government is no pilot.
    """
    if government not in BUDGETS:
        raise ValueError(
            f"soal rencana untuk {government!r} tidak ada; yang ada: {', '.join(BUDGETS)}"
        )
    return problem_from(
        government,
        datasets.load_levels(YEAR),
        datasets.load_steps(),
        datasets.load_practices(),
        datasets.load_governments(),
        budget_factor=budget_factor,
    )


def problem_from(
    government: str,
    levels: pd.DataFrame,
    steps: pd.DataFrame,
    practices: pd.DataFrame,
    governments: pd.DataFrame,
    *,
    budget_factor: float = 1.0,
) -> PlanProblem:
    """Return the problem of `case_problem` made from tables in hand, as their generator has them.

    Parameters
    ----------
    levels, governments : DataFrame
        Indexed by government.
    """
    return plan_problem(
        levels.loc[government],
        steps,
        datasets.load_instrument("spbe-2020"),
        government=government,
        target=TARGET,
        budget=round(BUDGETS[government] * budget_factor, 2),
        capacity=assumed_capacity(float(governments["it_staff"][government]), steps),
        practices=practices,
    )
