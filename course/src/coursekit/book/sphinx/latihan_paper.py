"""A drill in HTML: for the page that asks and explains it, and on paper with its answers apart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from labkit.forms.declaration import Declaration, Question
from labkit.forms.grids import Match, Table
from labkit.forms.kinds import Number, Single
from labkit.forms.shares import parts_of

__all__ = ["answers", "asked", "live"]


def live(name: str, drill: Declaration) -> str:
    """Return what the script of the page fills: the declaration, and no word for readers."""
    data = json.dumps(drill.to_dict(), ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/json">{data}</script>'
    return f'<section class="lk" data-form="{escape(name)}">{script}</section>'


def asked(drill: Declaration, answers_at: str) -> str:
    """Return the questions as they stand on paper, with a link to their answers."""
    items = "".join(f"<li><p>{escape(q.text)}</p>{_choices(q)}</li>" for q in drill.questions)
    intro = f"<p>{escape(drill.intro)}</p>" if drill.intro else ""
    return (
        f'<div class="latihan-paper"><p class="latihan-title">{_title(drill)}</p>{intro}'
        f'<ol>{items}</ol><p><a href="#{answers_at}">Jawaban dan alasannya ada di akhir '
        "pelajaran ini.</a></p></div>"
    )


def answers(drills: Iterable[Declaration], at: str) -> str:
    """Return the answers to a lesson's drills with their reasons, for its end."""
    blocks = "".join(
        f'<p class="latihan-title">{_title(drill)}</p><ol>{"".join(map(_answer, drill.questions))}'
        "</ol>"
        for drill in drills
    )
    return (
        f'<div class="latihan-paper latihan-answers" id="{at}"><p class="latihan-title">'
        f"Jawaban latihan</p>{blocks}</div>"
    )


def _title(drill: Declaration) -> str:
    named = drill.title.casefold().startswith("latihan")
    return escape(drill.title if named else f"Latihan: {drill.title}" if drill.title else "Latihan")


def _choices(question: Question) -> str:
    body = question.body
    if isinstance(body, Match):
        return _list(body.rows.values()) + f"<p>Pilihan:</p>{_list(body.choices.values())}"
    if isinstance(body, Table):
        return _grid(body)
    if isinstance(body, Number):
        return f"<p>Jawaban: ……… {escape(body.unit)}</p>"
    return _list(body.choices.values())


def _grid(table: Table) -> str:
    """Return a table to be filled in by hand; below it the choices of its columns."""
    columns = table.columns.values()
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in (c.label for c in columns))
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(
            f"<td>{escape(c.cells.get(row, '–' if c.kind == 'shown' else '………'))}</td>"
            for c in columns
        )
        + "</tr>"
        for row, label in table.rows.items()
    )
    offered = "".join(
        f"<p>{escape(c.label)}: {escape('; '.join(c.body.choices.values()))}.</p>"
        for c in columns
        if isinstance(c.body, Single)
    )
    corner = escape(table.corner or "Baris")
    return f'<table><tr><th scope="col">{corner}</th>{head}</tr>{rows}</table>{offered}'


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _answer(question: Question) -> str:
    key = question.key or {}
    parts = parts_of(question, None, key)
    right = "; ".join(f"{one.label}: {one.right}" if one.label else one.right for one in parts)
    return f"<li><p><strong>{escape(right)}.</strong> {escape(str(key['why']))}</p></li>"
