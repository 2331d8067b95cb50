"""Whatever one trainee hands in, everybody else's feedback, report and marks are as without it."""

import copy
import dataclasses
import json
import random

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from coursekit.authoring.generate import generate
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.model.archive import pack, unpack
from coursekit.exchange.server.setup import open_store
from coursekit.grading.feedback.marked import AS_TEXT, MISSING_PICTURE
from coursekit.grading.feedback.returning import feedback_drawer, write_feedback
from coursekit.grading.report.report import write_report
from coursekit.grading.run.pipeline import Choices, grade_assignment
from coursekit.nbgrader_ops.export import read_marks, write_csv, write_excel
from coursekit.nbgrader_ops.grade import grading_course, unit_report
from coursekit.nbgrader_ops.operations import collect, release, staff_config

GOOD = ("bappeda", "diskominfo", "sekda")
SYLLABUS = """\
title: Contoh
course_id: kursus
pass_percent: 70
units: [01-lab]
"""
UNIT_DATA = """\
title: Lab
hours: 1
available: true
weight: 100
objectives: [{text: Menghitung., section: hitung, grades: [plain_test]}]
"""
SHOWS = """
from IPython.display import publish_display_data as show
show({value!r}, {meta!r})
"""
WRITTEN = {
    "no attachment": ("Lihat ![x](attachment:x.png) dan ![y][1]\n\n[1]: attachment:y.png", None),
    "empty attachment": ("![x](attachment:x.png)", {"x.png": {}}),
    "attachment that is no bundle": ("![x](attachment:x.png)", {"x.png": 5}),
    "attachment of another kind": ("![x](attachment:x.png)", {"x.png": {"text/html": "<b>"}}),
    "attachment that is no text": ("![x](attachment:x.png)", {"x.png": {"image/png": [1]}}),
    "one large picture a thousand times": (
        "![x](attachment:x.png) " * 1000,
        {"x.png": {"image/png": "A" * (1 << 20)}},
    ),
    "half a character": ("alasan \ud800 \udfff", None),
    "control characters": ("a\x00b\x08c\x1bd", None),
    "formulas": (
        "$" + "\\frac{" * 500 + "$ $$\\begin{matrix} a & \\\\ $$ $\\unknown{$ $ $ $$$",
        None,
    ),
    "brackets": ("[" * 1500 + "](" * 1500, None),
    "html": ("<div>" * 800 + "<table><tr>" * 200 + "</b></i><style><!--<script>", None),
    "quotes and lists": (
        "> " * 500 + "a\n" + "\n".join("  " * n + "- a" for n in range(200)),
        None,
    ),
    "fences": ("```{python}\n~~~\n````" * 50, None),
    "links": ("[a](javascript:x) <http://[::1> ![](data:image/png;base64,!!!)", None),
}
SHOWN = (
    {"text/html": 5},
    {"text/html": "<style " * 3000},
    {"text/html": "<b>" * 1000},
    {"text/markdown": "![x](attachment:x.png)"},
    {"text/latex": "$$\\frac{"},
    {"image/png": "bukan base64"},
    {"image/png": b"\x00"},
    {"image/svg+xml": "<svg><script>"},
    {"application/vnd.jupyter.widget-view+json": 5},
    {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}},
    {"application/json": {"a": [[[[]]]]}},
    {"application/javascript": "EVIL()"},
    {"text/plain": "\ud800"},
    {"": ""},
)
METADATA = (
    [1],
    {"nbgrader": "x"},
    {"nbgrader": {"grade_id": ["x"]}},
    {"tags": [1, {}, "formulir"], "jupyter": {"source_hidden": "ya"}},
    {"a": {"b": {"c": [None] * 50}}, "slideshow": 5, "collapsed": {}},
)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def broken(rng, lab):
    """A notebook with one to four faults."""
    notebook = copy.deepcopy(lab.notebook_of())
    cells = notebook["cells"]

    def write(cell):
        cell["source"], attachments = WRITTEN[rng.choice(sorted(WRITTEN))]
        if attachments is not None:
            cell["attachments"] = attachments

    def reason():
        write(next((one for one in cells if one.get("id") == "reason"), {}))

    def remark():
        cell = {"cell_type": rng.choice(["markdown", "raw"]), "id": "catatan", "metadata": {}}
        write(cell)
        cells.insert(rng.randrange(len(cells)), cell)

    def display():
        source = SHOWS.format(value=rng.choice(SHOWN), meta=rng.choice([{}, {"image/png": {}}]))
        cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        cells.insert(rng.randrange(len(cells)), cell)

    def metadata():
        rng.choice(cells)["metadata"] = rng.choice(METADATA)

    def identity():
        cell = rng.choice(cells)
        cell["id"] = rng.choice([5, "", None, "x" * 500, "sama dengan spasi"])
        if rng.random() < 0.5:
            del cell["id"]

    def kind():
        cells.append({"cell_type": rng.choice(["heading", None, 7]), "source": ["a", 5]})

    def outputs():
        cell = rng.choice([one for one in cells if one["cell_type"] == "code"])
        cell["outputs"] = rng.choice([5, [None], [{"output_type": "x"}], nested(200), ["\ud800"]])

    def whole():
        notebook["metadata"] = rng.choice(
            [5, {"kernelspec": []}, {"language_info": {"pygments_lexer": 5}}, {"widgets": 5}]
        )

    faults = (reason, remark, display, metadata, identity, kind, outputs, whole)
    for fault in rng.choices(faults, k=rng.randrange(1, 5)):
        fault()
    return notebook


