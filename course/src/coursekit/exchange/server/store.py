"""What was released, handed in and returned: files kept by a `Keeper`, records by a `Ledger`.

Effects: both. A record is written only after its file is on the disk, in one transaction; so a
submission that was acknowledged exists whole, and one that was not leaves at most a stray file.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from coursekit.exchange.model.archive import ArchiveRefused
from coursekit.exchange.model.naming import Contents, refused_names
from coursekit.exchange.model.policy import Rules, refusal, stamp
from coursekit.exchange.model.submission import Submission
from coursekit.exchange.server.files import Keeper, Upload, sweep
from coursekit.exchange.server.gates import Gates, Plan
from coursekit.exchange.server.ledger import Ledger, Overtaken
from coursekit.exchange.server.records import connect
from coursekit.exchange.server.verdicts import Verdicts

__all__ = ["Refused", "Store"]

_FULL = (
    "Kiriman Anda di pelatihan ini sudah memakai seluruh ruang yang tersedia ({0} MB). "
    "Silakan hubungi widyaiswara."
)
_LARGE = (
    "Kiriman terlalu besar: paling banyak {0} MB. "
    "Hapus berkas yang bukan bagian dari lab, lalu kumpulkan lagi."
)
_HASTY = (
    "Terlalu banyak kiriman dalam satu jam terakhir. Jawaban Anda tetap tersimpan di folder lab; "
    "silakan kumpulkan lagi nanti."
)
_PER_HOUR = 120  # no person needs more; a loop would fill the records
_REUSED = "Kiriman ini memakai tanda dari kiriman lain. Silakan kumpulkan sekali lagi."


class Refused(Exception):
    """A rule of the course forbids it; the text is a sentence for the trainee."""


class Store:
    """The exchange of one or more courses.

    Parameters
    ----------
    folder : Path
        Local folder: uploads on their way, and by default everything else.
    database : str, optional
        SQLAlchemy's address; SQLite in the folder by default.
    files : str, optional
        fsspec's address of the archives; the folder by default.
    rules : Rules, optional
        What holds where no term says otherwise.
    plan : Plan, optional
        When labs open; all are open to everybody by default.
    """

    def __init__(
        self,
        folder: Path,
        database: str = "",
        files: str = "",
        rules: Rules | None = None,
        plan: Plan | None = None,
    ) -> None:
        self.folder = folder
        self.rules = rules or Rules()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._files = Keeper(files or str(folder))
        self._engine = connect(database or f"sqlite:///{folder / 'exchange.db'}", folder)
        self.ledger = Ledger(self._engine, self.rules)
        self.gates = Gates(self.ledger, plan)
        self.verdicts = Verdicts(self._engine)
        sweep(folder / "incoming")

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def upload(self) -> Upload:
        """Begin an upload."""
        return Upload(self.folder / "incoming", self.rules.size_mb << 20)

    def release(self, course: str, assignment: str, upload: Upload) -> None:
        """Hand a lab out, or put a newer version in its place."""
        notebooks = self._finish(upload).notebooks
        self._files.keep(upload.path, f"released/{upload.sha256}")
        self.ledger.put_release(course, assignment, upload.sha256, notebooks)

    def submit(
        self,
        course: str,
        assignment: str,
        trainee: str,
        upload: Upload,
        key: str,
        cohort: str = "",
    ) -> Submission:
        """Keep a submission for ever; the same `key` again returns the first receipt.

        What is to the byte what he handed in last gets that receipt, too: a second click costs
        nobody an attempt.

        Raises
        ------
        ArchiveRefused
            If the upload is not acceptable, or holds no notebook of the lab.
        Refused
            If the date, the attempts or the room are used up, the lab has closed for him, or the
            key served another file.
        """
        self._refuse_large(upload)
        who = (course, assignment, trainee)
        if first := self._first(who, key, upload) or self._same(who, upload):
            return first
        now = datetime.now(UTC)
        used = self._may(who, cohort, now, upload.size)
        wanted, contents = self.ledger.released_notebooks(course, assignment), self._finish(upload)
        if sentence := refused_names(contents, wanted):
            raise ArchiveRefused(sentence)
        receipt = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(6)}"
        values = {
            "id": receipt,
            "course": course,
            "assignment": assignment,
            "trainee": trainee,
            "cohort": cohort,
            "time": stamp(now),
            "notebooks": contents.named(wanted),
            "sha256": upload.sha256,
            "size": upload.size,
            "key": key,
        }
        name = f"submitted/{receipt}"
        self._files.keep(upload.path, name)
        try:
            while True:
                try:
                    self.ledger.add({**values, "number": used + 1})
                    break
                except Overtaken:
                    if first := self._first(who, key, upload):
                        self._files.remove(name)
                        return first
                    used = self._may(who, cohort, now, upload.size)
        except Refused:
            self._files.remove(name)
            raise
        kept = self.ledger.submission(course, receipt)
        if kept is None:
            raise LookupError(receipt)
        return kept

    def give_feedback(
        self,
        receipt: Submission,
        upload: Upload,
        points: float | None = None,
        points_max: float | None = None,
    ) -> None:
        """Return feedback for one submission, or a newer version of it."""
        self._finish(upload)
        self._files.keep(upload.path, f"feedback/{upload.sha256}")
        self.ledger.put_feedback(receipt.id, upload.sha256, points, points_max)

    def open_released(self, course: str, assignment: str) -> BinaryIO | None:
        """Open the archive of a lab, or return None."""
        sha256 = self.ledger.released_hash(course, assignment)
        return self._files.open(f"released/{sha256}") if sha256 else None

    def open_submitted(self, receipt: Submission) -> BinaryIO:
        """Open the archive of a submission."""
        return self._files.open(f"submitted/{receipt.id}")

    def open_feedback(self, receipt: Submission) -> BinaryIO | None:
        """Open the archive of the feedback, or return None."""
        return self._files.open(f"feedback/{receipt.feedback}") if receipt.feedback else None

    def _finish(self, upload: Upload) -> Contents:
        self._refuse_large(upload)
        return upload.finish(self.rules.size_mb << 20, self.rules.files)

    def _refuse_large(self, upload: Upload) -> None:
        if upload.too_large:
            raise ArchiveRefused(_LARGE.format(self.rules.size_mb))

    def _first(self, who: tuple[str, str, str], key: str, upload: Upload) -> Submission | None:
        first = self.ledger.of_key(*who, key)
        if first and first.sha256 != upload.sha256:
            raise Refused(_REUSED)
        return first

    def _same(self, who: tuple[str, str, str], upload: Upload) -> Submission | None:
        course, assignment, trainee = who
        last = self.ledger.submissions(course, trainee, assignment)[-1:]
        return last[0] if last and last[0].sha256 == upload.sha256 else None

    def _may(self, who: tuple[str, str, str], cohort: str, now: datetime, size: int) -> int:
        """Return the attempts used so far, or refuse."""
        used, kept = self.ledger.used(*who)
        if sentence := refusal(self.ledger.term(*who, cohort), used, now, self.rules):
            raise Refused(sentence)
        # Asked when the whole upload is here: what was begun before closing is not taken after it.
        course, assignment, trainee = who
        if sentence := self.gates.refusal(course, assignment, trainee, cohort, now):
            raise Refused(sentence)
        if self.ledger.since(course, trainee, now - timedelta(hours=1)) >= _PER_HOUR:
            raise Refused(_HASTY)
        if kept + size > self.rules.total_mb << 20:
            raise Refused(_FULL.format(self.rules.total_mb))
        return used
