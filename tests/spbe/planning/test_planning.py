"""The planner: optimal, valid, deterministic, and honest about what cannot be done."""

import copy
import itertools
import json
from dataclasses import replace

import cpsat_oracle
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe import datasets
from spbe.planning import (
    Plan,
    capacity_use,
    greedy_plan,
    highest_index_plan,
    index_curve,
    least_cost_plan,
    plan_problem,
    quarter_costs,
    schedule,
    soonest_plan,
)
from spbe.planning.check import check_plan
from spbe.planning.model import packed
from spbe.planning.problem import assumed_capacity


@pytest.fixture(scope="module")
def real(instrument):
    levels, steps = datasets.load_levels(2024), datasets.load_steps()
    staff = datasets.load_governments()["it_staff"]

    def make(code, **limits):
        limits = {"practices": datasets.load_practices()} | limits
        limits = {"capacity": assumed_capacity(staff[code], steps)} | limits
        return plan_problem(levels.loc[code], steps, instrument, **limits)

    return make


def step(code, cost, months=3, people=1.0, opd="A", requires=""):
    indicator, level = code.split("-")
    return (code, indicator, int(level), cost, months, people, opd, requires, f"Langkah {code}")


def test_a_real_government_reaches_its_target_at_proven_least_cost(real):
    problem = real("G07", target=3.5)
    result = least_cost_plan(problem)
    assert result.status == "optimal" and result.gap <= 1e-4
    assert result.index >= 3.5 and check_plan(result.plan, problem) == ()
    assert result.cost == schedule(result.plan, problem)["cost"].sum()
    assert any(placed.practice for placed in result.plan.placements)
    assert least_cost_plan(problem).plan == result.plan


def test_practices_never_make_the_least_cost_higher(real):
    alone = least_cost_plan(real("G05", target=3.5, practices=None))
    assert least_cost_plan(real("G05", target=3.5)).cost <= alone.cost


def test_the_highest_index_keeps_the_budget_and_ignores_the_target(real):
    problem = real("G06", target=5.0, budget=600, quarter_budget=250, practices=None)
    result = highest_index_plan(problem)
    assert result.status == "optimal" and result.quarter is None
    assert result.cost <= 600 and quarter_costs(result.plan, problem).max() <= 250
    assert check_plan(result.plan, replace(problem, target=None)) == ()
    greedy = greedy_plan(replace(problem, target=None))
    assert result.index >= index_curve(greedy, problem).iloc[-1] - 1e-9


def test_the_soonest_quarter_is_proven(real):
    problem = real("G04", target=3.5, quarter_budget=700)
    result = soonest_plan(problem)
    assert result.status == "optimal" and result.value == result.quarter
    curve = index_curve(result.plan, problem)
    assert curve[result.quarter] >= 3.5 > curve[result.quarter - 1]
    early = replace(
        problem,
        horizon=result.quarter - 1,
        quarter_budget=problem.quarter_budget[: result.quarter - 1],
        capacity={k: v[: result.quarter - 1] for k, v in problem.capacity.items()},
    )
    assert least_cost_plan(early, explain=False).status == "infeasible"


def test_a_target_reached_today_is_reached_in_quarter_zero(real):
    result = soonest_plan(real("G01", target=3.5, quarter_budget=700))
    assert (result.status, result.value, result.quarter, result.cost) == ("optimal", 0, 0, 0)


def test_a_target_no_quarter_allows_is_told_in_words(small_problem):
    problem = small_problem([step("I42-4", 10), step("I42-5", 10)], target=4.99, budget=10)
    result = soonest_plan(problem)
    assert result.status == "infeasible" and result.plan is None
    assert any("kurang Rp10 juta" in reason.sentence for reason in result.reasons)


def test_out_of_time_is_not_called_impossible(small_problem):
    # The greedy rule does not get there either: it spends the money on the cheap step.
    problem = small_problem([step("I42-5", 60), step("I01-5", 10)], target=4.98, budget=60)
    result = soonest_plan(problem, time_limit=0.0)
    assert result.status == "unknown" and "waktu lebih lama" in result.reasons[0].sentence
    assert soonest_plan(problem).status == "optimal"


def test_wishes_are_kept(real):
    limits = {"fixed": {"I23-4": 3, "P01": None}, "forbidden": ["I45-5"], "minimum": {"D3": 2.9}}
    problem = real("G06", target=3.4, **limits)
    result = least_cost_plan(problem)
    assert result.status == "optimal" and check_plan(result.plan, problem) == ()
    if "I23-4" in problem.by_code:
        assert result.plan.starts["I23-4"] == 3


