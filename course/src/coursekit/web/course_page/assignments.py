"""A trainee's side of the exchange: one overview, fetch, hand in and fetch feedback.

What is said of a submission, its marks among it, is what the exchange says of its id; pages in the
home are shown, never read. Effects: the exchange, and the lab folders in the trainee's home. Calls
block; one at a time.
"""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from coursekit.exchange.client.trainee import (
    Exchange,
    FetchAssignment,
    FetchFeedback,
    Submit,
    feedback_folder,
    version_of,
)
from coursekit.exchange.model.policy import parse_time
from coursekit.exchange.model.submission import Handed, Overview
from coursekit.web.course_page.answers import not_ready, read_work
from labkit.opened import FOLDER as OPENED

__all__ = ["ExchangeClient", "ExchangeFailure", "Found", "Sent"]

Step = TypeVar("Step", bound=Exchange)

_NOT_MEMBER = "Akun Anda belum terdaftar pada pelatihan ini. Hubungi penyelenggara."
_NOT_RELEASED = "Lab ini belum dibuka, atau sudah ditarik kembali oleh penyelenggara."


class ExchangeFailure(Exception):
    """Something did not work; str() is the sentence for the trainee, `detail` for the operator."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


@dataclass(frozen=True)
class Sent:
    """One submission: what the exchange says of it, and what of it is here.

    Attributes
    ----------
    feedback : Path or None
        The feedback page, once fetched.
    waiting : bool
        Whether the exchange holds feedback that is not here yet, or newer than here.
    digest : str
        Of the answers handed in; empty if they cannot be compared.
    """

    handed: Handed
    feedback: Path | None = None
    waiting: bool = False
    digest: str = ""

    @property
    def id(self) -> str:
        """Its receipt."""
        return self.handed.submission.id

    @property
    def time(self) -> datetime:
        """When the exchange took it."""
        return parse_time(self.handed.submission.time)

    @property
    def marked(self) -> bool:
        """Whether feedback was returned for it."""
        return bool(self.handed.submission.feedback)

    @property
    def score(self) -> tuple[float, float] | None:
        """Points and highest points, as they were returned with the feedback."""
        points, most = self.handed.submission.points, self.handed.submission.points_max
        return None if points is None or most is None else (points, most)


@dataclass(frozen=True)
class Found:
    """What is known of one lab: by the exchange, and here in the home.

    `misnamed` are notebooks in its folder while the one of its own name is missing.
    """

    overview: Overview | None = None
    here: bool = False
    sent: tuple[Sent, ...] = ()
    misnamed: tuple[str, ...] = ()

    @property
    def released(self) -> bool:
        """Whether it can be fetched."""
        return self.overview is not None and self.overview.released and self.overview.open


class ExchangeClient:
    """One trainee's access to one course.

    Parameters
    ----------
    root : Path
        Folder the labs lie in; the root of the server's files.
    course : str
        Name of the course.
    config : traitlets configuration, optional
        nbgrader's; read from the usual places by default.
    """

    def __init__(self, root: Path, course: str, config: Any = None) -> None:
        self.root, self.course = root, course
        self._given = config
        self._lock = threading.Lock()
        self._known: dict[str, Found] = {}

    def notebook(self, unit: str) -> Path:
        """Return where the lab's notebook lies, or would lie."""
        return self.root / self.course / unit / f"{unit}.ipynb"

    def look(self) -> dict[str, Found]:
        """Return what is known of every lab, and bring home feedback that waits.

        Raises
        ------
        ExchangeFailure
            If the exchange cannot be asked.
        """
        with self._lock:
            found = self._listed()
            waiting = [unit for unit, lab in found.items() if any(one.waiting for one in lab.sent)]
            for unit in waiting:
                with contextlib.suppress(ExchangeFailure):  # it waits on; the page still stands
                    self._do(FetchFeedback, unit)
            self._known = self._listed() if waiting else found
            return self._known

    def local(self) -> dict[str, Found]:
        """Return what lies in the home and what was known last, without asking the exchange."""
        here, odd = self._here()
        known = {
            unit: replace(lab, here=unit in here, misnamed=odd.get(unit, ()))
            for unit, lab in self._known.items()
        }
        return {unit: Found(here=True) for unit in here} | known

    def _here(self) -> tuple[set[str], dict[str, tuple[str, ...]]]:
        """Return the labs that are here, and what stands in the folders of those that are not."""
        paths = sorted((self.root / self.course).glob("*/*.ipynb"))
        here = {path.parent.name for path in paths if _is_lab(path)}
        odd: dict[str, tuple[str, ...]] = {}
        for path in paths:
            if path.parent.name not in here:
                odd[path.parent.name] = (*odd.get(path.parent.name, ()), path.name)
        return here, odd

    def fetch(self, unit: str, data: Iterable[str] = ()) -> Path:
        """Bring the lab home if it, or data that open with it, are missing; overwrite nothing."""
        with self._lock:
            notebook = self.notebook(unit)
            needed = [notebook, *(notebook.parent / OPENED / f"{name}.json" for name in data)]
            if not all(path.is_file() for path in needed):
                self._do(FetchAssignment, unit)
            if not notebook.is_file():
                raise ExchangeFailure(_NOT_RELEASED, f"no {notebook.name} after fetching")
            return notebook

    def close(self, unit: str) -> None:
        """Close a lab for this person, for ever: what waits for it opens, and no more is taken."""
        with self._lock:
            try:
                step = self._step(Exchange)
                step.ask(step.link.close, self.course, unit)
            except Exception as error:
                raise _told(Exchange, error) from error

    def submit(self, unit: str) -> Sent:
        """Hand the lab in; a second call with the very same answers hands nothing in twice."""
        with self._lock:
            work = read_work(self.notebook(unit))
            if work is None:
                raise ExchangeFailure(not_ready(self.notebook(unit)))
            before = self._listed().get(unit, Found()).sent
            if before and before[-1].digest == work.digest:
                return before[-1]
            receipt = self._do(Submit, unit).receipt
            after = self._listed().get(unit, Found()).sent
            found = next((one for one in after if one.id == receipt.id), None)
            if found is None:
                raise ExchangeFailure(
                    "Pengumpulan belum tercatat. Jawaban Anda tetap tersimpan; cobalah sekali lagi."
                )
            return found

    def _config(self) -> Any:
        if self._given is None:
            from nbgrader.apps import NbGrader

            app = NbGrader()
            app.load_config_file()
            self._given = app.config
        config = copy.deepcopy(self._given)
        config.CourseDirectory.course_id = self.course
        config.Exchange.assignment_dir = str(self.root)
        # Opening a lab again brings back a file that was deleted; the others stay as they are.
        config.ExchangeFetchAssignment.replace_missing_files = True
        return config

    def _step(self, kind: type[Step], unit: str = "") -> Step:
        """Return a step of the exchange, not begun."""
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory

        config = self._config()
        config.CourseDirectory.assignment_id = unit
        return kind(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        )

    def _do(self, kind: type[Step], unit: str) -> Step:
        """Run one step of the exchange.

        Raises
        ------
        ExchangeFailure
            Whatever went wrong.
        """
        try:
            step = self._step(kind, unit)
            step.start()
            return step
        except Exception as error:
            raise _told(kind, error) from error

    def _listed(self) -> dict[str, Found]:
        """Return what the exchange says in one answer, beside what lies here."""
        try:
            step = self._step(Exchange)
            labs = {one.assignment: one for one in step.ask(step.link.overview, self.course)}
        except Exception as error:
            raise _told(Exchange, error) from error
        here, odd = self._here()
        return {
            unit: Found(
                labs.get(unit),
                unit in here,
                tuple(
                    self._sent(handed, step)
                    for handed in (labs[unit].submissions if unit in labs else ())
                ),
                odd.get(unit, ()),
            )
            for unit in {*labs, *here}
        }

    def _sent(self, handed: Handed, step: Exchange) -> Sent:
        one = handed.submission
        place = feedback_folder(self.notebook(one.assignment).parent, one)
        page = place / f"{one.assignment}.html"
        copy_of_it = step.copy_of(one) / f"{one.assignment}.ipynb"
        return Sent(
            handed,
            page if page.is_file() else None,
            bool(one.feedback) and version_of(place) != one.feedback,
            _digest(copy_of_it, copy_of_it.stat().st_mtime_ns) if copy_of_it.is_file() else "",
        )


