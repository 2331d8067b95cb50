"""nbgrader's exchange classes for staff: release, collect, release feedback.

Effects: the staff's folders. What is collected says which submission it is, and nbgrader carries
that through grading; so feedback returns to exactly that submission.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from coursekit.core.layout import MARKS, SENT_ID, SENT_TIME
from coursekit.exchange.client.trainee import Exchange, Row
from coursekit.exchange.model.archive import pack, unpack
from coursekit.exchange.model.submission import Submission

__all__ = ["Collect", "ReleaseAssignment", "ReleaseFeedback"]


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
        by_trainee: dict[str, list[Submission]] = {}
        for one in self.ask(self.link.submissions, self.course, lab, True):
            if fnmatch.fnmatchcase(one.trainee, self.coursedir.student_id or "*"):
                by_trainee.setdefault(one.trainee, []).append(one)
        if not by_trainee:
            self.log.warning(f"No submissions of {lab} to collect")
        for trainee, sent in sorted(by_trainee.items()):
            try:
                self._take(trainee, self._chosen(sent))
            except (OSError, tarfile.TarError) as error:  # one of them never stops the others
                self.log.error(f"Not collected: {trainee} {lab}: {error}")

    def _chosen(self, sent: list[Submission]) -> Submission:
        in_time = [one for one in sent if not one.late]
        return (in_time or sent)[-1] if self.before_duedate else sent[-1]

    def _take(self, trainee: str, one: Submission) -> None:
        form = self.coursedir.format_path
        place = Path(form(self.coursedir.submitted_directory, trainee, one.assignment))
        if place.is_dir():
            known = self.coursedir.get_existing_timestamp(str(place))
            new = parse_utc(one.time)
            newer = self.update and (known is None or new > known)
            if not (newer or (self.before_duedate and new != known)):
                self.log.info(f"No newer submission of {trainee}: {one.assignment}")
                return
        data = self.ask(self.link.submission, self.course, one.id)
        if hashlib.sha256(data).hexdigest() != one.sha256:
            self.fail(f"{one.id}: the file in the store is not what {trainee} handed in")
        place.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".collecting-", dir=place.parent))
        try:
            unpack(data, half / "new")
            # Written last: whatever a trainee called so goes.
            for name, text in ((SENT_TIME, one.time), (SENT_ID, one.id)):
                _remove(half / "new" / name)
                (half / "new" / name).write_text(text)
            if place.is_dir():
                place.rename(half / "old")
            (half / "new").rename(place)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        self.log.info(f"Collected: {trainee} {one.assignment} {one.time}")


class ReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):
    """Return generated feedback to the submissions it was written for, with the marks."""

    def copy_files(self) -> None:
        """Return what belongs to a submission of that trainee and lab, and nothing else."""
        lab = self.coursedir.assignment_id
        sent = {one.id: one for one in self.ask(self.link.submissions, self.course, lab, True)}
        excluded = set((self.coursedir.student_id_exclude or "").split(","))
        for trainee, folder in self._folders(lab):
            if trainee in excluded:
                continue
            stamp = folder / SENT_ID
            one = sent.get(stamp.read_text().strip()) if stamp.is_file() else None
            if one is None or one.trainee != trainee:
                self.log.warning(f"Feedback of {trainee} belongs to no submission of {lab}")
                continue
            data = _pages(folder)
            marks = _marks(folder)
            self.ask(self.link.give_feedback, self.course, one.id, data, marks)
            self.log.info(f"Feedback released: {trainee} {lab} {one.time}")

    def _folders(self, lab: str) -> Iterator[tuple[str, Path]]:
        pattern = self.coursedir.student_id or "*"
        form = self.coursedir.format_path
        whole = Path(form(self.coursedir.feedback_directory, "*", lab))
        # var/feedback/<trainee>/<lab>
        for folder in sorted(whole.parents[1].glob(f"*/{lab}")):
            if fnmatch.fnmatchcase(folder.parent.name, pattern):
                yield folder.parent.name, folder


def _marks(folder: Path) -> Row:
    """Return the points that stand on the pages, as whoever wrote them noted; none if not noted."""
    note = folder / MARKS
    return json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _pages(folder: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="coursekit-") as scratch:
        for page in folder.glob("*.html"):
            shutil.copyfile(page, Path(scratch, page.name))
        return pack(Path(scratch))
