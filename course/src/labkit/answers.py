"""Answer files: what a form saves, so that grading needs no browser and no widget.

Law: a file is written whole or not at all, its revision only grows, and nothing that is newer,
foreign or broken is ever overwritten. Effects: reads and writes one small JSON file.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from reprlib import repr as short  # what somebody wrote by hand may be endless
from typing import Any

__all__ = [
    "FOLDER",
    "Answer",
    "AnswerError",
    "ConflictError",
    "MissingAnswerError",
    "answer_path",
    "parse_answer",
    "read_answer",
    "set_aside",
    "write_answer",
    "write_whole",
]

FOLDER = "jawaban"
"""The folder beside the lab's notebook that holds its answer files."""

_SCHEMA = 1
_LIMIT = 2_000_000
_WIB = timezone(timedelta(hours=7), "WIB")  # said with its name, so that all three zones can tell
_NAME = re.compile(r"^[a-z][a-z0-9-]{0,40}$")
_KEYS = {"schema", "form", "owner", "rev", "saved", "answers"}
_MORE = {"progress"}  # files of an earlier kit do not say it


class AnswerError(ValueError):
    """An answer file cannot be used; str() of it is the message for the trainee."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of the traceback.
        return [str(self)]


class MissingAnswerError(AnswerError):
    """There is no answer file: the form was never filled in, or the file was left behind."""


class ConflictError(AnswerError):
    """The file holds a later revision than the one this form started from."""


@dataclass(frozen=True)
class Answer:
    """What one form holds.

    Attributes
    ----------
    form : str
        Name of the form: lower-case letters, digits, hyphens.
    owner : str
        Account whose answer it is.
    answers : mapping
        The form's own content, plain JSON.
    rev : int
        Revision; 0 means never saved.
    saved : str
        Time of saving, UTC, ISO 8601; empty if never saved.
    progress : tuple of int, optional
        How many questions of the form are answered in full, and how many it asks; None if the
        form does not say. Only shown, never marked.
    """

    form: str
    owner: str
    answers: Mapping[str, Any]
    rev: int = 0
    saved: str = ""
    progress: tuple[int, int] | None = None

    def describe(self) -> str:
        """Say in one sentence which answer this is: a graded cell prints it."""
        if not self.rev:
            return f"Formulir “{self.form}” belum pernah disimpan."
        when = f"{datetime.fromisoformat(self.saved).astimezone(_WIB):%d-%m-%Y %H.%M %Z}"
        return f"Jawaban formulir “{self.form}”: simpanan ke-{self.rev}, {when}."


def answer_path(form: str, folder: Path | str | None = None) -> Path:
    """Return where a form's answer lies: ``jawaban/<form>.json`` beside the notebook.

    Raises
    ------
    ValueError
        If the name could leave the folder or is not plain.
    """
    if not _NAME.match(form):
        raise ValueError(f"form name {form!r}: use lower-case letters, digits and hyphens")
    return Path(folder or Path.cwd()) / FOLDER / f"{form}.json"


def read_answer(form: str, *, owner: str | None = None, folder: Path | str | None = None) -> Answer:
    """Read one form's answer.

    Parameters
    ----------
    form : str
        Name of the form.
    owner : str, optional
        The account it must belong to; not checked if None.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Raises
    ------
    MissingAnswerError
        If there is no file.
    AnswerError
        If the file is broken, was edited by hand into another shape, belongs to another form or
        to somebody else. The message is Indonesian and says what to do.
    """
    path = answer_path(form, folder)
    try:
        with path.open("rb") as file:
            raw = file.read(_LIMIT + 1)
    except OSError:
        raise MissingAnswerError(
            "Formulir ini belum diisi. Isian tersimpan sendiri; bagian ini bernilai nol selama "
            "belum ada isian."
        ) from None
    return parse_answer(raw, form, owner=owner)


def parse_answer(raw: bytes, form: str, *, owner: str | None = None) -> Answer:
    """Return the answer in the bytes of a form's file; parameters and errors as `read_answer`."""
    place = f"{FOLDER}/{answer_path(form).name}"
    fault = f"Berkas {place} {{}}. Buka lagi formulirnya dan simpan; jangan menyunting berkas itu."
    if len(raw) > _LIMIT:
        raise AnswerError(fault.format("terlalu besar"))
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise AnswerError(fault.format("rusak dan tidak dapat dibaca")) from None
    if not isinstance(data, dict) or set(data) - _MORE != _KEYS or not _well_typed(data):
        raise AnswerError(fault.format("tidak berbentuk seperti yang disimpan formulir"))
    if data["form"] != form:
        raise AnswerError(fault.format(f"berasal dari formulir lain ({short(data['form'])})"))
    if owner is not None and data["owner"] != owner:
        raise AnswerError(fault.format(f"milik {short(data['owner'])}, bukan {owner!r}"))
    progress = tuple(data["progress"]) if data.get("progress") else None
    return Answer(
        data["form"], data["owner"], data["answers"], data["rev"], data["saved"], progress
    )


