"""Archives as they travel: packed small, checked as they come, unpacked without surprises."""

from __future__ import annotations

import fnmatch
import gzip
import io
import tarfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

__all__ = ["MAX_BYTES", "MAX_FILES", "ArchiveRefused", "check", "pack", "unpack"]

MAX_BYTES = 50 << 20  # unpacked
MAX_FILES = 500
_DEEP = 10


class ArchiveRefused(Exception):
    """An upload that is no archive, or one that could do harm; a sentence says which."""


def pack(folder: Path, ignore: Iterable[str] = ()) -> bytes:
    """Pack the regular files of a folder as a gzipped tar; links and devices stay behind."""
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
                archive.inodes = {}  # a file with two names travels as two files, not as a link
                archive.add(path, inner.as_posix(), recursive=False, filter=keep)
    return buffer.getvalue()


def check(
    source: BinaryIO, max_bytes: int | None = None, max_files: int | None = None
) -> list[str]:
    """Read an archive through once and return the notebooks at its top.

    Raises
    ------
    ArchiveRefused
        If it is no gzipped tar, holds a path that leads out, a link or a device, or unpacks to
        more than may be.
    """
    max_bytes, max_files = max_bytes or MAX_BYTES, max_files or MAX_FILES
    total, notebooks = 0, []
    try:
        with tarfile.open(fileobj=source, mode="r|gz") as archive:
            for number, member in enumerate(archive, 1):
                path = PurePosixPath(member.name)
                # Sizes are declared before the bytes: a bomb is refused before it is inflated.
                total += member.size
                if total > max_bytes or number > max_files:
                    raise ArchiveRefused(
                        f"Isi folder lab melebihi {max_files} berkas atau {max_bytes >> 20} MB. "
                        "Hapus berkas yang bukan bagian dari lab, lalu kumpulkan lagi."
                    )
                if path.is_absolute() or ".." in path.parts or "\\" in member.name:
                    raise _odd(member, "mengarah ke luar foldernya")
                if len(path.parts) > _DEEP or not (member.isreg() or member.isdir()):
                    raise _odd(member, "bukan berkas atau folder biasa")
                if path.suffix == ".ipynb" and len(path.parts) == 1:
                    notebooks.append(path.stem)
    except (tarfile.TarError, EOFError, OSError, ValueError):
        raise ArchiveRefused(
            "Kiriman tidak utuh atau bukan arsip yang dikenal. Silakan kumpulkan sekali lagi."
        ) from None
    return sorted(notebooks)


def unpack(data: bytes, target: Path) -> None:
    """Unpack a checked archive into a new folder."""
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(target, filter=_plain)


def _odd(member: tarfile.TarInfo, what: str) -> ArchiveRefused:
    name = member.name[:80].encode("ascii", "replace").decode()
    return ArchiveRefused(f"Kiriman ditolak: {name} {what}.")


def _plain(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo:
    """Let nothing lead out; the file is as new as its arrival."""
    return tarfile.data_filter(member, path).replace(mtime=None)
