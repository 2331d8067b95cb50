"""The key of the plan lab: fresh, within the rules of the exercise, and truly the cheapest."""

import json
from pathlib import Path

import pytest

from generators import optima
from labkit.locale import number
from spbe.planning import Plan, check_plan, greedy_plan, least_cost_plan, schedule
from spbe.planning.case import BUDGETS, case_problem

KEYS = Path(__file__).resolve().parents[2] / "course/answer_keys"
OPTIMA = json.loads((KEYS / "keys/plan_optimum.json").read_text(encoding="utf-8"))


def plan_of(government):
    return Plan.from_dict({"government": government, "steps": OPTIMA[government]["steps"]})


def test_every_pilot_has_an_optimum_of_the_problem_as_it_is_now():
    assert list(OPTIMA) == list(BUDGETS)
    for government, entry in OPTIMA.items():
        assert entry["digest"] == optima.digest(case_problem(government)), government


@pytest.mark.parametrize("government", BUDGETS)
def test_the_optimum_keeps_every_rule_and_survives_the_cut(government):
    cut = case_problem(government, budget_factor=0.8)
    assert check_plan(plan_of(government), cut) == ()
    assert schedule(plan_of(government), cut)["cost"].sum() == OPTIMA[government]["cost"]


@pytest.mark.e2e
@pytest.mark.parametrize("government", BUDGETS)
def test_nothing_is_cheaper_and_the_greedy_rule_does_not_survive_the_cut(government):
    cut = case_problem(government, budget_factor=0.8)
    best = least_cost_plan(cut)
    assert best.status == "optimal" and best.cost == OPTIMA[government]["cost"]
    free = case_problem(government, budget_factor=20)
    assert schedule(greedy_plan(free), free)["cost"].sum() > cut.budget


def test_a_solved_problem_is_not_solved_again(monkeypatch):
    monkeypatch.setattr(optima, "_problem", lambda government, _: case_problem(government))
    monkeypatch.setattr(optima, "_solved", lambda *_: pytest.fail("solved again"))
    assert optima.plan_optima({}, OPTIMA) == OPTIMA
    changed = OPTIMA | {"G05": OPTIMA["G05"] | {"digest": "old"}}
    monkeypatch.setattr(optima, "_solved", lambda government, _: government)
    assert optima.plan_optima({}, changed) == OPTIMA | {"G05": "G05"}


def test_a_plan_that_does_not_survive_the_cut_is_refused(monkeypatch):
    monkeypatch.setattr(optima, "CUT", 0.5)
    with pytest.raises(ValueError, match="G04: the cheapest plan does not survive"):
        optima._solved("G04", case_problem("G04"))


def test_the_instructors_guide_tells_the_same_figures():
    guide = (KEYS.parent / "units/07-rencana-percepatan/guide.md").read_text(encoding="utf-8")
    for government, entry in OPTIMA.items():
        problem = case_problem(government)
        greedy = schedule(greedy_plan(problem), problem)["cost"].sum()
        row = [problem.budget, entry["cost"], greedy, 0.8 * problem.budget, len(entry["steps"])]
        told = " | ".join(number(value, 0) for value in row)
        assert any(f"| {government} " in line and told in line for line in guide.splitlines()), told
