"""Gaps, bottlenecks, benchmarks, peers and the worth of one level."""

import numpy as np
import pandas as pd
import pytest

from spbe import datasets, score
from spbe.reading import benchmark, bottlenecks, gap, marginal, peers
from spbe.scoring import LevelsError

SPBE = datasets.load_instrument("spbe-2020")


@pytest.fixture
def levels():
    random = np.random.default_rng(7).integers(1, 6, (6, 47))
    return pd.DataFrame(random, columns=list(SPBE.codes), index=[f"G{n:02d}" for n in range(1, 7)])


def test_gap_is_what_lacks_and_never_negative(levels):
    missing = gap(levels, SPBE)
    assert (missing == np.maximum(3 - levels, 0)).all(axis=None)
    reached = levels + missing
    assert (reached >= 3).all(axis=None)


def test_a_target_may_differ_by_indicator(levels):
    target = SPBE.indicators["kind"].map({"process": 2, "service": 4})
    missing = gap(levels, SPBE, target)
    assert missing["I01"].tolist() == np.maximum(2 - levels["I01"], 0).tolist()
    assert missing["I47"].tolist() == np.maximum(4 - levels["I47"], 0).tolist()
    with pytest.raises(ValueError, match="target indikator I01 tidak ada"):
        gap(levels, SPBE, target.drop("I01"))
    with pytest.raises(ValueError, match=r"target I01 \(6\) di luar tingkat"):
        gap(levels, SPBE, 6)


def test_bottlenecks_account_for_the_whole_way_to_the_target(levels):
    table = bottlenecks(levels, SPBE)
    before = score(levels, SPBE).index
    after = score(levels.clip(lower=3), SPBE).index
    points = table.groupby("government")["points"].sum()
    assert np.allclose(points, after - before)
    assert np.allclose(table.groupby("government")["share"].sum(), 1)
    assert table["gap"].gt(0).all()
    for _, part in table.groupby("government"):
        assert part["points"].is_monotonic_decreasing


def test_a_government_without_a_gap_has_no_bottleneck():
    table = bottlenecks(dict.fromkeys(SPBE.codes, 4), SPBE)
    assert table.empty
    assert "points" in table


def test_bottlenecks_of_nobody_is_an_empty_table(levels):
    assert bottlenecks(levels.iloc[:0], SPBE).empty


def test_benchmark_against_another_a_group_and_given_values(levels):
    scores = score(levels, SPBE)
    one = benchmark(levels, SPBE, "G01", "G02")
    assert list(one.index) == list(SPBE.matrix)
    assert one.loc["index", "difference"] == scores.index["G01"] - scores.index["G02"]
    group = benchmark(levels, SPBE, "G01", ["G02", "G03"])
    assert group.loc["A7", "reference"] == pytest.approx(
        scores.aspects.loc[["G02", "G03"], "A7"].mean()
    )
    published = datasets.load_table("averages_2021").set_index("code")["kabupaten"]
    given = benchmark(levels, SPBE, "G01", published)
    assert given.loc["index", "reference"] == 2.11
    assert benchmark(levels, SPBE, "G01", {"A1": 2.0}).index.tolist() == ["A1"]


@pytest.mark.parametrize(
    ("government", "against", "words"),
    [
        ("G99", "G01", "'G99' tidak ada"),
        ("G01", "G98", "'G98' tidak ada"),
        ("G01", [], "kelompok pembanding kosong"),
        ("G01", {"Z9": 1.0}, "tidak memuat satu pun"),
    ],
)
def test_a_benchmark_that_makes_no_sense_is_refused(levels, government, against, words):
    with pytest.raises(ValueError, match=words):
        benchmark(levels, SPBE, government, against)


@pytest.fixture
def governments():
    return pd.DataFrame(
        {
            "kind": ["kota", "kota", "kabupaten", "kota"],
            "population": [100, 110, 105, 900],
            "empty": [1.0, np.nan, 2.0, 3.0],
        },
        index=["G01", "G02", "G03", "G04"],
    )


def test_peers_are_the_nearest_and_never_oneself(governments):
    near = peers(governments, "G01", count=2, attributes=["kind", "population"])
    assert near.index.tolist() == ["G02", "G04"]
    assert near["distance"].tolist() == pytest.approx([10 / 800 / 2, 0.5])
    everyone = peers(governments, "G01", count=99, attributes=["kind"])
    assert len(everyone) == 3
    assert everyone["distance"].between(0, 1).all()


def test_peers_say_what_they_cannot_compare(governments):
    with pytest.raises(ValueError, match="G02: atribut 'empty' kosong"):
        peers(governments, "G01")
    with pytest.raises(ValueError, match="atribut area tidak ada"):
        peers(governments, "G01", attributes=["area"])
    with pytest.raises(ValueError, match="'G77' tidak ada"):
        peers(governments, "G77")


def test_an_attribute_alike_everywhere_separates_nobody(governments):
    same = governments.assign(population=5)
    assert peers(same, "G01", attributes=["population"])["distance"].eq(0).all()


def test_marginal_is_the_weight_and_nothing_at_the_top(levels):
    worth = marginal(levels, SPBE)
    assert worth.where(levels == 5).max(axis=None) == 0
    below = worth.where(levels < 5)
    assert np.allclose(below.max() * 100, SPBE.weights)
    code = "I45"
    raised = levels.assign(I45=(levels[code] + 1).clip(upper=5))
    gain = score(raised, SPBE).index - score(levels, SPBE).index
    assert np.allclose(gain, worth[code])


def test_reading_refuses_what_scoring_refuses(levels):
    levels.iloc[0, 0] = 9
    with pytest.raises(LevelsError, match="G01, indikator I01"):
        gap(levels, SPBE)
