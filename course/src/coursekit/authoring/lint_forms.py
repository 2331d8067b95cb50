"""Faults of declared forms: what a drill gives away, and what of a form nobody shows or marks.

That a form is well formed, its key fits and its name is its own, `coursekit.core.forms` sees to
when it reads them.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coursekit.authoring.form_calls import PackageMissing, form_call
from coursekit.authoring.labs import Finding, Lab, place_of
from coursekit.core.cells import answered_question, extra_credit, grade_metadata
from coursekit.core.form_cells import names_of_forms
from coursekit.core.forms import UnitForm, forms_of, read_lab
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import FORM_TAG

__all__ = ["lint_forms"]

_IN_LESSON = re.compile(r"^\s*[`:]{3,}\{latihan\}\s+([^\s`]+)\s*$", re.MULTILINE)
_MARK = "mark_form"


def lint_forms(layout: CourseLayout, labs: Iterable[Lab]) -> Iterator[Finding]:
    """Yield what is wrong with the forms of the course and the cells that mark them."""
    forms, keys = forms_of(layout), _keys(layout)
    yield from _drills(layout, forms, keys)
    yield from _shown(layout, forms)
    for lab in labs:
        where = str(lab.source.relative_to(layout.root))
        found = [*_undeclared(lab), *_marked(lab, keys), *_written(lab)]
        yield from (Finding(where, place, fault) for place, fault in found)


def _drills(
    layout: CourseLayout, forms: Mapping[str, UnitForm], keys: Mapping[str, Any]
) -> Iterator[Finding]:
    from labkit.forms.drill import check_drill

    graded = {name: form.shown for name, form in forms.items() if not form.drill}
    secret = {**keys, **{name: form.key for name, form in forms.items() if form.key}}
    for form in forms.values():
        for fault in check_drill(form.shown, secret, graded) if form.drill else ():
            yield Finding(str(form.path.relative_to(layout.root)), form.name, fault)


def _shown(layout: CourseLayout, forms: Mapping[str, UnitForm]) -> Iterator[Finding]:
    """Find forms that no reader meets, and lessons that name what cannot stand in them."""
    seen: set[str] = set()
    for lesson in sorted(layout.book.rglob("*.md")):
        if "_build" in lesson.parts:
            continue
        for name in _IN_LESSON.findall(lesson.read_text(encoding="utf-8")):
            seen.add(name)
            place = str(lesson.relative_to(layout.root))
            if name not in forms:
                fault = "no such form; write forms/<name>.yml in the unit's folder"
                yield Finding(place, name, fault)
            elif not forms[name].drill:
                yield Finding(place, name, "a lesson shows drills alone: write drill: true")
    for unit, source in layout.lab_sources.items():
        if source.is_file() and any(form.path.parents[1].name == unit for form in forms.values()):
            seen |= {name for cell in read_lab(layout, unit).cells for name in names_of_forms(cell)}
    for name, form in forms.items():
        if name not in seen:
            fault = "neither a cell of the unit's lab nor a lesson shows it; show or remove it"
            yield Finding(str(form.path.relative_to(layout.root)), name, fault)


def _undeclared(lab: Lab) -> Iterator[tuple[str, str]]:
    """Find forms that a cell alone declares: nobody looks at what they ask or give away."""
    for cell in lab.cells:
        if FORM_TAG not in cell.metadata.get("tags", ()):
            continue
        try:
            call = form_call(cell)
        except PackageMissing as error:
            yield place_of(cell), str(error)
            continue
        except (LookupError, SyntaxError):
            continue  # other rules tell
        if call.declaration is not None and call.given[0] not in lab.forms:
            yield place_of(cell), f"declare the form in forms/{call.given[0]}.yml, not in its cell"


def _marked(lab: Lab, keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find what keeps a form from being marked as its cells promise."""
    marked: dict[str, set[str]] = {}
    for cell in lab.cells:
        calls = _calls(cell)
        if not calls:
            continue
        place, given = place_of(cell), _last_call(cell)
        if given is None or len(calls) > 1:
            yield place, f'{_MARK}("name", NAME, points) stands alone, as the last line of its cell'
            continue
        name, points, only = given
        if name not in lab.forms:
            yield place, f"marks the form {name!r}, which this unit does not declare"
            continue
        form, meta = lab.forms[name], grade_metadata(cell)
        if form.drill:
            yield place, f"marks the drill {name!r}; a drill is never marked"
        elif not form.key and not any(name in key for key in keys.values()):
            yield place, f"marks the form {name!r}, which has no key"
        if not meta.get("grade") or not meta.get("locked"):
            yield place, f"{_MARK} belongs in a locked graded cell"
        if points != (worth := extra_credit(cell.metadata) or meta.get("points")):
            yield place, f"{_MARK} gives {points} points, the cell is worth {worth}"
        asked = {q["id"] for q in form.shown["questions"] if q["kind"] != "text"}
        for question in sorted(set(only or ()) - asked):
            yield place, f"the form {name!r} has no question {question!r} that a key marks"
        marked.setdefault(name, set()).update(asked if only is None else only)
    for name, questions in marked.items():
        for question in sorted(set(lab.forms[name].key) - questions):
            yield name, f"no cell marks the question {question!r}, which has a key"


def _written(lab: Lab) -> Iterator[tuple[str, str]]:
    """Find written answers that no cell, or more than one, carries to the marker."""
    carried = Counter(answer for cell in lab.cells if (answer := answered_question(cell.metadata)))
    for form in lab.forms.values():
        for question in form.shown["questions"]:
            answer = f"{form.name}/{question['id']}"
            if carried[answer] > 1:
                yield form.name, f"{carried[answer]} cells carry the written answer {answer!r}"
            elif question.get("rubric") and not carried[answer]:
                yield (
                    form.name,
                    (
                        f"no cell carries the written answer {answer!r} to the marker; write a "
                        f'markdown cell with coursekit={{"answer": "{answer}"}}'
                    ),
                )


def _calls(cell: Any) -> list[ast.Call]:
    if cell.cell_type != "code" or _MARK not in cell.source:
        return []
    try:
        nodes = list(ast.walk(ast.parse(cell.source)))
    except SyntaxError:
        return []
    return [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") == _MARK]


def _last_call(cell: Any) -> tuple[str, float, list[str] | None] | None:
    """Return name, points and questions of the call that a cell ends with, all written out."""
    last = ast.parse(cell.source).body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != _MARK:
        return None
    try:
        name, points = (ast.literal_eval(call.args[at]) for at in (0, 2))
        named = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    except (ValueError, IndexError):
        return None
    return str(name), points, named.get("only")


def _keys(layout: CourseLayout) -> dict[str, Any]:
    folder = layout.answer_keys / "keys"
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }
