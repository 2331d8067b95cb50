"""A declaration: plain data from YAML or Python, read or refused, without keys unless a drill."""

import json

import pytest
import yaml
from form_samples import ASKED, DRILL, FORM, KEY, LETTER

from labkit.forms.declaration import Level, read_declaration, split_keys

TABLE = ASKED[5]


def test_yaml_and_python_give_the_same_form():
    text = yaml.safe_dump(FORM, allow_unicode=True, sort_keys=False)
    assert read_declaration(yaml.safe_load(text)) == read_declaration(FORM)
    assert read_declaration(ASKED).questions == read_declaration(FORM).questions[:-1]


def test_a_rubric_is_frozen_records_the_best_level_first():
    assert read_declaration(FORM).question("surat").rubric == (
        Level(4, "Ada warga, perubahan, dan angka.", "Lengkap"),
        Level(0, "Tidak tentang layanan."),
    )
    with pytest.raises(KeyError):
        read_declaration(FORM).question("tidak-ada")


def test_one_file_parts_into_what_is_shown_and_what_only_grading_has():
    written = {**FORM, "questions": [*({**q, "key": KEY[q["id"]]} for q in ASKED), LETTER]}
    before = json.dumps(written)
    shown, key = split_keys(written)
    assert (shown, key) == (FORM, KEY) and json.dumps(written) == before
    sent = json.dumps(read_declaration(shown).to_dict(), ensure_ascii=False)
    assert not any(entry["why"] in sent for entry in KEY.values()) and '"right"' not in sent
    assert split_keys(DRILL) == (DRILL, {})


def test_a_form_that_is_marked_refuses_to_hold_its_key():
    with pytest.raises(ValueError, match=r"question 1 \('siapa'\): unknown keys key"):
        read_declaration([{**ASKED[0], "key": KEY["siapa"]}])
    shown = read_declaration(DRILL).to_dict()
    assert shown["drill"] and shown["questions"][0]["key"]["right"] == "sekda"


@pytest.mark.parametrize(
    ("at", "damage", "words"),
    [
        (0, {"id": ""}, "needs an id"),
        (0, {"answer": "sekda"}, "unknown keys answer"),
        (0, {"kind": "essay"}, "kind 'essay'; use one of single, several, number, text, order"),
        (0, {"text": " "}, "asks nothing"),
        (0, {"choices": {"a": "satu"}}, "choices need at least 2"),
        (0, {"choices": ["a", "b"]}, "mapping of code to text"),
        (0, {"choices": {1: "a", 2: "b"}}, "mapping of code to text"),
        (0, {"kind": "number"}, "unknown keys choices"),
        (0, {"points": 0}, "above 0"),
        (0, {"points": True}, "points is not a number"),
        (0, {"id": "indeks"}, "share an id"),
        (0, {"hint": 3}, "hint is a text"),
        (0, {"judgement": 1}, "judgement is true or false"),
        (3, {"min": 6}, "min is above max"),
        (4, {"reuse": "ya"}, "reuse is true or false"),
        (4, {"choices": {"b": "B", "s": "S"}}, "fewer choices than rows"),
        (5, {"columns": {}}, "columns are a mapping"),
        (5, {"columns": {"x": {"kind": "order", "label": "X"}}}, "column 'x': kind 'order'"),
        (5, {"columns": {"x": {"kind": "number"}}}, "needs a label"),
        (5, {"columns": {"x": {"kind": "number", "label": "X", "u": 1}}}, "unknown keys u"),
        (5, {"columns": {"x": TABLE["columns"]["kini"]}}, "no column is to be filled in"),
        (5, {"rows": {"lain": "Lain"}}, "rows that are not there"),
        (6, {"min_words": 9}, "max_words and lines do not fit"),
        (6, {"rubric": [{"points": 1}]}, "has points and words"),
        (6, {"rubric": "baik"}, "a list of levels"),
        (6, {"rubric": [{"points": 1, "words": "a"}, {"points": 1, "words": "b"}]}, "same points"),
    ],
)
def test_what_is_badly_written_is_named_to_its_author(at, damage, words):
    questions = [dict(question) for question in FORM["questions"]]
    questions[at] |= damage
    with pytest.raises(ValueError, match=words):
        read_declaration({**FORM, "questions": questions})


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ([], "at least one question"),
        ({"questions": "satu"}, "at least one question"),
        ({"questions": ASKED, "drills": True}, "unknown keys drills"),
        ({"questions": ASKED, "drill": "ya"}, "drill is true or false"),
        ({"questions": ASKED, "title": 3}, "title is a text"),
        ({"questions": ASKED, "drill": True}, "a drill needs a key"),
        ({"questions": [{**LETTER, "key": {}}], "drill": True}, "cannot be explained at once"),
        ({"questions": ["siapa"]}, "needs an id"),
    ],
)
def test_a_form_badly_written_is_named_to_its_author(form, words):
    with pytest.raises(ValueError, match=words):
        read_declaration(form)
