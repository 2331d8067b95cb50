"""The province: seven are coached, the mean rises, and the proof says how well."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from spbe import datasets
from spbe.planning.check import check_plan
from spbe.planning.plan import schedule
from spbe.planning.solver import Solution
from spbe.portfolio import (
    Coaching,
    highest_mean_portfolio,
    least_cost_portfolio,
    province_problem,
)
from spbe.portfolio.model import Joint, calendar_model, timeless_model


@pytest.fixture(scope="module")
def tables():
    return (
        datasets.load_levels(2024).loc[["G01", "G04", "G05", "G06", "G23"]],
        datasets.load_steps(),
        datasets.load_practices(),
        datasets.load_instrument("spbe-2020"),
    )


@pytest.fixture(scope="module")
def problem(tables):
    return province_problem(
        *tables,
        target=3.5,
        horizon=4,
        coaching=Coaching(places=2, days=60),
        mentors=["G01"],
        government_budget=900,
        government_quarter_budget=400,
    )


@pytest.fixture(scope="module")
def cheapest(problem):
    return least_cost_portfolio(problem)


def test_the_cheapest_choice_lifts_the_mean_of_all_to_the_target(problem, cheapest):
    assert cheapest.status == "optimal" and cheapest.gap <= 5e-3
    assert cheapest.mean >= 3.5 > cheapest.before == pytest.approx(problem.index.mean())
    assert len(cheapest.coached) <= 2 and "G01" not in cheapest.coached
    assert cheapest.mean == pytest.approx(cheapest.table["after"].mean())
    assert cheapest.cost == pytest.approx(cheapest.table["cost"].sum())


def test_only_the_coached_rise_and_their_plans_are_valid(problem, cheapest):
    still = cheapest.table[~cheapest.table["coached"]]
    assert (still[["rise", "cost", "coach_days"]] == 0).all(axis=None)
    for code, plan in cheapest.plans.items():
        assert check_plan(plan, problem.problems[code]) == ()


def test_coach_days_are_kept_in_every_quarter(problem):
    lean = replace(problem, coaching=Coaching(places=2, days=0))
    result = highest_mean_portfolio(lean)
    assert result.table["coach_days"].sum() == 0
    assert result.mean <= highest_mean_portfolio(problem).bound + 1e-9


def test_a_choice_of_ones_own_is_never_better_than_the_bound(problem, cheapest):
    own = least_cost_portfolio(problem, coached=["G05", "G23"])
    assert own.status == "infeasible" or own.cost >= cheapest.bound - 1e-6


def test_a_shared_budget_binds(problem):
    result = highest_mean_portfolio(replace(problem, budget=500.0))
    assert result.cost <= 500 + 1e-6


def test_what_cannot_be_reached_is_told_with_its_lack(problem):
    result = least_cost_portfolio(replace(problem, target=4.5))
    assert result.status == "infeasible" and result.plans == {}
    assert "kurang paling sedikit" in result.reason


@pytest.fixture
def cut_short(monkeypatch):
    """A solver that runs out of time on every model with a calendar."""
    solve = Joint.run

    def run(joint, *arguments):
        calendar = any(len(row) > 1 for b in joint.blocks.values() for row in b.quarters.values())
        nothing = Solution(None, np.nan, np.nan, False, 0.0)
        return nothing if calendar else solve(joint, *arguments)

    monkeypatch.setattr(Joint, "run", run)


@pytest.mark.parametrize("solve", [highest_mean_portfolio, least_cost_portfolio])
@pytest.mark.parametrize(("days", "budget"), [(60, None), (15, 1600.0)])
def test_a_search_cut_short_still_gives_a_sound_plan(cut_short, problem, solve, days, budget):
    asked = replace(problem, coaching=Coaching(places=2, days=days), budget=budget, target=3.48)
    result = solve(asked)
    assert result.mean >= 3.48 and result.cost <= (budget or np.inf)
    used = np.zeros(4)
    for code, plan in result.plans.items():
        assert check_plan(plan, asked.problems[code]) == ()
        for row in schedule(plan, asked.problems[code]).itertuples():
            adopted = row.indicator == ""
            used[row.start - 1 : row.end] += 10 if adopted else 5 * (row.practice != "")
    assert used.max() <= days and (used.max() > 0 or days < 60)


def test_a_bound_reported_after_a_cut_is_true(request, problem):
    best = highest_mean_portfolio(problem)
    request.getfixturevalue("cut_short")
    hurried = highest_mean_portfolio(problem, gap=1e-4)
    assert hurried.status == "feasible"
    assert hurried.mean <= best.mean + 1e-9 <= hurried.bound + 2e-9


def test_a_search_cut_before_any_choice_says_so(monkeypatch, problem):
    monkeypatch.setattr(Joint, "run", lambda *_: Solution(None, np.nan, np.nan, False, 0.0))
    result = highest_mean_portfolio(problem)
    assert result.status == "unknown" and "waktu lebih lama" in result.reason


def test_nothing_is_done_where_the_target_is_reached_already(problem):
    result = least_cost_portfolio(replace(problem, target=3.0))
    assert (result.status, result.coached, result.cost) == ("optimal", (), 0)
    own = least_cost_portfolio(replace(problem, target=3.0), coached=["G04", "G06"])
    assert own.coached == ("G04", "G06") and own.table["coached"].sum() == 2


@pytest.mark.parametrize("codes", [("G04", "G23"), ("G04", "G05", "G06", "G23")])
def test_dropping_the_calendar_only_adds_freedom(problem, codes):
    exact = calendar_model(problem, codes).run(False, 2e-3, 20.0)
    small = timeless_model(problem, codes).run(False, 1e-4, 20.0)
    loose = timeless_model(problem, codes, divisible=True).run(False, 1e-4, 20.0)
    assert exact.value <= small.bound + 1e-9 and small.value <= loose.bound + 1e-9


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["G01"], "tidak dapat didampingi: G01"),
        (["G04", "G04"], "satu kali"),
        (["G04", "G05", "G06"], "paling banyak 2"),
    ],
)
def test_a_wrong_choice_is_refused_in_words(problem, choice, words):
    with pytest.raises(ValueError, match=words):
        highest_mean_portfolio(problem, coached=choice)


def test_an_unknown_mentor_is_refused_and_frames_stay(tables):
    before = tables[0].copy()
    with pytest.raises(ValueError, match="G77"):
        province_problem(*tables, mentors=["G77"])
    pd.testing.assert_frame_equal(tables[0], before)
