"""What a hand-made plan earns, what moved between two plans, and what there is to choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe.planning import Placement, Plan, check_plan
from spbe.planning.changes import CHANGES, plan_changes
from spbe.planning.marks import cost_share, earned, mark_plan, sound_part
from spbe.planning.options import chain, open_steps, practice_savings, replication

STEPS = [
    ("I18-4", "I18", 4, 100, 6, 4.0, "A", "", "Penghubung"),
    ("I36-4", "I36", 4, 60, 3, 2.0, "B", "I18-4", "Pegawai"),
    ("I36-5", "I36", 5, 40, 3, 2.0, "B", "", "Pegawai, lebih baik"),
    ("I10-4", "I10", 4, 30, 2, 1.0, "A", "", "Tim"),
]
GOOD = {"I18-4": 1, "I36-4": 3, "I36-5": 4}


@pytest.fixture(scope="module")
def build(small_problem):
    def build(**limits):
        limits = {"horizon": 4, "target": 3.08, "budget": 210, "practice": "I36:3-5"} | limits
        return small_problem(STEPS, others=3, **limits)

    return build


def test_a_good_plan_earns_everything(build):
    marks = mark_plan(Plan.of("G99", GOOD), build())
    assert (marks.steps, marks.money, marks.people, marks.progress) == (1, 1, 1, 1)
    assert marks.valid and marks.words() == ""
    assert marks.cost == 200 and marks.index == pytest.approx(3.08)


def test_a_step_without_its_foundation_counts_for_nothing(build):
    problem = build()
    plan = Plan.of("G99", {"I36-4": 1, "I36-5": 2, "I10-4": 1})
    assert sound_part(plan, problem).starts == {"I10-4": 1}
    marks = mark_plan(plan, problem)
    assert marks.steps == pytest.approx(1 / 3)
    assert marks.progress == pytest.approx(0.013 / 0.08)
    assert "I18-4" in marks.words() and not marks.valid


def test_a_step_placed_twice_counts_once(build):
    twice = Plan("G99", (Placement(1, "I10-4"), Placement(2, "I10-4"), Placement(1, "I10-4")))
    assert sound_part(twice, build()).placements == (Placement(1, "I10-4"),)
    assert mark_plan(twice, build()).steps == pytest.approx(1 / 3)


def test_money_is_kept_or_not_and_people_by_quarter(build):
    capacity = {"A": [1.0, 1.0, 2.0, 2.0], "B": 2.0}
    marks = mark_plan(Plan.of("G99", GOOD), build(budget=199.5, capacity=capacity))
    assert marks.money == pytest.approx(0.95, abs=0.001) and marks.progress == 1
    # A is over in quarters 1 and 2, B is within in 3 and 4.
    assert marks.people == pytest.approx(2 / 4)
    assert len(marks.words().splitlines()) == len(marks.violations) == 3


@pytest.mark.parametrize(
    ("cost", "budget", "share"), [(200, 200, 1), (200, 199, 0.9), (200, 190, 0), (200, None, 1)]
)
def test_a_plan_a_little_too_dear_keeps_most_of_what_money_earns(build, cost, budget, share):
    marks = mark_plan(Plan.of("G99", GOOD), build(budget=budget))
    assert marks.cost == cost and marks.money == pytest.approx(share, abs=0.003)


def test_what_was_handed_out_earns_nothing_and_what_was_added_earns_by_its_part(build):
    start = Plan.of("G99", {"I18-4": 1})
    untouched = mark_plan(start, build(), start)
    assert (untouched.progress, untouched.rules, untouched.whole) == (0, 0, 0)
    half = mark_plan(Plan.of("G99", {"I18-4": 1, "I36-4": 3}), build(), start)
    assert half.progress == pytest.approx(0.0275 / 0.055)
    assert mark_plan(Plan.of("G99", GOOD), build(), start).whole == 1


@pytest.mark.parametrize(
    ("starts", "share"), [({}, 0), ({"I18-4": 1, "I36-4": 3}, 0.5), (GOOD, 1), ({"I10-4": 1}, 0)]
)
def test_the_way_to_the_floor_counts_by_sound_steps(build, starts, share):
    marks = mark_plan(Plan.of("G99", starts), build(minimum={"I36": 5}))
    assert marks.floor == pytest.approx(share)
    assert mark_plan(Plan.of("G99", starts), build()).floor == 1


def test_an_empty_plan_breaks_no_rule_and_goes_nowhere(build):
    marks = mark_plan(Plan("G99"), build())
    assert (marks.steps, marks.people, marks.progress) == (0, 1, 0)


def test_marks_need_a_target(build):
    with pytest.raises(ValueError, match="target indeks"):
        mark_plan(Plan("G99"), build(target=None))


CODES = [*(row[0] for row in STEPS), "P01", "I99-2"]
STARTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 6))


@given(STARTS)
def test_shares_are_shares_and_the_sound_part_is_sound(build, starts):
    problem, plan = build(budget=None, target=4.0), Plan.of("G99", starts)
    marks = mark_plan(plan, problem)
    for share in (marks.steps, marks.money, marks.people, marks.progress):
        assert 0 <= share <= 1
    sound = sound_part(plan, problem)
    assert {v.code for v in check_plan(sound, problem)} <= {"target"}
    assert sound_part(sound, problem) == sound


@pytest.mark.parametrize(
    ("cost", "share"), [(990, 1), (1010, 1), (1065, 0.5), (1120, 0), (2000, 0)]
)
def test_cost_loses_evenly_between_one_and_twelve_percent(cost, share):
    assert cost_share(cost, 1000) == pytest.approx(share)


def test_marks_come_in_tenths_and_are_never_rounded_up():
    assert [earned(share, 5) for share in (0, 0.5, 0.9999, 1, 0.98)] == [0, 2.5, 4.9, 5, 4.9]


def test_what_moved():
    before = Plan("G99", (Placement(1, "I18-4"), Placement(3, "I36-4"), Placement(1, "I10-4")))
    after = Plan(
        "G99", (Placement(1, "I18-4"), Placement(3, "I36-4", "P01"), Placement(2, "I10-4"),
                Placement(1, "P01"))
    )  # fmt: skip
    table = plan_changes(before, after)
    assert table["change"].to_dict() == {
        "I10-4": "digeser", "I36-4": "berganti cara", "P01": "ditambahkan",
    }  # fmt: skip
    assert table.loc["I10-4", ["before", "after"]].tolist() == [1, 2]
    assert table["before"].isna().to_dict()["P01"]
    back = plan_changes(after, before)
    assert back.loc["P01", "change"] == "dicoret" and set(back["change"]) <= set(CHANGES)
    assert plan_changes(before, before).empty


def test_open_steps_say_gain_price_and_what_they_open(build):
    table = open_steps(build())
    assert list(table.index) == ["I36-5", "I36-4", "I10-4", "I18-4"]
    assert table.loc["I18-4", ["needs", "opens"]].tolist() == [0, 2]
    assert table.loc["I36-5", ["needs", "opens"]].tolist() == [2, 0]
    assert table.loc["I36-5", "rate"] == pytest.approx(100 * 0.0275 / 40)


def test_a_chain_is_in_an_order_that_works(build):
    assert chain(build(), "I36-5") == ("I18-4", "I36-4")
    assert chain(build(), "I10-4") == ()
    with pytest.raises(ValueError, match="I10-3 tidak terbuka"):
        chain(build(), "I10-3")


def test_replication_beside_own_effort(build):
    table = replication(build(), "P01")
    assert list(table.index) == ["P01", "I36-4", "I36-5"]
    assert table.loc["P01"].tolist() == [0, 0, 10, 2]
    assert table.loc["I36-4"].tolist() == [60, 3, 30, 2]
    with pytest.raises(ValueError, match="P02"):
        replication(build(), "P02")


def test_a_practice_saves_what_it_spares_less_its_adoption(build):
    row = practice_savings(build()).loc["P01"]
    assert row["steps"] == "I36-4 I36-5" and row["title"] == "Praktik"
    assert (row["own_cost"], row["copied_cost"], row["saving"]) == (100, 60, 40)
    assert row["gain"] == pytest.approx(0.055)
