"""A form from the one file of its author to the cell, the key and the mark."""

import json

import form_lab
import golden
import pytest
from form_lab import DRILL, QUIZ

from coursekit.authoring.generate import check, generate
from coursekit.core.forms import forms_of, read_lab

UNIT = "01-contoh"


@pytest.fixture
def layout(small_layout, marker):
    """The small checkout with a form in its lab."""
    return form_lab.add_form(small_layout, marker)


def key_of(layout, name="kuis-satu"):
    return layout.answer_keys / "keys" / f"{name}.json"


def test_the_cell_gets_the_questions_and_the_key_file_the_key(layout, coursekit):
    generate(layout, [UNIT])
    told = json.loads(key_of(layout).read_text())
    assert told["hari"] == {"right": 6, "why": "Dihitung dari kotak surat."}
    for folder in (layout.labs, layout.solutions):
        text = (folder / UNIT / f"{UNIT}.ipynb").read_text()
        assert "Siapa koordinatornya?" in text and "KUIS_SATU = " in text
        assert "kotak surat" not in text and "bunyi peraturannya" not in text
    assert check(layout, [UNIT]) == []
    assert coursekit("lint").output == "No findings.\n"


def test_a_drill_keeps_its_key_in_the_cell_and_has_no_key_file(layout):
    (layout.forms(UNIT) / "kuis-satu.yml").write_text(DRILL)
    generate(layout, [UNIT])
    assert not key_of(layout).exists()
    assert "kotak surat" in (layout.labs / UNIT / f"{UNIT}.ipynb").read_text()


def test_a_key_that_differs_from_its_form_is_drift(layout):
    generate(layout, [UNIT])
    key_of(layout).write_text("{}\n")
    (drift,) = check(layout, [UNIT])
    assert str(drift) == (
        "course/answer_keys/keys/kuis-satu.json: differs from its source; run coursekit generate"
    )


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("kuis-satu", "title: [", "not YAML (did not find expected node content"),
        ("kuis-satu", "title: a: b\n", "kuis-satu.yml:1: not YAML (mapping values"),
        ("kuis-satu", "title: a\ntitle: b\n", "kuis-satu.yml:2: not YAML ('title' stands twice)"),
        ("kuis-satu", "a\n", "kuis-satu.yml: a form has a list of questions"),
        ("kuis-satu", "questions: [2026-01-01]", "not plain data"),
        ("kuis-satu", QUIZ.replace("sekda:", "yes:"), "choices are a mapping of code to text"),
        ("kuis-satu", QUIZ.replace("right: sekda", "right: camat"), "key of 'siapa'"),
        ("kuis-satu", QUIZ.replace("kind: number", "kind: angka"), "kind 'angka'; use one of"),
        (
            "kuis-satu",
            QUIZ.replace("    key: {right: 6, why: Dihitung dari kotak surat.}\n", ""),
            "questions and key differ in: hari",
        ),
        ("Kuis_Satu", QUIZ, "Kuis_Satu.yml: call a form's file <name>.yml"),
    ],
)
def test_a_broken_form_is_named_in_one_line(layout, coursekit, name, text, words):
    (layout.forms(UNIT) / f"{name}.yml").write_text(text)
    result = coursekit("generate")
    assert result.exit_code == 2
    assert words in result.output and result.output.count("\n") == 1


def test_a_builder_that_stumbles_over_a_broken_form_lets_the_form_be_named(layout, coursekit):
    (layout.root / "build.py").write_text("raise SystemExit('no mapping')\n")
    layout.syllabus.write_text(layout.syllabus.read_text() + "builders: [build.py]\n")
    assert "build.py: failed" in coursekit("generate").output
    (layout.forms(UNIT) / "kuis-satu.yml").write_text("title: [")
    for verb in (["generate"], ["generate", "--check"]):
        result = coursekit(*verb)
        assert result.exit_code == 2 and "kuis-satu.yml:" in result.output
        assert result.output.count("\n") == 1


def test_a_cell_whose_form_is_declared_nowhere_names_the_folder(layout, coursekit):
    (layout.forms(UNIT) / "kuis-satu.yml").rename(layout.forms(UNIT) / "kuis-dua.yml")
    result = coursekit("generate")
    assert result.exit_code == 2
    assert "'kuis-satu' is declared nowhere; known are: kuis-dua" in result.output
    assert f"declare it in {layout.forms(UNIT)}" in result.output


def test_two_units_cannot_name_a_form_alike(layout, coursekit):
    other = layout.forms("02-lain")
    other.mkdir(parents=True)
    (other / "kuis-satu.yml").write_text(DRILL)
    result = coursekit("generate")
    assert result.exit_code == 2
    assert f"the name is taken by {layout.forms(UNIT) / 'kuis-satu.yml'}" in result.output


def test_a_form_of_a_unit_without_a_lab_is_known_too(layout):
    other = layout.forms("02-lain")
    other.mkdir(parents=True)
    (other / "latihan.yml").write_text(DRILL)
    assert list(forms_of(layout)) == ["kuis-satu", "latihan"]
    assert forms_of(layout)["latihan"].drill


def test_the_ids_of_cells_do_not_hang_on_what_a_form_asks(layout):
    before = [cell["id"] for cell in read_lab(layout, UNIT).cells]
    path = layout.forms(UNIT) / "kuis-satu.yml"
    path.write_text(path.read_text().replace("Berapa hari?", "Berapa lama?"))
    assert [cell["id"] for cell in read_lab(layout, UNIT).cells] == before


@pytest.mark.slow
def test_a_form_is_marked_by_its_key_where_no_answer_is_run(layout, tmp_path_factory):
    """Through release, sandbox and judge: all, a part, nothing; a forged declaration is no help."""
    generate(layout, [UNIT])
    shelf = layout.reference(UNIT) / "acuan-1" / "jawaban"
    shelf.mkdir(parents=True)
    whole = {"questions": {"siapa": "sekda", "hari": 6}}
    saved = {"schema": 1, "form": "kuis-satu", "owner": "acuan-1", "rev": 1, "answers": whole}
    text = json.dumps(saved | {"saved": "2026-01-05T01:00:00+00:00"})
    (shelf / "kuis-satu.json").write_text(text)

    def given(change):
        return golden.perfect(layout, UNIT, files={"kuis-satu": change})

    forged = given({"questions": {"siapa": "dinas", "hari": 1}})
    for cell in forged.notebook.cells:
        if cell["id"] == "total":
            cell.source += "\nKUIS_SATU = {'questions': KUIS_SATU['questions'][:0]}"
    marks = golden.grade(
        layout,
        UNIT,
        {
            "semua": given({}),
            "sebagian": given({"questions": {"siapa": "dinas"}}),
            "tanpa": given(None),
            "rusak": given("{"),
            "kosong": golden.blank(layout, UNIT, "acuan-1"),
            "palsu": forged,
        },
        tmp_path_factory.mktemp("marked"),
    )
    assert {name: one["quiz_test"] for name, one in marks.items()} == {
        "semua": 3.0,
        "sebagian": 2.0,
        "tanpa": 0.0,
        "rusak": 0.0,
        "kosong": 0.0,
        "palsu": 0.0,
    }
