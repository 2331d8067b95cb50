"""Points to return to: each holds all, none is lost by going back, a month of them is kept."""

import json
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from coursekit.web.course_page import history
from labkit.answers import Answer, ConflictError, read_answer, write_answer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FORM = "layanan"


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "kursus" / "01-satu" / "01-satu.ipynb"
    path.parent.mkdir(parents=True)
    form = new_code_cell(
        f'from labkit.forms import form\n\nLAYANAN = {{"questions": [{{"id": "a"}}, '
        f'{{"id": "b"}}]}}\n\nform("{FORM}", LAYANAN)'
    )
    form.metadata.tags = ["formulir"]
    marks = new_code_cell(f'mark_form("{FORM}", LAYANAN, 2)')
    nbformat.write(new_notebook(cells=[form, marks]), path)
    return path


def answer(notebook, text, done=1):
    try:
        rev = read_answer(FORM, folder=notebook.parent).rev
    except ValueError:
        rev = 0
    one = Answer(FORM, "sekda", {"teks": text}, rev, progress=(done, 2))
    return write_answer(one, folder=notebook.parent)


def held(notebook):
    return read_answer(FORM, folder=notebook.parent).answers["teks"]


def minute(n):
    return NOW + timedelta(minutes=n)


def test_a_point_is_made_when_answers_change_and_only_then(notebook):
    assert history.keep(notebook, NOW) is None  # nothing answered
    answer(notebook, "satu")
    assert history.keep(notebook, minute(1)).done == 1
    assert history.keep(notebook, minute(2)) is None
    answer(notebook, "dua", done=2)
    assert history.keep(notebook, minute(3)).done == 2
    assert [point.done for point in history.points(notebook)] == [2, 1]


def test_going_back_keeps_what_was_there(notebook):
    answer(notebook, "satu")
    first = history.keep(notebook, minute(1))
    answer(notebook, "dua")
    assert history.go_back(notebook, first.name, minute(5))
    assert held(notebook) == "satu"
    assert history.go_back(notebook, history.points(notebook)[0].name, minute(6))
    assert held(notebook) == "dua"


def test_an_open_window_cannot_save_over_what_came_back(notebook):
    answer(notebook, "satu")
    first = history.keep(notebook, minute(1))
    window = answer(notebook, "dua")
    history.go_back(notebook, first.name, minute(2))
    with pytest.raises(ConflictError):
        write_answer(window, folder=notebook.parent)
    assert held(notebook) == "satu"


def test_beginning_again_can_be_undone(notebook):
    answer(notebook, "satu")
    history.begin_again(notebook, b'{"cells": []}', minute(1))
    assert json.loads(notebook.read_bytes()) == {"cells": []}
    assert not list((notebook.parent / "jawaban").glob("*.json"))
    assert history.go_back(notebook, history.points(notebook)[0].name, minute(2))
    assert held(notebook) == "satu" and b"LAYANAN" in notebook.read_bytes()


@pytest.mark.parametrize("name", ["", "..", "../../01-satu", "20260101-000000", "/etc", "2"])
def test_only_a_point_of_this_lab_can_be_returned_to(notebook, name):
    answer(notebook, "satu")
    history.keep(notebook, NOW)
    assert not history.go_back(notebook, name)
    assert held(notebook) == "satu"


def test_points_older_than_a_month_go(notebook):
    answer(notebook, "satu")
    history.keep(notebook, NOW)
    answer(notebook, "dua")
    history.keep(notebook, NOW + timedelta(days=history.DAYS - 1))
    answer(notebook, "tiga")
    history.keep(notebook, NOW + timedelta(days=history.DAYS + 1))
    assert len(history.points(notebook)) == 2


def test_points_are_no_part_of_what_is_handed_in(notebook):
    answer(notebook, "satu")
    history.keep(notebook, NOW)
    assert {path.name for path in notebook.parent.iterdir()} == {"01-satu.ipynb", "jawaban"}


def test_half_a_copy_is_no_point(notebook, monkeypatch):
    answer(notebook, "satu")
    monkeypatch.setattr(
        history.shutil, "copyfile", lambda *_: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        history.keep(notebook, NOW)
    assert history.points(notebook) == []
