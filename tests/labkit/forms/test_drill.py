"""What a drill may not give away: neither a marked question nor what its key says."""

import pytest
from form_samples import ASKED, DRILL, FORM, KEY

from labkit.forms.drill import check_drill

SINGLE = {
    "id": "lain", "kind": "single", "text": "Berapa tingkat yang terbukti di map ini?",
    "choices": {"1": "Tingkat 1", "2": "Tingkat 2"},
    "key": {"right": "1", "why": "Rancangan belum berlaku.", "mistakes": {"2": "Belum bernomor."}},
}  # fmt: skip


def drill(**damage):
    key = SINGLE["key"] | damage.pop("key", {})
    return {"drill": True, "questions": [{**SINGLE, **damage, "key": key}]}


def test_a_drill_of_its_own_gives_nothing_away():
    assert check_drill(drill(), {"layanan": KEY}, {"layanan": FORM}) == []
    assert check_drill(drill(), {}) == []


def test_the_marked_form_turned_into_a_drill_is_found_question_by_question():
    found = check_drill(DRILL, {"layanan": KEY}, {"layanan": FORM})
    for question in ASKED:
        there = f"layanan.{question['id']}"
        assert any(f"the marked question {there}" in fault for fault in found), question["id"]
        assert any(f"right answer of the marked question {there}" in fault for fault in found)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ({"text": "siapa koordinator  SPBE"}, "asks the same as the marked question layanan.siapa"),
        ({"key": {"why": "Ya: setiap tingkat mencakup yang di bawahnya!"}}, "layanan.tangga"),
        ({"key": {"mistakes": {"2": "Itu bukan 3,455."}}}, "right answer of layanan.indeks: 3,455"),
        ({"hint": "", "choices": {"1": "Indeks 3,455", "2": "3,5"}}, "layanan.indeks: 3,455"),
    ],
)  # fmt: skip
def test_each_leak_is_found(damage, words):
    [fault] = check_drill(drill(**damage), {"layanan": KEY}, {"layanan": FORM})
    assert "drill question 'lain'" in fault and words in fault


def test_a_number_within_another_or_a_short_one_is_no_leak():
    said = drill(key={"why": "Bukan 13,455 dan bukan 3,4551; angkanya 2 atau 1."})
    assert check_drill(said, {"layanan": KEY}) == []


def test_keys_of_other_shapes_are_searched_at_any_depth():
    key = {
        "indicators": {"I12": {"right": 4, "why": "Reviu itu belum terjadi dua kali."}},
        "x": [1],
    }
    [fault] = check_drill(drill(key={"why": "Reviu itu belum terjadi dua kali."}), {"G02": key})
    assert "G02.indicators.I12" in fault
    with pytest.raises(ValueError, match="no drill"):
        check_drill(FORM, {})
