"""A desk on nbgrader's real directory exchange, with one lab released."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from coursekit.web.course_page.assignments import ExchangeClient

COURSE, UNIT = "contoh", "01-satu"


@pytest.fixture
def lab():
    """A released lab: one question in code, one in words, one form."""
    meta = {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
    code = new_code_cell("x = None\n# Tulis jawaban Anda di bawah baris ini.", id="x")
    code.metadata.nbgrader = {**meta, "grade_id": "x", "cell_type": "code"}
    words = new_markdown_cell("**Pertanyaan 2 (3 poin).** Jelaskan.", id="why")
    words.metadata.nbgrader = {**meta, "grade": True, "points": 3, "grade_id": "why"}
    words.metadata.nbgrader["cell_type"] = "markdown"
    for cell in (code, words):
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    form = new_code_cell('from spbe.forms import plan_board\nplan_board("rencana")', id="form")
    form.metadata.tags = ["formulir"]
    question = new_markdown_cell("**Pertanyaan 1 (2 poin).** Berapa?", id="q")
    return new_notebook(cells=[question, code, words, form])


@pytest.fixture
def client(tmp_path, lab):
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    for name in ("outbound", "inbound", "feedback"):
        (exchange / COURSE / name).mkdir(parents=True)
    home.mkdir()
    release = exchange / COURSE / "outbound" / UNIT
    release.mkdir()
    nbformat.write(lab, release / f"{UNIT}.ipynb")
    c = Config()
    c.Exchange.root, c.Exchange.path_includes_course = str(exchange), True
    c.Exchange.cache = str(tmp_path / "cache")
    c.CourseDirectory.student_id = "sekda"
    c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
    exchange.chmod(0o777)
    return ExchangeClient(home, COURSE, c)
