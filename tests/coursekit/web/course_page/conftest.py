"""A trainee's desk on the real exchange, over HTTP, with one lab released."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from coursekit.exchange.client.links import TOKEN, URL
from coursekit.exchange.client.plugin import update_exchange
from coursekit.exchange.model.archive import pack
from coursekit.exchange.server.store import Store
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
    marks = new_code_cell('plan_from_answer(read_answer("rencana"))', id="marks")
    return new_notebook(cells=[question, code, words, form, marks])


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def exchange(store, serve_store, tmp_path, lab, monkeypatch):
    """The exchange's service, with the lab released."""
    service = serve_store(store)
    release = tmp_path / "release"
    release.mkdir()
    nbformat.write(lab, release / f"{UNIT}.ipynb")
    service.link("t-guru").release(COURSE, UNIT, pack(release))
    monkeypatch.setenv(URL, service.url)
    monkeypatch.setenv(TOKEN, "t-lab")
    return service


@pytest.fixture
def client(tmp_path, exchange):
    home = tmp_path / "home"
    home.mkdir()
    c = Config()
    update_exchange(c)
    c.Exchange.cache = str(tmp_path / "cache")
    c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
    return ExchangeClient(home, COURSE, c)


@pytest.fixture
def give_feedback(exchange, tmp_path):
    """Return feedback for a submission as staff do: a page, and points beside it."""

    def give(receipt, page, points=None, points_max=None):
        folder = tmp_path / "feedback" / receipt
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{UNIT}.html").write_text(page)
        marks = {} if points is None else {"points": points, "points_max": points_max}
        exchange.link("t-guru").give_feedback(COURSE, receipt, pack(folder), marks)

    return give
