"""The official matrix is looked up, never multiplied; PermenPANRB 5/2020, Tabel 10 and 11."""

import pandas as pd
import pytest

from spbe import datasets
from spbe.risk import RiskError, assess, grid, level_bounds, risk_value


@pytest.fixture
def matrix():
    return datasets.load_official("risk_matrix_permen5_2020")


@pytest.fixture
def register():
    return pd.DataFrame(
        {
            "name": ["banjir", "peretasan", "salah ketik", "mati listrik"],
            "category": ["alam", "keamanan", "data", "alam"],
            "likelihood": [1, 3, 5, 4],
            "impact": [5, 4, 1, 3],
        },
        index=["R1", "R2", "R3", "R4"],
    )


def test_values_are_the_official_ones(matrix):
    table = grid(matrix)
    assert table.loc[5].tolist() == [9, 15, 18, 23, 25]
    assert table.loc[1].tolist() == [1, 3, 5, 8, 20]
    assert sorted(table.to_numpy().ravel()) == list(range(1, 26))
    assert risk_value(2, 5, matrix) == 21
    # Rare and grave outranks frequent and mild; a product would call them equal.
    assert risk_value(1, 5, matrix) > risk_value(5, 1, matrix)


def test_levels_cover_1_to_25(matrix):
    bounds = level_bounds(matrix)
    assert bounds.index.tolist() == ["Sangat Rendah", "Rendah", "Sedang", "Tinggi", "Sangat Tinggi"]
    assert bounds["lower"].tolist() == [1, 6, 11, 16, 21]
    assert bounds["upper"].tolist() == [5, 10, 15, 20, 25]


def test_a_register_is_ranked_and_judged_by_the_appetite(matrix, register):
    before = register.copy(deep=True)
    result = assess(register, matrix)
    assert result.index.tolist() == ["R1", "R2", "R4", "R3"]
    assert result["risk"].tolist() == [20, 17, 16, 9]
    assert result["risk_level"].tolist() == ["Tinggi", "Tinggi", "Tinggi", "Rendah"]
    assert result["treat"].tolist() == [True, True, True, False]
    assert result["risk_level"].max() == "Tinggi"
    pd.testing.assert_frame_equal(register, before)


@pytest.mark.parametrize(
    ("appetite", "treated"),
    [
        ("Tinggi", []),
        ("Sedang", ["R1", "R2", "R4"]),
        (16, ["R1", "R2"]),
        ({"alam": "Tinggi", "keamanan": "Sangat Rendah", "data": 8}, ["R2", "R3"]),
    ],
)
def test_the_appetite_is_a_level_a_value_or_one_for_each_category(
    matrix, register, appetite, treated
):
    result = assess(register, matrix, appetite)
    assert result.index[result["treat"]].tolist() == treated


@pytest.mark.parametrize(
    ("change", "appetite", "words"),
    [
        ({"likelihood": 6}, "Rendah", "risiko R1: kemungkinan 6 di luar skala 1 sampai 5"),
        ({"impact": 0}, "Rendah", "risiko R1: dampak 0 di luar skala 1 sampai 5"),
        ({}, "Sepele", "level risiko 'Sepele' tidak dikenal"),
        ({}, {"alam": 5}, "risiko R2: kategori 'keamanan' tidak punya selera risiko"),
    ],
)
def test_a_wrong_register_is_named(matrix, register, change, appetite, words):
    with pytest.raises(RiskError, match=words):
        assess(register.assign(**change), matrix, appetite)


def test_missing_columns_are_named(matrix, register):
    with pytest.raises(RiskError, match="kolom 'impact' tidak ada"):
        assess(register.drop(columns="impact"), matrix)
    with pytest.raises(RiskError, match="kolom 'category' tidak ada"):
        assess(register.drop(columns="category"), matrix, {"alam": 5})


def test_a_wrong_matrix_is_named(matrix):
    with pytest.raises(RiskError, match="sel 1 x 1 tidak ada"):
        grid(matrix.iloc[1:])
    with pytest.raises(RiskError, match="sel 1 x 1 tertulis dua kali"):
        grid(pd.concat([matrix, matrix.iloc[:1]]))
    falling = matrix.assign(risk=matrix["risk"].where(matrix.index != 24, 2))
    with pytest.raises(RiskError, match="sel 5 x 5 lebih kecil"):
        grid(falling)
    mixed = matrix.assign(risk_level=matrix["risk_level"].where(matrix["risk"] != 1, "Tinggi"))
    with pytest.raises(RiskError, match="tumpang tindih"):
        level_bounds(mixed)
