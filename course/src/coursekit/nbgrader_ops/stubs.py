"""What stands in a released cell where its solution was."""

from __future__ import annotations

from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

from coursekit.core.cells import SOLUTION, answered_question

__all__ = ["CODE_STUB", "TEXT_STUB", "StubSolutions", "update_stubs"]

CODE_STUB = "# Tulis jawaban Anda di bawah baris ini."
TEXT_STUB = "*Tulis jawaban Anda di sini (klik dua kali sel ini untuk menyunting).*"


class StubSolutions(ClearSolutions):
    """nbgrader's own, but for cells whose answer comes from a form: nobody is to type there."""

    def _replace_solution_region(self, cell: Any, language: str) -> bool:
        if not answered_question(cell.metadata):
            return super()._replace_solution_region(cell, language)
        cell.source = SOLUTION.outside(cell.source).strip()
        return True


def update_stubs(c: Any) -> None:
    """Say in Indonesian where an answer goes; a blank cell must not raise a traceback."""
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    stock = GenerateAssignment.preprocessors.default()
    c.GenerateAssignment.preprocessors = [
        StubSolutions if one is ClearSolutions else one for one in stock
    ]