def house_of(root, lab):
    layout = CourseLayout(root)
    layout.var.mkdir(parents=True)
    layout.syllabus.parent.mkdir(exist_ok=True)
    layout.syllabus.write_text(SYLLABUS)
    layout.unit_data("01-lab").parent.mkdir(parents=True)
    layout.unit_data("01-lab").write_text(UNIT_DATA)
    return layout, lab.make_course(layout.var)


def outcome(root, lab, bad, results=None):
    """Grade, return and report: what everybody gets, and whose page was not as usual."""
    layout, course = house_of(root, lab)
    for owner in GOOD:
        reason = f"Karena {owner} ![peta](attachment:peta.png) $\\frac{{1}}{{2}}$"
        lab.hand_in(course, owner, reason=reason)
    for owner, notebook in bad.items():
        folder = course.submitted_of(lab.LAB, owner)
        folder.mkdir(parents=True)
        raw = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        (folder / f"{lab.LAB}.ipynb").write_bytes(raw)
        (folder / f"{lab.LAB}.html").mkdir()
        (folder / f"{lab.LAB}.html" / "isi.txt").write_text("folder bernama halaman")
    grade_assignment(course, lab.LAB, Choices(), tell=lambda _: None)
    folders = CourseDirectory(config=Config(), root=str(layout.var))
    folders.db_url = course.db_url
    with feedback_drawer(staff_config(layout)) as drawer:
        failed = write_feedback(folders, lab.LAB, drawer, tell=lambda _: None)
    pages = {
        one.parent.parent.name: one.read_bytes()
        for one in (layout.var / "feedback").glob(f"*/{lab.LAB}/*.html")
    }
    report = unit_report(lab.LAB, grading_course(layout))
    write_report(report, layout.var / "reports")
    rows = {}
    for row in report.rows:
        rows[row.owner] = dataclasses.replace(row, seconds=None, memory=None)  # measured
    syllabus = load_syllabus(layout.syllabus)
    units = tuple(dataclasses.replace(unit, id=lab.LAB) for unit in syllabus.units)
    syllabus = dataclasses.replace(syllabus, units=units)
    marks = read_marks(layout, syllabus)
    write_csv(marks, layout.var / "nilai.csv")
    write_excel(marks, [], layout.var / "nilai.xlsx")
    lines = (layout.var / "nilai.csv").read_text().splitlines()[1:]
    return pages, rows, {line.split(",")[0]: line for line in lines}, failed


@pytest.fixture(scope="module")
def alone(tmp_path_factory, lab, forkserver):
    return outcome(tmp_path_factory.mktemp("alone"), lab, {})


@pytest.mark.slow
def test_broken_notebooks_change_nothing_for_the_others(tmp_path, lab, alone, soak):
    rng = random.Random(0)
    bad = {f"b{number:02}": broken(rng, lab) for number in range(200 if soak else 12)}
    pages, rows, lines, failed = outcome(tmp_path, lab, bad)
    assert set(pages) == set(rows) == set(lines) == {*GOOD, *bad}
    for owner in GOOD:
        assert pages[owner] == alone[0][owner]
        assert rows[owner] == alone[1][owner]
        assert lines[owner] == alone[2][owner]
    assert failed == []


UNIT = "01-contoh"
# An output that trips whoever draws it; grading lets none through any more.
TRIP = {
    "output_type": "display_data",
    "metadata": {},
    "data": {"application/vnd.jupyter.widget-view+json": 5, "text/plain": "bekas"},
}
MISSING = {"cell_type": "markdown", "metadata": {}, "source": "![x](attachment:peta.png)"}


# nbgrader hands its exchange a misspelt argument and leaves files open
@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_a_page_that_cannot_be_drawn_is_named_and_the_others_are_handed_out(
    graded_layout, coursekit, tmp_path
):
    layout = graded_layout
    generate(layout, [UNIT])
    release(layout, [UNIT])
    store = open_store(layout)
    for owner, more in (("ani", []), ("budi", []), ("cici", [MISSING])):
        folder = tmp_path / owner
        folder.mkdir()
        notebook = json.loads((layout.labs / UNIT / f"{UNIT}.ipynb").read_text())
        notebook["cells"] += more
        (folder / f"{UNIT}.ipynb").write_text(json.dumps(notebook))
        upload = store.upload()
        upload.write(pack(folder))
        store.submit("contoh", UNIT, owner, upload, owner)
    collect(layout, UNIT)
    assert coursekit("autograde", UNIT).exit_code == 0
    graded = layout.var / "autograded" / "budi" / UNIT / f"{UNIT}.ipynb"
    notebook = json.loads(graded.read_text())
    next(one for one in notebook["cells"] if one["id"] == "total")["outputs"] = [TRIP]
    graded.chmod(0o644)
    graded.write_text(json.dumps(notebook))
    told = coursekit("feedback", UNIT)
    assert told.exit_code == 1, told.output
    assert f"{UNIT}: to be looked at: budi\n" in told.output
    pages = {}
    for owner in ("ani", "budi", "cici"):
        place = layout.var / "feedback" / owner / UNIT
        pages[owner] = (place / f"{UNIT}.html").read_text()
    assert AS_TEXT in pages["budi"] and "bekas" in pages["budi"]
    assert MISSING_PICTURE.format(name="peta.png") in pages["cici"]
    assert AS_TEXT not in pages["ani"] + pages["cici"]
    returned, marks = {}, {}
    for one in store.ledger.submissions("contoh"):
        with store.open_feedback(one) as source:
            unpack(source.read(), tmp_path / "back" / one.trainee)
        marks[one.trainee] = (one.points, one.points_max)
        returned[one.trainee] = (tmp_path / "back" / one.trainee / f"{UNIT}.html").read_text()
    assert returned == pages
    assert marks == dict.fromkeys(pages, (0, 2))
    store.close()
