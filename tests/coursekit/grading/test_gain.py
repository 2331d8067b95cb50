"""What was learned between two parallel forms: each trainee, the cohort, and the report."""

import dataclasses
import json
from types import SimpleNamespace

import pytest
import yaml

from coursekit.core.layout import CourseLayout
from coursekit.grading.report.gain import Gain, growth_of, normalised
from coursekit.grading.report.report import Report, write_report
from coursekit.nbgrader_ops.growth import growth_in
from labkit.answers import Answer, write_answer

FORM = {
    "title": "Tes",
    "questions": [
        {
            "id": name,
            "kind": "single",
            "text": f"{name}?",
            "choices": {"x": "X", "y": "Y"},
            "key": {"right": "x", "why": "Begitu."},
        }
        for name in ("satu", "dua", "tiga", "empat")
    ],
}


def test_the_gain_is_of_what_was_left_to_gain():
    assert normalised(0.5, 0.75) == 0.5
    assert normalised(0.5, 0.25) == -0.5
    assert normalised(1.0, 1.0) is None


def test_the_cohort_counts_those_who_answered_both():
    growth = growth_of(
        {"ani": 0.2, "budi": 0.4, "cici": 0.9}, {"ani": 0.6, "budi": 1.0, "eko": 1.0}
    )
    assert growth.both == 2
    assert (growth.before, growth.after, growth.gain) == pytest.approx((0.3, 0.8, 0.7143))
    assert growth.rows[0] == Gain("ani", 0.2, 0.6, 0.5)
    assert growth.rows[2] == Gain("cici", 0.9, None, None)
    assert growth_of({"ani": 0.2}, {}) == growth_of({"ani": 0.2}, {})
    assert growth_of({"ani": 0.2}, {}).gain is None


@pytest.fixture
def course(tmp_path):
    """Two units with a form each; ani answered both, budi the first, cici left hers blank."""
    layout = CourseLayout(tmp_path)
    for unit, name in (("00-awal", "pra"), ("12-akhir", "pasca")):
        layout.forms(unit).mkdir(parents=True)
        (layout.forms(unit) / f"{name}.yml").write_text(yaml.safe_dump(FORM))
    given = {
        ("00-awal", "pra", "ani"): {"satu": "x", "dua": "y"},
        ("00-awal", "pra", "budi"): {"satu": "x"},
        ("00-awal", "pra", "cici"): {},
        ("12-akhir", "pasca", "ani"): dict.fromkeys(("satu", "dua", "tiga"), "x"),
    }
    for (unit, name, owner), answers in given.items():
        folder = tmp_path / "autograded" / owner / unit
        folder.mkdir(parents=True)
        write_answer(Answer(name, owner, {"questions": answers}), folder=folder)
    (tmp_path / "autograded" / "dedi" / "00-awal").mkdir(parents=True)  # handed in no file
    return layout, SimpleNamespace(
        owners=lambda unit: ["ani", "budi", "cici", "dedi"],
        autograded_of=lambda unit, owner: tmp_path / "autograded" / owner / unit,
    )


def test_only_the_unit_of_the_second_form_shows_it(course):
    layout, marked = course
    syllabus = SimpleNamespace(growth=("00-awal/pra", "12-akhir/pasca"))
    assert growth_in(layout, syllabus, marked, "00-awal") is None
    assert growth_in(layout, SimpleNamespace(growth=()), marked, "12-akhir") is None
    growth = growth_in(layout, syllabus, marked, "12-akhir")
    assert growth.rows == (Gain("ani", 0.25, 0.75, 0.6667), Gain("budi", 0.25, None, None))
    assert growth.both == 1 and growth.gain == 0.6667


def test_the_report_shows_each_trainee_and_the_cohort(course, tmp_path):
    growth = growth_of({"ani": 0.25}, {"ani": 0.75})
    report = Report("12-akhir", 10, (), (), growth)
    page = write_report(report, tmp_path / "reports").read_text()
    assert "Yang bertambah" in page and "0,67" in page and "1 menjawab keduanya" in page
    told = json.loads((tmp_path / "reports" / "12-akhir.json").read_text())
    assert told["growth"]["rows"][0]["owner"] == "ani"
    bare = dataclasses.replace(report, growth=None)
    assert "Yang bertambah" not in write_report(bare, tmp_path / "reports").read_text()
