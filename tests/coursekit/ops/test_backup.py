"""Backup and restore: the original is destroyed, and everything comes back as it was."""

import contextlib
import gzip
import os
import shutil
import sqlite3
import subprocess
import tarfile
import zlib

import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.hub.accounts.accounts import Accounts
from coursekit.ops import backup as module
from coursekit.ops.backup import backup, restore
from coursekit.system.private import keep_private

FILES = {
    "exchange/store/submissions/ab/abc.tar.gz": b"archive",
    "submitted/sekda/02-kerangka-spbe/02-kerangka-spbe.ipynb": b"{}",
    "hub/cookie_secret": b"secret",
    "hub/uids.json": b"{}",
    "hub/homes/sekda/jawaban/form.json": b"{}",
}
LEFT = ("hub/proxy/node_modules/a.js", "hub/kits/x/spbe.py", "hub/homes/sekda/.cache/x")


@pytest.fixture
def layout(tmp_path):
    layout = CourseLayout(tmp_path / "course-copy")
    for name, data in {**FILES, **dict.fromkeys(LEFT, b"left")}.items():
        path = layout.var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (layout.var / "hub" / "cookie_secret").chmod(0o600)
    (layout.var / "hub" / "homes" / "sekda" / "Bahan pengajar").symlink_to("/srv/pengajar")
    (layout.var / "feedback").mkdir()
    layout.hub.mkdir(parents=True)
    (layout.hub / "settings.yaml").write_text("hub: {port: 9000}\n")
    Accounts(layout.var / "hub" / "accounts.db")
    with contextlib.closing(sqlite3.connect(layout.var / "gradebook.db")) as db, db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE grade (score REAL)")
        db.execute("INSERT INTO grade VALUES (24.5)")
    keep_private(layout.var)  # as every command does
    return layout


@pytest.fixture
def archive(layout, tmp_path):
    backup(layout, tmp_path / "a.tar.gz")
    return tmp_path / "a.tar.gz"


def tree(top):
    """Everything below a folder: what it is, who may read it, what is in it."""
    return {
        str(path.relative_to(top)): (
            path.lstat().st_mode,
            path.lstat().st_uid,
            path.readlink() if path.is_symlink() else path.is_dir() or path.read_bytes(),
        )
        for path in sorted(top.rglob("*"))
        if path.suffix not in (".db", ".db-wal", ".db-shm")
    }


def scores(layout):
    with contextlib.closing(sqlite3.connect(layout.var / "gradebook.db")) as db:
        return db.execute("SELECT score FROM grade").fetchall()


def test_what_was_destroyed_comes_back_as_it_was(layout, archive):
    for name in LEFT:
        (layout.var / name).unlink()
    for name in ("hub/proxy/node_modules", "hub/proxy", "hub/kits/x", "hub/kits"):
        (layout.var / name).rmdir()
    (layout.var / "hub/homes/sekda/.cache").rmdir()
    before = tree(layout.var)
    shutil.rmtree(layout.var)
    (layout.hub / "settings.yaml").unlink()
    manifest, former = restore(layout, archive)
    assert tree(layout.var) == before and former is None
    assert scores(layout) == [(24.5,)]
    assert (layout.hub / "settings.yaml").read_text() == "hub: {port: 9000}\n"
    assert manifest["files"]["var/hub/cookie_secret"]["size"] == 6


def test_the_archive_is_for_its_owner_alone_and_nothing_is_left_beside_it(archive):
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in archive.parent.iterdir() if "a.tar" in path.name] == ["a.tar.gz"]


def test_a_database_is_copied_while_somebody_writes(layout, tmp_path):
    with contextlib.closing(sqlite3.connect(layout.var / "gradebook.db")) as db:
        db.execute("INSERT INTO grade VALUES (17)")  # not committed: it did not happen yet
        backup(layout, tmp_path / "b.tar.gz")
        db.rollback()
    shutil.rmtree(layout.var)
    restore(layout, tmp_path / "b.tar.gz")
    assert scores(layout) == [(24.5,)]


def test_databases_come_before_the_files_their_records_name(archive):
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    databases = [names.index(name) for name in names if name.endswith(".db")]
    assert max(databases) < names.index("var/exchange/store/submissions/ab/abc.tar.gz")


