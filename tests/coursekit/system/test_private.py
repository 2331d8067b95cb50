"""Run-time state is closed to everybody else on the machine."""

import os
import stat
import tarfile

import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.core.layout import House
from coursekit.ops import backup
from coursekit.system.private import keep_private


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def house(tmp_path):
    """A checkout with state as an earlier version left it, open to all."""
    house = House(tmp_path)
    (house.var / "hub" / "homes" / "sekda").mkdir(parents=True)
    house.var.chmod(0o755)
    (house.course / "syllabus.yml").touch()
    for name in ("gradebook.db", "hub/hub.sqlite", "hub/hub.log", "hub/hub.log.1"):
        (house.var / name).touch()
        (house.var / name).chmod(0o644)
    return house


def test_what_was_open_is_closed(house):
    keep_private(house.var)
    assert mode(house.var) == mode(house.var / "hub") == 0o700
    for name in ("gradebook.db", "hub/hub.sqlite", "hub/hub.log", "hub/hub.log.1"):
        assert mode(house.var / name) == 0o600


def test_what_people_and_sandboxes_use_stays_as_it_is(house):
    home = house.var / "hub" / "homes" / "sekda"
    home.chmod(0o755)
    shared = house.var / "hub" / "kits"
    shared.mkdir()
    shared.chmod(0o755)
    keep_private(house.var)
    assert mode(home) == mode(shared) == 0o755


def test_links_are_not_followed(house, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    (house.var / "other.db").symlink_to(elsewhere)
    keep_private(house.var)
    assert mode(elsewhere) == 0o644


def test_every_command_closes_it(house, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(house.root))
    CliRunner().invoke(main, ["due", "--help"])
    assert mode(house.var) == 0o700


@pytest.fixture
def open_umask():
    before = os.umask(0o000)
    yield
    os.umask(before)


def test_a_restored_state_is_closed_too(house, tmp_path, open_umask):
    archive = tmp_path / "cadangan.tar.gz"
    backup.backup(house, archive)
    assert mode(archive) == 0o600
    with tarfile.open(archive) as members:
        assert not [one for one in members.getnames() if "hub.log" in one]
    _, former = backup.restore(house, archive)
    assert mode(house.var) == mode(house.var / "hub") == 0o700
    assert mode(house.var / "gradebook.db") == 0o600
    assert mode(former) == 0o700


def test_a_checkout_without_state_is_left_alone(tmp_path):
    keep_private(tmp_path / "var")
    assert not (tmp_path / "var").exists()
