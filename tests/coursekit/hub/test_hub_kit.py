"""The trainees' kit: a built wheel, unpacked, with the tables and without a key."""

from pathlib import Path

import pytest

from coursekit.core.errors import CourseError
from coursekit.core.forms import forms_of
from coursekit.core.layout import find_layout
from coursekit.hub.sandboxes import kit


@pytest.mark.slow
def test_the_kit_holds_tables_and_no_key_and_is_built_once(tmp_path):
    folder = kit.install_kit(tmp_path / "kits")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert {"spbe", "labkit", "coursekit", "spbe/_tables/datapackage.json"} <= names
    assert not [name for name in names if "answer_key" in name or name.startswith("solutions")]
    text = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    keys = [form.key for form in forms_of(find_layout(Path(__file__).parent)).values()]
    reasons = {entry["why"].encode() for key in keys for entry in key.values()}
    assert reasons and not [why for why in reasons if why in text]
    before = folder.stat().st_ctime_ns
    assert kit.install_kit(tmp_path / "kits") == folder
    assert folder.stat().st_ctime_ns == before


@pytest.mark.parametrize("name", ["x/answer_keys/a.yaml", "solutions/a.ipynb", "tests/a.py"])
def test_a_wheel_with_a_key_is_refused(name):
    with pytest.raises(CourseError, match="trainees"):
        kit._refuse_keys(["spbe/__init__.py", name])
