"""The province: seven are coached, the mean rises, and the proof says how well."""

from dataclasses import replace

import pandas as pd
import pytest

from spbe import datasets
from spbe.plan_check import check_plan
from spbe.portfolio import (
    Coaching,
    highest_mean_portfolio,
    least_cost_portfolio,
    province_problem,
)


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
