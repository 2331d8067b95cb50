"""Opened data are read beside the notebook; where they are not, a sentence says what to do."""

import json

import pytest

from labkit.opened import NotOpenedError, opened


def put(folder, path, content):
    place = folder / "dibuka" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)


def test_the_data_of_ones_own_case_are_read(tmp_path, monkeypatch):
    put(tmp_path, "evaluated.json", json.dumps({"government": "G05"}))
    put(tmp_path, "G02/evaluated.json", json.dumps({"government": "G02"}))
    monkeypatch.chdir(tmp_path)
    assert opened("evaluated") == {"government": "G05"}


def test_after_the_course_the_own_case_is_taken_from_all(tmp_path, monkeypatch):
    cases = tmp_path / "kasus.json"
    cases.write_text(json.dumps({"sekda": "G03"}))
    monkeypatch.setenv("LABKIT_OWNER", "sekda")
    monkeypatch.setenv("LABKIT_CASES", str(cases))
    for case in ("G02", "G03"):
        put(tmp_path, f"{case}/evaluated.json", json.dumps({"government": case}))
    assert opened("evaluated", folder=tmp_path) == {"government": "G03"}


@pytest.mark.parametrize("content", [None, "", "{", "[1]", '"x"'])
def test_what_is_missing_or_broken_is_said_in_a_sentence(tmp_path, content):
    if content is not None:
        put(tmp_path, "evaluated.json", content)
    with pytest.raises(NotOpenedError) as caught:
        opened("evaluated", folder=tmp_path)
    assert "dibuka/evaluated.json" in str(caught.value) and "halaman kursus" in str(caught.value)
    assert caught.value._render_traceback_() == [str(caught.value)]
