"""Archives as they travel: packed small, checked as they come, unpacked without surprises."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import io
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from coursekit.core.old_output import Measured, Readable, begins_like_json, cut_output
from coursekit.exchange.model.naming import Contents

__all__ = ["MAX_BYTES", "MAX_FILES", "ArchiveRefused", "check", "pack", "unpack", "weight"]
__all__ += ["with_files"]

MAX_BYTES = 50 << 20  # unpacked
MAX_FILES = 500
_DEEP = 10
_LONG = 200  # bytes of a name
_HEADERS = 1 << 20
_WITH_OUTPUT = 4  # times the limit that may be read, where the rest is old output
_KEYS = (b'"nbformat"', b'"cells"', b'"worksheets"')
_BROKEN = "Kiriman tidak utuh atau bukan arsip yang dikenal. Silakan kumpulkan sekali lagi."


class ArchiveRefused(Exception):
    """An upload that is no archive, or one that could do harm; a sentence says which."""


def weight(path: Path) -> int:
    """Return the bytes of a file; of a notebook, without its old output."""
    if not _by_name(path.name):
        return path.stat().st_size
    measured = Measured()
    with path.open("rb") as source:
        for _ in cut_output(source, measured):
            pass
    return measured.kept


def pack(folder: Path, ignore: Iterable[str] = (), with_output: bool = True) -> bytes:
    """Pack the regular files of a folder as a gzipped tar; links and devices stay behind.

    Parameters
    ----------
    with_output : bool
        Whether notebooks keep what their cells showed.
    """
    ignore = list(ignore)

    def keep(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if not (member.isreg() or member.isdir()):
            return None
        # Who owned the file here concerns nobody there; and equal folders make equal archives.
        member.uid = member.gid = member.mtime = 0
        member.uname = member.gname = ""
        return member

    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder)
            if not any(fnmatch.fnmatch(part, rule) for part in inner.parts for rule in ignore):
                # A file with two names travels as two files, not as a link.
                vars(archive)["inodes"] = {}
                if with_output or not _by_name(path.name) or not _plain(path):
                    archive.add(path, inner.as_posix(), recursive=False, filter=keep)
                    continue
                member = archive.gettarinfo(path, inner.as_posix())
                keep(member)
                with path.open("rb") as source:
                    raw = b"".join(cut_output(source))
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
    return buffer.getvalue()


def with_files(source: BinaryIO, files: Mapping[str, bytes]) -> bytes:
    """Return an archive with more files in it, which take the place of those of their names."""
    buffer = io.BytesIO()
    with (
        tarfile.open(fileobj=source, mode="r:gz") as given,
        gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for member in given:
            if member.name not in files:
                archive.addfile(member, given.extractfile(member) if member.isreg() else None)
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(files[name]), 0o644
            archive.addfile(member, io.BytesIO(files[name]))
    return buffer.getvalue()


def check(source: BinaryIO, max_bytes: int = MAX_BYTES, max_files: int = MAX_FILES) -> Contents:
    """Read an archive through once and return what it holds; old output has no weight.

    Raises
    ------
    ArchiveRefused
        If it is no gzipped tar, holds a path that leads out, a link, a device or what cannot be
        unpacked anywhere, or unpacks to more than may be.
    """
    names, total, declared = _Names(), 0, 0
    most = _WITH_OUTPUT * max_bytes
    try:
        with (
            gzip.GzipFile(fileobj=source) as packed,
            tarfile.open(
                fileobj=_Metered(packed, most + (max_files << 12) + _HEADERS), mode="r|"
            ) as archive,
        ):
            for number, member in enumerate(archive, 1):
                # Sizes are declared before the bytes: a bomb is refused before it is inflated.
                declared += member.size
                heavy = 0 if _by_name(member.name) else member.size
                if declared > most or total + heavy > max_bytes or number > max_files:
                    raise _heavy(max_bytes, max_files)
                names.add(member)
                total += heavy
                if member.isreg():
                    left = None if heavy else max_bytes - total
                    total += _look(archive.extractfile(member), member.name, names.contents, left)
                if total > max_bytes:
                    raise _heavy(max_bytes, max_files)
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError):
        raise ArchiveRefused(_BROKEN) from None
    names.contents.notebooks.sort()
    return names.contents


def _look(source: Readable | None, name: str, contents: Contents, left: int | None) -> int:
    """Note whether a file is a notebook; return its weight, where `left` says it has one."""
    contents.files.append(name)
    if source is None:
        return 0
    measured, hashed, seen, tail = Measured(), hashlib.sha256(), set(), b""
    for piece in cut_output(source, measured):
        text = tail + piece
        if not tail and left is None and not begins_like_json(piece[:64]):
            return 0
        hashed.update(piece)
        seen |= {key for key in _KEYS if key in text}
        tail = text[-16:]
        if left is not None and measured.kept > left:
            return measured.kept
    if _KEYS[0] in seen and len(seen) > 1:
        contents.alike[name] = hashed.hexdigest()
    return 0 if left is None else measured.kept


def _by_name(name: str) -> bool:
    return name.endswith(".ipynb")


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _heavy(max_bytes: int, max_files: int) -> ArchiveRefused:
    return ArchiveRefused(
        f"Isi folder lab melebihi {max_files} berkas atau {max_bytes >> 20} MB. "
        "Hapus berkas yang bukan bagian dari lab, lalu kumpulkan lagi."
    )


class _Metered(io.BufferedIOBase):
    """An inflated stream that ends in a refusal: headers, too, can be made to swell."""

    def __init__(self, source: Readable, most: int) -> None:
        super().__init__()
        self._source, self._left = source, most

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._source.read(-1 if size is None else size)
        self._left -= len(data)
        if self._left < 0:
            raise ArchiveRefused(_BROKEN)
        return data


class _Names:
    """What an archive has named so far; what could not be unpacked later is refused now."""

    def __init__(self) -> None:
        self._files: set[PurePosixPath] = set()
        self._folders: set[PurePosixPath] = set()
        self.contents = Contents()

    def add(self, member: tarfile.TarInfo) -> None:
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or "\\" in member.name:
            raise _odd(member, "mengarah ke luar foldernya")
        if len(path.parts) > _DEEP or not (member.isreg() or member.isdir()):
            raise _odd(member, "bukan berkas atau folder biasa")
        if any(len(part.encode()) > _LONG or not part.isprintable() for part in path.parts):
            raise _odd(member, "memakai nama yang terlalu panjang atau tidak terbaca")
        folders = {*path.parents, path} if member.isdir() else set(path.parents)
        twice = member.isreg() and (path in self._files or path in self._folders)
        if twice or (not path.parts[:1] and member.isreg()) or folders & self._files:
            raise _odd(member, "muncul dua kali")
        self._folders |= folders
        if member.isreg():
            self._files.add(path)
            if path.suffix == ".ipynb" and len(path.parts) == 1:
                self.contents.notebooks.append(path.stem)


def unpack(data: bytes, target: Path) -> None:
    """Unpack a checked archive into a new folder.

    Raises
    ------
    ArchiveRefused
        If it was not checked and something in it leads out or is no plain file.
    """
    target.mkdir(parents=True)
    names = _Names()
    # Only as what it was checked: a file can be two kinds of archive at once. Member by member,
    # for the extraction filters of tarfile are not in every Python 3.11.
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            names.add(member)
            path = target / member.name
            if member.isdir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as sink:
                content = archive.extractfile(member)
                if content is None:
                    raise _odd(member, "bukan berkas atau folder biasa")
                if _by_name(member.name):  # measured without old output: so it is kept
                    sink.writelines(cut_output(content))
                else:
                    shutil.copyfileobj(content, sink)
            path.chmod(0o644 | member.mode & 0o111)


def _odd(member: tarfile.TarInfo, what: str) -> ArchiveRefused:
    name = member.name[:80].encode("ascii", "replace").decode()
    return ArchiveRefused(f"Kiriman ditolak: {name} {what}.")
