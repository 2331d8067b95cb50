"""Forms as their authors declare them: one YAML file each, keys in it, beside the unit's lab.

What is shown goes into the cell of the lab, what only grading may know into a key file; both are
made from the one file here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import read_percent

__all__ = ["UnitForm", "forms_of", "key_files", "read_form", "read_lab", "unit_forms"]

_NAME = re.compile(r"^[a-z][a-z0-9-]{0,40}$")
_SUFFIX = ".yml"


@dataclass(frozen=True)
class UnitForm:
    """Hold one declared form.

    Attributes
    ----------
    document : mapping
        What the file says, keys and all.
    shown : mapping
        The declaration as a trainee's notebook holds it.
    key : mapping
        Question id to its key; empty for a drill, and for a form that nobody marks by a key.
    """

    path: Path
    document: Mapping[str, Any]
    shown: Mapping[str, Any]
    key: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the form and of its answer file."""
        return self.path.stem

    @property
    def drill(self) -> bool:
        """Whether it explains itself at once and is never marked."""
        return bool(self.shown.get("drill"))


def read_form(path: Path) -> UnitForm:
    """Read one form's file.

    Raises
    ------
    UsageError
        If it is no YAML, declares no form, or its key does not fit the questions. The message
        names the file and says what to do.
    """
    from labkit.forms.declaration import read_declaration, split_keys
    from labkit.forms.shares import check_key

    if path.suffix != _SUFFIX or not _NAME.match(path.stem):
        raise UsageError(
            f"{path}: call a form's file <name>{_SUFFIX}, its name of lower-case letters, digits "
            "and hyphens: it is the name of the answer file, too"
        )
    document = _document(path)
    try:
        shown, key = split_keys(document)
        read = read_declaration(shown)
        key = {question.id: question.key for question in read.questions} if read.drill else key
        if key:
            check_key(read, key)
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}: {error}; write codes such as 3, yes or no in quotes, and see CONTRIBUTING.md "
            "for what a form may hold"
        ) from None
    return UnitForm(path, document, shown, {} if read.drill else key)


def unit_forms(layout: CourseLayout, unit: str) -> dict[str, UnitForm]:
    """Return a unit's forms by name."""
    found = sorted(path for path in layout.forms(unit).glob("*") if path.is_file())
    return {path.stem: read_form(path) for path in found}


def forms_of(layout: CourseLayout) -> dict[str, UnitForm]:
    """Return all forms of the course by name.

    Raises
    ------
    UsageError
        If two units name a form alike: their answers and keys would be taken for each other.
    """
    found: dict[str, UnitForm] = {}
    for folder in sorted(path.parent for path in layout.units.glob("*/forms")):
        for name, form in unit_forms(layout, folder.name).items():
            if name in found:
                raise UsageError(
                    f"{form.path}: the name is taken by {found[name].path}; call one of them "
                    "otherwise"
                )
            found[name] = form
    return found


def key_files(layout: CourseLayout) -> dict[Path, bytes]:
    """Return the key file of every form that is marked: path below the root to its content."""
    folder = (layout.answer_keys / "keys").relative_to(layout.root)
    return {
        folder / f"{form.name}.json": _json(form.key)
        for form in forms_of(layout).values()
        if form.key
    }


def read_lab(layout: CourseLayout, unit: str) -> Any:
    """Read a lab as it is generated: its percent text, each form declared in its cell.

    Raises
    ------
    UsageError
        See `coursekit.core.notebooks.read_percent` and `read_form`; or if a cell shows a form
        that the unit's folder does not declare.
    """
    from labkit.forms.source import with_declaration

    source = layout.lab_source(unit)
    notebook = read_percent(source)
    documents = {name: form.document for name, form in unit_forms(layout, unit).items()}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        try:
            cell.source = with_declaration(cell.source, documents)
        except ValueError as error:
            raise UsageError(
                f"{source}: {error}; declare it in {layout.forms(unit)}/<name>{_SUFFIX}"
            ) from None
    return notebook


def _document(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        document = yaml.load(path.read_text(encoding="utf-8"), _strict())
        json.dumps(document)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(
            f"{path}:{line}: not YAML ({error.problem}); put a text with a colon or a number sign "
            "in quotes, and indent with blanks"
        ) from None
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise UsageError(f"{path}: not plain data ({error}); write dates in quotes") from None
    if not isinstance(document, Mapping) or not isinstance(document.get("questions"), list):
        raise UsageError(f"{path}: a form has a list of questions, and may have title and intro")
    return document


def _strict() -> type[Any]:
    """Return a loader that refuses a key written twice, of which YAML keeps the last unsaid."""
    import yaml

    # The C parser is ten times as fast; not every build of YAML has it.
    base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def construct_mapping(loader: Any, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        found: dict[Any, Any] = base.construct_mapping(loader, node, deep)
        return found

    return type("Strict", (base,), {"construct_mapping": construct_mapping})


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
