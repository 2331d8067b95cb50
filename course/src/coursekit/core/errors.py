"""Errors that name the file and the place, and say what to do; and what a machine's errors mean."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["CourseError", "UsageError", "explain"]


class CourseError(Exception):
    """Something in the course is wrong; the message is one line: place, fault, remedy."""

    exit_code = 1


class UsageError(CourseError):
    """The command cannot start: a wrong argument, an unreadable or missing file."""

    exit_code = 2


_FULL = {errno.ENOSPC: "penuh", errno.EDQUOT: "penuh", errno.EFBIG: "terlalu besar"}
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
# Instructors read these too, on formgrader's screen.
_SENTENCES = {
    "penuh": "Penyimpanan penuh: {disk}. Kosongkan ruang di sana, lalu ulangi perintah ini; "
    "yang sudah tersimpan tidak hilang dan pekerjaan dilanjutkan.",
    "terlalu besar": "Berkas{path} melebihi ukuran yang diizinkan untuk proses ini ({disk}). "
    "Naikkan batasnya (ulimit -f), lalu ulangi perintah ini.",
    "gagal": "Buku nilai tidak dapat ditulis atau dibaca: {disk}. Periksa ruang dan keadaan "
    "penyimpanan itu, lalu ulangi perintah ini; yang sudah tersimpan tidak hilang.",
    "dilarang": "Tidak diizinkan membaca atau menulis{path}. Jalankan perintah ini sebagai "
    "pemilik folder kursus, atau perbaiki hak aksesnya.",
    "terkunci": "Buku nilai sedang dipakai program lain. Tunggu atau tutup program itu, lalu "
    "ulangi perintah ini.",
    "rusak": "Buku nilai tidak lengkap atau rusak ({words}). Pulihkan dari cadangan dengan "
    "coursekit restore.",
}
# What databases say, in the order in which it is looked for.
_WORDS = {
    "No space left on device": "penuh",
    "Disk quota exceeded": "penuh",
    "database or disk is full": "penuh",
    "could not extend file": "penuh",
    "File too large": "terlalu besar",
    "disk I/O error": "gagal",
    "attempt to write a readonly database": "dilarang",
    "unable to open database file": "dilarang",
    "Permission denied": "dilarang",
    "database is locked": "terkunci",
    "file is not a database": "rusak",
    "database disk image is malformed": "rusak",
    "no such table": "rusak",
}


def explain(error: BaseException | str, places: Iterable[Path] = ()) -> str | None:
    """Return a sentence for an error of the machine: disk, rights or database; else None.

    Parameters
    ----------
    error : exception or str
        What was raised, or another program's words on it.
    places : iterable of Path
        Where the command writes: the fullest of these disks is named if the error names none.
    """
    for one in _chain(error):
        known = one if isinstance(one, OSError) else OSError()
        kind = _FULL.get(known.errno or 0)
        if known.errno in _FORBIDDEN:
            kind = "dilarang"
        words = str(one)
        kind = kind or next((kind for said, kind in _WORDS.items() if said in words), None)
        if kind:
            named = known.filename if isinstance(known.filename, str) else ""
            path = f" {named}" if named else ""
            disk = _disk([Path(named)] if named else [*places, Path(tempfile.gettempdir())])
            said = words.splitlines()[0][:200]
            return _SENTENCES[kind].format(path=path, disk=disk, words=said)
    return None


def _chain(error: BaseException | str) -> Iterator[BaseException | str]:
    yield error
    seen = {id(error)}
    cause = error if isinstance(error, BaseException) else None
    while cause and (cause := cause.__cause__ or cause.__context__) and id(cause) not in seen:
        seen.add(id(cause))
        yield cause


def _disk(paths: Iterable[Path]) -> str:
    """Name the fullest of the disks that `paths` lie on, and what is left there."""
    found = []
    for path in paths:
        there = path.absolute()
        while not there.exists():
            there = there.parent
        usage = shutil.disk_usage(there)
        mounted = there
        while not os.path.ismount(mounted):
            mounted = mounted.parent
        found.append((usage.free, str(mounted), usage.total))
    free, disk, total = min(found)
    return f"{disk} (tersisa {free >> 20} MB dari {total >> 20} MB)"
