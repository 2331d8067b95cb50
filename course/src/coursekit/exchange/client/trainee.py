"""nbgrader's exchange classes for trainees: fetch, submit, fetch feedback.

Effects: the folder of the lab. Only `ExchangeError` may leave here: formgrader's pages and
JupyterLab's list understand no other.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from nbgrader.exchange import abc
from traitlets import Bool, Unicode, default

from coursekit.exchange.client.links import Link, LinkError, find_link
from coursekit.exchange.model.archive import pack, unpack, weight
from coursekit.exchange.model.naming import name_note
from coursekit.exchange.model.submission import Submission

__all__ = [
    "Exchange",
    "FetchAssignment",
    "FetchFeedback",
    "Row",
    "Submit",
    "Told",
    "feedback_folder",
    "version_of",
]

_SEEN = ".sha256"  # which version of the feedback lies here
_NEVER_SENT = ("feedback", "dibuka", ".ipynb_checkpoints", "__pycache__", "*.pyc", ".*.tmp", _SEEN)
_LARGEST = 200 << 20
Row = dict[str, Any]


class Told(abc.ExchangeError):
    """A refusal that the trainee may read as it stands."""

    @property
    def sentence(self) -> str:
        """The refusal."""
        return str(self)


class Exchange(abc.Exchange):
    """What the classes share: the way to the exchange, the course, the folder of a lab."""

    path_includes_course = Bool(True, help="labs lie in a folder of the course").tag(config=True)
    checkout = Unicode(help="where staff work without a hub").tag(config=True)
    cache = Unicode(help="folder of copies of one's own submissions").tag(config=True)
    _link: Link | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.pop("authentictor", None)  # so nbgrader's interface spells it for feedback
        super().__init__(*arguments, **named)

    @default("cache")
    def _default_cache(self) -> str:
        return str(Path(jupyter_data_dir(), "nbgrader_cache"))

    def copy_of(self, one: Submission) -> Path:
        """Return where the copy of a submission lies, named as nbgrader names it."""
        return Path(self.cache, one.course, f"{one.trainee}+{one.assignment}+{one.time}")

    def feedback_of(self, one: Submission) -> Path:
        """Return where its feedback lies, once fetched."""
        return feedback_folder(self.folder(one.course, one.assignment), one)

    @property
    def link(self) -> Link:
        """The way to the exchange; found when it is first needed."""
        if self._link is None:
            self._link = self.ask(find_link, self.checkout)
        return self._link

    def fail(self, msg: str) -> None:
        """Raise what nbgrader expects; the sentence is for the trainee."""
        self.log.error(msg)
        raise Told(msg)

    def ask(self, question: Callable[..., Any], *arguments: Any) -> Any:
        """Ask the exchange; its refusals become nbgrader's."""
        try:
            return question(*arguments)
        except LinkError as error:
            return self.fail(str(error))

    @property
    def course(self) -> str:
        """The one course this is about."""
        if self.coursedir.course_id in ("", "*"):
            self.fail("Pelatihan belum disebutkan; tambahkan --course.")
        return str(self.coursedir.course_id)

    @property
    def assignment(self) -> str | None:
        """The lab this is about, or None for all."""
        named = self.coursedir.assignment_id
        return None if named in ("", "*") else named

    def folder(self, course: str, assignment: str) -> Path:
        """Return where a lab lies on this side; absolute, for JupyterLab makes it relative."""
        inner = (course, assignment) if self.path_includes_course else (assignment,)
        return Path(self.assignment_dir).absolute().joinpath(*inner)

    def init_src(self) -> None:
        """Do nothing: there is no folder on the other side."""

    def init_dest(self) -> None:
        """Do nothing: there is no folder on the other side."""

    def copy_files(self) -> None:
        """Do nothing by default."""


