"""A page that takes too long or too much, or ends the process, is one fault; the next is drawn."""

import signal

import pytest

from coursekit.grading.feedback import drawing

EXPORTERS = """
import os

import nbformat

class Odd:
    def __init__(self, config, plain):
        self.plain = plain

    def from_notebook_node(self, notebook, resources):
        text = "" if self.plain else notebook.cells[0].source
        if text == "for ever":
            while True:
                pass
        if text == "memory":
            return "x" * (4 << 30), resources
        if text == "end":
            os._exit(0)
        if text == "large":
            return "x" * (31 << 20), resources
        if text == "half a character":
            return "\\ud800", resources
        return "seperti biasa", resources
"""


@pytest.fixture
def drawer(tmp_path, monkeypatch):
    (tmp_path / "odd_exporters.py").write_text(EXPORTERS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(drawing, "SECONDS", 1.0)
    with drawing.Drawer("odd_exporters:Odd", {}) as drawer:
        yield drawer


def notebook_of(text):
    import nbformat

    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("for ever", "too much time or memory"),
        ("memory", "MemoryError"),
        ("end", "too much time or memory"),
        ("large", "a page of 31 MB"),
    ],
)
def test_what_cannot_be_drawn_is_shown_plainly_and_told(drawer, text, fault):
    drawn = drawer.draw(notebook_of(text), {})
    assert drawn.page == "seperti biasa" and fault in drawn.fault
    assert drawer.draw(notebook_of("lain"), {}) == drawing.Drawn("seperti biasa")


def test_half_a_character_is_no_fault(drawer):
    assert drawer.draw(notebook_of("half a character"), {}) == drawing.Drawn("?")


def test_the_limit_of_time_holds_where_the_alarm_is_ignored(drawer):
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        drawer.seconds = 60  # the parent would wait: only the child's own alarm ends it
        assert drawer.draw(notebook_of("for ever"), {}).fault == "too much time or memory"
    finally:
        signal.signal(signal.SIGALRM, before)
