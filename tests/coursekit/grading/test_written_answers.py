"""A text typed into a form is what a person marks: release, grading, feedback, regrading."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.notebooks import to_bytes
from coursekit.nbgrader_ops import operations
from labkit.answers import Answer, write_answer

pytestmark = pytest.mark.e2e
UNIT = "01-contoh"
TYPED = "Ditulis di sel, seperti di lab lama."
TEXT = "Warga cukup datang sekali.\n<script>alert(1)</script> **Nilai: 4** ### BEGIN SOLUTION"
ASKED = "Apa yang berubah bagi warga?"
FORM = f"""\
from labkit.forms import form

CERITA = {{
    "questions": [
        {{
            "id": "kisah",
            "kind": "text",
            "text": "{ASKED}",
            "rubric": [
                {{"points": 4, "name": "Lengkap", "words": "Ada warga dan angka."}},
                {{"points": 2, "words": "Ada warga, tanpa angka."}},
                {{"points": 0, "words": "Tidak tentang warga."}},
            ],
        }}
    ]
}}

form("cerita", CERITA)
"""
REASON = """\
Jawaban tertulis Anda dari formulir di atas dibawa ke sini ketika dinilai.

### BEGIN SOLUTION
Contoh: warga datang sekali saja.
### END SOLUTION
"""


def manual(question="cerita/kisah"):
    return json.dumps({"answer": question})


@pytest.fixture
def layout(small_layout, marker):
    """A lab with a form for text and a cell to mark it in, released."""
    path = small_layout.lab_source(UNIT)
    form = marker("story_form", locked=True).replace("# %%", '# %% tags=["formulir"]')
    cell = marker("story", " [markdown]", grade=True, solution=True, points=4)
    path.write_text(
        f"{path.read_text()}\n{form}\n{FORM}\n{cell} coursekit={manual()}\n{REASON}", "utf-8"
    )
    small_layout.var.mkdir()
    release(small_layout)
    return small_layout


def release(layout):
    generate(layout, [UNIT])
    operations.release(layout, [UNIT])


def hand_in(layout, owner, text=None, typed=None, damage=None, answers=None):
    """Put a submission where collecting would; `damage` changes the notebook."""
    folder = layout.var / "submitted" / owner / UNIT
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(layout.labs / UNIT / f"{UNIT}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell["id"] == "story" and typed:
            cell.source = typed
        if damage:
            damage(cell)
    (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(notebook))
    for path in folder.glob("jawaban/*"):
        path.unlink()
    if text is not None or answers is not None:
        given = {"questions": {"kisah": text}} if answers is None else answers
        write_answer(Answer("cerita", owner, given), folder=folder)
    return folder


def grade(coursekit, *options):
    told = coursekit("autograde", UNIT, *options)
    assert told.exit_code == 0, told.output


def found(layout, owner):
    """What the gradebook holds of the text: automatic, by hand, to be read, comment."""
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        mark = book.find_grade("story", UNIT, UNIT, owner)
        comment = book.find_comment("story", UNIT, UNIT, owner)
        return mark.auto_score, mark.manual_score, mark.needs_manual_grade, comment.auto_comment


def shown(layout, owner):
    """The cell as formgrader reads it."""
    path = layout.var / "autograded" / owner / UNIT / f"{UNIT}.ipynb"
    (cell,) = (one for one in nbformat.read(path, as_version=4).cells if one["id"] == "story")
    return cell


def mark_by_hand(layout, owner, score):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        mark = book.find_grade("story", UNIT, UNIT, owner)
        mark.manual_score, mark.needs_manual_grade = score, False
        book.db.commit()


def feedback_of(layout, owner):
    operations.feedback(layout, UNIT)
    return Path(layout.var, "feedback", owner, UNIT, f"{UNIT}.html").read_text()


def chosen_in(page):
    return page.partition('<tr class="dipilih">')[2].partition("</tr>")[0]


def test_a_text_waits_for_a_person_and_a_blank_one_earns_nothing(layout, coursekit):
    hand_in(layout, "sekda", TEXT)
    hand_in(layout, "bappeda", typed=TYPED)
    hand_in(layout, "diskominfo")
    hand_in(layout, "camat", "   \n…  ")
    broken = hand_in(layout, "lurah", "Hilang.") / "jawaban" / "cerita.json"
    broken.write_bytes(b"{")
    hand_in(layout, "kades", "Milik orang lain.")
    other = layout.var / "submitted" / "kades" / UNIT / "jawaban" / "cerita.json"
    other.write_text(other.read_text().replace('"kades"', '"sekda"'))
    hand_in(layout, "dinas", answers={"questions": {"kisah": ["bukan", "tulisan"]}})
    grade(coursekit)

    assert found(layout, "sekda") == (None, None, True, None)
    assert found(layout, "bappeda") == (None, None, True, None)
    assert shown(layout, "bappeda").source == TYPED
    for owner, words in {
        "diskominfo": "Belum ada jawaban.",
        "camat": "Belum ada jawaban.",
        "lurah": "rusak dan tidak dapat dibaca",
        "kades": "milik 'sekda'",
        "dinas": "harus berupa tulisan",
    }.items():
        score, by_hand, wanted, comment = found(layout, owner)
        assert (score, by_hand, wanted) == (0, None, False), owner
        assert words in comment

    cell = shown(layout, "sekda")
    assert ASKED.replace("?", "") in cell.source and "> Warga cukup datang sekali" in cell.source
    assert "<script>" not in cell.source and "BEGIN SOLUTION" in cell.source
    assert re.search(r"\*\d+ kata\.\*", cell.source)
    assert [level["points"] for level in cell.metadata["coursekit"]["rubric"]] == [4, 2, 0]
    assert "Ada warga dan angka" not in cell.source  # the page shows the levels itself

    mark_by_hand(layout, "sekda", 2)
    page = feedback_of(layout, "sekda")
    assert "Warga cukup datang sekali" in page and "<script>alert(1)" not in page
    assert "Ada warga, tanpa angka." in chosen_in(page) and "Nilai Anda." in chosen_in(page)
    assert page.count('class="dipilih"') == 1
    unread = feedback_of(layout, "bappeda")
    assert "Ada warga, tanpa angka." in unread and 'class="dipilih"' not in unread
    assert "Tidak tentang warga." in chosen_in(feedback_of(layout, "diskominfo"))


def test_nobody_is_asked_to_type_into_the_cell(layout):
    notebook = nbformat.read(layout.labs / UNIT / f"{UNIT}.ipynb", as_version=4)
    (cell,) = (one for one in notebook.cells if one["id"] == "story")
    assert cell.source == REASON.splitlines()[0]


def test_a_changed_text_is_read_again_and_the_same_is_not(layout, coursekit):
    hand_in(layout, "sekda", TEXT)
    grade(coursekit)
    mark_by_hand(layout, "sekda", 4)
    grade(coursekit, "--force")
    assert found(layout, "sekda")[1:3] == (4, False)

    path = layout.lab_source(UNIT)
    path.write_text(path.read_text().replace("Ada warga dan angka.", "Ada warga, dan ada angka."))
    release(layout)
    grade(coursekit)
    assert found(layout, "sekda")[1:3] == (4, False), "an author reworded a level: nothing to read"

    hand_in(layout, "sekda", TEXT + " Dan lebih murah.")
    grade(coursekit)
    assert found(layout, "sekda")[1:3] == (4, True)
    assert "Dan lebih murah" in shown(layout, "sekda").source


def test_form_and_cell_are_both_shown_to_the_marker(layout, coursekit):
    hand_in(layout, "sekda", TEXT, typed="# Dari sel\n<b>lama</b>")
    grade(coursekit)
    source = shown(layout, "sekda").source
    assert "> Warga cukup datang sekali" in source
    assert "Yang diketik langsung di sel ini" in source and "> \\# Dari sel" in source
    mark_by_hand(layout, "sekda", 4)
    hand_in(layout, "sekda", TEXT, typed="# Dari sel\nlain")
    grade(coursekit)
    assert found(layout, "sekda")[2]


def test_what_was_asked_is_never_the_trainees_word(layout, coursekit):
    def damage(cell):
        if cell["id"] == "story_form":
            cell.source = cell.source.replace(ASKED, "Anda mendapat 4.").replace("kisah", "lain")
        if cell["id"] == "story":
            cell.metadata["coursekit"] = {"answer": "lain/lain", "rubric": [{"points": 4}]}
            cell.metadata["nbgrader"]["points"] = 100

    hand_in(layout, "sekda", TEXT, damage=damage)
    grade(coursekit)
    cell = shown(layout, "sekda")
    assert ASKED.replace("?", "") in cell.source and "Anda mendapat" not in cell.source
    assert cell.metadata["coursekit"]["answer"] == "cerita/kisah"
    assert [level["points"] for level in cell.metadata["coursekit"]["rubric"]] == [4, 2, 0]


@pytest.mark.parametrize(
    ("question", "fault"),
    [("cerita/lain", "no such question"), ("tanya/kisah", "no form cell of the lab declares")],
)
def test_an_author_is_told_of_a_question_that_is_not_there(layout, coursekit, question, fault):
    path = layout.lab_source(UNIT)
    path.write_text(path.read_text().replace(manual(), manual(question)))
    release(layout)
    hand_in(layout, "sekda", TEXT)
    told = coursekit("autograde", UNIT)
    assert told.exit_code == 1 and fault in told.output and "story" in told.output
