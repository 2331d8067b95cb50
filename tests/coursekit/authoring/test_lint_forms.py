"""What keeps a form from being shown, marked or trusted is found before its lab is released."""

import form_lab
import pytest
from form_lab import DRILL, QUIZ, UNIT

from coursekit.authoring.generate import generate

LETTER = """\
  - id: surat
    kind: text
    text: Tulislah sebuah surat.
    rubric: [{points: 4, words: Lengkap.}, {points: 0, words: Kosong.}]
"""
CARRIED = """
{}
Jawaban tertulis Anda dibawa ke sini.
### BEGIN SOLUTION
Contoh.
### END SOLUTION
"""


@pytest.fixture
def layout(small_layout, marker):
    """The small checkout with a form in its lab, generated."""
    form_lab.add_form(small_layout, marker)
    generate(small_layout, [UNIT])
    return small_layout


@pytest.fixture
def found(layout, coursekit):
    """Lint again and return the findings, one a line."""

    def lint():
        generate(layout, [UNIT])
        return coursekit("lint").output.splitlines()

    return lint


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def add_answer(layout, marker, grade_id="letter"):
    known = {"grade": True, "solution": True, "points": 4}
    line = marker(grade_id, " [markdown]", **known) + ' coursekit={"answer": "kuis-satu/surat"}'
    source = layout.lab_source(UNIT)
    source.write_text(source.read_text() + "\n" + CARRIED.format(line).replace("\n", "\n# ", 0))


def test_a_sound_form_has_no_finding(found):
    assert found() == ["No findings."]


def test_a_form_that_nobody_shows_is_found_until_a_lesson_does(layout, found):
    (layout.forms(UNIT) / "latihan-satu.yml").write_text(DRILL.replace("hari", "lama"))
    assert any("latihan-satu: neither a cell of the unit's lab nor a lesson" in x for x in found())
    lesson = layout.book / f"{UNIT}.md"
    lesson.write_text(lesson.read_text() + "\n```{latihan} latihan-satu\n```\n")
    assert not any("neither a cell" in line for line in found())


def test_a_lesson_that_names_no_drill_is_found(layout, found):
    lesson = layout.book / f"{UNIT}.md"
    lesson.write_text(
        lesson.read_text() + "\n```{latihan} tiada\n```\n:::{latihan} kuis-satu\n:::\n"
    )
    said = found()
    assert (
        f"book/{UNIT}.md: tiada: no such form; write forms/<name>.yml in the unit's folder" in said
    )
    assert f"book/{UNIT}.md: kuis-satu: a lesson shows drills alone: write drill: true" in said


def test_a_drill_that_gives_a_key_away_is_found(layout, found):
    drill = layout.forms(UNIT) / "latihan-satu.yml"
    drill.write_text(DRILL)
    said = [line for line in found() if "latihan-satu.yml" in line]
    assert any("asks the same as the marked question kuis-satu.siapa" in line for line in said)
    assert any("has the id and the right answer" in line for line in said)


def test_a_drill_is_compared_with_keys_that_no_form_declares(layout, found):
    (layout.answer_keys / "keys" / "G01.json").write_text(
        '{"I01": {"right": 3, "why": "Peraturan itu baru berlaku di satu dinas saja."}}'
    )
    (layout.forms(UNIT) / "latihan-satu.yml").write_text(
        "drill: true\nquestions:\n- {id: a, kind: number, text: Jumlahnya, key: {right: 1, "
        "why: Peraturan itu baru berlaku di satu dinas saja.}}\n"
    )
    assert any("says what the key of G01.I01 says" in line for line in found())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("KUIS_SATU, 3)", "KUIS_SATU, 4)", "mark_form gives 4 points, the cell is worth 3"),
        ("KUIS_SATU, 3)", 'KUIS_SATU, 3, only=["hari"])',
         "kuis-satu: no cell marks the question 'siapa', which has a key"),
        ("KUIS_SATU, 3)", 'KUIS_SATU, 3, only=["hari", "tiada"])',
         "quiz_test: the form 'kuis-satu' has no question 'tiada' that a key marks"),
        ('mark_form("kuis-satu"', 'mark_form("lain"',
         "quiz_test: marks the form 'lain', which this unit does not declare"),
        ("KUIS_SATU, 3)", "KUIS_SATU, 3) or 0", "stands alone, as the last line of its cell"),
        ("KUIS_SATU, 3)", "KUIS_SATU, 3)\nprint(1)", "stands alone, as the last line of its cell"),
        ("KUIS_SATU, 3)", "KUIS_SATU, tiga)", "stands alone, as the last line of its cell"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_mark_what_it_promises_is_found(layout, found, old, new, words):
    change(layout.lab_source(UNIT), old, new)
    assert [line for line in found() if words in line]


def test_a_form_without_a_key_and_a_drill_cannot_be_marked(layout, found):
    form = layout.forms(UNIT) / "kuis-satu.yml"
    form.write_text(DRILL)
    assert any("quiz_test: marks the drill 'kuis-satu'" in line for line in found())
    lines = [line for line in QUIZ.splitlines() if not line.strip().startswith("key:")]
    form.write_text("\n".join(lines))
    assert any("quiz_test: marks the form 'kuis-satu', which has no key" in x for x in found())
    # A key that hangs on the owner's case is no file of the form's name.
    (layout.answer_keys / "keys" / "G01.json").write_text('{"kuis-satu": {}}')
    assert not any("which has no key" in line for line in found())


def test_a_form_declared_in_its_cell_alone_is_found(layout, found):
    asked = '[{"id": "a", "kind": "number", "text": "Berapa?"}]'
    change(layout.lab_source(UNIT), 'form("kuis-satu")', f'form("lain", {asked})')
    said = "quiz_form: declare the form in forms/lain.yml, not in its cell"
    assert any(said in line for line in found())


def test_a_broken_form_is_one_line(layout, coursekit):
    change(layout.forms(UNIT) / "kuis-satu.yml", "right: sekda", "right: camat")
    result = coursekit("lint")
    assert result.exit_code == 2 and "kuis-satu.yml: key of 'siapa'" in result.output


def test_a_written_answer_reaches_its_marker_for_what_its_rubric_gives(layout, found, marker):
    form = layout.forms(UNIT) / "kuis-satu.yml"
    form.write_text(QUIZ + LETTER)
    wanted = "no cell carries the written answer 'kuis-satu/surat' to the marker"
    assert any(wanted in line for line in found())
    change(layout.unit_data(UNIT), "quiz_test]", "quiz_test, letter]")
    add_answer(layout, marker)
    assert found() == ["No findings."]
    add_answer(layout, marker, grade_id="letter_again")
    assert any("2 cells carry the written answer 'kuis-satu/surat'" in line for line in found())


def test_a_form_for_extra_credit_gives_what_the_cell_may_add(layout, found):
    source = layout.lab_source(UNIT)
    change(source, '"points": 3', '"points": 0')
    text = source.read_text().splitlines()
    lines = [x + ' coursekit={"extra_credit": 3}' if '"quiz_test"' in x else x for x in text]
    source.write_text("\n".join(lines))
    assert found() == ["No findings."]