class FetchAssignment(Exchange, abc.ExchangeFetchAssignment):
    """Bring a lab into the trainee's folder, whole or not at all."""

    def copy_files(self) -> None:
        """Fetch; where the folder is there already, only add what is missing, if asked to."""
        target = self.folder(self.course, self.coursedir.assignment_id)
        if target.is_dir() and not self.replace_missing_files:
            self.fail(f"Lab ini sudah ada di folder {target}.")
        data = self.ask(self.link.fetch, self.course, self.coursedir.assignment_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            unpack(data, half)
            if target.is_dir():
                _add_missing(half, target)
            else:
                half.rename(target)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        self.log.info(f"Lab {target.name} diambil ke {target}.")


class Submit(Exchange, abc.ExchangeSubmit):
    """Hand in the folder of a lab as it is now; afterwards `receipt` says as what."""

    receipt: Submission

    def init_src(self) -> None:
        """Find the folder; `nbgrader submit ./lab/` names it by path."""
        self.src_path = self.folder(self.course, self.coursedir.assignment_id)
        self.coursedir.assignment_id = self.src_path.name
        if not self.src_path.is_dir():
            self.fail(f"Folder lab {self.src_path} tidak ada.")

    def init_release(self) -> None:
        """Find the release: formgrader's page calls this, too."""
        rows = self.ask(self.link.released, self.course)
        names = [row.notebooks for row in rows if row.assignment == self.assignment]
        if not names:
            self.fail(f"Lab {self.assignment} belum atau tidak lagi dibuka.")
        self.released_notebooks = names[0]

    def copy_files(self) -> None:
        """Pack, send, and say what the receipt is."""
        self.init_release()
        missing = {
            n for n in self.released_notebooks if not (self.src_path / f"{n}.ipynb").exists()
        }
        if missing and self.strict:
            self.fail(f"Notebook berikut tidak ada di folder lab: {', '.join(sorted(missing))}.")
        size = sum(weight(path) for path in self.src_path.rglob("*") if path.is_file())
        if size > _LARGEST:  # the service has its own, smaller limit; this one saves the memory
            self.fail(
                f"Folder lab terlalu besar ({size >> 20} MB). "
                "Hapus berkas yang bukan bagian dari lab, lalu kumpulkan lagi."
            )
        data = pack(self.src_path, [*self.coursedir.ignore, *_NEVER_SENT], with_output=False)
        key = secrets.token_hex(16)
        receipt = self.receipt = self.ask(self.link.submit, self.course, self.assignment, data, key)
        self.timestamp = receipt.time
        copy = self.copy_of(receipt)
        if not copy.is_dir():
            with contextlib.suppress(OSError):  # a full disk must not hide that it was received
                unpack(data, copy)
        late = " (terlambat)" if receipt.late else ""
        self.log.info(
            f"Lab {self.assignment} sudah dikumpulkan{late}: {receipt.time}, "
            f"tanda terima {receipt.id}."
        )
        if note := name_note(receipt.notebooks, self.released_notebooks):
            self.log.warning(note)


class FetchFeedback(Exchange, abc.ExchangeFetchFeedback):
    """Bring the feedback on each of one's submissions."""

    def copy_files(self) -> None:
        """Fetch what is new; each submission has a folder that bears its time."""
        for one in self.ask(self.link.submissions, self.course, self.assignment, False):
            if not one.feedback:
                continue
            place = self.feedback_of(one)
            if version_of(place) == one.feedback:
                continue
            data = self.ask(self.link.feedback, self.course, one.id)
            half = place.with_name(f".{secrets.token_hex(4)}")
            try:
                unpack(data, half)
                (half / _SEEN).write_text(hashlib.sha256(data).hexdigest())
                shutil.rmtree(place, ignore_errors=True)
                half.rename(place)
            finally:
                shutil.rmtree(half, ignore_errors=True)
            self.log.info(f"Umpan balik lab {one.assignment} ({one.time}) sudah diambil.")


def feedback_folder(lab: Path, one: Submission) -> Path:
    """Return where the feedback of a submission lies in the folder of its lab."""
    return lab / "feedback" / one.time


def version_of(place: Path) -> str:
    """Return the hash of the feedback that lies here, or an empty text."""
    stamp = place / _SEEN
    return stamp.read_text() if stamp.is_file() else ""


def _add_missing(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        there = target / path.relative_to(source)
        if path.is_file() and not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, there)
