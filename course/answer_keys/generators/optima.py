"""Proven plans of the plan lab: for every floor the cheapest, and the highest after the cut.

A government is solved again only when something its exercise hangs on changed: the key keeps a
digest of it. What the trainee may see goes into the record, what is a solution into the key.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from generators import evaluated
from generators.dossiers import Dossier, self_levels

__all__ = ["plan_cases", "solved"]

ROOM = 1.35  # budget against the cheapest plan without a floor
CUT = 0.7  # what is left of it; below 1 / ROOM no plan of before can stand
HOLD = 0.98  # how much of the highest rise after the cut is asked for
MONEY = 50  # budgets are round
RISES = tuple(round(0.25 + 0.01 * step, 2) for step in range(9))  # from here to the target
CARDS = 20  # no more in the cheapest plan: a person must be able to defend each
DEARER = 3.0  # the question on assumptions: rules of the head of government cost so many times more
ROAD = (3.5, 12)  # index and quarters of the long road
ROAD_GAP = 5e-3
VERSION = 1  # to be raised when a rule of this module or of `evaluated` changes what is solved
WORDS = ["title", "summary", "result", "trouble", "adapt", "readiness", "licence", "status"]
PILOTS = tuple(f"G{number:02d}" for number in range(2, 9))


def plan_cases(
    dossiers: Mapping[str, Dossier],
    tables: Mapping[str, Any],
    known: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    """Return key and record of every pilot.

    Parameters
    ----------
    tables : mapping
        The frames ``governments`` (by code), ``steps`` and ``practices``.
    known : mapping
        Government to ``{"key", "record"}`` as they stand; one whose digest did not change is
        taken over.

    Raises
    ------
    ValueError
        If a pilot has no proven plan, or one that need not change after the cut.
    """
    staff = tables["governments"]["it_staff"]
    frames = {name: tables[name] for name in ("steps", "practices")}
    found, todo = {}, {}
    for name in PILOTS:
        dossier = dossiers[name]
        asked = (name, evaluated.panel_levels(dossier), self_levels(dossier), float(staff[name]))
        digest = _digest(asked, frames)
        if known.get(name, {}).get("key", {}).get("digest") == digest:
            found[name] = known[name]
        else:
            todo[name] = (*asked, frames, digest)
    if todo:
        with ProcessPoolExecutor(max_workers=2) as pool:
            found |= zip(todo, pool.map(solved, *zip(*todo.values(), strict=True)), strict=True)
    return {name: found[name] for name in PILOTS}


def solved(
    government: str,
    levels: Mapping[str, int],
    believed: Mapping[str, int],
    it_staff: float,
    tables: Mapping[str, Any],
    digest: str,
) -> dict[str, Any]:
    """Return key and record of one government; see `plan_cases`."""
    from spbe.planning.case import evaluated_problem

    record = evaluated.exercise(government, levels, it_staff, tables)
    record["target"] = record["cut_target"] = _target(record, tables)
    free = _best(evaluated_problem(record, **tables))
    record["budget"] = float(MONEY * math.ceil(ROOM * free["cost"] / MONEY))
    record["cut_budget"] = round(CUT * record["budget"], 2)
    if free["cost"] <= record["cut_budget"]:
        raise ValueError(f"{government}: the cheapest plan need not change after the cut")
    after, record["cut_target"] = _after(record, None, tables)
    floors, entries = {}, {}
    for floor in _floors(evaluated_problem(record, **tables)):
        entries[floor.key], proven = _promised(record, floor, tables)
        if proven:
            floors[floor.key] = proven
    record |= {
        "floors": entries,
        "start": evaluated.start_steps(record, believed, tables),
        "dearer": _dearer(record, tables),
        "road": _road(record, tables),
    }
    key = {"digest": digest, **free, "after": after, "floors": floors}
    return {"key": key, "record": record}


def _target(record: dict, tables: Mapping[str, Any]) -> float:
    """Return the target in reach at which the greedy rule errs most: looking ahead must pay there.

    Measured without a floor and with every fifth one, among targets whose cheapest plan is short.
    """
    from dataclasses import replace

    from spbe.planning import greedy_plan, least_cost_plan, schedule
    from spbe.planning.case import evaluated_problem
    from spbe.planning.floors import HIGHEST, with_floor

    base = evaluated_problem(record, **tables)
    floors = [floor for floor in _floors(base) if floor.least <= HIGHEST][::5]
    excess = {}
    for rise in RISES:
        target = math.ceil((record["index"] + rise) * 100 - 1e-6) / 100
        plain = replace(base, target=target)
        lost, cards = [], 0
        for problem in (plain, *(with_floor(plain, floor) for floor in floors)):
            best = least_cost_plan(problem, gap=1e-3, explain=False, time_limit=60)
            if best.plan is not None:
                hasty = schedule(greedy_plan(problem), problem)["cost"].sum()
                lost.append(min(0.2, hasty / best.cost - 1))
                cards = max(cards, len(best.plan.placements))
        if cards <= CARDS:
            excess[target] = sum(lost) / len(lost)
    return max(excess, key=lambda target: (excess[target], -target))


def _digest(asked: tuple, frames: Mapping[str, Any]) -> str:
    """Return what tells two exercises apart: their levels, the tables, and the rules' figures."""
    rules = [VERSION, ROOM, CUT, HOLD, MONEY, RISES, CARDS, DEARER, ROAD, ROAD_GAP]
    rules += [evaluated.HORIZON, evaluated.OTHERS, evaluated.CHEAP_ASPECTS]
    figures = [frame.drop(columns=WORDS, errors="ignore").to_csv() for frame in frames.values()]
    parts = [json.dumps(asked), json.dumps(rules), *figures]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _floors(problem: Any) -> list[Any]:
    """Return every floor that can be chosen, each once."""
    from spbe.planning.floors import FLOORS, SERVICES, floor_of

    found = [floor_of(problem, service, kind) for service in SERVICES for kind in FLOORS]
    return list({floor.key: floor for floor in found}.values())


