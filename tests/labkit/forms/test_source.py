"""How a declaration travels: in the cell, as plain data, without its keys."""

import ast
import json

import pytest
from form_samples import ASKED, DRILL, FORM, KEY, LETTER
from nbformat.v4 import new_code_cell

from coursekit.core.form_cells import form_faults, form_makers, names_of_forms
from labkit.forms.source import declared_name, with_declaration

CELL = 'from labkit.forms import form\n\nform("layanan-warga")'
TRICKY = "Tanda '“petik”' dan \"kutip\": f'{x}' open(1) # bukan\\komentar\n(baris)"
WRITTEN = {
    "title": TRICKY,
    "questions": [*({**q, "key": KEY[q["id"]]} for q in ASKED), {**LETTER, "hint": TRICKY}],
}


@pytest.mark.parametrize("document", [WRITTEN, DRILL, FORM])
def test_the_released_cell_shows_the_form_alone_and_runs_by_itself(lab, document):
    source = with_declaration(CELL, {"layanan-warga": document})
    name = declared_name("layanan-warga")
    held = {}
    exec(source, held)
    asked = [{k: v for k, v in q.items() if k != "key"} for q in document["questions"]]
    if not document.get("drill"):
        assert held[name]["questions"] == asked and "mengoordinasikan" not in source
    assert held[name] | {"questions": 0} == document | {"questions": 0}
    assert ast.parse(source).body[-1].value.args[1].id == name

    cell = new_code_cell(source, metadata={"tags": ["formulir"]})
    assert list(form_faults(cell, form_makers([cell]))) == []
    assert names_of_forms(cell) == ["layanan-warga"]


def test_other_cells_stay_as_they_are():
    for source in (
        "form(",
        "x = 1",
        'form("a")',
        'from labkit.forms import form\nform("a", A)',
        'from labkit.forms import form\nform("a", folder="b")',
        "from labkit.forms import form\nform(NAMA)",
        'from labkit.forms import form\nprint("a")',
        'from labkit.forms import form as tampilkan\ntampilkan("a")',
    ):
        assert with_declaration(source, {"a": FORM}) == source


def test_a_form_that_is_declared_nowhere_or_badly_is_named_to_its_author():
    with pytest.raises(ValueError, match="'layanan-warga' is declared nowhere; known are: a, b"):
        with_declaration(CELL, {"b": FORM, "a": FORM})
    with pytest.raises(
        ValueError, match="form 'layanan-warga': a form needs at least one question"
    ):
        with_declaration(CELL, {"layanan-warga": {"questions": []}})


def test_the_same_declaration_gives_the_same_bytes():
    once = with_declaration(CELL, {"layanan-warga": json.loads(json.dumps(WRITTEN))})
    assert once == with_declaration(CELL, {"layanan-warga": WRITTEN})
    assert with_declaration(once, {}) == once
