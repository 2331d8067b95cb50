"""Exported files: plain names, written whole, never where forms must rest."""

import pytest

from labkit.answers import AnswerError
from labkit.forms.export import write_export


@pytest.fixture
def lab(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_bytes_arrive_whole_and_replace_an_earlier_file(lab):
    for data in (b"satu", b"dua"):
        path = write_export("rencana-aksi.xlsx", data)
        assert path.read_bytes() == data
    assert [file.name for file in (lab / "unduhan").iterdir()] == ["rencana-aksi.xlsx"]


@pytest.mark.parametrize("name", ["../x.xlsx", "x.exe", ".x.xlsx", "X.xlsx", "x", "a/b.xlsx", ""])
def test_a_name_cannot_leave_the_folder_or_be_of_another_kind(lab, name):
    with pytest.raises(ValueError, match="tidak dapat dipakai"):
        write_export(name, b"")
    assert list(lab.iterdir()) == []


def test_nothing_is_written_where_forms_rest(lab, monkeypatch):
    monkeypatch.setenv("LABKIT_READ_ONLY", "1")
    with pytest.raises(AnswerError, match="hanya dibaca"):
        write_export("rencana.xlsx", b"x")
