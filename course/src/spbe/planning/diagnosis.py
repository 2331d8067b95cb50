"""Why no plan exists: which limit cannot be met, and by how much (elastic relaxation)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from spbe.planning.model import add_block, possible_starts
from spbe.planning.problem import PlanProblem
from spbe.planning.solver import Model, run_highs
from spbe.planning.words import people, points, rupiah

__all__ = ["Reason", "explain_infeasible"]

_LIMITS = ("target", "budget", "quarter_budget", "capacity", "minimum")
_MORE_QUARTERS = 8
_ALLOWANCE = 4.0  # seconds for each question put to the solver


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold one way to make the impossible possible.

    ``code`` names the limit (target, budget, quarter_budget, capacity, minimum, horizon, fixed,
    together, or time: the search was cut short); ``amount`` is the least by which it must give way
    (index points, Rp million, person-months, quarters); ``proven`` is False when the search was
    cut short.
    """

    code: str
    sentence: str
    amount: float | None = None
    step: str = ""
    proven: bool = True


def explain_infeasible(
    problem: PlanProblem, *, target: bool = True, allowance: float = _ALLOWANCE
) -> tuple[Reason, ...]:
    """Say which limits cannot be met and by how much.

    Parameters
    ----------
    problem : PlanProblem
        A problem without any valid plan.
    target : bool, default True
        Whether ``problem.target`` was asked for.
    allowance : float, default 4
        Seconds for each question put to the solver.

    Returns
    -------
    tuple of Reason
        Fixed steps that can never be placed, else one reason per limit that would be enough to
        relax *alone*, by the least amount; if nothing but a lower target is enough alone, also
        the smallest relative relaxation of money and people together.

    Notes
    -----
    Elastic programming: each limit in turn gets a slack whose sum is minimised (Chinneck 2008,
    Feasibility and Infeasibility in Optimization, chapter 6).
    """
    problem = problem if target else replace(problem, target=None)
    if blocked := tuple(_blocked(problem)):
        return blocked
    alone = []
    for limit in _LIMITS:
        if not _has(problem, limit):
            continue
        if (found := _relax(problem, (limit,), allowance)) is not None:
            amounts, proven = found
            if any(amount > 1e-6 for amount in amounts.values()):
                alone.append(_say(problem, limit, amounts, proven))
    if (longer := _longer(problem, allowance)) is not None:
        alone.append(longer)
    if any(reason.code != "target" for reason in alone):
        return tuple(alone)
    return (*alone, *_together(problem, allowance))


def _has(problem: PlanProblem, limit: str) -> bool:
    value = getattr(problem, limit)
    return value is not None and value != {}


def _blocked(problem: PlanProblem) -> Iterator[Reason]:
    """Yield fixed tasks that cannot be placed, whatever the others do."""
    starts = {code for code, _ in possible_starts(problem)}
    free = {code for code, _ in possible_starts(replace(problem, forbidden=frozenset()))}
    for code in problem.fixed:
        if code not in problem.by_code or code in starts:
            continue
        if code in problem.forbidden:
            why = "sekaligus wajib dan dilarang"
        elif code in free:
            why = "wajib, tetapi prasyaratnya dilarang"
        else:
            why = (
                "wajib, tetapi rangkaian prasyaratnya tidak muat dalam"
                f" {problem.horizon} triwulan dengan dana dan orang per triwulan yang ada"
            )
        yield Reason("fixed", f"{code} {why}.", step=code)


def _relax(
    problem: PlanProblem, limits: tuple[str, ...], allowance: float
) -> tuple[dict[tuple[Any, ...], float], bool] | None:
    """Return the least misses of ``limits`` by tag and whether they are proven; None if none."""
    model = Model(elastic=frozenset(limits))
    block = add_block(model, problem)
    weight = {tag: _weight(problem, tag) if len(limits) > 1 else 1.0 for tag in model.slack}
    cost = {column: weight[tag] for tag, column in model.slack.items()}
    found = run_highs(model, cost, time_limit=allowance)
    if found.values is None:
        return None
    scale = {"target": block.unit, "minimum": block.unit}
    amounts = {t: float(found.values[c]) * scale.get(t[0], 1.0) for t, c in model.slack.items()}
    return amounts, found.value - found.bound <= 1e-3 * max(1.0, abs(found.value))


