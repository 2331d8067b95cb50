"""The trainee's desk on nbgrader's real directory exchange: nothing lost, nothing doubled."""

import json
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from coursekit.web.course_page.answers import read_work
from coursekit.web.course_page.assignments import ExchangeFailure, Found, read_score

COURSE, UNIT = "contoh", "01-satu"


def answer(client, text="x = 41"):
    path = client.notebook(UNIT)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = text
    nbformat.write(notebook, path)


def test_a_lab_goes_from_released_to_handed_in(client):
    assert client.look() == {UNIT: Found(released=True)}
    assert client.fetch(UNIT) == client.notebook(UNIT)
    assert client.look() == {UNIT: Found(released=True, here=True)}
    answer(client)
    handed = client.submit(UNIT)
    found = client.look()[UNIT]
    assert found.handed == (handed,) and not handed.waiting
    assert handed.digest == read_work(client.notebook(UNIT)).digest


def test_the_same_answers_are_not_handed_in_twice(client):
    client.fetch(UNIT)
    first = client.submit(UNIT)
    assert client.submit(UNIT) == first
    answer(client)
    assert client.submit(UNIT) != first
    assert len(client.look()[UNIT].handed) == 2


def test_opening_again_brings_back_what_was_deleted_and_overwrites_nothing(client):
    client.fetch(UNIT)
    answer(client, "x = 1 + 1")
    client.fetch(UNIT)
    assert "x = 1 + 1" in client.notebook(UNIT).read_text()
    answers = client.notebook(UNIT).parent / "jawaban"
    answers.mkdir()
    (answers / "rencana.json").write_text("{}")
    client.notebook(UNIT).unlink()
    client.fetch(UNIT)
    assert client.notebook(UNIT).is_file() and (answers / "rencana.json").is_file()


# nbgrader's own list opens files to compare them and leaves closing to chance.
@pytest.mark.filterwarnings(
    "ignore:.*unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_feedback_comes_home_by_itself_and_tells_the_score(client):
    from nbgrader.utils import notebook_hash

    client.fetch(UNIT)
    stamp = client.submit(UNIT).stamp
    exchange = client.root.parent / "exchange" / COURSE
    (inbound,) = (exchange / "inbound").iterdir()
    secret = (inbound / "submission_secret.txt").read_text()
    page = exchange / "feedback" / f"{notebook_hash(secret=secret, notebook_id=UNIT)}.html"
    for score in (24.5, 20.0):
        page.write_text(f'<meta name="nilai" content="{score} 25.0">')
        (handed,) = client.look()[UNIT].handed
        assert (handed.stamp, handed.score, handed.waiting) == (stamp, (score, 25.0), False)
        assert handed.feedback.is_relative_to(client.root)


@pytest.mark.parametrize("unit", ["09-tidak-ada", "01-sat"])
def test_what_is_not_released_is_said_in_a_sentence(client, unit):
    with pytest.raises(ExchangeFailure, match="belum dibuka") as caught:
        client.fetch(unit)
    assert caught.value.detail
    assert not client.notebook(unit).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "tidak ditemukan"),
        ("", "kosong"),
        ("{", "tidak terbaca"),
        ("[]", "bukan notebook"),
        ('{"cells": 3}', "tidak terbaca"),
        ("<!DOCTYPE html>", "halaman web"),
        ("{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}", "penggabungan"),
    ],
)
def test_a_missing_or_broken_notebook_is_not_handed_in(client, content, words):
    client.fetch(UNIT)
    path = client.notebook(UNIT)
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(ExchangeFailure) as caught:
        client.submit(UNIT)
    assert words in str(caught.value) and f"{UNIT}.ipynb" in str(caught.value)
    assert client.look()[UNIT].handed == ()


def test_a_notebook_under_another_name_is_told_with_both_names(client):
    client.fetch(UNIT)
    client.notebook(UNIT).rename(client.notebook(UNIT).with_name("tugas saya.ipynb"))
    found = client.look()[UNIT]
    assert not found.here and found.misnamed == ("tugas saya.ipynb",)
    assert client.local()[UNIT].misnamed == ("tugas saya.ipynb",)
    with pytest.raises(
        ExchangeFailure, match=r"ada tugas saya.ipynb, tetapi tidak ada 01-satu.ipynb"
    ):
        client.submit(UNIT)


