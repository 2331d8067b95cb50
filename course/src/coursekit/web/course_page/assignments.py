"""A trainee's side of the exchange: list, fetch, hand in and fetch feedback, by nbgrader's classes.

Whatever exchange nbgrader is configured with does the work, so this module knows none of them.
Effects: the exchange, and the lab folders in the trainee's home. Calls block; one at a time.
"""

from __future__ import annotations

import contextlib
import copy
import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from coursekit.web.course_page.answers import not_ready, read_work
from coursekit.web.course_page.words import parse_time

__all__ = ["ExchangeClient", "ExchangeFailure", "Found", "Handed", "read_score"]

_SCORE = re.compile(r'<meta (?=[^>]*name="nilai")[^>]*content="([0-9.]+) ([0-9.]+)"')
_HEAD = 20_000  # characters of a feedback page in which its score stands
_NOT_MEMBER = "Akun Anda belum terdaftar pada pelatihan ini. Hubungi penyelenggara."
_NOT_RELEASED = "Lab ini belum dibuka, atau sudah ditarik kembali oleh penyelenggara."


class ExchangeFailure(Exception):
    """Something did not work; str() is the sentence for the trainee, `detail` for the operator."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


@dataclass(frozen=True)
class Handed:
    """One submission.

    Attributes
    ----------
    stamp : str
        Its time as the exchange writes it; the name of its feedback's folder.
    feedback : Path or None
        The feedback page, once fetched.
    waiting : bool
        Whether the exchange holds feedback that is not here yet, or newer than here.
    score : tuple of float, or None
        Points and highest points, as the feedback page says.
    digest : str
        Of the answers handed in; empty if they cannot be compared.
    """

    stamp: str
    time: datetime
    feedback: Path | None = None
    waiting: bool = False
    score: tuple[float, float] | None = None
    digest: str = ""


@dataclass(frozen=True)
class Found:
    """What is known of one lab: released by the course, here in the home, handed in.

    `misnamed` are notebooks in its folder while the one of its own name is missing.
    """

    released: bool = False
    here: bool = False
    handed: tuple[Handed, ...] = ()
    misnamed: tuple[str, ...] = ()


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
            waiting = [unit for unit, lab in found.items() if any(h.waiting for h in lab.handed)]
            for unit in waiting:
                with contextlib.suppress(ExchangeFailure):  # it waits on; the page still stands
                    self._do("FetchFeedback", unit)
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

    def fetch(self, unit: str) -> Path:
        """Bring the lab home if it, or a file of it, is missing; never overwrite anything."""
        with self._lock:
            notebook = self.notebook(unit)
            if not notebook.is_file():
                self._do("FetchAssignment", unit)
            if not notebook.is_file():
                raise ExchangeFailure(_NOT_RELEASED, f"no {notebook.name} after fetching")
            return notebook

    def submit(self, unit: str) -> Handed:
        """Hand the lab in; a second call with the very same answers hands nothing in twice."""
        with self._lock:
            work = read_work(self.notebook(unit))
            if work is None:
                raise ExchangeFailure(not_ready(self.notebook(unit)))
            before = self._listed().get(unit, Found()).handed
            if before and before[-1].digest == work.digest:
                return before[-1]
            self._do("Submit", unit)
            after = self._listed().get(unit, Found()).handed
            if len(after) <= len(before):
                raise ExchangeFailure(
                    "Pengumpulan belum tercatat. Jawaban Anda tetap tersimpan; cobalah sekali lagi."
                )
            return after[-1]

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

    def _do(self, step: str, unit: str = "", **options: Any) -> Any:
        """Run one step of the exchange.

        Raises
        ------
        ExchangeFailure
            Whatever went wrong: exchanges differ in what they raise.
        """
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange import ExchangeFactory

        config = self._config()
        config.CourseDirectory.assignment_id = unit
        for name, value in options.items():
            config.ExchangeList[name] = value
        try:
            maker = getattr(ExchangeFactory(config=config), step)
            return maker(
                coursedir=CourseDirectory(config=config),
                authenticator=Authenticator(config=config),
                config=config,
            ).start()
        except Exception as error:
            raise _told(step, error) from error

    def _listed(self) -> dict[str, Found]:
        released = {
            entry["assignment_id"]
            for entry in self._do("List")
            if entry["course_id"] == self.course
        }
        handed = {
            entry["assignment_id"]: tuple(
                sorted(map(self._handed, entry["submissions"]), key=lambda h: h.time)
            )
            for entry in self._do("List", cached=True)
            if entry["course_id"] == self.course
        }
        here, odd = self._here()
        return {
            unit: Found(unit in released, unit in here, handed.get(unit, ()), odd.get(unit, ()))
            for unit in {*released, *handed, *here}
        }

    def _handed(self, entry: dict[str, Any]) -> Handed:
        unit, stamp = entry["assignment_id"], entry["timestamp"]
        page = self.notebook(unit).parent / "feedback" / stamp / f"{unit}.html"
        feedback = page if page.is_file() else None
        fresh = not entry.get("has_local_feedback") or entry.get("feedback_updated")
        copy_of_it = Path(entry.get("path") or "", f"{unit}.ipynb")
        return Handed(
            stamp,
            parse_time(stamp),
            feedback,
            bool(entry.get("has_exchange_feedback") and fresh),
            read_score(feedback) if feedback else None,
            _digest(copy_of_it, copy_of_it.stat().st_mtime_ns) if copy_of_it.is_file() else "",
        )


def read_score(page: Path) -> tuple[float, float] | None:
    """Read points and highest points from a feedback page; None if it does not say."""
    try:
        with page.open(encoding="utf-8") as source:
            match = _SCORE.search(source.read(_HEAD))
    except (OSError, UnicodeDecodeError):
        return None
    return (float(match.group(1)), float(match.group(2))) if match else None


@lru_cache(maxsize=500)
def _digest(notebook: Path, _changed: int) -> str:
    """Return the digest of answers handed in, read once: what was handed in stays as it is."""
    work = read_work(notebook)
    return work.digest if work else ""


def _is_lab(path: Path) -> bool:
    return path.stem == path.parent.name


def _told(step: str, error: Exception) -> ExchangeFailure:
    words = str(error)
    if sentence := getattr(error, "sentence", ""):  # our own exchange speaks to trainees itself
        kept = " Jawaban Anda tetap tersimpan lengkap di sini." if step == "Submit" else ""
        return ExchangeFailure(f"{sentence}{kept}", words)
    if "access to this course" in words:
        return ExchangeFailure(_NOT_MEMBER, words)
    if step == "FetchAssignment" and "not found" in words:
        return ExchangeFailure(_NOT_RELEASED, words)
    sentence = {
        "FetchAssignment": "Lab belum dapat diambil. Cobalah sekali lagi.",
        "Submit": "Jawaban belum terkirim, tetapi tetap tersimpan lengkap di sini. "
        "Cobalah sekali lagi.",
        "FetchFeedback": "Umpan balik belum dapat diambil. Cobalah sekali lagi nanti.",
    }.get(
        step,
        "Daftar lab sedang tidak dapat dihubungi. Lab yang sudah Anda ambil tetap dapat "
        "dikerjakan, dan jawaban Anda tersimpan.",
    )
    return ExchangeFailure(sentence, words or type(error).__name__)
