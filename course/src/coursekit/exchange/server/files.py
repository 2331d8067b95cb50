"""Archives on their way in, and where they stay: a local folder or any place fsspec reaches.

Effects: files only. A file has its name only when it is whole, checked and on the disk.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import BinaryIO

from coursekit.exchange.model.archive import check
from coursekit.exchange.model.naming import Contents

__all__ = ["Keeper", "Upload", "sweep"]

_STRAY_SECONDS = 3600  # an upload that took longer is one whose program died


class Upload:
    """A file that comes in pieces; it gets its name only when it is whole and checked."""

    def __init__(self, folder: Path, size_limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f".{secrets.token_hex(16)}"
        self._sink = self.path.open("xb")
        self._hash = hashlib.sha256()
        self.size_limit = size_limit
        self.size = 0

    @property
    def too_large(self) -> bool:
        """Whether more came than may; the rest is not kept."""
        return self.size > self.size_limit

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self.size += len(piece)
        if not self.too_large and not self._sink.closed:
            self._sink.write(piece)
            self._hash.update(piece)

    def finish(self, max_bytes: int, max_files: int) -> Contents:
        """Put the file on the disk for certain; return what it holds.

        Raises
        ------
        ArchiveRefused
            If it is not an archive we take.
        """
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._sink.close()
        with self.path.open("rb") as source:
            return check(source, max_bytes, max_files)

    @property
    def sha256(self) -> str:
        """Hash of what came."""
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Forget it; does nothing once it has a name."""
        self._sink.close()
        self.path.unlink(missing_ok=True)


class Keeper:
    """Files by name below an address; each is written once and never changed."""

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs
        from fsspec.implementations.local import LocalFileSystem

        self._fs, self._root = url_to_fs(url)
        self._local = isinstance(self._fs, LocalFileSystem)

    def keep(self, draft: Path, name: str) -> None:
        """Give a whole file its name; a file that has the name already stays."""
        target = f"{self._root}/{name}"
        if self._local:
            _settle(draft, Path(target))
            return
        if not self._fs.exists(target):
            self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
            half = f"{target}.{secrets.token_hex(4)}.half"
            self._fs.put_file(str(draft), half)
            self._fs.mv(half, target)
        draft.unlink(missing_ok=True)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        source: BinaryIO = self._fs.open(f"{self._root}/{name}", "rb")
        return source

    def remove(self, name: str) -> None:
        """Remove a file nothing refers to."""
        self._fs.rm_file(f"{self._root}/{name}")


def sweep(folder: Path) -> None:
    """Remove uploads whose program died."""
    for path in folder.glob(".*") if folder.is_dir() else ():
        if time.time() - path.stat().st_mtime > _STRAY_SECONDS:
            path.unlink(missing_ok=True)


def _settle(draft: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.chmod(0o400)
    draft.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # the name, too, must survive a power cut
    finally:
        os.close(descriptor)
