"""What is opened to a person once lab 03 has closed for him: the panel's levels, and an exercise.

The exercise follows from the levels by rule: which steps are open, target, budget, the budget after
the cut, what a floor may promise, and the half-filled plan with its faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.common import ASPECTS, CODES, INDEX_WEIGHTS, aspect_of, index_of
from generators.dossiers import Dossier

__all__ = ["exercise", "offered", "panel_levels", "province_levels", "start_steps"]

HORIZON = 8  # quarters
OTHERS = 6.0  # person-months a quarter of a unit that is not the IT unit: two people
CHEAP_ASPECTS = {"A1": 5, "A5": 4, "A6": 2}
"""Aspects of which only the lowest indicators are open, one level each: in two years the legal
bureau and the inspectorate take no more on."""
SERVICES = {"A7", "A8"}


def panel_levels(dossier: Dossier) -> dict[str, int]:
    """Return the levels that the panel found."""
    return {code: entry["panel_level"] for code, entry in dossier["indicators"].items()}


def province_levels(
    published: Mapping[str, Mapping[str, int]], dossiers: Mapping[str, Dossier]
) -> dict[str, dict[str, int]]:
    """Return the levels of the 27 as they are known after the evaluation.

    The panel's where there was one, the published ones elsewhere; whatever of the province hangs on
    them (its mean, who is near the target) is computed from these, never typed.
    """
    panel = {name: panel_levels(dossier) for name, dossier in dossiers.items()}
    return {name: panel.get(name, dict(row)) for name, row in published.items()}


def offered(levels: Mapping[str, int], steps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the steps that are open for choice, with everything that they stand on.

    Parameters
    ----------
    levels : mapping
        The panel's.
    steps : mapping
        Rows of the step table by code.
    """
    wanted: set[str] = set()
    for aspect in ASPECTS:
        inside = sorted((levels[code], code) for code in CODES if aspect_of(code) == aspect)
        rise = 1 if aspect in CHEAP_ASPECTS else 2
        for level, code in inside[: CHEAP_ASPECTS.get(aspect)]:
            wanted |= {f"{code}-{up}" for up in range(level + 1, min(5, level + rise) + 1)}
    todo = sorted(wanted)
    while todo:
        row = steps[todo.pop()]
        below = f"{row['indicator']}-{row['level'] - 1}"
        for need in (*str(row["requires"]).split(), *([below] if row["level"] > 2 else [])):
            if int(need[-1]) > levels[need[:-2]] and need not in wanted:
                wanted.add(need)
                todo.append(need)
    return sorted(wanted)


def exercise(
    government: str,
    levels: Mapping[str, int],
    it_staff: float,
    tables: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the record of one government but for its target, money, floors and first plan.

    Parameters
    ----------
    it_staff : float
        People in the IT unit.
    tables : mapping
        The frames ``steps`` and ``practices``.
    """
    from spbe.planning.case import evaluated_problem
    from spbe.planning.model import possible_starts
    from spbe.planning.problem import assumed_capacity

    steps = tables["steps"]
    rows = {row["step"]: row for row in steps.to_dict("records")}
    record: dict[str, Any] = {
        "government": government,
        "levels": dict(levels),
        "index": round(index_of(levels), 6),
        "horizon": HORIZON,
        "target": None,
        "cut_target": None,
        "budget": None,
        "cut_budget": None,
        "capacity": assumed_capacity(it_staff, steps, others=OTHERS),
        "open": offered(levels, rows),
        "floors": {},
    }
    # What no plan can hold (three budget years, a unit too small) is not put up for choice.
    while True:
        problem = evaluated_problem(record, **tables)
        possible = {code for code, _ in possible_starts(problem)}
        left = [code for code in record["open"] if code in possible]
        if left == record["open"]:
            return record
        record["open"] = left


def start_steps(record: Mapping[str, Any], believed: Mapping[str, int], tables) -> list[dict]:
    """Return the plan that the board shows at first: half of a hasty one, with its faults.

    It was drawn up from the self-assessment. What is sound in it is the first half of the greedy
    rule's steps, services left out; then a foundation that starts too early, one step from a
    level that the panel denied, and the adoption of a practice that nobody uses.

    Parameters
    ----------
    believed : mapping
        The levels of the self-assessment.
    """
    from spbe.planning import Plan, greedy_plan
    from spbe.planning.case import evaluated_problem
    from spbe.planning.marks import sound_part

    problem = evaluated_problem(record, **tables)
    by_code = problem.by_code
    rule = greedy_plan(problem).placements
    plain = [p for p in rule if p.step[0] == "P" or aspect_of(p.step[:3]) not in SERVICES]
    kept = sound_part(Plan(record["government"], tuple(plain)), problem).placements
    half = kept[: len(kept) // 2]
    used = {p.practice for p in half}
    half = tuple(p for p in half if p.step[0] != "P" or p.step in used)
    placed = {p.step: [p.quarter, p.practice] for p in half}
    hasty = [
        p for p in kept if p.quarter > 1 and {*by_code[p.step].requires, p.practice} & set(placed)
    ]
    for too_early in hasty[:1]:
        placed[too_early.step] = [1, too_early.practice]
    denied = [
        task.code
        for task in problem.tasks
        if task.indicator
        and task.level == believed[task.indicator] + 1
        and any(need[:3] == task.indicator for need in task.requires)
        and not {task.code, *task.requires} & set(placed)
    ]
    unused = [t.code for t in problem.tasks if t.is_adoption and t.code not in placed]
    for code in (*sorted(denied, key=lambda c: (-INDEX_WEIGHTS[c[:3]], c))[:1], *unused[-1:]):
        placed[code] = [1 if code[0] == "P" else 2, ""]
    return [
        {"step": code, "quarter": quarter, "practice": practice}
        for code, (quarter, practice) in sorted(
            placed.items(), key=lambda item: (item[1][0], item[0])
        )
    ]
