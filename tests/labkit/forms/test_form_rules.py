"""What a form may do with what it is sent: rules without a widget."""

import pytest

from labkit import keys
from labkit.forms.rules import Change, FormState, Notice, inert_reason, journal_key, takes

STATE = FormState({"a": 1}, rev=3, writer="jendela-1")


@pytest.mark.parametrize(
    "message",
    [{}, {"seq": 0, "base": 0, "answers": {}}, {"seq": "1", "base": 0, "answers": {}},
     {"seq": True, "base": 0, "answers": {}}, {"seq": 1, "base": None, "answers": {}},
     {"seq": 1, "base": 0, "answers": []}, {"seq": 1, "base": 0}],
)  # fmt: skip
def test_what_is_no_change_is_passed_over(message):
    assert Change.read(message) is None


@pytest.mark.parametrize(
    ("client", "base", "taken"),
    [
        ("jendela-2", 3, True),  # made from what stands
        ("jendela-1", 2, True),  # the writer itself, faster than the reply
        ("jendela-1", 0, True),
        ("jendela-2", 2, False),  # another window, from an older state
        ("jendela-2", 4, False),  # from a state that never was
        ("jendela-1", 4, False),
    ],
)
def test_a_change_is_taken_from_what_stands_or_from_who_wrote_it(client, base, taken):
    assert takes(STATE, Change(1, client, base, {})) is taken


def test_a_saved_change_is_the_new_state():
    after = STATE.saved(Change(5, "jendela-2", 3, {"a": 2}), 4)
    assert (after.answers, after.rev, after.writer) == ({"a": 2}, 4, "jendela-2")
    assert STATE.rev == 3


@pytest.fixture
def plain(monkeypatch, tmp_path):
    for name in ("NBGRADER_EXECUTION", "LABKIT_READ_ONLY", "LABKIT_COURSE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", ["solutions", "source"])
def test_a_form_rests_among_sources(plain, name):
    inside = plain / name / "03-menilai"
    assert "folder sumber" in inert_reason(inside)
    assert inert_reason(plain / "labs" / "03-menilai") == ""


def test_a_form_rests_while_marked_and_where_staff_only_read(plain, monkeypatch):
    monkeypatch.setenv("LABKIT_READ_ONLY", "1")
    assert "hanya dibaca" in inert_reason(plain)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "selama penilaian" in inert_reason(plain)
    monkeypatch.delenv("NBGRADER_EXECUTION")
    monkeypatch.setattr(keys, "_supplied", {"panel": 1})
    assert "selama penilaian" in inert_reason(plain)


def test_the_journal_is_of_one_person_course_lab_and_form(plain, monkeypatch):
    here = plain / "03-menilai"
    first = journal_key("sekda", "penilaian", here)
    monkeypatch.setenv("LABKIT_COURSE", "angkatan-2")
    others = [
        journal_key("sekda", "penilaian", here),
        journal_key("bappeda", "penilaian", here),
        journal_key("sekda", "rencana", here),
        journal_key("sekda", "penilaian", plain / "07-rencana"),
    ]
    assert len({first, *others}) == 5


def test_a_notice_is_its_sentence():
    assert repr(Notice("Formulir tidak dibuka di sini.")) == "Formulir tidak dibuka di sini."
