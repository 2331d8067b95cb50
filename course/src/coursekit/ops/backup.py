"""One file that holds everything of a training, and the way back from it.

Effects: the archive; on restoring, course/var, whose former content is kept beside it.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.settings import load_settings
from coursekit.ops.logs import KEPT
from coursekit.system.private import keep_private

__all__ = ["backup", "restore"]

_VERSION = 1
_MANIFEST = "manifest.json"
_SETTINGS = "settings.yaml"
# Made anew at every start, or of no use elsewhere.
_LEFT = {
    *("hub/proxy", "hub/kits", "hub/doors", "hub/ways", "hub/servers", "hub/serve.pid"),
    *("hub/hub.log", "hub/proxy.pid", "hub/formgrader", "hub/staff", "book.stamp"),
    *(f"hub/hub.log.{number + 1}" for number in range(KEPT)),
}
_LEFT_NAMES = {".cache", "__pycache__", ".ipynb_checkpoints", "runtime"}
_DATABASES = (".db", ".sqlite")
_SPOOL = 8 << 20


def backup(layout: CourseLayout, target: Path) -> dict[str, Any]:
    """Write everything of course/var that matters into one archive; a hub may run meanwhile.

    Databases come first, by SQLite's own copy: each is of one moment, and every file a record
    names was on the disk before the record.

    Parameters
    ----------
    target : Path
        New file, ``.tar.gz``; only its owner may read it, for it holds the hub's secrets.

    Returns
    -------
    dict
        The manifest: version, time, sha256 and size of every file, and under ``elsewhere`` what
        the settings keep on other machines, which this archive does not hold.

    Raises
    ------
    UsageError
        If the target exists already or there is nothing to back up.
    """
    if target.exists():
        raise UsageError(f"{target}: exists already; choose a new name")
    if not layout.var.is_dir():
        raise UsageError(f"{layout.var}: nothing to back up yet")
    files: dict[str, dict[str, Any]] = {}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    manifest: dict[str, Any] = {"version": _VERSION, "made": made, "files": files}
    manifest["elsewhere"] = _elsewhere(layout)
    draft = target.with_name(target.name + ".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            with tarfile.open(fileobj=sink, mode="w:gz", compresslevel=3) as archive:
                for path in sorted(_kept(layout.var), key=lambda path: not _is_database(path)):
                    _put(archive, path, f"var/{path.relative_to(layout.var)}", files)
                if (layout.hub / _SETTINGS).is_file():
                    _put(archive, layout.hub / _SETTINGS, _SETTINGS, files)
                text = json.dumps(manifest).encode()
                member = tarfile.TarInfo(_MANIFEST)
                member.size, member.mode = len(text), 0o600
                archive.addfile(member, io.BytesIO(text))
            sink.flush()
            os.fsync(sink.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(layout: CourseLayout, source: Path) -> tuple[dict[str, Any], Path | None]:
    """Put an archive back, checked whole before anything is replaced.

    Returns
    -------
    manifest : dict
        What was restored.
    former : Path or None
        Where the former content of course/var lies now.

    Raises
    ------
    UsageError
        If the file is missing, or a hub runs here.
    CourseError
        If the archive is damaged; nothing is changed then.
    """
    if not source.is_file():
        raise UsageError(f"{source}: no such file")
    _refuse_running(layout)
    fresh = Path(tempfile.mkdtemp(prefix="var-restoring-", dir=layout.course))
    try:
        try:
            manifest = _unpack(source, fresh)
        except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
            raise CourseError(f"{source}: damaged ({error}); nothing was changed") from None
        former = None
        keep_private(fresh / "var")
        if layout.var.exists():
            former = layout.course / f"var-before-{datetime.now():%Y%m%d-%H%M%S}"
            keep_private(layout.var)
            layout.var.rename(former)
        (fresh / "var").rename(layout.var)
        _restore_settings(fresh / _SETTINGS, layout.hub / _SETTINGS)
        # The installed proxy is no part of a backup; without a network it is worth keeping.
        with contextlib.suppress(OSError):
            (former / "hub" / "proxy").rename(layout.var / "hub" / "proxy") if former else None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest, former


def _elsewhere(layout: CourseLayout) -> list[str]:
    """Name what does not lie in course/var: a database server, a file store."""
    settings = load_settings(layout.hub / _SETTINGS)
    exchange, found = settings["exchange"], []
    if settings["grading"]["gradebook"]:
        found.append("the marks lie in a gradebook of their own: back it up there")
    if exchange["database"]:
        found.append("the exchange's records lie in a database server: back it up there (pg_dump)")
    if exchange["storage"]:
        found.append(f"the exchange's files lie at {exchange['storage']}: back them up there")
    return found


def _kept(top: Path) -> Iterator[Path]:
    """Yield folders, files and links that belong into a backup; links are not followed."""
    for path in sorted(top.iterdir()):
        yield from _below(path, top)


def _below(path: Path, top: Path) -> Iterator[Path]:
    relative = path.relative_to(top).as_posix()
    if relative in _LEFT or path.name in _LEFT_NAMES or path.name.endswith(("-wal", "-shm")):
        return
    if path.is_symlink() or path.is_file():
        yield path
    elif path.is_dir():
        yield path
        for inner in sorted(path.iterdir()):
            yield from _below(inner, top)


def _is_database(path: Path) -> bool:
    if path.suffix not in _DATABASES or path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as source:
        return source.read(15) == b"SQLite format 3"


def _put(archive: tarfile.TarFile, path: Path, name: str, files: dict[str, dict[str, Any]]) -> None:
    try:
        member = archive.gettarinfo(path, name)
        if not member.isreg():
            if member.isdir() or member.issym():
                archive.addfile(member)
                files[name] = {"link": member.linkname} if member.issym() else {"folder": True}
            return
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as copy:
            # Copied first: a file that grows meanwhile must not break the archive.
            _copy_database(path, copy) if _is_database(path) else _copy(path, copy)
            member.size = copy.tell()
            member.type = tarfile.REGTYPE  # a hard link is a file of its own here
            copy.seek(0)
            digest = hashlib.file_digest(copy, "sha256").hexdigest()
            copy.seek(0)
            archive.addfile(member, copy)
    except FileNotFoundError:
        return  # gone since it was listed
    files[name] = {"sha256": digest, "size": member.size}


def _copy(path: Path, sink: BinaryIO) -> None:
    with path.open("rb") as source:
        shutil.copyfileobj(source, sink)


def _copy_database(path: Path, sink: BinaryIO) -> None:
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as scratch:
        with (
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as live,
            contextlib.closing(sqlite3.connect(scratch.name)) as copy,
        ):
            live.backup(copy)
        _copy(Path(scratch.name), sink)


def _unpack(source: Path, target: Path) -> dict[str, Any]:
    """Unpack into an empty folder and compare with the manifest; links are made last."""
    found: dict[str, dict[str, Any]] = {}
    links: list[tuple[Path, tarfile.TarInfo]] = []
    manifest: dict[str, Any] = {}
    with gzip.open(source) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            if name.is_absolute() or ".." in name.parts:
                raise ValueError(f"{member.name} leads out")
            path = target / name
            if member.name == _MANIFEST:
                manifest = json.load(archive.extractfile(member))
            elif member.isdir():
                path.mkdir(parents=True, exist_ok=True)
                found[member.name] = {"folder": True}
                _own(path, member)
            elif member.issym():
                links.append((path, member))
                found[member.name] = {"link": member.linkname}
            elif member.isreg():
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as sink:
                    shutil.copyfileobj(archive.extractfile(member), sink)
                _own(path, member)
                with path.open("rb") as written:
                    digest = hashlib.file_digest(written, "sha256").hexdigest()
                found[member.name] = {"sha256": digest, "size": member.size}
        # gzip compares its checksum at the very end only, and tarfile stops before it.
        while plain.read(1 << 20):
            pass
    if not manifest:
        raise ValueError("no manifest: it was not written to its end")
    if manifest["version"] != _VERSION:
        raise ValueError(f"made by another version ({manifest['version']})")
    for name in sorted(set(found) | set(manifest["files"])):
        if found.get(name) != manifest["files"].get(name):
            raise ValueError(f"{name} is not as it was")
    for path, member in links:
        path.symlink_to(member.linkname)
        _own(path, member)
    return manifest


def _own(path: Path, member: tarfile.TarInfo) -> None:
    if os.geteuid() == 0:
        os.chown(path, member.uid, member.gid, follow_symlinks=False)
    if not path.is_symlink():
        path.chmod(member.mode & 0o7777)


def _restore_settings(saved: Path, present: Path) -> None:
    """Put the settings back; others that are there already are kept under another name."""
    if not saved.is_file() or (present.is_file() and present.read_bytes() == saved.read_bytes()):
        return
    if present.is_file():
        present.replace(present.with_name("settings.before-restore.yaml"))
    shutil.copy(saved, present)


def _refuse_running(layout: CourseLayout) -> None:
    from coursekit.system.processes import running

    if pid := running(layout.var / "hub" / "serve.pid"):
        raise UsageError(f"the training runs (process {pid}); stop it first: kill {pid}")