def test_utf_16_and_much_old_output_are_read(client):
    client.fetch(UNIT)
    answer(client)
    path, before = client.notebook(UNIT), read_work(client.notebook(UNIT))
    notebook = json.loads(path.read_text())
    text = {"output_type": "stream", "name": "stdout", "text": "x" * (25 << 20)}
    notebook["cells"][1]["outputs"] = [text]
    path.write_text(json.dumps(notebook), encoding="utf-16")
    assert read_work(path) == before


def test_without_an_exchange_the_work_is_still_there(client):
    client.fetch(UNIT)
    shutil.rmtree(client.root.parent / "exchange")
    with pytest.raises(ExchangeFailure, match="tidak dapat dihubungi") as caught:
        client.look()
    assert "directory" in caught.value.detail
    assert client.local() == {UNIT: Found(here=True)}
    with pytest.raises(ExchangeFailure, match="tersimpan"):
        client.submit(UNIT)


def test_an_exchange_that_speaks_to_the_trainee_is_quoted(client, monkeypatch):
    from nbgrader.exchange.default import ExchangeSubmit

    class TooLateError(Exception):
        sentence = "Batas waktu lab ini sudah lewat."

    def refuse(self):
        raise TooLateError

    client.fetch(UNIT)
    monkeypatch.setattr(ExchangeSubmit, "start", refuse)
    with pytest.raises(ExchangeFailure, match=r"sudah lewat\. Jawaban Anda tetap tersimpan"):
        client.submit(UNIT)


def test_without_an_exchange_what_was_known_is_still_told(client):
    client.fetch(UNIT)
    client.submit(UNIT)
    known = client.look()
    shutil.rmtree(client.root.parent / "exchange")
    assert client.local() == known
    shutil.rmtree(client.notebook(UNIT).parent)
    assert not client.local()[UNIT].here and client.local()[UNIT].handed


def test_blank_questions_bear_the_names_the_lab_gives_them(client):
    client.fetch(UNIT)
    work = read_work(client.notebook(UNIT))
    assert work.questions == 3
    assert work.blank == ("Pertanyaan 1", "Pertanyaan 2", "Formulir “rencana”")
    answer(client)
    answers = client.notebook(UNIT).parent / "jawaban"
    answers.mkdir()
    (answers / "rencana.json").write_text(json.dumps({"rev": 1}))
    again = read_work(client.notebook(UNIT))
    assert again.blank == ("Pertanyaan 2",) and again.digest != work.digest


def test_one_text_may_ask_several_questions_in_order(tmp_path, lab):
    notebook = lab
    notebook.cells[0].source = "**Pertanyaan 1 (1 poin).** Satu. **Pertanyaan 2 (1 poin).** Dua."
    second = new_code_cell(notebook.cells[1].source, id="y", metadata=notebook.cells[1].metadata)
    third = new_code_cell("z = 3", id="z", metadata=notebook.cells[1].metadata)
    notebook.cells[1:] = [notebook.cells[1], second, third]
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    work = read_work(tmp_path / "lab.ipynb")
    assert (work.questions, work.blank) == (2, ("Pertanyaan 1", "Pertanyaan 2"))


def test_running_a_cell_is_no_change_of_answers(client):
    client.fetch(UNIT)
    before = read_work(client.notebook(UNIT))
    notebook = nbformat.read(client.notebook(UNIT), as_version=4)
    notebook.cells[1].execution_count = 7
    nbformat.write(notebook, client.notebook(UNIT))
    assert read_work(client.notebook(UNIT)) == before


def test_the_score_is_read_from_a_feedback_page_as_it_is_made(tmp_path):
    from coursekit.grading.feedback.page import FeedbackExporter, update_feedback

    c = Config()
    update_feedback(c)
    marks = {"notebook": UNIT, "score": 24.5, "max_score": 25.0, "late_penalty": 0.0}
    text, _ = FeedbackExporter(config=c).from_notebook_node(
        new_notebook(), resources={"nbgrader": marks}
    )
    page = tmp_path / "page.html"
    page.write_text(text)
    assert read_score(page) == (24.5, 25.0)


def test_a_page_without_a_score_has_none(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<title>Umpan balik</title>")
    assert read_score(page) is None and read_score(tmp_path / "none.html") is None
