"""The settings of a hub: defaults, differences, a closed schema."""

import copy

import pytest

from coursekit.errors import UsageError
from coursekit.house import find_house
from coursekit.settings import DEFAULTS, SCHEMA, load_settings, merge


def keys(tree, path=()):
    """All paths of a nested mapping."""
    found = set()
    for key, value in tree.items():
        found.add((*path, key))
        if isinstance(value, dict):
            found |= keys(value, (*path, key))
    return found


def schema_keys(schema, path=()):
    found = set()
    for key, value in schema.get("properties", {}).items():
        found |= {(*path, key)} | schema_keys(value, (*path, key))
    return found


def test_schema_and_defaults_name_the_same_keys():
    assert keys(DEFAULTS) == schema_keys(SCHEMA)


def test_every_key_is_described():
    def walk(schema):
        for value in schema.get("properties", {}).values():
            assert value["description"]
            walk(value)

    walk(SCHEMA)


def test_a_missing_file_means_the_defaults(tmp_path):
    assert load_settings(tmp_path / "none.yaml") == DEFAULTS


def test_the_file_of_the_course_is_valid():
    assert load_settings(find_house().hub / "settings.yaml").keys() == DEFAULTS.keys()


def test_a_difference_is_laid_over_the_defaults(tmp_path):
    file = tmp_path / "settings.yaml"
    file.write_text("hub: {port: 9000}\n")
    settings = load_settings(file)
    assert settings["hub"] == {**DEFAULTS["hub"], "port": 9000}
    assert settings["servers"] == DEFAULTS["servers"]


def test_no_result_shares_anything_with_the_defaults(tmp_path):
    before = copy.deepcopy(DEFAULTS)
    load_settings(tmp_path / "none.yaml")["hub"]["port"] = 1
    merge(DEFAULTS, {})["servers"]["memory_mb"] = 1
    assert before == DEFAULTS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hubb: {}", "hubb"),
        ("hub: {prt: 1}", "prt"),
        ("hub: {port: 80}", "hub.port"),
        ("servers: {isolation: maybe}", "servers.isolation"),
        ("- 1", "top"),
        ("hub: {port", ":1"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path, text, told):
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"settings\.yaml") as caught:
        load_settings(file)
    assert told in str(caught.value)
