"""Reference answer files: of the right owners, readable, and as the panel read."""

import json
from pathlib import Path

import pytest

from coursekit.core.forms import read_form
from generators import form_references, references
from labkit.answers import read_answer
from labkit.forms.given import given_answers
from labkit.forms.marks import mark
from spbe import datasets
from spbe.answers import assessment_from_answer
from spbe.panel import GRADED, SAMPLE, compare, shortcomings

KEYS = Path(__file__).parents[2] / "course" / "answer_keys"
UNITS = KEYS.parent / "units"
PILOTS = [f"G0{number}" for number in range(2, 9)]


def key(government):
    return json.loads((KEYS / "keys" / f"{government}.json").read_text(encoding="utf-8"))


def test_the_generator_and_the_subject_name_the_same_indicators():
    assert references.SAMPLE == SAMPLE
    assert references.GRADED == GRADED


@pytest.mark.parametrize(("owner", "government"), references.OWNERS.items())
def test_a_reference_is_what_its_owner_would_save(owner, government):
    assert datasets.assigned_government(owner) == government
    folder = UNITS / "03-menilai-bukti" / "reference" / owner
    seen = []
    for form in ("penilaian", "penilaian-lanjutan"):
        answer = read_answer(form, owner=owner, folder=folder)
        codes = list(answer.answers["indicators"])
        assessment = assessment_from_answer(answer, codes, government)
        assert shortcomings(assessment, government).empty
        assert (
            (compare(assessment, key(government))[["level_mark", "card_mark"]] == 1)
            .to_numpy()
            .all()
        )
        seen += codes
    assert seen[:20] == list(SAMPLE) and len(set(seen)) == 47


@pytest.mark.parametrize("government", PILOTS)
def test_the_twenty_show_nearly_every_trap_of_a_pilot(government):
    traps = [key(government)["indicators"][code]["trap"] for code in SAMPLE]
    assert len(set(traps) - {"none"}) >= 7
    assert 7 <= traps.count("none") <= 8


@pytest.mark.parametrize(
    ("unit", "owner"),
    [(unit, owner) for unit, owners in form_references.UNITS.items() for owner in owners],
)
def test_a_lab_of_forms_is_filled_in_whole(unit, owner):
    folder = UNITS / unit / "reference" / owner
    forms = {path.stem: read_form(path) for path in (UNITS / unit / "forms").glob("*.yml")}
    graded = {name: form for name, form in forms.items() if not form.drill}
    assert {path.stem for path in (folder / "jawaban").iterdir()} == set(graded)
    for name, form in graded.items():
        given = given_answers(read_answer(name, owner=owner, folder=folder), form.shown)
        assert given.missing_words() == "", name
        if form.key:
            assert mark(form.shown, given, form.key).share == 1, name


@pytest.mark.parametrize("unit", form_references.UNITS)
def test_neither_lab_nor_lesson_gives_a_marked_form_away(unit):
    """What a trainee gets: his notebook, and the lesson with its drills."""
    lab = (UNITS.parents[1] / "labs" / unit / f"{unit}.ipynb").read_text(encoding="utf-8")
    cells = "".join("".join(cell["source"]) for cell in json.loads(lab)["cells"])
    shown = cells + (UNITS.parents[1] / "book" / f"{unit}.md").read_text(encoding="utf-8")
    keys = [read_form(path).key for path in (UNITS / unit / "forms").glob("*.yml")]
    told = [
        text
        for key in keys
        for entry in key.values()
        for text in (entry["why"], *entry.get("mistakes", {}).values())
    ]
    assert len(told) > 10 and [text for text in told if text in shown] == []
