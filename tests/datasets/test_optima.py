"""The plan lab is fair for every pilot: its key is fresh, proven, and rewards what is taught."""

import json
from functools import cache
from pathlib import Path

import pytest

from generators import evaluated, optima
from generators.common import index_of
from generators.dossiers import read_dossiers, self_levels
from labkit.locale import number
from spbe import datasets
from spbe.planning import (
    Plan,
    check_plan,
    greedy_plan,
    highest_index_plan,
    least_cost_plan,
    plan_problem,
    schedule,
)
from spbe.planning.case import evaluated_problem, start_plan
from spbe.planning.floors import FLOORS, SERVICES, floor_of
from spbe.planning.marks import cost_share, mark_plan, sound_part
from spbe.planning.options import practice_savings

KEYS = Path(__file__).resolve().parents[2] / "course/answer_keys"
OPTIMA = json.loads((KEYS / "keys/plan_optimum.json").read_text(encoding="utf-8"))
PILOTS = list(OPTIMA)
pytestmark = pytest.mark.slow
POINTS = {"rules": 4, "target": 3, "floor": 2, "cost": 8, "cut": 6}
"""Of the plans, as the lab has them."""


@cache
def record(government):
    path = KEYS / "opened" / government / "evaluated.json"
    return json.loads(path.read_text(encoding="utf-8"))


def board(government, steps):
    rows = [dict(zip(("step", "quarter", "practice"), row, strict=True)) for row in steps]
    return Plan.from_dict({"government": government, "steps": rows})


@cache
def floors(government):
    problem = evaluated_problem(record(government))
    found = [floor_of(problem, service, kind) for service in SERVICES for kind in FLOORS]
    return {floor.key: floor for floor in found}


@cache
def asked(government, key=None, cut=False):
    """The problem of a pilot, with the floor of that key."""
    floor = floors(government)[key] if key else None
    return evaluated_problem(record(government), floor=floor, cut=cut)


def points(government, key, first, second):
    """What the lab's cells earn for two plans, as one number; the floor may be none."""
    start = start_plan(record(government))
    marks = mark_plan(first, asked(government, key), start)
    after = mark_plan(second, asked(government, key, cut=True), start)
    earned = POINTS["rules"] * marks.rules + POINTS["target"] * marks.progress
    if key:
        best = OPTIMA[government]["floors"][key]["cost"]
        earned += POINTS["floor"] * marks.floor + POINTS["cut"] * after.whole
        earned += POINTS["cost"] * marks.valid * cost_share(marks.cost, best)
    return earned / sum(POINTS.values())


def test_every_pilot_has_a_case_and_the_mentor_has_levels_only():
    assert list(optima.PILOTS) == PILOTS
    assert {path.parent.name for path in (KEYS / "opened").glob("*/evaluated.json")} == {
        "G01", *PILOTS,
    }  # fmt: skip
    assert set(record("G01")) == {"government", "levels"}


def test_a_case_starts_from_what_the_panel_found():
    dossiers = read_dossiers(KEYS / "dossiers")
    for government, dossier in dossiers.items():
        assert record(government)["levels"] == evaluated.panel_levels(dossier)
        assert self_levels(dossier) != evaluated.panel_levels(dossier)


def test_the_province_follows_from_the_levels_by_rule():
    dossiers = read_dossiers(KEYS / "dossiers")
    published = datasets.load_levels(2024).to_dict("index")
    found = evaluated.province_levels(published, dossiers)
    assert list(found) == list(published)
    assert all(found[name] == evaluated.panel_levels(one) for name, one in dossiers.items())
    assert all(found[name] == published[name] for name in published if name not in dossiers)
    fall = sum(
        index_of(published[name]) - index_of(evaluated.panel_levels(one))
        for name, one in dossiers.items()
    )
    means = [sum(map(index_of, rows.values())) / len(rows) for rows in (published, found)]
    assert means[0] - means[1] == pytest.approx(fall / len(published))


@pytest.mark.parametrize("government", PILOTS)
def test_a_case_can_be_surveyed_by_a_person(government):
    case, problem = record(government), evaluated_problem(record(government))
    assert 0.25 <= round(case["target"] - case["index"], 3) <= 0.40
    assert 45 <= len(case["open"]) <= 80
    assert 45 <= len(problem.tasks) <= 80
    assert all(12 <= len(one["steps"]) <= 22 for one in OPTIMA[government]["floors"].values())
    start = start_plan(case)
    broken = {violation.code for violation in check_plan(start, problem)}
    assert len(start.placements) >= 7 and broken & {"order", "prerequisite", "practice"}
    assert 0.25 <= mark_plan(start, problem).progress <= 0.65
    touched = {step[:3] for step in sound_part(start, problem).starts}
    assert not touched & set(SERVICES)


@pytest.mark.parametrize("government", PILOTS)
def test_every_floor_is_promised_with_a_proof_or_refused_with_a_reason(government):
    entries, proven = record(government)["floors"], OPTIMA[government]["floors"]
    assert set(entries) == set(floors(government))
    for key, entry in entries.items():
        assert (key in proven) != ("refused" in entry)
        assert entry.get("refused", "Lantai.").endswith(".")
        assert entry.get("cut_target", 0) <= record(government)["target"]
    assert len(proven) >= 16  # most can be chosen
    for service in SERVICES:
        offered = [floor_of(evaluated_problem(record(government)), service, k) for k in FLOORS]
        assert any(floor.key in proven for floor in offered), service


@pytest.mark.parametrize("government", PILOTS)
def test_the_best_plans_earn_everything_whatever_the_floor(government):
    for key, proven in OPTIMA[government]["floors"].items():
        first, second = (board(government, one["steps"]) for one in (proven, proven["after"]))
        problem = asked(government, key)
        assert check_plan(first, problem) == ()
        assert schedule(first, problem)["cost"].sum() == proven["cost"]
        assert points(government, key, first, second) == pytest.approx(1), key