def test_greedy_keeps_a_quick_win_that_the_optimum_does_not_need(small_problem):
    # 0.06 points are wanted. I42 and I43 bring exactly that; greedy starts with the cheap I01.
    rows = [step("I01-5", 2), step("I42-5", 20), step("I43-5", 21)]
    base = small_problem(rows, horizon=2)
    problem = replace(base, target=base.index + 0.06)
    result, greedy = least_cost_plan(problem), greedy_plan(problem)
    assert check_plan(greedy, problem) == ()
    assert (result.cost, schedule(greedy, problem)["cost"].sum()) == (41.0, 43.0)


def test_a_step_counts_when_it_ends_and_its_effort_is_spread(small_problem):
    problem = small_problem([step("I42-5", 10, months=5, people=4.0)], horizon=3)
    plan = Plan.of("G99", {"I42-5": 2})
    assert index_curve(plan, problem).round(3).tolist() == [4.97, 4.97, 4.97, 5.0]
    assert capacity_use(plan, problem).loc["A"].tolist() == [0.0, 2.0, 2.0]
    assert quarter_costs(plan, problem).tolist() == [0.0, 10.0, 0.0]
    assert schedule(plan, problem).loc[0, ["start", "end", "quarters"]].tolist() == [2, 3, 2]


def test_a_higher_level_without_the_lower_one_counts_nothing(small_problem):
    problem = small_problem([step("I42-4", 10), step("I42-5", 10)], horizon=3)
    assert index_curve(Plan.of("", {"I42-5": 1}), problem).iloc[-1] == pytest.approx(problem.index)


@pytest.mark.parametrize(
    ("limits", "code", "amount"),
    [
        ({"budget": 25.0}, "budget", 5.0),
        ({"quarter_budget": 14.0, "budget": None}, "quarter_budget", 2.0),
        ({"capacity": {"A": 1.5}}, "capacity", 0.5),
        ({"horizon": 1}, "horizon", 1.0),
    ],
)
def test_the_limit_that_cannot_be_met_is_named_with_its_amount(small_problem, limits, code, amount):
    rows = [step("I42-4", 14, people=2.0), step("I42-5", 16, people=2.0)]
    problem = small_problem(rows, **({"horizon": 2, "target": 5.0} | limits))
    result = least_cost_plan(problem)
    assert result.status == "infeasible" and result.plan is None
    reasons = {reason.code: reason for reason in result.reasons}
    wanted = 1.0 if code == "capacity" else amount
    assert reasons[code].amount == pytest.approx(wanted)
    assert reasons[code].proven and reasons[code].sentence.endswith(".")


def test_the_lack_of_the_target_and_of_a_domain_is_told(small_problem):
    rows = [step("I42-4", 14), step("I42-5", 16)]
    short = small_problem(rows, horizon=2, target=5.0, forbidden=["I42-5"])
    (reason,) = least_cost_plan(short).reasons
    assert reason.code == "target" and reason.amount == pytest.approx(0.03)
    assert "4,97" in reason.sentence
    low = small_problem(rows, horizon=1, target=4.9, minimum={"D4": 5.0})
    assert {r.code for r in least_cost_plan(low).reasons} == {"minimum", "horizon"}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"fixed": ["I42-4"], "forbidden": ["I42-4"]}, "sekaligus wajib dan dilarang"),
        ({"fixed": ["I42-5"], "forbidden": ["I42-4"]}, "prasyaratnya dilarang"),
        ({"fixed": ["I42-5"], "horizon": 1}, "tidak muat"),
    ],
)
def test_a_fixed_step_that_can_never_stand_is_named(small_problem, limits, words):
    rows = [step("I42-4", 14), step("I42-5", 16)]
    problem = small_problem(rows, **({"horizon": 2, "target": 4.0} | limits))
    result = least_cost_plan(problem)
    assert result.status == "infeasible" and words in result.reasons[0].sentence


def test_several_limits_together_are_told_when_no_single_one_is_enough(small_problem):
    rows = [step("I42-5", 20, people=3.0)]
    problem = small_problem(rows, horizon=1, target=5.0, budget=10, capacity={"A": 1.0})
    reasons = least_cost_plan(problem).reasons
    assert [reason.code for reason in reasons] == ["target", "together", "together"]
    assert [reason.amount for reason in reasons[1:]] == pytest.approx([10, 2])


def test_plans_travel_as_plain_data():
    plan = Plan.of("G02", {"I12-3": 2, "I11-3": 1})
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    assert plan.placements[0].step == "I11-3"


