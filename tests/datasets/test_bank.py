"""The bank of test items: parallel pairs over all units, each asked as its verb says."""

from collections import Counter
from pathlib import Path

import pytest

from coursekit.core.forms import read_form
from coursekit.core.layout import find_layout
from coursekit.core.syllabus import load_syllabus
from generators.bank import FORMS, VERBS, bank_items, form_of
from labkit.forms.declaration import read_declaration, split_keys
from labkit.forms.shares import check_key
from labkit.minutes import minutes_of

LAYOUT = find_layout(Path(__file__).parent)
ITEMS = bank_items(LAYOUT.answer_keys / "bank")
BLUEPRINT = {
    "00": 1, "01": 2, "02": 2, "03": 3, "04": 1, "05": 1, "06": 1,
    "07": 3, "08": 1, "09": 1, "10": 2, "11": 1, "12": 1,
}  # fmt: skip


def test_a_form_of_twenty_follows_the_blueprint_over_all_units():
    assert sum(BLUEPRINT.values()) == 20
    assert Counter(item["unit"][:2] for item in ITEMS) == BLUEPRINT
    known = {unit.id for unit in load_syllabus(LAYOUT.syllabus).units}
    assert {item["unit"] for item in ITEMS} == known
    assert len({item["id"] for item in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_an_item_is_asked_as_its_verb_says_and_its_pair_in_the_same_way(item):
    a, b = item["a"], item["b"]
    assert item["objective"].casefold().startswith(item["verb"])
    assert a["kind"] == b["kind"] and a["kind"] in VERBS[item["verb"]]
    assert a["text"] != b["text"] or a.get("rows", a.get("choices")) != b.get(
        "rows", b.get("choices")
    )
    assert len(a.get("choices", ())) == len(b.get("choices", ()))
    assert a["key"]["right"] != b["key"]["right"] or a["kind"] != "number"


@pytest.mark.parametrize("side", ["a", "b"])
def test_both_sides_make_a_form(side):
    shown, key = split_keys(form_of(ITEMS, side, "Tes"))
    form = check_key(shown, key)
    assert len(form.questions) == 20
    singles = [question for question in form.questions if question.kind == "single"]
    assert all(list(question.body.choices)[-1] == "belum" for question in singles)


def test_both_sides_take_as_long_and_fit_half_of_the_first_hour():
    a, b = (minutes_of(split_keys(form_of(ITEMS, side, "Tes"))[0]).total for side in "ab")
    assert a == pytest.approx(b, rel=0.05)
    assert a < 18


@pytest.mark.parametrize("side", ["a", "b"])
def test_the_longest_choice_is_no_rule_for_the_right_one(side):
    """Whoever always takes the longest choice, or always the same place, knows nothing."""
    singles = [item[side] for item in ITEMS if item[side]["kind"] == "single"]
    right = [list(one["choices"]).index(one["key"]["right"]) for one in singles]
    longest = [max(one["choices"], key=lambda c: len(one["choices"][c])) for one in singles]
    hits = sum(code == one["key"]["right"] for code, one in zip(longest, singles, strict=True))
    assert hits <= len(singles) / 2
    assert max(Counter(right).values()) <= len(singles) / 2


def test_the_pre_test_of_the_first_lab_is_one_side_of_the_bank():
    (path, (side, title)) = next(iter(FORMS.items()))
    form = read_form(LAYOUT.units / path)
    assert form.document == form_of(ITEMS, side, title)
    assert read_declaration(form.shown).title == "Pra-tes"