@pytest.mark.parametrize("government", PILOTS)
def test_the_greedy_rule_earns_well_and_not_all(government):
    shares = []
    for key in OPTIMA[government]["floors"]:
        hasty = (greedy_plan(asked(government, key, cut)) for cut in (False, True))
        shares.append(points(government, key, *hasty))
    assert 0.60 <= sum(shares) / len(shares) <= 0.85


@pytest.mark.parametrize("government", PILOTS)
def test_nothing_done_earns_nothing(government):
    start, blank = start_plan(record(government)), Plan(government)
    for key in (*OPTIMA[government]["floors"], None):
        assert points(government, key, start, start) == 0
        assert points(government, key, blank, blank) == 0


@pytest.mark.parametrize("government", PILOTS)
def test_no_plan_earns_more_by_ignoring_the_floor(government):
    """The cheapest plan of all, which looks at no floor, against the one that keeps it."""
    free = OPTIMA[government]
    first, second = (board(government, one["steps"]) for one in (free, free["after"]))
    assert points(government, None, first, second) <= 7 / 23 + 1e-9
    for key in free["floors"]:
        if mark_plan(first, asked(government, key)).floor < 1:
            assert points(government, key, first, second) < 0.75, key


@pytest.mark.parametrize("government", PILOTS)
def test_after_the_cut_no_plan_of_before_can_stand(government):
    """No plan reaches the first target with what is left: the proven least cost is above it."""
    case, cheapest = record(government), OPTIMA[government]["cost"]
    assert case["cut_budget"] == pytest.approx(0.7 * case["budget"])
    assert all(one["cost"] >= cheapest for one in OPTIMA[government]["floors"].values())
    assert cheapest > case["cut_budget"]
    for key, proven in OPTIMA[government]["floors"].items():
        same = board(government, proven["steps"])
        assert points(government, key, same, same) < 1, key


@pytest.mark.parametrize("government", PILOTS)
def test_a_cut_plan_one_million_too_dear_earns_nearly_all(government):
    key, proven = next(iter(OPTIMA[government]["floors"].items()))
    case, after = record(government), proven["after"]
    tight = dict(case, cut_budget=after["cost"] - 1)
    problem = evaluated_problem(tight, floor=floors(government)[key], cut=True)
    marks = mark_plan(board(government, after["steps"]), problem, start_plan(case))
    assert 0.95 < marks.whole < 1


@pytest.mark.parametrize("government", PILOTS)
def test_a_plan_from_the_self_assessment_fails_and_is_told_why(government):
    case = record(government)
    believed = datasets.load_levels(2024).loc[government]
    dream = plan_problem(
        believed,
        datasets.load_steps(),
        datasets.load_instrument("spbe-2020"),
        government=government,
        target=round(float(evaluated_problem(case).target) + 0.45, 2),
        capacity=case["capacity"],
        practices=datasets.load_practices(),
    )
    found = least_cost_plan(dream, gap=0.01, explain=False)
    plan, problem = found.plan, evaluated_problem(case)
    marks = mark_plan(plan, problem)
    assert marks.progress < 1 and marks.index < problem.target
    said = marks.words()
    assert "tidak ada dalam rencana" in said or "baru di tingkat" in said


def test_two_practices_are_bad_bargains_and_some_pilots_are_offered_one():
    practices = datasets.load_practices().set_index("practice")
    bad = set(practices.index[practices["cost_factor"] >= 0.9])
    assert len(bad) == 2 and practices[["result", "trouble"]].ne("").all(axis=None)
    offered = 0
    for government in PILOTS:
        savings = practice_savings(asked(government))["saving"]
        offered += any(savings[code] < 0 for code in bad & set(savings.index))
        used = {step for one in OPTIMA[government]["floors"].values() for step, *_ in one["steps"]}
        assert not used & bad
    assert offered >= 3


@pytest.mark.e2e
@pytest.mark.parametrize("government", PILOTS)
def test_the_solver_finds_nothing_better_than_the_key(government):
    for key in sorted(OPTIMA[government]["floors"])[::6]:
        proven = OPTIMA[government]["floors"][key]
        best = least_cost_plan(asked(government, key))
        assert best.status == "optimal" and best.cost == proven["cost"]
        high = highest_index_plan(asked(government, key, cut=True))
        assert high.status == "optimal"
        assert high.index == pytest.approx(proven["after"]["index"], abs=1e-6)


def test_a_solved_case_is_not_solved_again(monkeypatch):
    dossiers = read_dossiers(KEYS / "dossiers")
    tables = {
        "governments": datasets.load_governments(),
        "steps": datasets.load_steps(),
        "practices": datasets.load_practices(),
    }
    monkeypatch.setattr(optima, "_digest", lambda asked, _: asked[0])
    known = {
        name: {"key": {"digest": name}, "record": {"government": name}} for name in optima.PILOTS
    }
    assert optima.plan_cases(dossiers, tables, known) == known


def test_the_instructors_guide_tells_the_same_figures():
    guide = (KEYS.parent / "units/07-rencana-percepatan/guide.md").read_text(encoding="utf-8")
    for government, entry in OPTIMA.items():
        case = record(government)
        dear = max(one["cost"] for one in entry["floors"].values())
        row = [
            number(case["index"], 2), number(case["target"], 2), number(case["budget"], 0),
            number(entry["cost"], 0), number(dear, 0), number(case["cut_budget"], 0),
            f"{len(entry['floors'])} dari {len(case['floors'])}",
        ]  # fmt: skip
        told = " | ".join(row)
        assert any(f"| {government} " in line and told in line for line in guide.splitlines()), told