def _promised(record: dict, floor: Any, tables: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the record says of a floor, and its proof if it can be promised."""
    from dataclasses import replace

    from spbe.planning.case import evaluated_problem
    from spbe.planning.floors import HIGHEST
    from spbe.planning.words import rupiah

    if floor.least > HIGHEST:
        now = evaluated_problem(record, **tables).group_index(floor.group)
        said = (
            f"{floor.group} berada di tingkat {now:.0f} menurut panel; lantai ini melampaui "
            "tingkat 5. Pilih lantai lain: layanan yang sudah tinggi dijaga lewat lantai aspek "
            "atau domain."
        )
        return {"refused": said}, {}
    problem = evaluated_problem(record, floor=floor, **tables)
    proven = _best(replace(problem, budget=None))
    if not proven:
        said = (
            "Lantai ini tidak muat: langkah dan prasyaratnya tidak selesai dalam "
            f"{record['horizon']} triwulan dengan orang yang ada."
        )
        return {"refused": said}, {}
    if proven["cost"] > record["budget"]:
        over = proven["cost"] - record["budget"]
        said = (
            f"Lantai ini terlalu mahal bagi anggaran {rupiah(record['budget'])}: rencana termurah "
            f"yang memenuhinya kurang {rupiah(over)}. Pilih lantai yang lebih rendah."
        )
        return {"refused": said}, {}
    after, left = _after(record, floor, tables)
    if not after:
        said = (
            f"Lantai ini menghabiskan hampir seluruh anggaran {rupiah(record['budget'])}; bila "
            "anggaran dipotong, janji ini tidak dapat ditepati. Pilih lantai yang lebih rendah."
        )
        return {"refused": said}, {}
    return {"cut_target": left}, proven | {"after": after}


def _best(problem: Any) -> dict[str, Any]:
    """Return the proven cheapest plan; nothing if there is none."""
    from spbe.planning import check_plan, least_cost_plan

    best = least_cost_plan(problem, explain=False, time_limit=60)
    if best.status == "infeasible":
        return {}
    if best.status != "optimal" or check_plan(best.plan, problem):
        raise ValueError(f"{problem.government}: no proven plan ({best.status})")
    return _plain(best)


def _after(record: dict, floor: Any, tables: Any) -> tuple[dict[str, Any], float]:
    """Return the highest plan after the cut, and the target that it leaves within reach."""
    from dataclasses import replace

    from spbe.planning import check_plan, highest_index_plan
    from spbe.planning.case import evaluated_problem

    problem = replace(evaluated_problem(record, floor=floor, cut=True, **tables), target=None)
    best = highest_index_plan(problem, explain=False, time_limit=60)
    if best.status == "infeasible":
        return {}, record["index"]
    if best.status != "optimal" or check_plan(best.plan, problem):
        raise ValueError(f"{problem.government}: no proven plan after the cut ({best.status})")
    rise = HOLD * (best.index - record["index"])
    return _plain(best), math.floor((record["index"] + rise) * 100 + 1e-6) / 100


def _plain(best: Any) -> dict[str, Any]:
    steps = [[p.step, p.quarter, p.practice] for p in best.plan.placements]
    return {
        "cost": best.cost,
        "gap": round(best.gap, 9),
        "index": round(best.index, 6),
        "steps": steps,
    }


def _dearer(record: dict, tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the cheapest plan consists of, at the assumed costs and with dear rules."""
    from dataclasses import replace

    from spbe.planning.case import evaluated_problem

    rows = []
    for times in (1.0, DEARER):
        steps = tables["steps"].copy()
        rules = steps["indicator"].isin([f"I{number:02d}" for number in range(1, 11)])
        steps.loc[rules, "cost"] = (steps.loc[rules, "cost"] * times).round().astype(int)
        problem = evaluated_problem(record, steps=steps, practices=tables["practices"])
        best = _best(replace(problem, budget=None))
        codes = [code for code, _, _ in best["steps"] if code[0] == "I"]
        aspects = [evaluated.aspect_of(code[:3]) for code in codes]
        services = sum(aspect in evaluated.SERVICES for aspect in aspects)
        policies = aspects.count("A1")
        others = len(codes) - policies - services
        rows.append({"policy": policies, "other": others, "service": services})
    return rows


def _road(record: dict, tables: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the long road, drawn by the engine with every step open; None where it is walked."""
    from spbe import datasets
    from spbe.planning import index_curve, least_cost_plan, plan_problem, quarter_costs

    target, quarters = ROAD
    if record["index"] >= target:
        return None
    practices = tables["practices"]
    problem = plan_problem(
        record["levels"],
        tables["steps"],
        datasets.load_instrument("spbe-2020"),
        government=record["government"],
        horizon=quarters,
        target=target,
        capacity=record["capacity"],
        practices=practices[practices["from_government"] != record["government"]],
    )
    best = least_cost_plan(problem, gap=ROAD_GAP, explain=False, time_limit=120)
    if best.plan is None:
        raise ValueError(f"{record['government']}: no road to {target} in {quarters} quarters")
    return {
        "target": target,
        "curve": [round(float(value), 4) for value in index_curve(best.plan, problem)],
        "costs": [float(value) for value in quarter_costs(best.plan, problem)],
        "steps": sum(placed.step[0] == "I" for placed in best.plan.placements),
    }
