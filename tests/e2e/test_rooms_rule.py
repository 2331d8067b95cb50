"""What may run by itself: the browser's rule and the rule of `coursekit lint` agree."""

import json
from importlib.resources import files

import pytest
from nbformat.v4 import new_code_cell

from coursekit.core.form_cells import form_faults, form_makers
from coursekit.core.layout import find_layout

pytestmark = pytest.mark.e2e

RULE = (
    files("coursekit.web.course_page") / "labextensions" / "coursekit-rooms" / "static" / "forms.js"
)
IMPORT = "from spbe.forms import scoring_form\n"  # begins nearly every case
SHOWS = [
    IMPORT + 'scoring_form("a")',
    IMPORT + '\nscoring_form(\n    "a",\n    indicators=["I01", "I02"],\n)',
    IMPORT + 'scoring_form("a", x=not ("b" in ("c",)))',
    IMPORT + "# Formulir (satu)\nscoring_form('it\\'s (not) a call')",
    "from spbe import datasets\nfrom spbe.panel import GRADED\n" + IMPORT + "\nscoring_form(\n"
    '    "a", [k for k in datasets.load_instrument("x").codes if k not in GRADED]\n)',
    'from labkit.quiz import quiz\n\nTANYA = [{"teks": "Apa (itu)? #1"}]\nquiz("a", TANYA)',
    "from spbe.forms import (\n    plan_board,\n    scoring_form,\n)\nplan_board('a', x=0.8)",
]
DOES_MORE = [
    "scoring_form('a')",
    "x = 1",
    IMPORT + "open('x', 'w')\nscoring_form('a')",
    IMPORT + "scoring_form(open('x', 'w'))",
    IMPORT + "scoring_form('a')\nscoring_form('b')",
    IMPORT + "!touch x\nscoring_form('a')",
    IMPORT + "%run x\nscoring_form('a')",
    "import os\n" + IMPORT + "scoring_form('a')",
    "from os import system\n" + IMPORT + "scoring_form(system('x'))",
    "from labkit.answers import write_answer\n" + IMPORT + "write_answer('a')\nscoring_form('a')",
    IMPORT + "scoring_form(().__class__.mro())",
    IMPORT + "scoring_form(''.join('a'))",
    IMPORT + "scoring_form((lambda: 1)())",
    IMPORT + "scoring_form([open][0]('x'))",
    IMPORT + "scoring_form(__import__('os').system('x'))",
    IMPORT + "scoring_form(eval ('1'))",
    IMPORT + "scoring_form(f'{open(1)}')",
    IMPORT + 'scoring_form(rf"""{open(1)}""")',
    IMPORT + "x = scoring_form('a')",
    IMPORT + "scoring_form = open\nscoring_form('x')",
    IMPORT + "for i in (1,):\n    scoring_form('a')",
    IMPORT + "scoring_form('a'); open('x')",
    IMPORT + "scoring_form('a') if open('x') else 1",
    IMPORT + "@scoring_form\ndef f(): pass",
]


def tagged(source):
    return new_code_cell(source, metadata={"tags": ["formulir"]})


def released_forms():
    for path in sorted(find_layout().labs.glob("*/*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            if "formulir" in cell["metadata"].get("tags", ()):
                yield "".join(cell["source"])


@pytest.fixture(scope="module")
def runs(browser):
    page = browser.new_page()
    page.evaluate(
        """async (source) => { window.rule = await import(
        URL.createObjectURL(new Blob([source], { type: "text/javascript" }))); }""",
        RULE.read_text(encoding="utf-8"),
    )
    yield lambda source: page.evaluate("(source) => rule.onlyShowsAForm(source)", source)
    page.close()


@pytest.mark.parametrize("source", [*SHOWS, *released_forms()])
def test_what_only_shows_a_form_runs(runs, source):
    assert runs(source)
    assert list(form_faults(tagged(source), form_makers([tagged(source)]))) == []


@pytest.mark.parametrize("source", DOES_MORE)
def test_what_does_more_does_not_run(runs, source):
    assert not runs(source)
    assert list(form_faults(tagged(source), form_makers([tagged(source)])))