def _weight(problem: PlanProblem, tag: tuple[Any, ...]) -> float:
    """Return what makes misses of unlike limits comparable: one over the size of the limit."""
    if tag[0] == "budget":
        return 1 / max(1.0, problem.budget or 0.0)
    if tag[0] == "quarter_budget":
        return float(1 / max(1.0, (problem.quarter_budget or (1.0,))[tag[1] - 1]))
    if tag[0] == "capacity":
        return float(1 / max(1.0, problem.capacity[tag[1]][tag[2] - 1]))
    return 0.01


def _say(
    problem: PlanProblem, limit: str, amounts: Mapping[tuple[Any, ...], float], proven: bool
) -> Reason:
    missed = {tag: amount for tag, amount in amounts.items() if amount > 1e-6}
    total = sum(missed.values())
    least = "paling sedikit" if proven else "kira-kira"
    if limit == "target":
        # The slack is counted up to the next whole step of the index; the lack itself is smaller.
        best = problem.index + _need(problem) - total
        lack = (problem.target or 0.0) - best
        text = (
            f"Target {points(problem.target or 0.0)} tidak tercapai dengan batas lain tetap:"
            f" indeks tertinggi {points(best)}, kurang {points(lack)}."
        )
        return Reason(limit, text, lack, proven=proven)
    if limit == "budget":
        needed = (problem.budget or 0.0) + total
        text = (
            f"Anggaran {rupiah(problem.budget or 0.0)} kurang {rupiah(total)}: dengan batas lain"
            f" tetap, diperlukan {least} {rupiah(needed)}."
        )
    elif limit == "quarter_budget":
        parts = ", ".join(f"triwulan {tag[1]} {rupiah(a)}" for tag, a in missed.items())
        text = f"Anggaran per triwulan kurang {least} {rupiah(total)} seluruhnya: {parts}."
    elif limit == "capacity":
        parts = ", ".join(f"{t[1]} triwulan {t[2]} {people(a)}" for t, a in missed.items())
        text = f"Kapasitas kurang {least} {people(total)} seluruhnya: {parts}."
    else:
        lacks = {t[1]: a * 100 / problem.group_weight(t[1]) for t, a in missed.items()}
        total = sum(lacks.values())
        parts = ", ".join(
            f"{group} harus turun {points(lack)} dari {points(problem.minimum[group])}"
            for group, lack in lacks.items()
        )
        text = f"Batas bawah tidak tercapai: {parts}."
    return Reason(limit, text, total, proven=proven)


def _need(problem: PlanProblem) -> float:
    block = add_block(Model(), replace(problem, target=None))
    return block.units((problem.target or 0.0) - problem.index) * block.unit


def _longer(problem: PlanProblem, allowance: float) -> Reason | None:
    """Return the reason "too short" if more quarters, as rich as the last one, are enough."""
    if not _has(problem, "target"):
        return None
    for more in (1, 2, 4, _MORE_QUARTERS):
        model = Model()
        add_block(model, _stretched(problem, more))
        if run_highs(model, {}, time_limit=allowance).values is not None:
            text = (
                f"{problem.horizon} triwulan terlalu singkat: dengan {problem.horizon + more}"
                " triwulan (dana dan orang seperti triwulan terakhir) rencana dapat disusun."
            )
            return Reason("horizon", text, float(more), proven=more <= 2)
    return None


def _stretched(problem: PlanProblem, more: int) -> PlanProblem:
    money = problem.quarter_budget
    return replace(
        problem,
        horizon=problem.horizon + more,
        quarter_budget=None if money is None else money + money[-1:] * more,
        capacity={opd: row + row[-1:] * more for opd, row in problem.capacity.items()},
    )


def _together(problem: PlanProblem, allowance: float) -> Iterator[Reason]:
    limits = tuple(limit for limit in _LIMITS[1:4] if _has(problem, limit))
    found = _relax(problem, limits, allowance) if limits else None
    if found is None and _has(problem, "target"):
        return
    if found is None:
        text = (
            "Tidak satu pun batas yang cukup dilonggarkan sendirian: langkah yang tersedia dan"
            f" waktu {problem.horizon} triwulan tidak cukup."
        )
        yield Reason("together", text)
        return
    amounts, proven = found
    for limit in limits:
        mine = {tag: amount for tag, amount in amounts.items() if tag[0] == limit}
        if any(amount > 1e-6 for amount in mine.values()):
            reason = _say(problem, limit, mine, False)
            yield replace(
                reason, code="together", sentence=f"Bersama-sama: {reason.sentence}", proven=proven
            )
