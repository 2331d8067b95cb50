"""An assessment against the panel's: what earns marks, what is said, what an index needs."""

import pandas as pd
import pytest

from spbe import datasets, score
from spbe.answers import assessment_from_answer
from spbe.panel import (
    DRILL,
    GRADED,
    closeness,
    compare,
    earned,
    index_report,
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
            "self_level": 4, "panel_level": 2, "accepted": [2, 3], "proves": ["G02-I01-1"],
            "stops": ["G02-I01-2", "G02-I01-3"], "why": "Baru empat domain.", "trap": "draft",
        },
        "I32": {
            "self_level": 3, "panel_level": 5, "accepted": [5, 5],
            "proves": ["G02-I32-1", "G02-I32-2"], "stops": [], "why": "Diperbaiki.",
            "trap": "none",
        },
    },
}  # fmt: skip
CARDS = [("G02-I01-1", "G02-I01-2"), ("G02-I32-2", "")]
REASONS = ["karena baru empat domain", "ada perbaikan sesudah evaluasi"]


def assessment(first=2, second=5, cards=CARDS, reasons=REASONS):
    said = zip(CODES, (first, second), cards, reasons, strict=True)
    return assessment_from_answer(
        {
            "indicators": {
                code: {"level": level, "reason": reason, "proves": proves, "stops": stops}
                for code, level, (proves, stops), reason in said
            }
        },
        CODES,
    )


def marks(table, code):
    return table.loc[code, ["level_mark", "proves_mark", "stops_mark"]].tolist()


def test_the_graded_and_the_practised_folders_stand():
    assert set(INSTRUMENT.indicators.loc[list(GRADED), "aspect"]) == set(INSTRUMENT.aspects.index)
    assert set(DRILL) == set(datasets.load_drill().index) and len(set(DRILL)) == 12


@pytest.mark.parametrize(("level", "mark"), [(1, 0.25), (2, 1), (3, 1), (4, 0), (5, 0)])
def test_a_level_earns_by_its_distance_and_a_copied_miss_earns_nothing(level, mark):
    assert closeness(level, 2, 3) == {1: 0.25, 4: 0.25, 5: 0}.get(level, 1)
    assert compare(assessment(level), PANEL).loc["I01", "level_mark"] == mark


def test_an_accepted_level_that_only_the_self_assessment_gives_earns_nothing():
    panel = {**PANEL, "indicators": {**PANEL["indicators"]}}
    panel["indicators"]["I01"] = PANEL["indicators"]["I01"] | {"self_level": 3}
    assert compare(assessment(3), panel).loc["I01", "level_mark"] == 0
    panel["indicators"]["I01"] |= {"self_level": 2}  # the panel's own level may be claimed, too
    assert compare(assessment(2), panel).loc["I01", "level_mark"] == 1


@pytest.mark.parametrize("card", ["", "G02-I32-1", "G05-I01-1"])
def test_a_level_without_a_card_of_its_own_map_earns_nothing(card):
    table = compare(assessment(cards=[(card, "G02-I01-3"), CARDS[1]]), PANEL)
    assert marks(table, "I01") == [0, 0, 1]
    assert marks(table, "I32") == [1, 1, 1]


def test_each_card_is_marked_alone_against_all_that_are_right():
    table = compare(assessment(cards=[("G02-I01-2", "G02-I01-3"), ("G02-I32-1", "")]), PANEL)
    assert marks(table, "I01") == [1, 0, 1]
    assert marks(table, "I32") == [1, 1, 1]


def test_where_no_card_stops_the_next_level_the_answer_is_the_highest():
    table = compare(assessment(second=4, cards=[CARDS[0], ("G02-I32-2", "G02-I32-1")]), PANEL)
    assert marks(table, "I32") == [0.25, 1, 0]
    assert marks(compare(assessment(second=4), PANEL), "I32") == [0.25, 1, 0]
    left_over = compare(assessment(cards=[CARDS[0], ("G02-I32-2", "G02-I32-1")]), PANEL)
    assert marks(left_over, "I32") == [1, 1, 1]


def test_an_empty_level_is_a_gap_not_a_fault_of_the_program():
    table = compare(assessment(second=None), PANEL)
    assert marks(table, "I32") == [0, 0, 0]
    assert "belum dapat dihitung" in index_report(table, INSTRUMENT)


