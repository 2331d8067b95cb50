"""A declared form in the small checkout's lab, from its file to the cell that marks it."""

__all__ = ["DRILL", "QUIZ", "add_form"]

UNIT = "01-contoh"
QUIZ = """\
title: Kuis
questions:
  - id: siapa
    kind: single
    text: Siapa koordinatornya?
    choices: {dinas: Kepala dinas, sekda: Sekretaris daerah}
    key: {right: sekda, why: Begitulah bunyi peraturannya.}
  - id: hari
    kind: number
    text: Berapa hari?
    points: 2
    key: {right: 6, why: Dihitung dari kotak surat.}
"""
DRILL = QUIZ.replace("title: Kuis", "title: Latihan\ndrill: true")
CELLS = """
{form} tags=["formulir"]
from labkit.forms import form

form("kuis-satu")

{test}
from labkit.forms import mark_form

mark_form("kuis-satu", KUIS_SATU, 3)
"""


def add_form(layout, marker):
    """Declare the quiz and let the lab show and mark it; not generated yet."""
    layout.forms(UNIT).mkdir()
    (layout.forms(UNIT) / "kuis-satu.yml").write_text(QUIZ)
    cells = CELLS.format(
        form=marker("quiz_form", locked=True),
        test=marker("quiz_test", grade=True, locked=True, points=3),
    )
    source = layout.lab_source(UNIT)
    source.write_text(source.read_text() + cells)
    data = layout.unit_data(UNIT)
    data.write_text(data.read_text().replace("[total_test]", "[total_test, quiz_test]"))
    return layout
