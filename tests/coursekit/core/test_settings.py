"""The settings of a hub: defaults, differences, a closed schema."""

import copy

import pytest

from coursekit.core.errors import UsageError
from coursekit.core.layout import find_layout
from coursekit.core.settings import DEFAULTS, SCHEMA, load_settings, merge


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
    assert load_settings(find_layout().hub / "settings.yaml").keys() == DEFAULTS.keys()


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
        ("hub: {prt: 1}", "did you mean port?"),
        ("servers: {isolation: sandboxed}", "did you mean sandbox?"),
        ("exchange: {time_zone: Asia/Jakrta}", "did you mean Asia/Jakarta"),
        ("exchange: {time_zone: jakarta}", "Asia/Jakarta"),
        ("exchange: {time_zone: WIB}", "in Indonesia: Asia/Jakarta"),
        ("exchange: {time_zone: Asia}", "exchange.time_zone: 'Asia' is no time zone"),
        ("exchange: {time_zone: ../etc}", "exchange.time_zone"),
        ("exchange: {time_zone: ''}", "exchange.time_zone"),
        ("exchange: {url: localhost}", "exchange.url"),
        ("exchange: {database: postgres}", "exchange.database: 'postgres' is no address"),
        ("exchange: {database: 'orakel://x'}", "exchange.database: 'orakel://x' names a kind"),
        ("exchange: {storage: 's33://x'}", "exchange.storage"),
        ("exchange: {size_mb: 60, total_mb: 50}", "exchange.total_mb: is less than"),
        ("exchange: {instant_per_hour: 2}", "exchange.instant_per_hour: has no effect"),
        ("exchange: {kind: http}", "exchange.kind: there is one exchange now"),
        ("servers: {isolation: none, memory_mb: 600}", "servers.memory_mb: has no effect"),
        ("accounts: {authenticator: dummy, signup: true}", "accounts.signup: has no effect"),
        ("accounts: {authenticator: dumy}", "did you mean dummy"),
        ("accounts: {authenticator: tiada.Sama.Sekali}", "accounts.authenticator"),
        ("hub: {proxies: [proksi]}", "hub.proxies: 'proksi' is no IP address"),
        ("grading: {warm: [json, tiada.sekali]}", "grading.warm: 'tiada.sekali' is no module"),
        ("grading: {case: 'jsn:loads'}", "grading.case"),
        ("hub: {port: 9000}\nservers: {}\nhub: {address: '::1'}", ":3: hub stands here a second"),
        ("hub: {port: 9000, port: 9001}", ":1: port stands here a second time"),
        ("accounts: {attempts: 400}", "accounts.address_attempts: is less than"),
        ("accounts: {minimum_length: 201}", "accounts.minimum_length"),
        ("grading: {gradebook: buku}", "grading.gradebook"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path, text, told):
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"settings\.yaml") as caught:
        load_settings(file)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "exchange: {time_zone: Asia/Makassar, size_mb: 5}",
        "exchange: {time_zone: Etc/GMT-8}",
        "exchange: {time_zone: Asia/Jayapura}",
        "exchange: {database: 'sqlite:////tmp/x.db', storage: 's3://wadah'}",
        "accounts: {authenticator: coursekit.hub.accounts.authenticator.LocalAuthenticator}",
        "accounts: {signup: true}",
        "accounts: {authenticator: dummy}",
        "hub: {proxies: [192.0.2.1, '2001:db8::1']}",
        "grading: {warm: [json.decoder], case: 'json:loads', gradebook: 'sqlite:///x.db'}",
        "",
    ],
)
def test_what_exists_and_has_an_effect_is_taken(tmp_path, text):
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    load_settings(file)


def test_a_key_of_an_earlier_version_is_refused_with_what_stands_in_its_place(tmp_path):
    file = tmp_path / "settings.yaml"
    file.write_text("accounts: {session_days: 1}\n")
    with pytest.raises(UsageError, match=r"session_days: is now accounts\.session_hours"):
        load_settings(file)


@pytest.mark.parametrize("url", ["http://kursus.example", "https://a/b", "kursus.example"])
def test_a_public_address_is_a_name_behind_tls(tmp_path, url):
    file = tmp_path / "settings.yaml"
    file.write_text(f"hub: {{public_url: '{url}'}}\n")
    with pytest.raises(UsageError, match=r"hub\.public_url"):
        load_settings(file)
