"""The trainee's desk on the real exchange: nothing lost, nothing doubled, nothing mixed up."""

import itertools
import json
import shutil
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from coursekit.web.course_page.answers import read_work
from coursekit.web.course_page.assignments import ExchangeFailure, Found
from coursekit.web.course_page.cards import make_page
from coursekit.web.course_page.programme import Programme, Station
from labkit.answers import Answer, write_answer

COURSE, UNIT = "contoh", "01-satu"
PROGRAMME = Programme("Contoh", COURSE, (Station(UNIT, "Satu", "", 1, 60, True, True),))


def answer(client, text="x = 41"):
    path = client.notebook(UNIT)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = text
    nbformat.write(notebook, path)


def test_a_lab_goes_from_released_to_handed_in(client):
    def seen():
        found = client.look()[UNIT]
        return found.released, found.here, found.sent

    assert seen() == (True, False, ())
    assert client.fetch(UNIT) == client.notebook(UNIT)
    assert seen() == (True, True, ())
    answer(client)
    sent = client.submit(UNIT)
    assert seen() == (True, True, (sent,)) and not sent.waiting
    assert sent.digest == read_work(client.notebook(UNIT)).digest


def test_the_same_answers_are_not_handed_in_twice(client):
    client.fetch(UNIT)
    first = client.submit(UNIT)
    assert client.submit(UNIT) == first
    answer(client)
    assert client.submit(UNIT) != first
    assert len(client.look()[UNIT].sent) == 2


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


