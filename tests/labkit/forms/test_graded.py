"""The last line of a graded cell: what a trainee hears, what a marker gets."""

import pytest
from form_samples import FORM, KEY, LETTER, RIGHT

from labkit import keys
from labkit.answers import Answer, write_answer
from labkit.checks import CheckFailed
from labkit.forms import mark_form

NAME = "layanan-warga"


@pytest.fixture
def saved(lab):
    def save(questions, owner="sekda.uji"):
        write_answer(Answer(NAME, owner, {"questions": questions}))

    return save


@pytest.fixture
def marking(monkeypatch):
    monkeypatch.setattr(keys, "_supplied", {NAME: KEY})


def told(*arguments, **more):
    """Return what a trainee's check says of a form that is not complete: one line."""
    with pytest.raises(CheckFailed) as failed:
        mark_form(*arguments, **more)
    (line,) = str(failed.value).splitlines()
    return line


def test_a_trainee_hears_the_words_of_what_is_not_answered(saved):
    saved({"siapa": "sekda", "indeks": "tiga koma"})
    said = told(NAME, FORM, 3)
    assert said.startswith("Di formulir “Keadaan layanan”, 6 dari 7 pertanyaan belum selesai: “")
    assert "“Domain SPBE?”; " in said and "koordinator" not in said
    assert said.endswith("; dan 3 lainnya")
    said = told(NAME, FORM, 3, only=["indeks"])
    assert "“Indeksnya?”: “tiga koma” belum terbaca sebagai angka." in said


def test_a_trainee_hears_only_of_the_questions_that_the_cell_marks(saved, capsys):
    saved({"siapa": "dinas"})
    assert mark_form(NAME, FORM, 3, only=["siapa"]) is None
    said = capsys.readouterr().out
    assert "sudah dijawab" in said and "umpan balik" in said
    assert "1 dari 2 pertanyaan belum selesai: “Urutkan.”" in told(
        NAME, FORM, 3, only=["siapa", "tangga"]
    )


def test_a_long_question_is_cut_between_words(saved):
    asked = [{"id": "a", "kind": "number", "text": "Berapa hari " * 20}]
    saved({})
    assert told(NAME, asked, 1).endswith(" …”") and len(told(NAME, asked, 1)) < 150


def test_a_trainee_without_an_answer_file_hears_what_to_do(lab):
    assert "Formulir ini belum diisi" in told(NAME, FORM, 3)


def test_a_marker_gets_points_by_parts_and_every_explanation(saved, marking, capsys):
    saved(RIGHT)
    assert mark_form(NAME, FORM, 3) == 3.0
    said = capsys.readouterr().out
    assert said.startswith("6 dari 6") and all(entry["why"] in said for entry in KEY.values())
    saved_again = dict(RIGHT, siapa="dinas")
    write_answer(Answer(NAME, "sekda.uji", {"questions": saved_again}, 1))
    points = mark_form(NAME, FORM, 13)
    assert type(points) is float and points == 12.0
    assert mark_form(NAME, FORM, 2, only=["siapa"]) == 0.0
    assert mark_form(NAME, FORM, 2, only=["indeks", "tahap"]) == 2.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Formulir ini belum diisi."),
        ("{", "rusak dan tidak dapat dibaca"),
        ('{"questions": []}', "tidak berbentuk seperti yang disimpan formulir"),
    ],
)
def test_a_file_that_is_missing_or_unreadable_earns_nothing_with_a_sentence(
    lab, marking, capsys, text, sentence
):
    if text is not None:
        (lab / "jawaban").mkdir()
        (lab / "jawaban" / f"{NAME}.json").write_text(text)
    assert mark_form(NAME, FORM, 3) == 0.0
    said = capsys.readouterr().out
    assert sentence in said and "koordinator SPBE" not in said


def test_an_answer_that_is_somebody_elses_earns_nothing(saved, marking, capsys):
    saved(RIGHT, owner="sekda.lain")
    assert mark_form(NAME, FORM, 3) == 0.0
    assert "milik 'sekda.lain'" in capsys.readouterr().out


def test_a_content_no_form_saves_earns_nothing_and_no_traceback(saved, marking, capsys):
    write_answer(Answer(NAME, "sekda.uji", {"questions": ["x"]}))
    assert mark_form(NAME, FORM, 3) == 0.0
    assert "tidak terbaca" in capsys.readouterr().out


def test_one_answer_that_cannot_be_read_takes_nothing_from_the_others(saved, marking):
    saved(dict(RIGHT, siapa=["sekda"]))
    assert mark_form(NAME, FORM, 13) == 12.0


def test_a_cell_that_names_an_unknown_question_is_told_to_its_author(saved, marking):
    saved(RIGHT)
    with pytest.raises(ValueError, match="no such question: 'tiada'"):
        mark_form(NAME, FORM, 3, only=["tiada"])
    with pytest.raises(ValueError, match=f"no such question is marked: {LETTER['id']}"):
        mark_form(NAME, FORM, 3, only=["siapa", LETTER["id"]])
