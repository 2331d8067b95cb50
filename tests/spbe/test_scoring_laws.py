"""Laws of scoring, its policies, and what it says to levels it cannot score."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe import datasets, score
from spbe.scoring import LevelsError

SPBE = datasets.load_instrument("spbe-2020")
PEMDI = datasets.load_instrument("pemdi-2026")
CODES = list(SPBE.codes)

rows = st.lists(st.lists(st.integers(1, 5), min_size=47, max_size=47), min_size=1, max_size=4)


def frame(values):
    return pd.DataFrame(values, columns=CODES, index=[f"G{n + 1:02d}" for n in range(len(values))])


def random_levels(count, seed=0):
    return frame(np.random.default_rng(seed).integers(1, 6, (count, 47)))


@given(rows)
def test_index_lies_between_the_lowest_and_the_highest_level(values):
    levels = frame(values)
    result = score(levels, SPBE)
    for part in (result.index.to_frame(), result.domains, result.aspects):
        assert part.ge(levels.min(axis=1), axis=0).all(axis=None)
        assert part.le(levels.max(axis=1), axis=0).all(axis=None)


@given(rows, st.integers(0, 46))
def test_a_level_more_raises_the_index_by_its_weight(values, position):
    levels = frame(values)
    code = CODES[position]
    levels[code] = levels[code].clip(upper=4)
    raised = levels.assign(**{code: levels[code] + 1})
    before, after = score(levels, SPBE), score(raised, SPBE)
    gain = after.index - before.index
    assert np.allclose(gain, SPBE.weights[code] / 100, atol=1e-12)
    assert (after.aspects >= before.aspects).all(axis=None)
    assert (after.predicates >= before.predicates).all()


@given(rows)
def test_contributions_sum_to_the_index(values):
    result = score(frame(values), SPBE)
    assert np.allclose(result.contributions.sum(axis=1), result.index, atol=1e-12)


@given(rows, st.randoms(use_true_random=False))
def test_permuting_governments_permutes_results(values, shuffler):
    levels = frame(values)
    order = list(levels.index)
    shuffler.shuffle(order)
    pd.testing.assert_frame_equal(
        score(levels.loc[order], SPBE).table(), score(levels, SPBE).table().loc[order]
    )


@given(rows)
def test_the_index_is_the_mean_of_domains_and_of_aspects(values):
    result = score(frame(values), SPBE)
    for part, weights in (
        (result.domains, SPBE.domains["weight"]),
        (result.aspects, SPBE.aspects["weight"]),
    ):
        assert np.allclose((part * weights).sum(axis=1) / 100, result.index, atol=1e-12)


@given(rows)
def test_inputs_are_never_mutated(values):
    levels = frame(values)
    levels.iloc[0, 0] = 9
    before = levels.copy(deep=True)
    result = score(levels, SPBE, outside="clip")
    assert result.contributions.shape == levels.shape
    pd.testing.assert_frame_equal(levels, before)


def test_many_governments_agree_with_the_plain_matrix_product():
    levels = random_levels(5000)
    result = score(levels, SPBE)
    plain = levels.to_numpy() @ SPBE.matrix.to_numpy()
    table = pd.concat([result.index, result.domains, result.aspects], axis=1)
    assert list(table) == list(SPBE.matrix)
    assert np.allclose(table, plain, atol=1e-12)
    cuts = [0, *SPBE.cuts, 6]
    expected = pd.cut(result.index.round(6), cuts, right=False, labels=False)
    assert (result.predicates.cat.codes == expected).all()
    near = np.abs(result.index.to_numpy()[:, None] - SPBE.cuts).min(axis=1) <= 0.01 + 1e-9
    assert (result.near_boundary == near).all()
    assert 0 < near.sum() < 5000


@pytest.mark.parametrize("shape", ["series", "mapping", "shuffled", "float", "nullable", "object"])
def test_levels_come_in_many_shapes(shape):
    levels = random_levels(1)
    expected = score(levels, SPBE).index.item()
    given_as = {
        "series": levels.loc["G01"],
        "mapping": levels.loc["G01"].to_dict(),
        "shuffled": levels[CODES[::-1]],
        "float": levels.astype(float),
        "nullable": levels.astype("Int64"),
        "object": levels.astype(object),
    }[shape]
    result = score(given_as, SPBE)
    assert result.index.item() == expected
    assert result.index.index[0] == ("nilai" if shape == "mapping" else "G01")


def test_no_governments_give_empty_results():
    result = score(random_levels(3).iloc[:0], SPBE)
    assert result.table().shape == (0, 15)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "G02, indikator I07: kosong"),
        (0, r"G02, indikator I07: di luar tingkat 1 sampai 5 \(0"),
        (6, r"G02, indikator I07: di luar tingkat 1 sampai 5 \(6"),
        (2.5, r"G02, indikator I07: bukan tingkat yang bulat \(2,5\)"),
        ("tiga", r"G02, indikator I07: bukan angka \(tiga\)"),
    ],
)
def test_a_bad_cell_is_named(value, words):
    levels = random_levels(3).astype(object)
    levels.loc["G02", "I07"] = value
    with pytest.raises(LevelsError, match=words):
        score(levels, SPBE)


def test_a_flood_of_faults_is_counted_not_poured_out():
    with pytest.raises(LevelsError, match="dan 89 sel lain") as caught:
        score(random_levels(2) * 0, SPBE)
    assert str(caught.value).count("\n") == 6


def test_policies_are_explicit_and_visible_in_the_levels():
    levels = random_levels(2).astype(float)
    levels.iloc[0, 0] = np.nan
    levels.iloc[1, 1] = 8
    levels.iloc[1, 2] = -1
    result = score(levels, SPBE, missing="lowest", outside="clip")
    assert result.levels.iloc[0, 0] == 1
    assert result.levels.iloc[1, 1:3].tolist() == [5, 1]
    assert np.allclose(result.contributions.sum(axis=1), result.index)
    with pytest.raises(LevelsError, match="G02, indikator I02"):
        score(levels, SPBE, missing="lowest")
    with pytest.raises(LevelsError, match="G01, indikator I01: kosong"):
        score(levels, SPBE, outside="clip")
    with pytest.raises(ValueError, match="missing='zero' tidak dikenal"):
        score(levels, SPBE, missing="zero")


def test_wrong_columns_are_named():
    levels = random_levels(1)
    with pytest.raises(LevelsError, match="indikator I03, I04 tidak ada"):
        score(levels.drop(columns=["I03", "I04"]), SPBE)
    with pytest.raises(LevelsError, match="kolom I48 bukan indikator Indeks SPBE"):
        score(levels.assign(I48=3), SPBE)
    with pytest.raises(LevelsError, match="I01 tertulis lebih dari sekali"):
        score(pd.concat([levels, levels[["I01"]]], axis=1), SPBE)


def test_pemdi_takes_decimals_and_flags_both_sides_of_a_cut():
    levels = pd.DataFrame(
        [[3.49] * 20, [3.5] * 20, [3.52] * 20, [3.511] * 20], columns=list(PEMDI.codes)
    )
    result = score(levels, PEMDI)
    assert result.predicates.tolist() == ["Baik", "Sangat Baik", "Sangat Baik", "Sangat Baik"]
    assert result.near_boundary.tolist() == [True, True, False, False]
