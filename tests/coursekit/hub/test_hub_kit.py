"""The trainees' kit: a built wheel, unpacked, with the tables and without a key."""

import pytest

from coursekit.core.errors import CourseError
from coursekit.hub.sandboxes import kit


@pytest.mark.slow
def test_the_kit_holds_tables_and_no_key_and_is_built_once(tmp_path):
    folder = kit.install_kit(tmp_path / "kits")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert {"spbe", "labkit", "coursekit", "spbe/_tables/datapackage.json"} <= names
    assert not [name for name in names if "answer_key" in name or name.startswith("solutions")]
    before = folder.stat().st_ctime_ns
    assert kit.install_kit(tmp_path / "kits") == folder
    assert folder.stat().st_ctime_ns == before


@pytest.mark.parametrize("name", ["x/answer_keys/a.yaml", "solutions/a.ipynb", "tests/a.py"])
def test_a_wheel_with_a_key_is_refused(name):
    with pytest.raises(CourseError, match="trainees"):
        kit._refuse_keys(["spbe/__init__.py", name])
