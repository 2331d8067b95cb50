"""Readers of saved forms: whole, half-filled and hand-edited answers."""

import pytest

from labkit.answers import Answer, AnswerError
from spbe.answers import (
    assessment_from_answer,
    levels_from_answer,
    missing_words,
    plan_from_answer,
)

CODES = ["I01", "I02", "I03"]
FULL = {
    "government": "G02",
    "indicators": {
        c: {"level": 2, "reason": "ada", "proves": f"G02-{c}-1", "stops": f"G02-{c}-2"}
        for c in CODES
    },
}
PLAN = {"government": "G02", "steps": [{"step": "I11-3", "quarter": 2, "practice": "P01"}]}


def test_a_full_answer_becomes_a_frame_in_the_order_asked():
    frame = assessment_from_answer(Answer("penilaian", "sekda", FULL, rev=3), CODES[::-1])
    assert list(frame.index) == CODES[::-1]
    assert frame.loc["I02"].tolist() == [2, "ada", "G02-I02-1", "G02-I02-2"]
    assert missing_words(frame) == ""
    assert levels_from_answer(FULL, CODES).dtype == "int64"


def test_a_half_filled_answer_is_a_frame_with_gaps_and_a_sentence():
    half = {"indicators": {"I01": {"level": 4}, "I02": {"reason": "x"}}}
    frame = assessment_from_answer(half, CODES)
    assert frame["level"].isna().tolist() == [False, True, True]
    words = missing_words(frame)
    assert "I02, I03" in words and "kartu yang menahan belum" in words
    with pytest.raises(AnswerError, match="tingkat belum dipilih untuk I02, I03"):
        levels_from_answer(half, CODES)


def test_a_file_with_one_card_is_still_read():
    old = {"indicators": {"I01": {"level": 2, "reason": "ada", "card": "G02-I01-1"}}}
    assert assessment_from_answer(old, ["I01"]).loc["I01"].tolist() == [2, "ada", "G02-I01-1", ""]


def test_nothing_need_stop_the_highest_level():
    top = {"I01": {"level": 5, "reason": "lengkap", "proves": "G02-I01-1"}}
    assert missing_words(assessment_from_answer({"indicators": top}, ["I01"])) == ""
    top["I01"]["level"] = 4
    assert "menahan" in missing_words(assessment_from_answer({"indicators": top}, ["I01"]))


@pytest.mark.parametrize(
    "indicators",
    [None, [], {"I01": 3}, {"I01": {"level": 6}}, {"I01": {"level": True}},
     {"I01": {"level": "3"}}, {"I01": {"level": 3, "reason": 7}},
     {"I01": {"level": 3, "stops": ["G02-I01-1"]}}],
)  # fmt: skip
def test_hand_edited_content_is_refused_in_words(indicators):
    with pytest.raises(AnswerError, match="Jawaban penilaian"):
        assessment_from_answer({"indicators": indicators}, CODES)


def test_an_assessment_of_another_government_is_refused():
    assert len(assessment_from_answer(FULL, CODES, "G02")) == 3
    with pytest.raises(AnswerError, match="dibuat untuk G02, bukan G03"):
        assessment_from_answer(FULL, CODES, "G03")


def test_a_plan_comes_back_with_its_practice():
    plan = plan_from_answer(Answer("rencana", "sekda", PLAN, rev=1), "G02")
    assert plan.to_dict() == PLAN


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"government": "G02", "steps": []}, "masih kosong"),
        ({**PLAN, "government": "G03"}, "dibuat untuk G03, bukan G02"),
        ({"government": "G02"}, "tidak terbaca"),
        ({"government": "G02", "steps": [{"step": "I11-3", "quarter": "2"}]}, "bilangan bulat"),
        ([], "tidak terbaca"),
    ],
)
def test_a_plan_that_cannot_be_used_says_why(content, words):
    with pytest.raises(AnswerError, match=words):
        plan_from_answer(content, "G02")
