"""The kinds of question: what an answer may be, and whether it is complete.

Each kind is a frozen record with the same three verbs. `read` takes what was saved and refuses
what the form never saves; `judge` says how far an answer is; `plain` is what the view shows.
The view judges by the same rules (`form_rules.js`), held equal by a test on random answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from labkit.forms.words import Fault, count_words, shortened, written

__all__ = [
    "BLANK",
    "DONE",
    "Kind",
    "Number",
    "Order",
    "Several",
    "Single",
    "State",
    "Text",
    "pairs",
]


@dataclass(frozen=True)
class State:
    """Hold how far an answer is: ``blank``, ``partial`` or ``done``, and what is wrong with it."""

    name: str
    fault: Fault | None = None


BLANK, DONE = State("blank"), State("done")


class Kind(Protocol):
    """What every kind of question can do."""

    def read(self, value: Any) -> Any:
        """Return an answer in its plain form, None if there is none; ValueError otherwise."""

    def judge(self, value: Any) -> State:
        """Say how far an answer is that `read` gave."""

    def plain(self) -> dict[str, Any]:
        """Return plain data for the view."""

    def words(self, value: Any) -> str:
        """Write an answer out, as feedback quotes it."""


@dataclass(frozen=True)
class Single:
    """One choice of several: its code."""

    choices: Mapping[str, str]

    def read(self, value: Any) -> Any:
        """Return the code."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError("tidak ada di antara pilihannya")
        return value

    def judge(self, value: Any) -> State:
        """Say whether something is chosen."""
        return BLANK if value is None else DONE

    def plain(self) -> dict[str, Any]:
        """Return the choices in the order shown."""
        return {"choices": pairs(self.choices)}

    def words(self, value: Any) -> str:
        """Write out the choice."""
        return self.choices[value].rstrip(".")


@dataclass(frozen=True)
class Several(Single):
    """Any of several choices: their codes in the order of the choices."""

    def read(self, value: Any) -> list[str] | None:
        """Return the codes."""
        if value is None or value == []:
            return None
        return [code for code in self.choices if code in _codes(value, self.choices)]

    def words(self, value: Any) -> str:
        """Write out the choices."""
        return "; ".join(self.choices[code].rstrip(".") for code in value)


@dataclass(frozen=True)
class Order(Single):
    """An order of all choices: their codes, the first first."""

    def read(self, value: Any) -> list[str] | None:
        """Return the codes."""
        if value is None or value == []:
            return None
        if sorted(_codes(value, self.choices)) != sorted(self.choices):
            raise ValueError("harus mengurutkan semua pilihan")
        return list(value)

    def words(self, value: Any) -> str:
        """Write out the order."""
        return " → ".join(self.choices[code].rstrip(".") for code in value)


@dataclass(frozen=True)
class Number:
    """A number; what was typed and is no number stays as text, so that nothing is lost."""

    unit: str = ""
    min: float | None = None
    max: float | None = None

    def read(self, value: Any) -> float | str | None:
        """Return the number, or the text that could not be read as one."""
        if isinstance(value, str):
            return value if value.strip() else None
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("harus berupa angka")
        if not math.isfinite(value) or abs(value) >= 1e15:
            raise ValueError("bukan angka yang dapat dipakai")
        return value

    def judge(self, value: Any) -> State:
        """Say whether it is a number within its bounds."""
        if value is None:
            return BLANK
        if isinstance(value, str):
            return State("partial", Fault("unread", {"text": shortened(value.strip())}))
        below = self.min is not None and value < self.min
        above = self.max is not None and value > self.max
        if not below and not above:
            return DONE
        ends = {"low": self.min, "high": self.max}
        code = "range" if None not in ends.values() else "low" if below else "high"
        said = {name: written(end) for name, end in ends.items() if end is not None}
        return State("partial", Fault(code, {"value": written(value), **said}))

    def plain(self) -> dict[str, Any]:
        """Return unit and bounds."""
        return asdict(self)

    def words(self, value: Any) -> str:
        """Write out the number with its unit."""
        number = f"“{shortened(value)}”" if isinstance(value, str) else written(value)
        return f"{number} {self.unit}".strip()


@dataclass(frozen=True)
class Text:
    """A sentence or a letter, with bounds on its words; `lines` is how high its field is."""

    min_words: int = 0
    max_words: int | None = None
    lines: int = 5

    def read(self, value: Any) -> str | None:
        """Return the text."""
        if value is not None and not isinstance(value, str):
            raise ValueError("harus berupa tulisan")
        return value or None

    def judge(self, value: Any) -> State:
        """Say whether it is as long as asked."""
        count = count_words(value or "")
        if not count:
            return BLANK
        if count < self.min_words:
            return State("partial", Fault("short", {"n": count, "low": self.min_words}))
        if self.max_words is not None and count > self.max_words:
            return State("partial", Fault("long", {"n": count, "high": self.max_words}))
        return DONE

    def plain(self) -> dict[str, Any]:
        """Return the bounds."""
        return asdict(self)

    def words(self, value: Any) -> str:
        """Write out the text."""
        return str(value)


def pairs(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return codes and texts as the view wants them, in their order."""
    return [{"code": code, "text": text} for code, text in texts.items()]


def _codes(value: Any, choices: Mapping[str, str]) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v in choices for v in value):
        raise ValueError("tidak ada di antara pilihannya")
    return value