@lru_cache(maxsize=500)
def _digest(notebook: Path, _changed: int) -> str:
    """Return the digest of answers handed in, read once: what was handed in stays as it is."""
    work = read_work(notebook)
    return work.digest if work else ""


def _is_lab(path: Path) -> bool:
    return path.stem == path.parent.name


def _told(kind: type[Exchange], error: Exception) -> ExchangeFailure:
    words = str(error)
    if sentence := getattr(error, "sentence", ""):  # the exchange speaks to trainees itself
        return ExchangeFailure(f"{sentence}{_KEPT.get(kind, '')}", words)
    if "access to this course" in words:
        return ExchangeFailure(_NOT_MEMBER, words)
    return ExchangeFailure(_FAULTS.get(kind, _NO_LIST), words or type(error).__name__)


_NO_LIST = (
    "Daftar lab sedang tidak dapat dihubungi. Lab yang sudah Anda ambil tetap dapat "
    "dikerjakan, dan jawaban Anda tersimpan."
)
_KEPT: dict[type[Exchange], str] = {
    Submit: " Jawaban Anda tetap tersimpan lengkap di sini.",
    Exchange: " Lab yang sudah Anda ambil tetap dapat dikerjakan, dan jawaban Anda tersimpan.",
}
_FAULTS: dict[type[Exchange], str] = {
    FetchAssignment: "Lab belum dapat diambil. Cobalah sekali lagi.",
    Submit: "Jawaban belum terkirim, tetapi tetap tersimpan lengkap di sini. Cobalah sekali lagi.",
    FetchFeedback: "Umpan balik belum dapat diambil. Cobalah sekali lagi nanti.",
}
