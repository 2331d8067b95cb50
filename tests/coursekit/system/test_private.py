"""Run-time state is closed to everybody else on the machine."""

import os
import stat
import tarfile

import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.core.layout import CourseLayout
from coursekit.ops import backup
from coursekit.system.private import keep_private


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def layout(tmp_path):
    """A checkout with state as an earlier version left it, open to all."""
    layout = CourseLayout(tmp_path)
    (layout.var / "hub" / "homes" / "sekda").mkdir(parents=True)
    layout.var.chmod(0o755)
    (layout.course / "syllabus.yml").touch()
    for name in ("gradebook.db", "hub/hub.sqlite", "hub/hub.log", "hub/hub.log.1"):
        (layout.var / name).touch()
        (layout.var / name).chmod(0o644)
    return layout


def test_what_was_open_is_closed(layout):
    keep_private(layout.var)
    assert mode(layout.var) == mode(layout.var / "hub") == 0o700
    for name in ("gradebook.db", "hub/hub.sqlite", "hub/hub.log", "hub/hub.log.1"):
        assert mode(layout.var / name) == 0o600


def test_what_people_and_sandboxes_use_stays_as_it_is(layout):
    home = layout.var / "hub" / "homes" / "sekda"
    home.chmod(0o755)
    shared = layout.var / "hub" / "kits"
    shared.mkdir()
    shared.chmod(0o755)
    keep_private(layout.var)
    assert mode(home) == mode(shared) == 0o755


def test_links_are_not_followed(layout, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    (layout.var / "other.db").symlink_to(elsewhere)
    keep_private(layout.var)
    assert mode(elsewhere) == 0o644


def test_every_command_closes_it(layout, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(layout.root))
    CliRunner().invoke(main, ["due", "--help"])
    assert mode(layout.var) == 0o700


@pytest.fixture
def open_umask():
    before = os.umask(0o000)
    yield
    os.umask(before)


def test_a_restored_state_is_closed_too(layout, tmp_path, open_umask):
    archive = tmp_path / "cadangan.tar.gz"
    backup.backup(layout, archive)
    assert mode(archive) == 0o600
    with tarfile.open(archive) as members:
        assert not [one for one in members.getnames() if "hub.log" in one]
    _, former = backup.restore(layout, archive)
    assert mode(layout.var) == mode(layout.var / "hub") == 0o700
    assert mode(layout.var / "gradebook.db") == 0o600
    assert mode(former) == 0o700


def test_a_checkout_without_state_is_left_alone(tmp_path):
    keep_private(tmp_path / "var")
    assert not (tmp_path / "var").exists()
