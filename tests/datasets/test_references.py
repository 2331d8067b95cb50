"""Reference answer files: of the right owners, readable, and as the panel read."""

import json
from pathlib import Path

import pytest

from generators import quizzes, references
from labkit.answers import read_answer
from spbe import datasets
from spbe.answers import assessment_from_answer
from spbe.panel import GRADED, SAMPLE, compare, shortcomings

KEYS = Path(__file__).parents[2] / "course" / "answer_keys"
UNITS = KEYS.parent / "units"
PILOTS = [f"G0{number}" for number in range(2, 9)]


def key(government):
    return json.loads((KEYS / "keys" / f"{government}.json").read_text(encoding="utf-8"))


def test_the_generator_and_the_subject_name_the_same_indicators():
    assert references.SAMPLE == SAMPLE
    assert references.GRADED == GRADED


@pytest.mark.parametrize(("owner", "government"), references.OWNERS.items())
def test_a_reference_is_what_its_owner_would_save(owner, government):
    assert datasets.assigned_government(owner) == government
    folder = UNITS / "03-menilai-bukti" / "reference" / owner
    seen = []
    for form in ("penilaian", "penilaian-lanjutan"):
        answer = read_answer(form, owner=owner, folder=folder)
        codes = list(answer.answers["indicators"])
        assessment = assessment_from_answer(answer, codes, government)
        assert shortcomings(assessment, government).empty
        assert (
            (compare(assessment, key(government))[["level_mark", "card_mark"]] == 1)
            .to_numpy()
            .all()
        )
        seen += codes
    assert seen[:20] == list(SAMPLE) and len(set(seen)) == 47


@pytest.mark.parametrize("government", PILOTS)
def test_the_twenty_show_nearly_every_trap_of_a_pilot(government):
    traps = [key(government)["indicators"][code]["trap"] for code in SAMPLE]
    assert len(set(traps) - {"none"}) >= 7
    assert 7 <= traps.count("none") <= 8


@pytest.mark.parametrize(("owner", "government"), references.OWNERS.items())
def test_the_first_lab_is_filled_in_whole(owner, government):
    folder = UNITS / "00-orientasi" / "reference" / owner
    answer = read_answer("perkenalan", owner=owner, folder=folder)
    assessment = assessment_from_answer(answer, quizzes.FIRST_FORM, government)
    assert shortcomings(assessment, government).empty
    for quiz in ("pra-tes", "kuis-orientasi"):
        given = read_answer(quiz, owner=owner, folder=folder).answers["questions"]
        assert given == {name: entry["right"] for name, entry in key(quiz).items()}


def test_a_quiz_of_the_first_lab_gives_nothing_away():
    source = (UNITS / "00-orientasi" / "lab.py").read_text(encoding="utf-8")
    for quiz in ("pra-tes", "kuis-orientasi"):
        for entry in key(quiz).values():
            told = [entry["why"], *entry.get("mistakes", {}).values()]
            assert [text for text in told if text in source] == []
