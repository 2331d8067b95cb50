"""A form may start from another's content, once, and never while a submission is marked."""

import pytest

from labkit import case
from labkit.answers import Answer, MissingAnswerError, read_answer, write_answer
from labkit.carry import carry_over


@pytest.fixture(autouse=True)
def owner(monkeypatch):
    for name in ("NBGRADER_EXECUTION", "LABKIT_READ_ONLY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(case, "_supplied", {"owner": "sekda"})


def save(folder, form, **content):
    return write_answer(Answer(form, "sekda", content), folder=folder)


def test_the_second_form_starts_from_the_first(tmp_path):
    save(tmp_path, "rencana", steps=[1, 2])
    assert "kini dimulai" in repr(carry_over("rencana", "hemat", folder=tmp_path))
    copied = read_answer("hemat", owner="sekda", folder=tmp_path)
    assert (copied.answers, copied.rev) == ({"steps": [1, 2]}, 1)


def test_what_was_filled_in_stays_unless_asked(tmp_path):
    save(tmp_path, "rencana", steps=[1])
    save(tmp_path, "hemat", steps=[9])
    assert "tidak ada yang diubah" in repr(carry_over("rencana", "hemat", folder=tmp_path))
    assert read_answer("hemat", folder=tmp_path).answers == {"steps": [9]}
    carry_over("rencana", "hemat", again=True, folder=tmp_path)
    copied = read_answer("hemat", folder=tmp_path)
    assert (copied.answers, copied.rev) == ({"steps": [1]}, 2)


def test_without_a_first_form_there_is_nothing_to_start_from(tmp_path):
    with pytest.raises(MissingAnswerError, match="rencana"):
        carry_over("rencana", "hemat", folder=tmp_path)


def test_nothing_is_written_while_marking(tmp_path, monkeypatch):
    save(tmp_path, "rencana", steps=[1])
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "selama penilaian" in repr(carry_over("rencana", "hemat", folder=tmp_path))
    assert not (tmp_path / "jawaban/hemat.json").exists()
