"""An unreadable syllabus is refused with file and place."""

import pytest
import yaml

from coursekit.core.errors import UsageError
from coursekit.core.syllabus import Opening, load_syllabus


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Contoh\ncourse", "title: [\ncourse", "syllabus.yml:"),
        ("  - 01-contoh", "  - contoh", "syllabus.yml: units/0: 'contoh' does not match"),
        ("  - 01-contoh", "  - 02-lain", "02-lain/unit.yml: no such file"),
        ("hours: 1", "hour: 1", "01-contoh/unit.yml: top: "),
        ("text: Menjumlah.", "text: ''", "01-contoh/unit.yml: objectives/0/text: "),
        ("weight: 100", "weight: 0", "syllabus.yml: units: none is available"),
        ("pass_percent: 70", "pass_percent: 700", "pass_percent: 700 is greater"),
    ],
)
def test_a_fault_is_named_with_file_and_place(small_layout, old, new, words):
    for path in (small_layout.syllabus, small_layout.unit_data("01-contoh")):
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(UsageError) as caught:
        load_syllabus(small_layout.syllabus)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("opens: {date: 1 December}", "opens/date: '1 December' does not match"),
        ("opens: {date: 2026-12-01, closed: 01-contoh}", "opens: {'date'"),
        ("opens: {closed: 01-contoh}", "01-contoh waits for 01-contoh"),
        ("opens: {handed_in: 01-contoh}", "01-contoh waits for 01-contoh"),
        ("opens: {closed: 09-lain}", "09-lain"),
        ("opens_data: [evaluated]", "opens_data: say under opens when they may be seen"),
        ("opens: {date: 2026-12-01}\nopens_data: [../kunci]", "opens_data/0"),
    ],
)
def test_a_lab_that_could_never_open_is_refused(small_layout, lines, words):
    path = small_layout.unit_data("01-contoh")
    path.write_text(f"{path.read_text()}{lines}\n")
    with pytest.raises(UsageError) as caught:
        load_syllabus(small_layout.syllabus)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("date", ["2026-12-01", "2026-12-01 08:00", "'2026-12-01 08:00'"])
def test_a_date_of_opening_needs_no_quotes(small_layout, date):
    path = small_layout.unit_data("01-contoh")
    path.write_text(f"{path.read_text()}opens: {{date: {date}}}\nopens_data: [evaluated]\n")
    (unit,) = load_syllabus(small_layout.syllabus).units
    assert unit.opens == Opening(date=date.strip("'")) and unit.opens_data == ("evaluated",)


def test_a_missing_file_and_a_doubled_unit_are_named(small_layout, tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.yml: no such file"):
        load_syllabus(tmp_path / "nowhere.yml")
    text = small_layout.syllabus.read_text()
    small_layout.syllabus.write_text(text + "  - 01-contoh\n")
    with pytest.raises(UsageError, match="01-contoh stands twice"):
        load_syllabus(small_layout.syllabus)


def test_objectives_hours_and_weights_are_read(small_layout):
    syllabus = load_syllabus(small_layout.syllabus)
    (unit,) = syllabus.labs
    assert (unit.hours, unit.weight, unit.objectives[0].grades) == (1, 100, ("total_test",))


@pytest.mark.parametrize("available", [("00", "02"), ("01",), ("00", "01", "02")])
def test_weights_of_the_units_that_can_be_worked_sum_to_100(small_layout, available):
    weights = {"00": 2, "01": 6, "02": 8}
    small_layout.syllabus.write_text(
        "{title: T, course_id: t, pass_percent: 70, units: [00-unit, 01-unit, 02-unit]}"
    )
    for number, weight in weights.items():
        path = small_layout.unit_data(f"{number}-unit")
        path.parent.mkdir()
        ready = str(number in available).lower()
        path.write_text(f"{{title: U, hours: 1, weight: {weight}, available: {ready}}}")
    units = load_syllabus(small_layout.syllabus).units
    assert sum(unit.weight for unit in units) == pytest.approx(100)
    total = sum(weights[number] for number in available)
    for unit in units:
        share = 100 * weights[unit.id[:2]] / total if unit.id[:2] in available else 0
        assert unit.weight == pytest.approx(share)


def test_demonstration_accounts_are_the_courses_own_or_neutral(small_layout):
    plain = load_syllabus(small_layout.syllabus)
    assert [one.role for one in plain.demo] == ["instructor", "trainee", "trainee", "trainee"]
    text = small_layout.syllabus.read_text()
    own = yaml.safe_dump({"demo": [{"name": "dosen", "full_name": "Dosen", "role": "instructor"}]})
    small_layout.syllabus.write_text(text + own)
    (one,) = load_syllabus(small_layout.syllabus).demo
    assert (one.name, one.full_name, one.role) == ("dosen", "Dosen", "instructor")
    small_layout.syllabus.write_text(text + own.replace("dosen", "Dosen Satu"))
    with pytest.raises(UsageError, match="demo/0/name"):
        load_syllabus(small_layout.syllabus)
