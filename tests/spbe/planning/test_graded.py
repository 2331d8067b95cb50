"""Personal sums of lab 07: every part earns for itself, and nothing hidden is said."""

import pytest

from spbe.planning import Placement, Plan
from spbe.planning.graded import change_sums, start_sums

RIGHT = {"indeks": 3.0, "kurang": 0.08, "langkah": 3}
OLD = Plan.of("G99", {"I42-4": 1, "I43-4": 1, "I44-4": 1})
NEW = Plan("G99", (Placement(1, "I42-4"), Placement(3, "I43-4"), Placement(1, "I45-4")))


@pytest.fixture(scope="module")
def problem(small_problem):
    row = ("I42-4", "I42", 4, 10, 3, 1.0, "A", "", "Pengaduan")
    return small_problem([row], others=3, target=3.08)


def filled(values, column="isi"):
    return {row: {column: value} for row, value in values.items()}


@pytest.mark.parametrize(
    ("change", "share"),
    [
        ({}, 1), ({"indeks": 3.005}, 1), ({"indeks": 3.02}, 2 / 3), ({"langkah": 2.67}, 2 / 3),
        ({"kurang": -0.08, "langkah": None}, 1 / 3), ({"kurang": "0,08"}, 2 / 3),
    ],
)  # fmt: skip
def test_three_sums_of_the_start_earn_a_third_each(problem, change, share):
    verdict = start_sums(filled(RIGHT | change), problem)
    assert verdict.share == pytest.approx(share)
    assert verdict.words.count("tepat.") == round(3 * share)


@pytest.mark.parametrize("given", [None, {}, {"indeks": 3}, {"indeks": {"isi": True}}])
def test_what_is_not_filled_in_earns_nothing_and_is_named(problem, given):
    verdict = start_sums(given, problem)
    assert verdict.share == 0 and verdict.words.count("belum diisi") == 3


def test_no_word_tells_the_right_figure(problem):
    words = start_sums(filled(dict.fromkeys(RIGHT, 9)), problem).words
    assert "0,08" not in words and "3,00" not in words


@pytest.mark.parametrize(
    ("counts", "share"), [((1, 1, 1), 1), ((1, 1, 0), 2 / 3), ((3, 0, 0), 0), ((1, 0, 0), 1 / 3)]
)
def test_changes_are_counted_kind_by_kind(counts, share):
    given = filled(dict(zip(("dicoret", "ditambahkan", "digeser"), counts, strict=True)), "banyak")
    assert change_sums(given, OLD, NEW).share == pytest.approx(share)