@pytest.fixture
def same_moment(monkeypatch):
    """All that is handed in comes at one moment, to the millisecond."""
    ticks = itertools.count()
    moment = datetime(2026, 11, 24, 7, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment + timedelta(microseconds=next(ticks))

    monkeypatch.setattr("coursekit.exchange.server.store.datetime", Clock)


def test_of_two_within_a_second_each_has_its_own_receipt_feedback_and_marks(
    client, same_moment, give_feedback, exchange
):
    client.fetch(UNIT)
    first = client.submit(UNIT)
    answer(client)
    second = client.submit(UNIT)
    assert first.id != second.id and abs(first.time - second.time) < timedelta(seconds=1)
    exchange.store.verdicts.put(first.id, "limited", [])
    give_feedback(first.id, "<h1>Yang pertama</h1>", 24.5, 25)
    older, newer = client.look()[UNIT].sent
    assert (older.id, older.score, older.marked) == (first.id, (24.5, 25), True)
    assert "Yang pertama" in older.feedback.read_text()
    assert (newer.id, newer.score, newer.feedback, newer.marked) == (second.id, None, None, False)
    assert older.handed.instant.state == "limited" and newer.handed.instant is None
    page = make_page(PROGRAMME, client.look(), {}, datetime.now(UTC))
    newest, oldest = page.cards[0].history
    assert (newest.receipt, newest.feedback) == (second.id, False)
    assert "menunggu penilaian" in newest.text and "24,5" not in newest.text
    assert (oldest.receipt, oldest.feedback) == (first.id, True)
    assert "nilai 24,5 dari 25" in oldest.text and page.cards[0].feedback == first.id
    assert page.cards[0].note.startswith("nilai 24,5 dari 25; kiriman terbaru")


def test_feedback_comes_home_by_itself_and_its_newer_version_too(client, give_feedback):
    client.fetch(UNIT)
    receipt = client.submit(UNIT).id
    for points in (24.5, 20.0):
        give_feedback(receipt, f"<p>{points}</p>", points, 25)
        (sent,) = client.look()[UNIT].sent
        assert (sent.score, sent.waiting) == ((points, 25.0), False)
        assert str(points) in sent.feedback.read_text()
        assert sent.feedback.is_relative_to(client.root)


def test_a_page_that_was_altered_or_deleted_changes_no_mark(client, give_feedback):
    client.fetch(UNIT)
    receipt = client.submit(UNIT).id
    give_feedback(receipt, '<meta name="nilai" content="3 25">', 3, 25)
    (sent,) = client.look()[UNIT].sent
    sent.feedback.write_text('<meta name="nilai" content="25.0 25.0">')
    assert client.look()[UNIT].sent[0].score == (3, 25)
    sent.feedback.unlink()
    (sent,) = client.look()[UNIT].sent
    assert sent.score == (3, 25) and sent.marked


def test_what_was_handed_in_is_still_told_of_a_lab_that_was_withdrawn(client, exchange):
    client.fetch(UNIT)
    sent = client.submit(UNIT)
    exchange.link("t-guru").unrelease(COURSE, UNIT)
    found = client.look()[UNIT]
    assert not found.released and found.sent == (sent,)
    assert "ditarik kembali" in found.overview.why_not


@pytest.mark.parametrize("unit", ["09-tidak-ada", "01-sat"])
def test_what_is_not_released_is_said_in_a_sentence(client, unit):
    with pytest.raises(
        ExchangeFailure, match=f"Lab {unit} belum atau tidak lagi dibuka. Lab yang dibuka: {UNIT}"
    ) as caught:
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
    assert client.look()[UNIT].sent == ()


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


def test_without_an_exchange_the_work_is_still_there(client, exchange):
    client.fetch(UNIT)
    exchange.stop()
    with pytest.raises(ExchangeFailure, match="tidak dapat dihubungi"):
        client.look()
    assert client.local() == {UNIT: Found(here=True)}
    with pytest.raises(ExchangeFailure, match="tersimpan"):
        client.submit(UNIT)


def test_an_exchange_that_speaks_to_the_trainee_is_quoted(client, exchange):
    client.fetch(UNIT)
    past = "2020-01-01 00:00:00.000000 UTC"
    exchange.store.ledger.set_term(COURSE, UNIT, due=past, late="refuse")
    with pytest.raises(ExchangeFailure, match=r"sudah lewat.*Jawaban Anda tetap tersimpan"):
        client.submit(UNIT)


def test_without_an_exchange_what_was_known_is_still_told(client, exchange):
    client.fetch(UNIT)
    client.submit(UNIT)
    known = client.look()
    exchange.stop()
    assert client.local() == known
    shutil.rmtree(client.notebook(UNIT).parent)
    assert not client.local()[UNIT].here and client.local()[UNIT].sent


def test_what_is_blank_bears_the_names_the_lab_gives_it(client):
    client.fetch(UNIT)
    work = read_work(client.notebook(UNIT))
    assert (work.done, work.words) == (0, "0 dari 3 bagian lengkap")
    assert [part.words for part in work.blank] == ["Pertanyaan 1", "Pertanyaan 2", "rencana"]
    answer(client)
    saved = Answer("rencana", "sekda", {}, progress=(1, 4))
    write_answer(saved, folder=client.notebook(UNIT).parent)
    again = read_work(client.notebook(UNIT))
    assert (again.done, again.words) == (
        2,
        "1 dari 3 bagian lengkap",
    ) and again.digest != work.digest
    assert [part.words for part in again.blank] == [
        "Pertanyaan 2",
        "rencana: 3 dari 4 belum dijawab",
    ]


def test_a_form_is_named_by_its_title_or_heading_and_what_is_voluntary_is_not_blank(tmp_path, lab):
    form = 'from labkit.forms import form\n\nA = {"title": %r, "questions": [{}, {}]}\nform(%r, A)'
    titled = new_code_cell(form % ("Satu layanan", "layanan"), id="f1")
    bare = new_code_cell(form % ("", "sisanya"), id="f2")
    drill = new_code_cell(
        'from labkit.forms import form\n\nA = {"drill": True, "questions": [{}]}\nform("l", A)',
        id="f3",
    )
    for cell in (titled, bare, drill):
        cell.metadata.tags = ["formulir"]
    extra = new_code_cell('mark_form("sisanya", A, 5)', id="e")
    extra.metadata.coursekit = {"extra_credit": 5}
    written = new_markdown_cell("Tulisan Anda.", id="w")
    written.metadata.coursekit = {"answer": "layanan/cerita"}
    heading = new_markdown_cell("## 2. Yang lain", id="h")
    lab.cells = [titled, written, heading, bare, drill, extra]
    nbformat.write(lab, tmp_path / "lab.ipynb")
    work = read_work(tmp_path / "lab.ipynb")
    assert [(part.name, part.cell, part.asked) for part in work.parts] == [
        ("Satu layanan", "f1", 2),
        ("2. Yang lain", "f2", 2),
    ]
    assert [part.name for part in work.blank] == ["Satu layanan"]
    assert work.words == "0 dari 1 bagian lengkap"


def test_one_text_may_ask_several_questions_in_order(tmp_path, lab):
    notebook = lab
    notebook.cells[0].source = "**Pertanyaan 1 (1 poin).** Satu. **Pertanyaan 2 (1 poin).** Dua."
    second = new_code_cell(notebook.cells[1].source, id="y", metadata=notebook.cells[1].metadata)
    third = new_code_cell("z = 3", id="z", metadata=notebook.cells[1].metadata)
    notebook.cells[1:] = [notebook.cells[1], second, third]
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    work = read_work(tmp_path / "lab.ipynb")
    assert [part.name for part in work.blank] == ["Pertanyaan 1", "Pertanyaan 2"]


def test_running_a_cell_is_no_change_of_answers(client):
    client.fetch(UNIT)
    before = read_work(client.notebook(UNIT))
    notebook = nbformat.read(client.notebook(UNIT), as_version=4)
    notebook.cells[1].execution_count = 7
    nbformat.write(notebook, client.notebook(UNIT))
    assert read_work(client.notebook(UNIT)) == before
