"""What the judge holds of a thing that lives in the trainee's interpreter: a handle, no data."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["NotDataError", "Remote", "details"]

# Classes of these packages are believed when a test asks isinstance(figure, Figure).
_SHOWN = ("matplotlib",)


class NotDataError(TypeError):
    """The answer is not plain data where a test compares it."""


def details(remote: Remote) -> dict[str, Any]:
    """Return what was told of the thing: id, class, kind, name."""
    answer: dict[str, Any] = object.__getattribute__(remote, "_details")
    return answer


def _ask(remote: Remote, action: str, want: type | None = None, **rest: Any) -> Any:
    bridge = object.__getattribute__(remote, "_bridge")
    value = bridge.request(action, target=remote, **rest)
    if want is not None and type(value) is not want:
        raise NotDataError(f"{want.__name__} expected")
    return value


class Remote:
    """A handle. Calls, attributes, items and arithmetic go over; comparison is refused."""

    def __init__(self, bridge: Any, told: dict[str, Any]) -> None:
        object.__setattr__(self, "_bridge", bridge)
        object.__setattr__(self, "_details", told)

    @property  # type: ignore[misc]  # a lie on purpose: isinstance asks it
    def __class__(self) -> type:
        module, name = details(self)["class"]
        if module.split(".")[0] in _SHOWN and module in sys.modules:
            found: Any = sys.modules[module]
            for part in name.split("."):
                found = getattr(found, part, None)
            if isinstance(found, type):
                return found
        return Remote

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            if name == "__name__" and "name" in details(self):
                return details(self)["name"]
            raise AttributeError(name)
        return _ask(self, "attribute", name=name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "set", name=name, args=(value,))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the thing; what it returns comes back as data."""
        return _ask(self, "call", args=args, kwargs=kwargs)

    def __getitem__(self, key: Any) -> Any:
        return _ask(self, "item", args=(key,))

    def __setitem__(self, key: Any, value: Any) -> None:
        _ask(self, "set_item", args=(key, value))

    def __len__(self) -> int:
        answer: int = _ask(self, "length", int)
        return answer

    def __iter__(self) -> Any:
        walker = _ask(self, "iterate")
        if type(walker) is not Remote:
            raise NotDataError("an iterator expected")
        return walker

    def __next__(self) -> Any:
        return _ask(self, "next")

    def __enter__(self) -> Any:
        return _ask(self, "enter")

    def __exit__(self, *_: Any) -> None:
        _ask(self, "leave")

    def __instancecheck__(self, value: Any) -> bool:
        return type(value) is Remote and _ask(self, "instance", bool, args=(value,))

    def __contains__(self, value: Any) -> bool:
        raise NotDataError(f"jawaban berupa {_named(self)}: ubah dahulu menjadi daftar")

    def __bool__(self) -> bool:
        raise NotDataError(f"jawaban berupa {_named(self)}, bukan nilai benar/salah")

    def __str__(self) -> str:
        answer: str = _ask(self, "text", str)
        return answer

    def __repr__(self) -> str:
        return f"<{_named(self)}>"

    __hash__ = object.__hash__


def _named(remote: Remote) -> str:
    answer: str = details(remote)["class"][1]
    return answer


def _arithmetic(name: str, swapped: bool = False) -> Any:
    def operate(self: Remote, other: Any) -> Any:
        pair = (other, self) if swapped else (self, other)
        return _ask(self, "binary", name=name, args=pair)

    return operate


def _unary(name: str) -> Any:
    def operate(self: Remote) -> Any:
        return _ask(self, "binary", name=name, args=(self,))

    return operate


def _compare(self: Remote, _other: Any) -> bool:
    raise NotDataError(f"jawaban berupa {_named(self)}, bukan data yang dapat dibandingkan")


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _arithmetic(_name))
    setattr(Remote, f"__r{_name}__", _arithmetic(_name, swapped=True))
for _name in ("neg", "abs", "pos"):
    setattr(Remote, f"__{_name}__", _unary(_name))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _compare)