def test_where_the_key_is_silent_on_cards_only_levels_are_marked():
    quiet = {"proves", "stops"}
    panel = PANEL | {
        "indicators": {
            code: {name: value for name, value in entry.items() if name not in quiet}
            for code, entry in PANEL["indicators"].items()
        }
    }
    table = compare(assessment(), panel)
    assert table["level_mark"].tolist() == [1, 1] and table["proves_mark"].isna().all()
    text = panel_report(table, INSTRUMENT)
    assert "membuktikan" not in text and "I01" not in text
    assert earned(table) == 1 and earned(compare(assessment(1), panel)) == 0.625
    assert "tingkat Anda 1" in panel_report(compare(assessment(1), panel), INSTRUMENT)


def test_shortcomings_name_what_lacks_and_pass_over_what_is_whole():
    assert shortcomings(assessment(), "G02").empty
    assert list(shortcomings(assessment(), "G03").index) == CODES
    words = shortcomings(
        assessment(None, cards=[("", ""), CARDS[1]], reasons=["sudah ada", REASONS[0]]), "G02"
    )
    assert words.to_dict() == {
        "I01": "tingkat belum dipilih, kartu yang membuktikan belum dipilih, "
        "kartu yang menahan belum dipilih, alasan belum berupa kalimat"
    }


def test_one_reason_does_not_serve_two_indicators():
    words = shortcomings(assessment(reasons=[REASONS[0], f"  {REASONS[0].upper()} "]), "G02")
    assert words.to_dict() == {"I32": "alasannya sama dengan alasan I01"}


def test_the_index_of_all_parts_is_the_index():
    levels = datasets.load_levels(2024).loc["G02"]
    whole = score(levels, INSTRUMENT).index.iloc[0]
    assert part_index(levels, INSTRUMENT) == pytest.approx(whole)
    assert part_index(levels[CODES] * 0 + 3, INSTRUMENT) == pytest.approx(3)
    for wrong in (levels[[]], pd.Series([2, None], index=CODES)):
        with pytest.raises(ValueError, match="setiap indikator"):
            part_index(wrong, INSTRUMENT)


def test_the_report_explains_only_what_was_read_otherwise():
    text = panel_report(compare(assessment(4), PANEL), INSTRUMENT)
    assert "rancangan bukan aturan" in text and "diterima 2-3" in text
    assert "Kartu yang membuktikan: 2. Kartu yang menahan: 2." in text
    assert "I32" not in text
    text = panel_report(compare(assessment(cards=[CARDS[1], ("", "")]), PANEL), INSTRUMENT)
    assert "Yang menahan: kartu Anda (tidak ada), kartu panel G02-I01-2 atau G02-I01-3" in text
    low = panel_report(compare(assessment(second=4, cards=[CARDS[0]] * 2), PANEL), INSTRUMENT)
    assert "kartu panel tidak ada, karena tingkatnya 5" in low


def test_the_error_of_the_index_is_told_and_not_marked():
    assert "galat +0,64" in index_report(compare(assessment(4), PANEL), INSTRUMENT)
    told = index_report(compare(assessment(), PANEL), INSTRUMENT)
    assert "galat +0,00" in told and "2 dari 2" in told and "tidak dinilai" in told


def test_a_level_counts_twice_a_card():
    assert earned(compare(assessment(), PANEL)) == 1
    wrong_cards = [("G02-I01-2", "G02-I01-1"), CARDS[1]]
    assert earned(compare(assessment(cards=wrong_cards), PANEL)) == 6 / 8
    assert earned(compare(assessment(5, cards=[("G02-I01-1", ""), CARDS[1]]), PANEL)) == 5 / 8


def test_reading_back_affirms_a_level_and_denies_the_next():
    text = readback(assessment(2, 5), INSTRUMENT)
    assert "tingkat 2 terpenuhi (G02-I01-1)" in text and "tingkat 3 belum (G02-I01-2)" in text
    assert "tingkat 5 terpenuhi" in text and "tingkat 6" not in text
    assert "I01 Kebijakan Internal Arsitektur SPBE**: belum dinilai" in readback(
        assessment(None), INSTRUMENT
    )


def test_marks_are_plain_numbers():
    assert repr(points(pd.Series([1, 0.25]).mean(), 3)) == "1.88"
