"""Every violation of a hand-made plan is named, in words, with its place and its size."""

import pytest

from spbe.planning import Placement, Plan
from spbe.planning.check import check_plan

STEPS = [
    ("I42-4", "I42", 4, 100, 3, 2.0, "A", "", "Empat"),
    ("I42-5", "I42", 5, 200, 4, 4.0, "A", "", "Lima"),
    ("I43-5", "I43", 5, 60, 3, 1.0, "B", "I42-4", "Data"),
]


@pytest.fixture(scope="module")
def make(small_problem):
    def make(**limits):
        return small_problem(STEPS, **({"horizon": 4, "practice": "I42:3-5"} | limits))

    return make


def codes(plan, problem):
    return [violation.code for violation in check_plan(plan, problem)]


def test_a_good_plan_has_no_violation(make):
    problem = make(target=5.0, budget=360, capacity={"A": 2.0})
    assert check_plan(Plan.of("", {"I42-4": 1, "I42-5": 2, "I43-5": 2}), problem) == ()
    assert check_plan(Plan(), make()) == ()


def test_replication_is_cheaper_and_shorter_after_the_adoption(make):
    rows = (Placement(1, "P01"), Placement(2, "I42-4", "P01"), Placement(3, "I42-5", "P01"))
    assert codes(Plan("", rows), make(budget=160, horizon=3)) == []
    early = (Placement(1, "P01"), Placement(1, "I42-4", "P01"))
    (violation,) = check_plan(Plan("", early), make())
    assert violation.code == "practice" and "mundurkan 1 triwulan" in violation.sentence
    (violation,) = check_plan(Plan("", (Placement(2, "I42-4", "P01"),)), make())
    assert violation.code == "practice" and "tidak ada dalam rencana" in violation.sentence
    rows = (Placement(1, "I42-4"), Placement(2, "I43-5", "P01"))
    assert codes(Plan("", rows), make()) == ["practice"]


@pytest.mark.parametrize(
    ("starts", "limits", "code", "words", "amount"),
    [
        ({"I99-2": 1}, {}, "unknown_step", "I99-2 tidak dikenal", None),
        ({"I42-6": 1}, {}, "unknown_step", "I42 baru di tingkat 3", None),
        ({"I42-3": 1}, {}, "already_reached", "I42 sudah di tingkat 3", None),
        ({"I42-4": 0}, {}, "outside_horizon", "triwulan pertama adalah 1", 1),
        ({"I42-4": 6}, {}, "outside_horizon", "2 triwulan setelah akhir", 2),
        ({"I42-5": 1}, {}, "order", "tingkat di bawahnya (I42-4)", None),
        ({"I42-4": 2, "I42-5": 1}, {}, "order", "mundurkan 2 triwulan", 2),
        ({"I43-5": 1}, {}, "prerequisite", "prasyaratnya (I42-4)", None),
        ({"I42-4": 1}, {"forbidden": ["I42-4"]}, "forbidden", "tidak boleh", None),
        ({"I42-4": 1}, {"budget": 90}, "budget", "lebih Rp10 juta", 10),
        ({"I42-4": 2}, {"quarter_budget": 75}, "quarter_budget", "Triwulan 2", 25),
        ({"I42-4": 1}, {"capacity": {"A": 1.5}}, "capacity", "lebih 0,5 orang-bulan", 0.5),
        ({}, {"fixed": ["I42-4"]}, "fixed", "wajib ada", None),
        ({"I42-4": 3}, {"fixed": {"I42-4": 1}}, "fixed", "bukan 3", 2),
        ({}, {"minimum": {"D4": 4.9}}, "minimum", "indeks domain D4", None),
        ({}, {"minimum": {"A8": 4.9}}, "minimum", "indeks aspek A8", None),
        ({}, {"minimum": {"I42": 4}}, "minimum", "I42 berakhir di tingkat 3, padahal", 1),
        ({"I42-4": 1}, {"target": 5.0}, "target", "kurang 0,06 dari target 5,00", 0.06),
    ],
)
def test_each_violation_is_told(make, starts, limits, code, words, amount):
    found = check_plan(Plan.of("", starts), make(**limits))
    assert [violation.code for violation in found] == [code]
    assert words in found[0].sentence and found[0].sentence.endswith(".")
    if amount is not None:
        assert found[0].amount == pytest.approx(amount)
    assert found[0].to_dict()["code"] == code


def test_a_step_placed_twice_is_told_once(make):
    plan = Plan("", (Placement(1, "I42-4"), Placement(3, "I42-4")))
    assert codes(plan, make()) == ["duplicate_step"]


def test_all_violations_are_told_at_once(make):
    problem = make(target=5.0, budget=90, fixed=["I43-5"], capacity={"A": 1.0})
    found = codes(Plan.of("", {"I42-4": 1, "I98-2": 1}), problem)
    assert found == ["unknown_step", "budget", "capacity", "fixed", "target"]
