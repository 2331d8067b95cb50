"""Every lab against its golden submissions, marked as trainees' are."""

from pathlib import Path

import golden
import pytest

from coursekit.core.layout import find_layout
from coursekit.core.syllabus import load_syllabus

LAYOUT = find_layout(Path(__file__).parent)
LABS = [unit.id for unit in load_syllabus(LAYOUT.syllabus).labs]

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=LABS)
def unit(request):
    return request.param


@pytest.fixture(scope="module")
def points(unit):
    return golden.automatic_points(LAYOUT, unit)


@pytest.fixture(scope="module")
def mistakes(unit):
    return {item.name: item for item in golden.read_golden(LAYOUT.golden(unit))}


@pytest.fixture(scope="module")
def marks(unit, mistakes, tmp_path_factory):
    submissions = {}
    for owner in golden.owners(LAYOUT, unit) or [""]:
        submissions[f"perfect{owner}"] = golden.perfect(LAYOUT, unit, owner=owner)
        submissions[f"blank{owner}"] = golden.blank(LAYOUT, unit, owner)
        submissions[f"tampered{owner}"] = golden.tampered(LAYOUT, unit, owner)
    for name, item in mistakes.items():
        submissions[name] = golden.perfect(LAYOUT, unit, item.answers, item.files, item.owner)
    return golden.grade(LAYOUT, unit, submissions, tmp_path_factory.mktemp("golden"))


def test_perfect_earns_every_automatic_point(marks, points):
    perfect = {name: one for name, one in marks.items() if name.startswith("perfect")}
    assert perfect == dict.fromkeys(perfect, points)


@pytest.mark.parametrize("name", ["blank", "tampered"])
def test_nothing_done_earns_nothing(marks, name):
    earned = {one: sum(marks[one].values()) for one in marks if one.startswith(name)}
    assert earned == dict.fromkeys(earned, 0)


def test_a_typical_mistake_earns_what_its_author_says(marks, mistakes):
    assert {name: marks[name] for name in mistakes} == {
        name: item.marks for name, item in mistakes.items()
    }


def test_every_question_has_a_typical_mistake(mistakes, points):
    lost = {
        grade_id
        for item in mistakes.values()
        for grade_id, mark in item.marks.items()
        if mark < points[grade_id]
    }
    assert lost >= {grade_id for grade_id, value in points.items() if value}
