"""An unreadable syllabus is refused with file and place."""

import pytest

from coursekit.core.errors import UsageError
from coursekit.core.syllabus import load_syllabus


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Contoh\ncourse", "title: [\ncourse", "syllabus.yml:"),
        ("weight: 100", "weight: 90", "sum to 90, not 100"),
        ("id: 01-contoh", "id: contoh", "units/0/id: 'contoh' does not match"),
        ("hours: 1", "hour: 1", "units/0: "),
        ("pass_percent: 70", "pass_percent: 700", "pass_percent: 700 is greater"),
    ],
)
def test_a_fault_is_named_with_file_and_place(small_layout, old, new, words):
    text = small_layout.syllabus.read_text()
    small_layout.syllabus.write_text(text.replace(old, new))
    with pytest.raises(UsageError) as caught:
        load_syllabus(small_layout.syllabus)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_and_a_doubled_unit_are_named(small_layout, tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.yml: no such file"):
        load_syllabus(tmp_path / "nowhere.yml")
    text = small_layout.syllabus.read_text()
    small_layout.syllabus.write_text(text + "  - {id: 01-contoh, title: Lagi, hours: 1}\n")
    with pytest.raises(UsageError, match="01-contoh stands twice"):
        load_syllabus(small_layout.syllabus)


def test_objectives_hours_and_weights_are_read(small_layout):
    syllabus = load_syllabus(small_layout.syllabus)
    (unit,) = syllabus.labs
    assert (unit.hours, unit.weight, unit.objectives[0].grades) == (1, 100, ("total_test",))