def test_what_is_here_is_kept_aside(layout, archive):
    (layout.var / "hub" / "cookie_secret").write_bytes(b"newer")
    (layout.hub / "settings.yaml").write_text("hub: {port: 9001}\n")
    _, former = restore(layout, archive)
    assert (former / "hub" / "cookie_secret").read_bytes() == b"newer"
    assert (layout.var / "hub" / "cookie_secret").read_bytes() == b"secret"
    assert "9001" in (layout.hub / "settings.before-restore.yaml").read_text()
    assert (layout.var / "hub" / "proxy" / "node_modules" / "a.js").exists()


@pytest.mark.parametrize("damage", ["cut", "flip", "extra", "escape"])
def test_a_damaged_archive_changes_nothing(layout, archive, tmp_path, damage):
    data = bytearray(archive.read_bytes())
    if damage == "cut":
        archive.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        # A single byte may lie where no byte of the content depends on it.
        middle = len(data) // 2
        data[middle : middle + 64] = bytes(byte ^ 0xFF for byte in data[middle : middle + 64])
        archive.write_bytes(data)
    else:
        (tmp_path / "x").mkdir()
        subprocess.run(["tar", "-xzf", archive, "-C", tmp_path / "x"], check=True)
        (tmp_path / "x" / "new").write_text("x")
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "x" / "new", "var/new" if damage == "extra" else "../new")
            for name in ("var", "settings.yaml", "manifest.json"):
                tar.add(tmp_path / "x" / name, name)
    before = tree(layout.root)
    with pytest.raises(CourseError, match="nothing was changed"):
        restore(layout, archive)
    assert tree(layout.root) == before


def test_a_flipped_bit_anywhere_is_noticed_or_harmless(archive, tmp_path):
    good = archive.read_bytes()
    content, harmless = gzip.decompress(good), 0
    # The first ten bytes are gzip's head: time and system, which no checksum covers.
    for place in range(10, len(good), max(1, len(good) // 150)):
        data = bytearray(good)
        data[place] ^= 1
        broken = tmp_path / "flip.tar.gz"
        broken.write_bytes(data)
        folder = tmp_path / f"to-{place}"
        folder.mkdir()
        try:
            module._unpack(broken, folder)
        except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError):
            continue
        # A bit of the compressed form that no byte of the content depends on.
        assert gzip.decompress(bytes(data)) == content, place
        harmless += 1
    assert harmless < 75


def test_neither_a_running_hub_nor_an_existing_file_is_overwritten(layout, archive, serving):
    with pytest.raises(UsageError, match="exists already"):
        backup(layout, archive)
    pid = layout.var / "hub" / "serve.pid"
    pid.write_text(str(serving))
    with pytest.raises(UsageError, match=f"stop it first: kill {serving}"):
        restore(layout, archive)
    pid.write_text(str(os.getpid()))  # left by a crash; the number is another program's now
    restore(layout, archive)


def test_an_interrupted_backup_leaves_no_file(layout, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backup(layout, tmp_path / "c.tar.gz")
    assert not list(tmp_path.glob("c.tar.gz*"))


def test_what_lies_on_other_machines_is_named(layout, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(layout.root))
    (layout.hub / "settings.yaml").write_text(
        "exchange: {database: 'postgresql://db/exchange', storage: 's3://bucket'}\n"
        "grading: {gradebook: 'postgresql://grader:secret@db/marks'}\n"
    )
    said = CliRunner().invoke(main, ["backup", str(tmp_path / "e.tar.gz")]).output
    assert "NOT in it" in said and "pg_dump" in said and "s3://bucket" in said
    assert "the marks lie in" in said and "secret@" not in said


def test_one_command_each(layout, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(layout.root))
    path = str(tmp_path / "d.tar.gz")
    assert "keep it secret" in CliRunner().invoke(main, ["backup", path]).output
    shutil.rmtree(layout.var)
    result = CliRunner().invoke(main, ["restore", path])
    assert result.exit_code == 0 and "are back" in result.output
    assert CliRunner().invoke(main, ["restore", str(tmp_path / "none")]).exit_code == 2
