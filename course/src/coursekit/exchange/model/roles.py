"""Who may do what: the hub's groups to roles, roles to rights. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["GROUPS", "RIGHTS", "Caller", "caller_of"]

# `hand_in` is open to staff too: they try labs out under their own names.
RIGHTS = {
    "instructor": frozenset({"hand_in", "release", "see", "return", "set_due"}),
    "coach": frozenset({"hand_in", "see"}),
    "author": frozenset({"hand_in", "release"}),
    "trainee": frozenset({"hand_in"}),
}
# Group, without the course, to role; who has several roles has the first. The names of an
# instructor's and a trainee's group are nbgrader's own: it opens formgrader and its lists by them.
GROUPS = {"formgrade": "instructor", "coach": "coach", "author": "author", "nbgrader": "trainee"}


@dataclass(frozen=True)
class Caller:
    """Somebody in one course; a coach sees the trainees of his own cohorts alone."""

    name: str
    role: str
    cohorts: tuple[str, ...] = ()

    @property
    def cohort(self) -> str:
        """The cohort his submissions belong to."""
        return self.cohorts[0] if self.cohorts else ""

    def may(self, right: str) -> bool:
        """Return whether the role gives a right."""
        return right in RIGHTS[self.role]

    def sees(self, trainee: str, cohort: str) -> bool:
        """Return whether a submission exists for him."""
        if trainee == self.name:
            return True
        return self.may("see") and (self.role == "instructor" or cohort in (self.cohorts or ("",)))


def caller_of(model: Mapping[str, Any], course: str) -> Caller | None:
    """Return who a user model of the hub is in a course; None if nobody.

    No service is anybody: grading works on the store itself, as the operator does.
    """
    if model.get("kind") == "service":
        return None
    groups = sorted(model.get("groups", ()))
    cohorts = tuple(group[7:] for group in groups if group.startswith("cohort-"))
    for prefix, role in GROUPS.items():
        if f"{prefix}-{course}" in groups:
            return Caller(model["name"], role, cohorts)
    return None
