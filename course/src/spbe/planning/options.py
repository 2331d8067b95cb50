"""What may be chosen: every open step with its gain, its price, and what it opens for others."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spbe.planning.problem import PlanProblem
from spbe.planning.tasks import Task

__all__ = ["chain", "open_steps", "practice_savings", "replication"]


def open_steps(problem: PlanProblem) -> pd.DataFrame:
    """Return the open steps by own effort, best index points per rupiah first.

    Returns
    -------
    DataFrame
        Indexed by step: title, opd, gain (index points), cost (Rp million), quarters, `rate`
        (index points per Rp 100 million), `needs` (number of steps that must be finished
        before), `opens` (number of open steps that cannot start without this one).
    """
    tasks = {task.code: task for task in problem.tasks if not task.is_adoption}
    before = {code: set(chain(problem, code)) for code in tasks}
    rows = [
        {
            "step": code,
            "title": task.title,
            "opd": task.opd,
            "gain": task.gain,
            "cost": task.options[0].cost,
            "quarters": task.options[0].quarters,
            "rate": 100 * task.gain / task.options[0].cost,
            "needs": len(before[code]),
            "opens": sum(code in needs for needs in before.values()),
        }
        for code, task in tasks.items()
    ]
    table = pd.DataFrame(rows).set_index("step")
    return table.sort_values(["rate", "cost"], ascending=[False, True], kind="stable")


def chain(problem: PlanProblem, step: str) -> tuple[str, ...]:
    """Return what must be finished before a step by own effort can start, in an order that works.

    Raises
    ------
    ValueError
        If the step is not open.
    """
    by_code = problem.by_code
    if step not in by_code:
        raise ValueError(f"langkah {step} tidak terbuka: tidak dikenal atau sudah tercapai")
    return tuple(code for code in _ordered(by_code, step, {}) if code != step)


def replication(problem: PlanProblem, practice: str) -> pd.DataFrame:
    """Return the steps that a practice covers, by own effort and by replication.

    Returns
    -------
    DataFrame
        Indexed by the practice itself (its adoption: cost by replication only) and the open
        steps it covers: own_cost, own_months, copied_cost, copied_months (Rp million, months).

    Raises
    ------
    ValueError
        If the practice covers no open step.
    """
    adoption = problem.by_code.get(practice)
    if adoption is None or not adoption.is_adoption:
        raise ValueError(f"praktik {practice} tidak mencakup langkah yang masih terbuka")
    rows = {practice: (0.0, 0.0, adoption.options[0].cost, adoption.options[0].months)}
    for task in problem.tasks:
        copied = None if task.is_adoption else task.option(practice)
        if copied is not None:
            own = task.options[0]
            rows[task.code] = (own.cost, own.months, copied.cost, copied.months)
    columns = ["own_cost", "own_months", "copied_cost", "copied_months"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("step")


def practice_savings(problem: PlanProblem) -> pd.DataFrame:
    """Return what each practice would save if every open step it covers were done.

    Returns
    -------
    DataFrame
        Indexed by practice, largest saving first: title, steps (text), gain (index points of
        those steps), own_cost, copied_cost (with the adoption) and saving (Rp million).
    """
    by_code, rows = problem.by_code, {}
    for task in problem.tasks:
        if not task.is_adoption:
            continue
        table = replication(problem, task.code)
        steps = [code for code in table.index if code != task.code]
        own, copied = table["own_cost"].sum(), table["copied_cost"].sum()
        gain = sum(by_code[code].gain for code in steps)
        title = task.title.removeprefix("Mengadopsi praktik: ")
        rows[task.code] = (title, " ".join(steps), gain, own, copied, own - copied)
    columns = ["title", "steps", "gain", "own_cost", "copied_cost", "saving"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("practice")
    return table.sort_values("saving", ascending=False, kind="stable")


def _ordered(by_code: Mapping[str, Task], step: str, seen: dict[str, None]) -> dict[str, None]:
    for need in by_code[step].requires:
        if need not in seen:
            _ordered(by_code, need, seen)
    seen[step] = None
    return seen
