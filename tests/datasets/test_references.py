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
from spbe.panel import GRADED, compare, shortcomings

KEYS = Path(__file__).parents[2] / "course" / "answer_keys"
UNITS = KEYS.parent / "units"


def key(government):
    return json.loads((KEYS / "keys" / f"{government}.json").read_text(encoding="utf-8"))


def test_the_generator_and_the_subject_name_the_same_indicators():
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
        marks = compare(assessment, key(government))
        assert (marks["level_mark"] == 1).all()
        assert (marks[["proves_mark", "stops_mark"]].dropna() == 1).all(axis=None)
        seen += codes
    assert seen[:12] == list(GRADED) and len(set(seen)) == 47


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
