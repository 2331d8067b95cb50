"""What is wrong with a plan made by hand: one Indonesian sentence for every violation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from spbe.planning.plan import (
    Plan,
    capacity_use,
    final_levels,
    index_curve,
    placed_tasks,
    quarter_costs,
)
from spbe.planning.problem import PlanProblem
from spbe.planning.words import number, people, points, rupiah

__all__ = ["Violation", "check_plan"]

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """Hold one violation: a code for machines, a sentence for people, and where it is.

    ``code`` is one of unknown_step, already_reached, duplicate_step, outside_horizon, order,
    prerequisite, practice, forbidden, fixed, budget, quarter_budget, capacity, minimum, target.
    ``amount`` says by how much, in Rp million, person-months, index points or quarters.
    """

    code: str
    sentence: str
    step: str = ""
    quarter: int | None = None
    amount: float | None = None
    opd: str = ""
    domain: str = ""

    def to_dict(self) -> dict:
        """Return the violation as plain data."""
        return asdict(self)


def check_plan(plan: Plan, problem: PlanProblem) -> tuple[Violation, ...]:
    """Return every violation of a plan; an empty tuple means that the plan is valid.

    Parameters
    ----------
    plan : Plan
        Made by hand or by the planner.
    problem : PlanProblem
        The limits it is held against.

    Returns
    -------
    tuple of Violation
        In the order: steps, money, people, fixed steps, domains, target.
    """
    return (
        *_steps(plan, problem),
        *_money(plan, problem),
        *_capacity(plan, problem),
        *_wishes(plan, problem),
    )


def _steps(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    by_code = problem.by_code
    finished: dict[str, int] = {}
    for placed, task, option in placed_tasks(plan, problem):
        finished[task.code] = placed.quarter + option.quarters - 1
    seen = set()
    for placed in plan.placements:
        code, quarter = placed.step, placed.quarter
        task = by_code.get(code)
        if task is None:
            yield _unknown(code, quarter, problem)
            continue
        if code in seen:
            text = f"{code} ditempatkan lebih dari sekali; cukup satu kali."
            yield Violation("duplicate_step", text, code, quarter)
            continue
        seen.add(code)
        if code in problem.forbidden:
            yield Violation("forbidden", f"{code} tidak boleh masuk rencana.", code, quarter)
        option = task.option(placed.practice)
        if option is None:
            text = f"{code} tidak dapat mereplikasi praktik {placed.practice}: tidak dicakup."
            yield Violation("practice", text, code, quarter)
        end = finished[code]
        if quarter < 1:
            text = f"{code} dimulai pada triwulan {quarter}; triwulan pertama adalah 1."
            yield Violation("outside_horizon", text, code, quarter, 1 - quarter)
        if (late := end - problem.horizon) > 0:
            text = (
                f"{code} baru selesai pada triwulan {end}, {late} triwulan setelah akhir rencana"
                f" (triwulan {problem.horizon})."
            )
            yield Violation("outside_horizon", text, code, quarter, late)
        for need in task.requires:
            lower = by_code[need].indicator == task.indicator and not task.is_adoption
            why = "tingkat di bawahnya" if lower else "prasyaratnya"
            yield from _before("order" if lower else "prerequisite", why, placed, need, finished)
        if option is not None and option.practice:
            yield from _before("practice", "adopsi praktik", placed, option.practice, finished)


def _unknown(code: str, quarter: int, problem: PlanProblem) -> Violation:
    indicator, _, level = code.rpartition("-")
    for standing in problem.standings:
        if standing.indicator == indicator and level.isdigit() and int(level) <= standing.level:
            text = f"{code} tidak perlu: {indicator} sudah di tingkat {number(standing.level, 0)}."
            return Violation("already_reached", text, code, quarter)
    return Violation("unknown_step", f"Langkah {code} tidak dikenal.", code, quarter)


def _before(code: str, why: str, placed, need: str, finished) -> Iterator[Violation]:
    step, quarter = placed.step, placed.quarter
    if need not in finished:
        yield Violation(
            code, f"{step} belum dapat dikerjakan: {why} ({need}) tidak ada dalam rencana.",
            step, quarter,
        )  # fmt: skip
    elif (late := finished[need] - quarter + 1) > 0:
        yield Violation(
            code,
            f"{step} dimulai pada triwulan {quarter}, padahal {why} ({need}) baru selesai pada"
            f" akhir triwulan {finished[need]}: mundurkan {late} triwulan.",
            step, quarter, late,
        )  # fmt: skip


def _money(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    total = sum(option.cost for _, _, option in placed_tasks(plan, problem))
    if problem.budget is not None and (over := total - problem.budget) > _TOLERANCE:
        text = (
            f"Biaya seluruhnya {rupiah(total)}, lebih {rupiah(over)} dari anggaran"
            f" {rupiah(problem.budget)}."
        )
        yield Violation("budget", text, amount=over)
    costs = quarter_costs(plan, problem)
    for quarter, limit in enumerate(problem.quarter_budget or (), start=1):
        if (over := costs[quarter] - limit) > _TOLERANCE:
            text = (
                f"Triwulan {quarter} membutuhkan {rupiah(costs[quarter])}, lebih {rupiah(over)}"
                f" dari anggaran triwulan itu ({rupiah(limit)})."
            )
            yield Violation("quarter_budget", text, quarter=quarter, amount=float(over))


def _capacity(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    use = capacity_use(plan, problem)
    for opd, limits in problem.capacity.items():
        for quarter, limit in enumerate(limits, start=1):
            if (over := use.loc[opd, quarter] - limit) > _TOLERANCE:
                text = (
                    f"{opd} pada triwulan {quarter} membutuhkan {people(use.loc[opd, quarter])},"
                    f" lebih {people(over)} dari kapasitasnya ({people(limit)})."
                )
                yield Violation("capacity", text, quarter=quarter, amount=float(over), opd=opd)


def _wishes(plan: Plan, problem: PlanProblem) -> Iterator[Violation]:
    starts, by_code = plan.starts, problem.by_code
    for code, quarter in problem.fixed.items():
        if code not in by_code:
            continue
        if code not in starts:
            yield Violation("fixed", f"{code} wajib ada dalam rencana.", code, quarter)
        elif quarter is not None and starts[code] != quarter:
            text = f"{code} wajib dimulai pada triwulan {quarter}, bukan {starts[code]}."
            yield Violation("fixed", text, code, quarter, abs(starts[code] - quarter))
    levels = final_levels(plan, problem)
    for domain, low in problem.minimum.items():
        found = problem.domain_index(domain, levels)
        if (lack := low - found) > _TOLERANCE:
            text = (
                f"Indeks domain {domain} menjadi {points(found)}, kurang {points(lack)} dari"
                f" batas bawah {points(low)}."
            )
            yield Violation("minimum", text, amount=lack, domain=domain)
    final = index_curve(plan, problem).iloc[-1]
    if problem.target is not None and (lack := problem.target - final) > _TOLERANCE:
        text = (
            f"Indeks pada akhir triwulan {problem.horizon} menjadi {points(final)}, kurang"
            f" {points(lack)} dari target {points(problem.target)}."
        )
        yield Violation("target", text, quarter=problem.horizon, amount=float(lack))
