"""What a way to the exchange does for those who use it, and how it refuses."""

from __future__ import annotations

from typing import Any, Protocol

from coursekit.exchange.model.submission import Overview, Release, Submission

__all__ = ["Link", "LinkError", "Row"]

Row = dict[str, Any]


class LinkError(Exception):
    """What was asked cannot be had; the text is a sentence for the person who asked."""

    @property
    def sentence(self) -> str:
        """The sentence."""
        return str(self)


class Link(Protocol):
    """What the exchange does for nbgrader's classes."""

    def courses(self) -> list[str]:
        """Return the courses one belongs to."""

    def released(self, course: str) -> list[Release]:
        """Return the labs handed out."""

    def fetch(self, course: str, assignment: str) -> bytes:
        """Return the archive of a lab."""

    def release(self, course: str, assignment: str, data: bytes) -> None:
        """Hand a lab out."""

    def unrelease(self, course: str, assignment: str) -> None:
        """Stop handing a lab out."""

    def submissions(self, course: str, assignment: str | None, everybody: bool) -> list[Submission]:
        """Return submissions, oldest first; one's own, or everybody's for staff."""

    def submit(self, course: str, assignment: str, data: bytes, key: str) -> Submission:
        """Hand in; the same key again returns the first receipt."""

    def close(self, course: str, assignment: str) -> None:
        """Close a lab for oneself, for ever."""

    def submission(self, course: str, name: str) -> bytes:
        """Return the archive of a submission."""

    def feedback(self, course: str, name: str) -> bytes:
        """Return the archive of feedback."""

    def give_feedback(self, course: str, name: str, data: bytes, marks: Row) -> None:
        """Return feedback for a submission."""

    def dues(self, course: str) -> dict[str, str]:
        """Return the dates that hold for everybody, as the exchange's stamps by lab."""

    def set_term(
        self, course: str, assignment: str, trainee: str = "", cohort: str = "", **values: Any
    ) -> None:
        """Change columns of one row of terms, as `Ledger.set_term` does."""

    def terms(self, course: str) -> list[Row]:
        """Return every row of dates and attempts: everybody's, cohorts', trainees'."""

    def overview(self, course: str | None = None) -> list[Overview]:
        """Return what the course page shows of one's labs."""
