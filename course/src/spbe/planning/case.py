"""The planning exercise of one pilot: the same question for the board, the lab and its marks.

The lab starts from the levels that the panel found, which are handed out when lab 03 has closed
(`evaluated_problem`). The simulator of the book is open to everybody and starts from the public
self-assessment (`case_problem`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from spbe import datasets
from spbe.planning.floors import Floor, floor_of, with_floor
from spbe.planning.plan import Plan
from spbe.planning.problem import PlanProblem, assumed_capacity, plan_problem
from spbe.planning.tasks import covered_steps

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BUDGETS",
    "TARGET",
    "YEAR",
    "case_problem",
    "chosen_floor",
    "cut_target",
    "evaluated_problem",
    "offered_practices",
    "problem_from",
    "refusal",
    "start_plan",
]

TARGET = 3.5
"""Index to reach at the end of the plan: the target the pilots were given."""

_HARDLY_SPARES = 0.9  # of a step's cost remains

YEAR = 2024
"""Year of the public levels a plan starts from."""

BUDGETS = {
    "G02": 3300.0, "G03": 3000.0, "G04": 1200.0, "G05": 2450.0, "G06": 1600.0, "G07": 3050.0,
    "G08": 3300.0,
}  # fmt: skip
"""Rp million for two years in the simulator, an assumption: a quarter above the least cost."""


def case_problem(government: str) -> PlanProblem:
    """Return a pilot's problem in the simulator: to 3.5 from its own self-assessment.

    Parameters
    ----------
    government : str
        Code of a pilot, G02 to G08.

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
    )


def problem_from(
    government: str,
    levels: pd.DataFrame,
    steps: pd.DataFrame,
    practices: pd.DataFrame,
    governments: pd.DataFrame,
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
        budget=BUDGETS[government],
        capacity=assumed_capacity(float(governments["it_staff"][government]), steps),
        practices=practices,
    )


def evaluated_problem(
    record: Mapping[str, Any],
    *,
    floor: Floor | None = None,
    cut: bool = False,
    steps: pd.DataFrame | None = None,
    practices: pd.DataFrame | None = None,
) -> PlanProblem:
    """Return the planning problem of a government as the panel found it.

    Parameters
    ----------
    record : mapping
        What is opened with the lab (``evaluated.json``): levels, target, budget, capacity, the
        steps that are open for choice, floors, the budget after the cut.
    floor : Floor, optional
        The floor that the plan must keep, see `chosen_floor`.
    cut : bool, default False
        With the budget after the cut, and the target that is left for this floor.
    steps, practices : DataFrame, optional
        The tables; the published ones by default.

    Returns
    -------
    PlanProblem

    Raises
    ------
    ValueError
        If the record lacks a part, or does not fit the tables.
    """
    steps = datasets.load_steps() if steps is None else steps
    practices = datasets.load_practices() if practices is None else practices
    try:
        return _from_record(record, floor, cut, steps, practices)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(
            f"berkas tingkat hasil evaluasi tidak lengkap ({fault}); ambil lagi lab ini"
        ) from None


def _from_record(
    record: Mapping[str, Any],
    floor: Floor | None,
    cut: bool,
    steps: pd.DataFrame,
    practices: pd.DataFrame,
) -> PlanProblem:
    offered, levels = set(record["open"]), record["levels"]
    problem = plan_problem(
        levels,
        steps[steps["step"].isin(offered)],
        datasets.load_instrument("spbe-2020"),
        government=record["government"],
        horizon=record["horizon"],
        target=cut_target(record, floor) if cut else record["target"],
        budget=record["cut_budget"] if cut else record["budget"],
        capacity=record["capacity"],
        practices=offered_practices(practices, record["government"], levels, offered),
    )
    return with_floor(problem, floor) if floor else problem


def offered_practices(
    practices: pd.DataFrame, government: str, levels: Mapping[str, int], offered: set[str]
) -> pd.DataFrame:
    """Return the practices of other governments that fit: two open steps, and nothing is barred.

    A practice that covers one open step hardly ever pays for its adoption; leaving it out keeps
    the catalogue short enough to be read. One that hardly spares anything stays, with one step
    even: to leave it alone is part of the exercise, and no cheapest plan has it.
    """

    def fits(row: Any) -> bool:
        needs = row.requires.split()
        return (
            row.from_government != government
            and sum(step in offered for step in covered_steps(row)) >= _least_covered(row)
            and all(int(need[-1]) <= levels[need[:-2]] or need in offered for need in needs)
        )

    return practices[[fits(row) for row in practices.itertuples(index=False)]]


def _least_covered(row: Any) -> int:
    return 1 if row.cost_factor >= _HARDLY_SPARES else 2


def chosen_floor(record: Mapping[str, Any], service: str, kind: str) -> Floor:
    """Return the floor that was chosen for a service.

    Raises
    ------
    ValueError
        If there is no such service or floor, or it is refused; the message says why (Indonesian).
    """
    if reason := refusal(record, service, kind):
        raise ValueError(reason)
    return floor_of(evaluated_problem(record), service, kind)


def refusal(record: Mapping[str, Any], service: str, kind: str) -> str:
    """Say why a floor cannot be promised (Indonesian); empty if it can."""
    return str(_floor_entry(record, service, kind).get("refused", ""))


def cut_target(record: Mapping[str, Any], floor: Floor | None) -> float:
    """Return the target after the cut: what the floor chosen still leaves within reach."""
    if floor is None:
        return float(record["cut_target"])
    found = record["floors"].get(floor.key, {})
    return float(found.get("cut_target", record["cut_target"]))


def start_plan(record: Mapping[str, Any]) -> Plan:
    """Return the half-filled plan with its faults that the board shows at first."""
    return Plan.from_dict({"government": record["government"], "steps": record["start"]})


def _floor_entry(record: Mapping[str, Any], service: str, kind: str) -> Mapping[str, Any]:
    floor: Mapping[str, Any] = record["floors"][
        floor_of(evaluated_problem(record), service, kind).key
    ]
    return floor
