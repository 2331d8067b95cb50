"""What is promised for a part of a form is given, whatever becomes of the other parts.

For every form with a key, and for every graded cell that marks some of its questions: parts are
right, wrong, left out or unreadable at random, and a cell must give exactly what the right ones
are worth. Reckoned here anew, from declaration and key alone.
"""

import ast
import json
import random
from pathlib import Path

import pytest

from coursekit.core.cells import extra_credit, grade_metadata
from coursekit.core.forms import forms_of, read_lab
from coursekit.core.layout import find_layout
from labkit import keys
from labkit.forms import mark_form
from labkit.forms.declaration import read_declaration

LAYOUT = find_layout(Path(__file__).parent)
FORMS = {name: form for name, form in forms_of(LAYOUT).items() if form.key}
ROUNDS = 60
BROKEN = {"a": ["nothing a form saves"]}


def marking_cells():
    """Yield name of a form, its questions or None, points: of each cell that marks one."""
    for unit, source in LAYOUT.lab_sources.items():
        for cell in read_lab(LAYOUT, unit).cells if source.is_file() else ():
            if cell.cell_type != "code" or "mark_form(" not in cell.source:
                continue
            call = ast.parse(cell.source).body[-1].value
            name, points = (ast.literal_eval(call.args[at]) for at in (0, 2))
            if name not in FORMS:  # its key hangs on the owner's case
                continue
            named = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
            place = f"{unit}:{grade_metadata(cell)['grade_id']}"
            yield pytest.param(name, named.get("only"), points, id=place)
            assert points == (extra_credit(cell.metadata) or grade_metadata(cell)["points"]), place


def whole_forms():
    yield from (pytest.param(name, None, 7.0, id=name) for name in FORMS)


def parts_of(question, entry):
    """Return the parts of a question: path in its answer, a right value, wrong values."""
    right, body = entry["right"], question.body
    if question.kind == "match":
        return [((row,), *choice(body.choices, right[row])) for row in body.rows]
    if question.kind == "table":
        cells = [(row, name) for row, given in right.items() for name in given]
        return [
            ((row, name), *one(body.columns[name].kind, body.columns[name].body, right[row][name]))
            for row, name in cells
        ]
    return [((), *one(question.kind, body, right, entry))]


def one(kind, body, right, entry=None):
    if kind == "single":
        return choice(body.choices, right)
    if kind == "number":
        return right, [right + 1000, right - 1000, "tiga koma"]
    if kind == "several":
        wrong = [code for code in body.choices if code not in right]
        return right, [wrong] if wrong else []
    return right, [list(reversed(right))]  # an order


def choice(choices, right):
    accepted = right if isinstance(right, list) else [right]
    return accepted[0], [code for code in choices if code not in accepted]


def put(answer, path, value):
    if not path:
        return value
    answer = answer or {}
    answer[path[0]] = put(answer.get(path[0]), path[1:], value)
    return answer


def draw(form, key, dice):
    """Return answers, and the part of each question that is promised for them."""
    answers, promised = {}, {}
    for question in form.questions:
        if question.kind == "text":
            continue
        parts, earned = parts_of(question, key[question.id]), 0
        if dice.random() < 0.1:  # a question that cannot be read as a whole
            answers[question.id], promised[question.id] = BROKEN, 0.0
            if question.kind in ("match", "table"):
                answers[question.id] = [BROKEN]
            continue
        for path, right, wrong in parts:
            fate = dice.choice(
                ["right", "wrong", "missing", "broken"] if path else ["right", "wrong", "missing"]
            )
            if fate == "right":
                answers[question.id] = put(answers.get(question.id), path, right)
                earned += 1
            elif fate == "wrong" and wrong:
                answers[question.id] = put(answers.get(question.id), path, dice.choice(wrong))
            elif fate == "broken":
                answers[question.id] = put(answers.get(question.id), path, BROKEN)
        promised[question.id] = earned / len(parts)
    return answers, promised


@pytest.mark.parametrize(("name", "only", "points"), [*whole_forms(), *marking_cells()])
def test_right_parts_earn_what_is_promised_whatever_else_fails(
    name, only, points, lab, monkeypatch, capsys
):
    form, key = read_declaration(FORMS[name].shown), FORMS[name].key
    monkeypatch.setattr(keys, "_supplied", {name: key})
    (lab / "jawaban").mkdir()
    head = {"schema": 1, "form": name, "owner": "sekda.uji", "rev": 1}
    head |= {"saved": "2026-01-05T01:00:00+00:00"}
    marked = [q for q in form.questions if q.kind != "text" and (only is None or q.id in only)]
    for seed in range(ROUNDS):
        answers, promised = draw(form, key, random.Random(f"{name} {seed}"))
        text = json.dumps(head | {"answers": {"questions": answers}})
        (lab / "jawaban" / f"{name}.json").write_text(text)
        earned = sum(q.points * promised[q.id] for q in marked)
        share = earned / sum(q.points for q in marked)
        assert mark_form(name, form, points, only=only) == pytest.approx(
            points * share, abs=0.006
        ), answers
        capsys.readouterr()
