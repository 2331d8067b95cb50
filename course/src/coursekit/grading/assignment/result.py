"""What marking one submission gives, and what is kept of it: frozen records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from coursekit.grading.assignment.findings import MESSAGES, Finding

__all__ = ["Result", "Sheet", "SubmissionReport", "quarantined"]


@dataclass(frozen=True)
class Sheet:
    """A notebook's marks on their way to the gradebook, by grade id."""

    text: str | None = None
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How one submission was marked; travels between processes as JSON.

    Attributes
    ----------
    sheets : dict
        Notebook to its marks; empty where it could not be marked, and `fault` says why.
    seconds, cpu, memory : float, optional
        What it took; memory in KB.
    forgeable : tuple of str
        Tests whose marks the writer of the answers could forge.
    kinds, mutating, free
        Of the reference alone: what its tests saw.
    doubtful : bool
        Whether the trainee's interpreter was killed, perhaps for no fault of its own.
    """

    sheets: dict[str, Sheet] = field(default_factory=dict)
    damage: tuple[Finding, ...] = ()
    fault: str = ""
    seconds: float | None = None
    cpu: float | None = None
    memory: float | None = None
    forgeable: tuple[str, ...] = ()
    kinds: dict[str, Any] = field(default_factory=dict)
    mutating: tuple[str, ...] = ()
    free: dict[str, Any] = field(default_factory=dict)
    doubtful: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Result:
        """Return what `as_dict` was made from."""
        known = _known(cls, plain)
        known["sheets"] = {name: Sheet(**one) for name, one in plain["sheets"].items()}
        known["damage"] = _findings(plain["damage"])
        return cls(**known | {key: tuple(plain[key]) for key in ("forgeable", "mutating")})


def quarantined(why: str) -> Result:
    """Return the result of a submission that could not be marked."""
    return Result(damage=(Finding("quarantined"),), fault=why)


@dataclass(frozen=True)
class SubmissionReport:
    """What is kept of a marked submission beside the gradebook.

    Attributes
    ----------
    submission, lab : str
        Digests of what was handed in, and of what it was marked by.
    scores : dict
        Grade id to automatic points, extra credit among them.
    extra : dict
        Grade id to extra credit alone.
    answers : dict
        Grade id to a print of the answer, which tells whether it changed.
    moved : dict, optional
        Grade id to points before and now, where this was not the first time.
    """

    owner: str
    submission: str
    lab: str
    status: str
    score: float
    damage: tuple[Finding, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    protected: bool = True
    graded: str = ""
    seconds: float | None = None
    cpu: float | None = None
    memory: float | None = None
    fault: str = ""
    forgeable: tuple[str, ...] = ()
    moved: dict[str, tuple[float | None, float]] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields that say something, ready for JSON."""
        optional = ("seconds", "cpu", "memory", "fault", "forgeable", "moved")
        plain = asdict(self) | {"damage": [one.as_dict() for one in self.damage]}
        unsaid = {key for key in optional if plain[key] in (None, "", ())}
        return {key: value for key, value in plain.items() if key not in unsaid}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> SubmissionReport:
        """Return what `as_dict` was made from, also by an earlier version.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is no such report.
        """
        known = _known(cls, plain) | {"damage": _findings(plain["damage"])}
        known["forgeable"] = tuple(plain.get("forgeable", ()))
        if "moved" in plain:
            known["moved"] = {key: (before, now) for key, (before, now) in plain["moved"].items()}
        return cls(**known)


def _known(kind: type[Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: plain[one.name] for one in fields(kind) if one.name in plain}


def _findings(found: list[Mapping[str, str]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(one["code"], one["where"], one.get("other", ""))
        for one in found
        if one["code"] in MESSAGES
    )
