"""nbgrader's exchange classes for staff: release, collect, release feedback.

Effects: the staff's folders. What is collected says which submission it is, and nbgrader carries
that through grading; so feedback returns to exactly that submission.
"""

from __future__ import annotations

import fnmatch
import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from coursekit.exchange.client.trainee import Exchange, Row
from coursekit.exchange.model.archive import pack, unpack

__all__ = ["Collect", "ReleaseAssignment", "ReleaseFeedback"]

_TIME = "timestamp.txt"
_NAME = "submission_secret.txt"  # nbgrader carries a file of this name through its steps


class ReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):
    """Hand a generated lab out."""

    def init_src(self) -> None:
        """Find the generated lab."""
        form = self.coursedir.format_path
        lab = form(self.coursedir.release_directory, ".", self.coursedir.assignment_id)
        self.src_path = Path(lab)
        if not self.src_path.is_dir():
            self.fail(f"{self.src_path}: not generated yet")

    def copy_files(self) -> None:
        """Pack and send; a newer version takes the place of the older."""
        data = pack(self.src_path, self.coursedir.ignore)
        self.ask(self.link.release, self.course, self.coursedir.assignment_id, data)
        self.log.info(f"Released: {self.course} {self.coursedir.assignment_id}")


class Collect(Exchange, abc.ExchangeCollect):
    """Bring the submissions that count: each trainee's newest, or newest in time."""

    def copy_files(self) -> None:
        """Collect; a submission that is here already is left alone."""
        lab = self.coursedir.assignment_id
        by_trainee: dict[str, list[Row]] = {}
        for row in self.ask(self.link.submissions, self.course, lab, True):
            if fnmatch.fnmatchcase(row["trainee"], self.coursedir.student_id or "*"):
                by_trainee.setdefault(row["trainee"], []).append(row)
        if not by_trainee:
            self.log.warning(f"No submissions of {lab} to collect")
        for trainee, rows in sorted(by_trainee.items()):
            try:
                self._take(trainee, self._chosen(rows))
            except (OSError, tarfile.TarError) as error:  # one of them never stops the others
                self.log.error(f"Not collected: {trainee} {lab}: {error}")

    def _chosen(self, rows: list[Row]) -> Row:
        in_time = [row for row in rows if not row["late"]]
        return (in_time or rows)[-1] if self.before_duedate else rows[-1]

    def _take(self, trainee: str, row: Row) -> None:
        form = self.coursedir.format_path
        place = Path(form(self.coursedir.submitted_directory, trainee, row["assignment"]))
        if place.is_dir():
            known = self.coursedir.get_existing_timestamp(str(place))
            new = parse_utc(row["time"])
            newer = self.update and (known is None or new > known)
            if not (newer or (self.before_duedate and new != known)):
                self.log.info(f"No newer submission of {trainee}: {row['assignment']}")
                return
        data = self.ask(self.link.submission, self.course, row["id"])
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            self.fail(f"{row['id']}: the file in the store is not what {trainee} handed in")
        place.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".collecting-", dir=place.parent))
        try:
            unpack(data, half / "new")
            # Written last: whatever a trainee called so goes.
            for name, text in ((_TIME, row["time"]), (_NAME, row["id"])):
                _remove(half / "new" / name)
                (half / "new" / name).write_text(text)
            if place.is_dir():
                place.rename(half / "old")
            (half / "new").rename(place)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        self.log.info(f"Collected: {trainee} {row['assignment']} {row['time']}")


class ReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):
    """Return generated feedback to the submissions it was written for, with the marks."""

    def copy_files(self) -> None:
        """Return what belongs to a submission of that trainee and lab, and nothing else."""
        lab = self.coursedir.assignment_id
        rows = {row["id"]: row for row in self.ask(self.link.submissions, self.course, lab, True)}
        excluded = set((self.coursedir.student_id_exclude or "").split(","))
        for trainee, folder in self._folders(lab):
            if trainee in excluded:
                continue
            stamp = folder / _NAME
            row = rows.get(stamp.read_text().strip()) if stamp.is_file() else None
            if row is None or row["trainee"] != trainee:
                self.log.warning(f"Feedback of {trainee} belongs to no submission of {lab}")
                continue
            data = _pages(folder)
            marks = self._marks(lab, trainee)
            self.ask(self.link.give_feedback, self.course, row["id"], data, marks)
            self.log.info(f"Feedback released: {trainee} {lab} {row['time']}")

    def _folders(self, lab: str) -> Iterator[tuple[str, Path]]:
        pattern = self.coursedir.student_id or "*"
        form = self.coursedir.format_path
        whole = Path(form(self.coursedir.feedback_directory, "*", lab))
        # var/feedback/<trainee>/<lab>
        for folder in sorted(whole.parents[1].glob(f"*/{lab}")):
            if fnmatch.fnmatchcase(folder.parent.name, pattern):
                yield folder.parent.name, folder

    def _marks(self, lab: str, trainee: str) -> Row:
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(self.coursedir.db_url, self.course) as book:
            try:
                found = book.find_submission(lab, trainee)
            except MissingEntry:
                return {}
            return {"points": found.score, "points_max": found.max_score}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _pages(folder: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="coursekit-") as scratch:
        for page in folder.glob("*.html"):
            shutil.copyfile(page, Path(scratch, page.name))
        return pack(Path(scratch))
