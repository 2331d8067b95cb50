"""Results and reports survive the way through JSON, and reports those of an earlier version."""

import json

import pytest

from coursekit.grading.assignment.findings import Finding
from coursekit.grading.assignment.result import Result, Sheet, SubmissionReport, quarantined

SHEET = Sheet("{}", {"a": 1.0, "b": None}, {"b": None}, {"a": "NameError"}, {"b": "x"}, {"a": 0.5})
RESULT = Result(
    {"lab": SHEET},
    (Finding("link", "a.csv"), Finding("file-name", "b", "lab.ipynb")),
    seconds=0.5,
    cpu=0.4,
    memory=2048,
    forgeable=("a",),
    kinds={"lab": {"a": {}}},
    mutating=("a",),
    doubtful=True,
)
REPORT = SubmissionReport(
    owner="sekda",
    submission="1",
    lab="2",
    status="intact",
    score=1.5,
    damage=RESULT.damage,
    scores={"a": 1.5},
    extra={"a": 0.5},
    memory=2048,
    forgeable=("a",),
    moved={"a": (None, 1.5)},
)


@pytest.mark.parametrize("result", [RESULT, Result(), quarantined("gone")])
def test_a_result_is_the_same_on_the_other_side(result):
    assert Result.from_dict(json.loads(json.dumps(result.as_dict()))) == result


def test_a_report_is_read_as_it_was_written():
    plain = json.loads(json.dumps(REPORT.as_dict()))
    assert SubmissionReport.from_dict(plain) == REPORT
    assert "tautan" in plain["damage"][0]["message"] and "seconds" not in plain


def test_a_report_of_an_earlier_version_lacks_what_is_new():
    keys = ("owner", "submission", "lab", "status", "score", "scores", "answers", "errors")
    plain = {**{key: REPORT.as_dict()[key] for key in keys}, "damage": [], "unknown": 1}
    read = SubmissionReport.from_dict(plain)
    assert (read.extra, read.moved, read.forgeable, read.memory) == ({}, None, (), None)


@pytest.mark.parametrize("plain", [{}, {"damage": []}, {"damage": [{}]}])
def test_what_is_no_report_is_refused(plain):
    with pytest.raises((KeyError, TypeError, ValueError)):
        SubmissionReport.from_dict(plain)
