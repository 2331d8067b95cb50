"""The declared form as the kernel sees it: what it saves, tells and sends to the view."""

import json

import pytest
from form_samples import ASKED, DRILL, FORM, RIGHT

from labkit.answers import Answer, answer_path, read_answer, write_answer
from labkit.forms import form
from labkit.forms.declared import DeclaredForm
from labkit.forms.given import given_answers
from labkit.quiz import quiz


def test_the_form_saves_answers_and_knows_no_right_one(lab):
    shown = form("layanan", FORM)
    assert shown.reply["view"] == {"answered": 0, "unanswered": [*RIGHT, "surat"], "faults": {}}
    sent = {"seq": 1, "client": "a", "base": 0, "answers": {"questions": {"indeks": "tiga"}}}
    shown.state = sent
    assert shown.reply["status"] == "saved"
    assert "belum terbaca" in shown.reply["view"]["faults"]["indeks"]
    assert given_answers(read_answer("layanan", owner="sekda.uji"), FORM).given == {
        "indeks": "tiga"
    }
    shown.state = {**sent, "seq": 2, "base": 1, "answers": {"questions": {"siapa": "x"}}}
    assert "tidak ada di antara pilihannya" in shown.reply["message"]
    static = json.dumps(dict(shown.static))
    assert '"right"' not in static and "why" not in static


def test_a_drill_saves_its_tries_beside_the_answer(lab):
    shown = form("latihan", DRILL)
    tries = {"siapa": [{"at": "2026-11-24T10:00:00.000Z", "given": "dinas"}]}
    content = {"questions": {"siapa": "dinas"}, "practice": tries}
    shown.state = {"seq": 1, "client": "a", "base": 0, "answers": content}
    assert read_answer("latihan").answers == content
    assert shown.static["drill"] and shown.static["questions"][0]["key"]["right"] == "sekda"


def test_a_revised_question_takes_no_other_answer_with_it(lab):
    content = {"questions": {"siapa": "camat", "indeks": 4, "tahap": {"r1": "b", "r2": "lama"}}}
    write_answer(Answer("layanan", "sekda.uji", content))
    before = answer_path("layanan").read_bytes()
    shown = form("layanan", FORM)
    assert shown.state["answers"] == {"questions": {"indeks": 4, "tahap": {"r1": "b"}}}
    assert "Jawaban siapa tidak ada di antara pilihannya." in shown.reply["message"]
    assert "Jawaban lainnya tetap ada. Berkas lama akan disisihkan" in shown.reply["message"]
    assert answer_path("layanan").read_bytes() == before  # looking changes nothing
    kept = {"questions": {**shown.state["answers"]["questions"], "siapa": "sekda"}}
    shown.state = {"seq": 1, "client": "a", "base": 0, "answers": kept}
    assert read_answer("layanan").answers == kept
    aside = [path for path in answer_path("layanan").parent.iterdir() if "rusak" in path.name]
    assert [path.read_bytes() for path in aside] == [before]


@pytest.mark.parametrize("content", [{"questions": 7}, {"questions": {"siapa": "camat"}}])
def test_where_nothing_can_be_shown_again_the_form_opens_blank_and_says_so(lab, content):
    write_answer(Answer("layanan", "sekda.uji", content))
    shown = form("layanan", FORM)
    assert shown.state["answers"] == {"questions": {}}
    assert "Formulir dibuka kosong. Berkas lama akan disisihkan" in shown.reply["message"]


def test_the_quiz_is_a_form(lab):
    shown = quiz("pra-tes", ASKED, title="Pra-tes")
    assert isinstance(shown, DeclaredForm)
    assert dict(shown.static) == {
        **form("pra-tes", {"title": "Pra-tes", "questions": ASKED}).static
    }
    assert quiz("kuis", ASKED).static["title"] == "Kuis"


def test_a_form_rests_while_marked_and_its_faults_are_told_first(lab, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "penilaian" in repr(form("layanan", FORM)) and "penilaian" in repr(quiz("a", ASKED))
    with pytest.raises(ValueError, match="kind"):
        form("layanan", [{"id": "a"}])
    with pytest.raises(ValueError, match="'layanan' has no declaration"):
        form("layanan")
    spoilt = {"right": "bupati", "why": "Begitu."}
    with pytest.raises(ValueError, match="tidak ada di antara"):
        form("layanan", {"drill": True, "questions": [{**ASKED[0], "key": spoilt}]})