def write_answer(answer: Answer, *, folder: Path | str | None = None) -> Answer:
    """Save an answer as the next revision; return it as saved.

    Parameters
    ----------
    answer : Answer
        Its `rev` is the revision it started from.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Raises
    ------
    ConflictError
        If the file was saved since by another window; nothing is written.
    AnswerError
        If what stands there is broken or somebody else's (see `set_aside`), the content is larger
        than could be read again, or a submission is being marked, when a form must not change
        what it is marked by.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        raise AnswerError("Formulir tidak menyimpan apa pun selama penilaian.")
    path = answer_path(answer.form, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        return _write_next(answer, path, folder)


def _write_next(answer: Answer, path: Path, folder: Path | str | None) -> Answer:
    try:
        current = read_answer(answer.form, owner=answer.owner, folder=folder).rev
    except MissingAnswerError:
        current = 0
    if current > answer.rev:
        raise ConflictError(
            f"Jawaban ini sudah diubah di jendela lain (simpanan ke-{current}). Perubahan di sini "
            "tidak disimpan. Muat ulang formulir untuk melihat yang terbaru."
        )
    saved = replace(answer, rev=answer.rev + 1, saved=_now())
    plain = {"schema": _SCHEMA, **saved.__dict__}
    if saved.progress is None:
        del plain["progress"]
    text = json.dumps(plain, ensure_ascii=False, indent=1)
    # Half of a character, as a browser can send it, must not stop the rest from being saved.
    data = (text + "\n").encode(errors="replace")
    if len(data) > _LIMIT:
        raise AnswerError("Isian terlalu panjang untuk disimpan; ringkaslah tulisannya.")
    write_whole(path, data)
    return saved


def set_aside(form: str, *, folder: Path | str | None = None) -> Path:
    """Move a file that cannot be used out of the way, keeping it; return where it went."""
    path = answer_path(form, folder)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = path.with_name(f"{path.name}.rusak-{stamp}")
    path.rename(kept)
    return kept


def _well_typed(data: dict[str, Any]) -> bool:
    return (
        data["schema"] == _SCHEMA
        and isinstance(data["form"], str)
        and isinstance(data["owner"], str)
        and type(data["rev"]) is int
        and data["rev"] > 0
        and isinstance(data["answers"], dict)
        and _is_time(data["saved"])
        and _is_progress(data.get("progress"))
    )


def _is_progress(given: Any) -> bool:
    if given is None:
        return True
    counts = isinstance(given, list) and len(given) == 2 and all(type(n) is int for n in given)
    return counts and 0 <= given[0] <= given[1]


def _is_time(text: Any) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two kernels cannot both save from the same revision.

    Where the system has no such lock, or somebody holds it for long, saving goes on without.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            for _ in range(40):
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                time.sleep(0.05)
        yield


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(data)
            sink.flush()
            os.fsync(sink.fileno())
        Path(scratch).chmod(0o644)  # the collector may read as another user
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
