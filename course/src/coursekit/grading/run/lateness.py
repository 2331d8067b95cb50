"""What a late submission costs: nbgrader's plugin, asked by the date that holds for the trainee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

__all__ = ["Dues", "Lateness", "penalty_of"]

Penalty = Callable[[str, float, float], float | None]
DueOf = Callable[[str, str | None], datetime | None]
Dues = Callable[[str], DueOf]


@dataclass(frozen=True)
class Lateness:
    """What penalties go by.

    Attributes
    ----------
    penalty : callable, optional
        ``(student, score, seconds late) -> penalty or None``; none by default.
    due_of : callable, optional
        ``(student, time of the submission) -> date or None``; by default nbgrader's own dates
        hold.
    """

    penalty: Penalty | None = None
    due_of: DueOf | None = None

    def charge(self, submission: Any, mine: Any, score: float, time: str | None) -> None:
        """Set the penalty of one notebook of nbgrader's `submission`, which came at `time`."""
        mine.late_submission_penalty = None
        if self.penalty is None:
            return
        owner = submission.student.id
        late = self._seconds(submission, owner, time)
        if late > 0 and (penalty := self.penalty(owner, score, late)) is not None:
            mine.late_submission_penalty = min(max(penalty, 0.0), score)

    def _seconds(self, submission: Any, owner: str, time: str | None) -> float:
        """Return how late a submission is, and let nbgrader's extension say the same."""
        if self.due_of is None:
            return float(submission.total_seconds_late)
        due = self.due_of(owner, time)
        due = due and due.astimezone(UTC).replace(tzinfo=None)
        common = submission.assignment.duedate
        # nbgrader knows no date of a trainee's own, only a shift of everybody's.
        submission.extension = due - common if due and common and due != common else None
        if due is None or submission.timestamp is None:
            return 0.0
        answer: float = max(0.0, (submission.timestamp - due).total_seconds())
        return answer


def penalty_of(config: Any) -> Penalty | None:
    """Return nbgrader's plugin of a configuration; None while it is the one that costs nothing."""
    from nbgrader.plugins import LateSubmissionPlugin
    from nbgrader.preprocessors import AssignLatePenalties

    found = AssignLatePenalties(config=config)
    found.init_plugin()
    plugin = found.plugin_inst
    if type(plugin) is LateSubmissionPlugin and plugin.penalty_method == "none":
        return None
    answer: Callable[[str, float, float], float | None] | None = plugin.late_submission_penalty
    return answer
