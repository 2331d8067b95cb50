"""Archives as they travel: packed small, checked as they come, unpacked without surprises."""

from __future__ import annotations

import fnmatch
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
    """An upload that is no archive, or one that could do harm; the text says which."""


def pack(folder: Path, ignore: Iterable[str] = ()) -> bytes:
    """Pack the regular files of a folder as a gzipped tar; links and devices stay behind."""
    ignore = list(ignore)

    def keep(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = PurePosixPath(member.name).parts
        ignored = any(fnmatch.fnmatch(part, rule) for part in parts for rule in ignore)
        return None if ignored or not (member.isreg() or member.isdir()) else member

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, path.name, filter=keep)
    return buffer.getvalue()


def check(source: BinaryIO) -> list[str]:
    """Read an archive through once and return the notebooks at its top.

    Raises
    ------
    ArchiveRefused
        If it is no gzipped tar, holds a path that leads out, a link or a device, or unpacks to
        more than `MAX_BYTES` or `MAX_FILES`.
    """
    total, notebooks = 0, []
    try:
        with tarfile.open(fileobj=source, mode="r|gz") as archive:
            for number, member in enumerate(archive, 1):
                path = PurePosixPath(member.name)
                # Sizes are declared before the bytes: a bomb is refused before it is inflated.
                total += member.size
                if total > MAX_BYTES or number > MAX_FILES:
                    raise ArchiveRefused(
                        f"more than {MAX_FILES} files or {MAX_BYTES >> 20} MB unpacked"
                    )
                if path.is_absolute() or ".." in path.parts or "\\" in member.name:
                    raise ArchiveRefused(f"{member.name}: leads out of its folder")
                if len(path.parts) > _DEEP or not (member.isreg() or member.isdir()):
                    raise ArchiveRefused(f"{member.name}: neither a plain file nor a folder")
                if path.suffix == ".ipynb" and len(path.parts) == 1:
                    notebooks.append(path.stem)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ArchiveRefused(f"not a gzipped tar archive ({error})") from None
    return sorted(notebooks)


def unpack(data: bytes, target: Path) -> None:
    """Unpack a checked archive into a new folder."""
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(target, filter="data")
