"""An assessment against the panel's: what earns marks, what is said, what an index needs."""

import pandas as pd
import pytest

from spbe import datasets, score
from spbe.answers import assessment_from_answer
from spbe.panel import (
    SAMPLE,
    closeness,
    compare,
    index_closeness,
    panel_report,
    part_index,
    points,
    readback,
    shortcomings,
)

INSTRUMENT = datasets.load_instrument("spbe-2020")
CODES = ["I01", "I32"]
PANEL = {
    "government": "G02",
    "indicators": {
        "I01": {
            "panel_level": 2, "accepted": [2, 3], "deciding": "G02-I01-1",
            "why": "Baru empat domain.", "trap": "draft",
        },
        "I32": {
            "panel_level": 3, "accepted": [3, 3], "deciding": "G02-I32-2",
            "why": "Transaksi saja.", "trap": "none",
        },
    },
}  # fmt: skip


def assessment(
    first=2, second=3, cards=("G02-I01-1", "G02-I32-2"), reason="karena baru empat domain"
):
    levels = zip(CODES, (first, second), cards, strict=True)
    return assessment_from_answer(
        {"indicators": {c: {"level": n, "reason": reason, "card": k} for c, n, k in levels}}, CODES
    )


def test_the_sample_spans_all_aspects_and_every_pilots_traps():
    assert set(INSTRUMENT.indicators.loc[list(SAMPLE), "aspect"]) == set(INSTRUMENT.aspects.index)
    assert len(set(SAMPLE)) == 20


@pytest.mark.parametrize(("level", "mark"), [(1, 0.25), (2, 1), (3, 1), (4, 0.25), (5, 0)])
def test_a_level_earns_by_its_distance_from_the_accepted_range(level, mark):
    assert closeness(level, 2, 3) == mark
    assert compare(assessment(level), PANEL).loc["I01", "level_mark"] == mark


@pytest.mark.parametrize("card", ["", "G02-I32-1", "G05-I01-1"])
def test_a_level_without_a_card_of_its_own_map_earns_nothing(card):
    table = compare(assessment(cards=(card, "G02-I32-2")), PANEL)
    assert table.loc["I01", ["level_mark", "card_mark"]].tolist() == [0, 0]
    assert table.loc["I32", ["level_mark", "card_mark"]].tolist() == [1, 1]


def test_an_empty_level_is_a_gap_not_a_fault_of_the_program():
    table = compare(assessment(first=None), PANEL)
    assert table.loc["I01", "level_mark"] == 0
    assert index_closeness(table, INSTRUMENT) == 0
    assert "belum dapat dihitung" in panel_report(table, INSTRUMENT)


def test_shortcomings_name_what_lacks_and_pass_over_what_is_whole():
    assert shortcomings(assessment(), "G02").empty
    assert list(shortcomings(assessment(), "G03").index) == CODES
    words = shortcomings(assessment(None, cards=("", "G02-I32-2"), reason="sudah ada"), "G02")
    assert words["I01"] == (
        "tingkat belum dipilih, kartu penentu belum dipilih, alasan belum berupa kalimat"
    )
    assert words["I32"] == "alasan belum berupa kalimat"


def test_the_index_of_all_parts_is_the_index():
    levels = datasets.load_levels(2024).loc["G02"]
    whole = score(levels, INSTRUMENT).index.iloc[0]
    assert part_index(levels, INSTRUMENT) == pytest.approx(whole)
    assert part_index(levels[CODES] * 0 + 3, INSTRUMENT) == pytest.approx(3)
    for wrong in (levels[[]], pd.Series([2, None], index=CODES)):
        with pytest.raises(ValueError, match="setiap indikator"):
            part_index(wrong, INSTRUMENT)


@pytest.mark.parametrize(
    ("mine", "mark"), [((2, 3), 1), ((3, 3), 1 / 3), ((3, 2), 0), ((1, 3), 1 / 3)]
)
def test_the_error_of_the_index_costs_a_third_for_each_tenth(mine, mark):
    table = compare(assessment(*mine), PANEL)  # weights 1.30 and 2.75: one level is 0.32 or 0.68
    table["panel"] = table["panel"].astype(float)
    table.loc["I01", "panel"] += {(3, 3): 0.1, (1, 3): -0.1}.get(mine, 0)
    assert index_closeness(table, INSTRUMENT) == pytest.approx(mark)


def test_the_report_explains_only_what_was_read_otherwise():
    text = panel_report(compare(assessment(4), PANEL), INSTRUMENT)
    assert "galat +0,64" in text and "rancangan bukan aturan" in text and "diterima 2-3" in text
    assert "I32" not in text
    assert "galat +0,00" in panel_report(compare(assessment(), PANEL), INSTRUMENT)


def test_reading_back_affirms_a_level_and_denies_the_next():
    text = readback(assessment(2, 5), INSTRUMENT)
    assert "tingkat 2 terpenuhi" in text and "tingkat 3 belum" in text
    assert "tingkat 5 terpenuhi" in text and "tingkat 6" not in text
    assert "I01 Kebijakan Internal Arsitektur SPBE**: belum dinilai" in readback(
        assessment(None), INSTRUMENT
    )


def test_marks_are_plain_numbers():
    assert repr(points(pd.Series([1, 0.25]).mean(), 3)) == "1.88"
