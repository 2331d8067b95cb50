"""What the exchange keeps, as service, staff and trainees know it: frozen records, one each. Pure.

The service writes them as JSON and its clients read them back; the description of its routes is
made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "Handed",
    "Instant",
    "Overview",
    "Release",
    "Submission",
    "TestSaid",
    "read_record",
    "read_records",
    "schema_of",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Release:
    """A lab as it was handed out."""

    course: str
    assignment: str
    notebooks: tuple[str, ...]
    time: str


@dataclass(frozen=True)
class Submission:
    """One submission.

    Attributes
    ----------
    id : str
        Its receipt: nothing else tells submissions apart.
    time : str
        When it came, as `coursekit.exchange.model.policy.stamp` writes it.
    feedback : str
        Hash of what was returned for it, or empty.
    points, points_max : float, optional
        What the returned feedback gave it.
    """

    id: str
    course: str
    assignment: str
    trainee: str
    cohort: str
    number: int
    time: str
    sha256: str
    size: int
    notebooks: tuple[str, ...]
    late: bool = False
    feedback: str = ""
    feedback_time: str = ""
    points: float | None = None
    points_max: float | None = None


@dataclass(frozen=True)
class TestSaid:
    """What one visible test says; `passed` is None where only grading can tell."""

    __test__ = False  # pytest would take it for a test

    test: str
    passed: bool | None
    message: str


@dataclass(frozen=True)
class Instant:
    """What visible tests said of a submission: no mark. `sentence` says why there are none."""

    state: str
    sentence: str
    tests: tuple[TestSaid, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A submission as its trainee sees it; `note` says which notebook bore another name."""

    submission: Submission
    note: str = ""
    instant: Instant | None = None


@dataclass(frozen=True)
class Overview:
    """One lab of one trainee: all that the course page shows of it.

    Attributes
    ----------
    released : bool
        Whether it can be fetched; what was handed in stays when a lab is withdrawn.
    due : str, optional
        ISO 8601 in the course's zone; `due_text` says the same in words.
    extended : bool
        Whether his own date is later than everybody's.
    attempts_max, attempts_left : int, optional
        None where there is no limit.
    why_not : str
        Why one may not hand in; empty if one may.
    opens_text : str
        When and why it opens, where it is not `open` for him.
    may_close : bool
        Whether he may close it for himself now, which opens what waits for it.
    closed_text : str
        Why nothing more is taken of it from him, whatever its date.
    submissions : tuple of Handed
        Oldest first.
    """

    course: str
    assignment: str
    title: str
    released: bool
    due: str | None = None
    due_text: str | None = None
    seconds_left: int | None = None
    extended: bool = False
    late_accepted: bool = True
    attempts_used: int = 0
    attempts_max: int | None = None
    attempts_left: int | None = None
    can_submit: bool = True
    why_not: str = ""
    submissions: tuple[Handed, ...] = ()
    open: bool = True
    opens_text: str = ""
    may_close: bool = False
    closed_text: str = ""


def read_record(kind: type[T], data: object) -> T:
    """Return a record from what JSON made of it; what it does not know is passed over.

    Raises
    ------
    ValueError
        If it is none.
    """
    record: T = _adapter(kind).validate_python(data)
    return record


def read_records(kind: type[T], data: object) -> list[T]:
    """Return several records; raises as `read_record` does."""
    if not isinstance(data, Sequence):
        raise ValueError("no list")
    return [read_record(kind, one) for one in data]


def schema_of(kind: type[object]) -> dict[str, Any]:
    """Return the JSON schema of a record."""
    return _adapter(kind).json_schema(ref_template="#/components/schemas/{model}")


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
