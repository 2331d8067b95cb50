"""A trainee's work on an instructor's screen: all of it to be seen, none of it to be run."""

import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from coursekit.web.formgrader.extension import _FILES, _Files, page_drawer

EVIL = "<img src=x onerror='EVIL()'><script>EVIL()</script><svg onload='EVIL()'></svg>"
EVIL += "<a href='javascript:EVIL()'>a</a><iframe src='//x'></iframe><base href='//x'>"
MARKED = {"nbgrader": {"grade": True, "solution": True, "grade_id": "alasan", "points": 3}}
PICTURE = {"f.png": {"image/png": "iVBORw0KGgo="}}


@pytest.fixture(scope="module")
def drawer():
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    with page_drawer(config) as made:
        yield made


@pytest.fixture(scope="module")
def page(drawer):
    def drawn(*cells):
        notebook = nbformat.writes(new_notebook(cells=list(cells)))
        found = drawer.draw(notebook, {"base_url": "", "index": 0, "total": 1, "student": "sekda"})
        assert found.fault == ""
        return found.page

    return drawn


class Danger(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self, text):
        super().__init__()
        self.found, self.script = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.script = tag == "script"
        if tag in ("iframe", "base", "form", "object", "embed", "svg"):
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") and "EVIL" in value:
                self.found.append(f"{tag} {name}")
            if name in ("src", "href") and address.startswith(("javascript:", "http", "//")):
                self.found.append(f"{tag} {address}")

    def handle_endtag(self, tag):
        self.script = False

    def handle_data(self, data):
        if self.script and "EVIL" in data:
            self.found.append("script")


CELLS = {
    "an answer in words": new_markdown_cell(EVIL, metadata=MARKED),
    "words of his own": new_markdown_cell(EVIL),
    "a raw cell": new_raw_cell(EVIL, metadata={"raw_mimetype": "text/html"}),
    "code": new_code_cell(f"# {EVIL}", metadata=MARKED),
} | {
    mime: new_code_cell("x", outputs=[new_output("display_data", data={mime: EVIL})])
    for mime in (
        "text/html",
        "text/markdown",
        "text/latex",
        "text/plain",
        "image/svg+xml",
        "application/javascript",
    )
}


@pytest.mark.parametrize("name", CELLS)
def test_nothing_a_trainee_writes_runs_with_an_instructors_rights(name, page):
    assert Danger(page(CELLS[name])).found == []


def test_words_formulas_tables_and_pictures_are_still_to_be_seen(page):
    text = "Karena <nama OPD>: $\\frac{1}{2}$\n\n| a |\n|---|\n| 1 |\n\n![foto](attachment:f.png)"
    shown = page(new_markdown_cell(text, metadata=MARKED, attachments=PICTURE))
    assert "&lt;nama OPD&gt;" in shown and "<mfrac>" in shown and "<td>1</td>" in shown
    assert re.search(r'<img[^>]*src="data:image/png;base64,iVBORw0KGgo="', shown)


def test_the_levels_of_a_rubric_are_buttons_beside_the_answer(page):
    levels = [
        {"points": 2.5, "name": "Lengkap", "words": "Ada warga & <angka>."},
        {"points": 0, "name": "", "words": "Tidak tentang warga."},
    ]
    told = MARKED | {"coursekit": {"answer": "cerita/kisah", "rubric": levels}}
    shown = page(new_markdown_cell("Karena.", metadata=told))
    assert re.findall(r'data-cell="alasan" data-points="([^"]*)"', shown) == ["2.5", "0"]
    assert "Ada warga &amp; &lt;angka&gt;." in shown and "<strong>Lengkap.</strong>" in shown
    assert "/formgrader/coursekit/rubric.js" in shown
    assert "rubric-level" not in page(new_markdown_cell("Karena.", metadata=MARKED))


def test_files_that_were_handed_in_run_without_rights():
    assert _Files.content_security_policy.fget(None) == "sandbox"
    ours = re.compile(f"{_FILES}$")
    place = "/formgrader/submissions/"
    assert ours.match(f"{place}1a/jahat.html") and ours.match(f"{place}1a/b/jahat%2ehtml")
    for stock in ("1a", "1a/", "1a/next", "1a/prev/", "1a/next_incorrect", "components/a.css"):
        assert not ours.match(place + stock)


def test_headings_carry_no_sign_behind_them(page):
    assert "¶" not in page(new_markdown_cell("# Jebakan 3,455"))
