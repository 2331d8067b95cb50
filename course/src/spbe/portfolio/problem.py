"""What a province asks of its coaches: the governments, their limits, and the coaching there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from spbe.instrument import Instrument
from spbe.planning.problem import PlanProblem, plan_problem
from spbe.scoring import score

__all__ = ["Coaching", "ProvinceProblem", "province_problem"]


@dataclass(frozen=True)
class Coaching:
    """Hold what the coaches can do.

    Attributes
    ----------
    places : int, default 7
        Number of governments that can be coached.
    days : float, default 150
        Coach-days of all coaches together in each quarter.
    days_per_adoption, days_per_step : float
        Coach-days taken in each quarter in which a practice is being adopted, or a step
        replicated, in one government. All four numbers are assumptions, to be replaced by yours.
    """

    places: int = 7
    days: float = 150.0
    days_per_adoption: float = 10.0
    days_per_step: float = 5.0


@dataclass(frozen=True)
class ProvinceProblem:
    """Hold the question put to the province. Build it with :func:`province_problem`.

    ``index`` is the present index of *all* governments; ``problems`` holds those that may be
    coached; ``budget`` (Rp million) is shared by all coached governments.
    """

    index: pd.Series
    problems: Mapping[str, PlanProblem]
    coaching: Coaching
    target: float
    budget: float | None
    horizon: int


def province_problem(
    levels: pd.DataFrame,
    steps: pd.DataFrame,
    practices: pd.DataFrame,
    instrument: Instrument,
    *,
    target: float = 3.5,
    horizon: int = 8,
    coaching: Coaching | None = None,
    mentors: Iterable[str] = (),
    budget: float | None = None,
    government_budget: float | None = None,
    government_quarter_budget: float | Sequence[float] | None = None,
    capacity: Mapping[str, Mapping[str, float | Sequence[float]]] | None = None,
) -> ProvinceProblem:
    """Return the planning problem of a province.

    Parameters
    ----------
    levels : DataFrame, governments x indicators
    steps, practices : DataFrame
        See :func:`spbe.planning.plan_problem`.
    instrument : Instrument
    target : float, default 3.5
        Mean of all governments to be reached.
    horizon : int, default 8
        Quarters.
    coaching : Coaching, optional
    mentors : iterable of str
        Governments that coach and are not coached themselves; they count in the mean.
    budget, government_budget, government_quarter_budget : optional
        Rp million: shared by all, of each coached government, of each in a quarter.
    capacity : mapping of government to (mapping of unit to person-months per quarter), optional

    Returns
    -------
    ProvinceProblem
    """
    mentors = set(mentors)
    if unknown := sorted(mentors - set(levels.index)):
        raise ValueError(f"mentors: pemerintah daerah tidak dikenal: {', '.join(unknown)}")
    problems = {
        str(code): plan_problem(
            levels.loc[code],
            steps,
            instrument,
            government=str(code),
            horizon=horizon,
            budget=government_budget,
            quarter_budget=government_quarter_budget,
            capacity=(capacity or {}).get(code),
            practices=practices,
        )
        for code in levels.index
        if code not in mentors
    }
    index = score(levels, instrument).index
    return ProvinceProblem(index, problems, coaching or Coaching(), target, budget, horizon)