@pytest.mark.parametrize(
    "data", [{}, [], {"steps": 3}, {"steps": [{"step": "I01-2"}]},
             {"steps": [{"step": "I01-2", "quarter": "1"}]}]
)  # fmt: skip
def test_broken_plan_data_is_refused_in_words(data):
    with pytest.raises(ValueError, match="rencana tidak terbaca"):
        Plan.from_dict(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"horizon": 0}, "horizon"),
        ({"quarter_budget": [1, 2]}, "2 nilai untuk 3 triwulan"),
        ({"capacity": {"A": -1}}, "negatif"),
        ({"fixed": ["I99-2"]}, "tidak dikenal: I99-2"),
        ({"fixed": {"I42-5": 9}}, "di luar horizon"),
        ({"minimum": {"D9": 3}}, "domain tidak dikenal: D9"),
        ({"levels": {"I01": 6}}, "I01"),
        ({"levels": {"I01": float("nan")}}, "I01 belum ada"),
    ],
)
def test_wrong_limits_are_refused_by_name(small_problem, change, words):
    with pytest.raises(ValueError, match=words):
        small_problem([step("I42-5", 10)], **({"horizon": 3} | change))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([step("I42-5", 10), step("I42-5", 10)], "dua kali"),
        ([step("I42-5", 10, requires="I43-9")], "I43-9"),
        ([step("I42-5", 10, requires="I43-5"), step("I43-5", 9, requires="I42-5")], "melingkar"),
        ([step("I42-5", -1)], "negatif"),
        ([step("I99-5", 1)], "tak dikenal"),
    ],
)
def test_wrong_step_tables_are_refused_by_row(small_problem, rows, words):
    with pytest.raises(ValueError, match=words):
        small_problem(rows, levels={"I42": 4, "I43": 4})


def test_a_target_is_needed_where_one_is_asked_for(small_problem):
    problem = small_problem([step("I42-5", 10)], horizon=1)
    for solve in (least_cost_plan, soonest_plan):
        with pytest.raises(ValueError, match="target indeks"):
            solve(problem)


def test_frames_are_never_changed(instrument):
    levels, steps = datasets.load_levels(2024).loc["G04"], datasets.load_steps()
    practices = datasets.load_practices()
    before = copy.deepcopy((levels, steps, practices))
    problem = plan_problem(levels, steps, instrument, target=3.4, practices=practices)
    least_cost_plan(problem)
    greedy_plan(problem)
    pd.testing.assert_series_equal(levels, before[0])
    pd.testing.assert_frame_equal(steps, before[1])
    pd.testing.assert_frame_equal(practices, before[2])


@given(st.lists(st.integers(0, 100), min_size=1, max_size=9), st.integers(1, 5))
def test_packing_cuts_hold_for_everything_that_fits(parts, k):
    total = 0
    kept = []
    for part in parts:
        if total + part <= 100:
            kept.append(part)
            total += part
    assert sum(packed(part / 100, k) for part in kept) <= 1 + 1e-9


STEPS = ["I11-4", "I11-5", "I32-5", "I42-5", "I43-5"]


@st.composite
def problems(draw):
    rows = []
    for place, code in enumerate(STEPS):
        before = [c for c in STEPS[:place] if c[:3] != code[:3]]
        requires = draw(st.sampled_from(["", *before]))
        months, people = draw(st.integers(1, 6)), draw(st.integers(1, 5))
        rows.append(step(code, draw(st.integers(1, 40)), months, people, "A", requires))
    limits = {
        "budget": draw(st.integers(10, 120)),
        "quarter_budget": draw(st.integers(10, 60)),
        "capacity": {"A": draw(st.integers(1, 6))},
    }
    return rows, limits, draw(st.integers(0, 27)) / 200


@given(problems())
def test_laws_against_the_greedy_rule_and_an_independent_solver(small_problem, drawn):
    rows, limits, rise = drawn
    base = small_problem(rows, horizon=3, **limits)
    problem = replace(base, target=base.index + rise)
    cheap, high = least_cost_plan(problem, explain=False), highest_index_plan(base, explain=False)
    assert check_plan(high.plan, base) == ()
    assert high.index >= index_curve(greedy_plan(base), base).iloc[-1] - 1e-9
    other = cpsat_oracle.solve(base, "highest_index")
    assert high.index == pytest.approx(other.value)
    assert (cheap.status == "infeasible") == (high.index < problem.target - 1e-9)
    if cheap.plan:
        assert check_plan(cheap.plan, problem) == ()
        assert cheap.cost == pytest.approx(cpsat_oracle.solve(problem, "least_cost").value)
        greedy = greedy_plan(problem)
        if not check_plan(greedy, problem):
            assert cheap.cost <= schedule(greedy, problem)["cost"].sum() + 1e-6


def test_least_cost_equals_trying_everything(small_problem):
    rows = [step("I42-5", 10, people=2), step("I43-5", 7, people=2), step("I32-5", 8, people=1)]
    problem = small_problem(rows, horizon=2, target=5.0 - 0.03, capacity={"A": 2.0})
    valid = []
    for starts in itertools.product([None, 1, 2], repeat=3):
        pairs = zip(["I42-5", "I43-5", "I32-5"], starts, strict=True)
        plan = Plan.of("G99", {code: q for code, q in pairs if q})
        if not check_plan(plan, problem):
            valid.append(schedule(plan, problem)["cost"].sum())
    assert least_cost_plan(problem).cost == min(valid)
