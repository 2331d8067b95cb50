"""ES modules joined into one script: a widget is one module, and a page from a USB stick has none.

Modules import each other by name, in one line each: ``import { one } from "./other.js";``. They
share one scope once joined, so names at the top of a module are unlike those of every other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources.abc import Traversable

__all__ = ["join_modules"]

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+)\.js";\n', re.M)
_EXPORT = re.compile(r"^export (?:\{[^}]*\};\n?)?", re.M)


def join_modules(
    entries: Sequence[str], folders: Sequence[Traversable], *, exports: bool = True
) -> str:
    """Return modules and all they import as one text: each once, after those it needs.

    Parameters
    ----------
    entries : sequence of str
        Names of modules, without ``.js``.
    folders : sequence of folder
        Where modules lie; the first folder that holds a name gives it.
    exports : bool
        Whether the result is a module itself; without exports it is a classic script.

    Raises
    ------
    FileNotFoundError
        If no folder holds a module.
    """
    bodies: dict[str, str] = {}
    open_ones: list[str] = []

    def visit(name: str) -> None:
        if name in bodies or name in open_ones:
            return
        open_ones.append(name)
        text = _text(name, folders)
        for needed in _IMPORT.findall(text):
            visit(needed)
        body = _IMPORT.sub("", text)
        bodies[name] = body if exports else _EXPORT.sub("", body)

    for entry in entries:
        visit(entry)
    return "\n".join(bodies.values())


def _text(name: str, folders: Sequence[Traversable]) -> str:
    for folder in folders:
        file = folder / f"{name}.js"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(f"{name}.js is in none of {', '.join(map(str, folders))}")
