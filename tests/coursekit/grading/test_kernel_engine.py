"""Stock kernels and the judges: equal marks, equal outputs after the normalisations named here."""

import json
import re
import shutil

import golden
import pytest
from traitlets.config import Config
from typed_labs import typed_lab

from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import to_bytes
from coursekit.grading.run.course import course_of
from coursekit.grading.run.pipeline import Choices, grade_assignment
from coursekit.nbgrader_ops import operations
from coursekit.nbgrader_ops.config import update_course
from coursekit.nbgrader_ops.stubs import update_stubs

pytestmark = pytest.mark.e2e
UNIT = "02-kerangka-spbe"
# What may differ between the engines, and nothing else.
NORMALISATIONS = {
    "addresses of objects": lambda text: re.sub(r"0x[0-9a-f]+", "0x", text),
    "number in a cell's file name": lambda text: re.sub(r"ipykernel_\d+/\d+", "ipykernel", text),
}


def normal(outputs):
    """Merge neighbouring streams, drop tracebacks (frames of the proxy stand in the judges')."""
    kept = []
    for output in outputs:
        output = {key: value for key, value in output.items() if key != "traceback"}
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
            if kept and kept[-1].get("name") == output["name"]:
                kept[-1]["text"] += output["text"]
                continue
        kept.append(output)
    text = json.dumps(kept, sort_keys=True)
    for change in NORMALISATIONS.values():
        text = change(text)
    return text


def other_kind(ours, theirs):
    """An answer that is missing or of another kind is told by the judges in their own words."""
    reworded = "JenisBerbeda" in ours[1] or "BelumAda" in ours[1]
    return theirs if reworded and '"output_type": "error"' in theirs[1] else ours


def read(course, unit, owner):
    path = course.autograded_of(unit, owner) / f"{unit}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    return {
        cell["id"]: (cell["execution_count"], normal(cell["outputs"]))
        for cell in cells
        if cell["cell_type"] == "code"
    }


def report(course, unit, owner):
    return json.loads((course.state_of(unit) / "submissions" / f"{owner}.json").read_text())


@pytest.fixture(scope="module")
def unit_02(tmp_path_factory):
    """A typed lab with its golden submissions, marked by both engines."""
    layout = typed_lab(CourseLayout(tmp_path_factory.mktemp("typed")), UNIT)
    scratch = CourseLayout(tmp_path_factory.mktemp("unit02"))
    scratch.gradebook.parent.mkdir(parents=True)
    config = Config()
    update_course(config, scratch, "mesin")
    update_stubs(config)
    config.CourseDirectory.source_directory = str(layout.solutions)
    operations.register(config, UNIT)
    course = course_of(scratch, config, {"warm": ["scipy", "spbe"]})
    mistakes = golden.read_golden(layout.golden(UNIT))
    made = {item.name: golden.perfect(layout, UNIT, item.answers) for item in mistakes}
    made |= {"perfect": golden.perfect(layout, UNIT), "blank": golden.blank(layout, UNIT)}
    made["tampered"] = golden.tampered(layout, UNIT)
    for owner, submission in made.items():
        folder = course.submitted_of(UNIT, owner)
        folder.mkdir(parents=True)
        (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(submission.notebook))
    found = {}
    for engine in ("judge", "kernel"):
        summary = grade_assignment(course, UNIT, Choices(engine=engine, workers=2))
        assert not summary.failed and len(summary.graded) == len(made)
        found[engine] = {
            owner: (report(course, UNIT, owner), read(course, UNIT, owner)) for owner in made
        }
    shutil.rmtree(scratch.root)
    return found


def test_golden_submissions_earn_the_same(unit_02):
    marks = {
        engine: {owner: told["scores"] for owner, (told, _) in found.items()}
        for engine, found in unit_02.items()
    }
    assert marks["kernel"] == marks["judge"]
    assert sum(marks["judge"]["perfect"].values()) > 0 == sum(marks["judge"]["blank"].values())


def test_golden_submissions_show_the_same(unit_02):
    shown = {
        engine: {owner: cells for owner, (_, cells) in found.items()}
        for engine, found in unit_02.items()
    }
    differing = [
        (owner, name, shown["judge"][owner][name], shown["kernel"][owner].get(name))
        for owner in shown["judge"]
        for name in shown["judge"][owner]
        if other_kind(shown["judge"][owner][name], shown["kernel"][owner].get(name))
        != shown["kernel"][owner].get(name)
    ]
    assert differing == []


def test_a_kernels_marks_are_called_forgeable(unit_02):
    tests = set(unit_02["kernel"]["perfect"][0]["forgeable"])
    assert tests and tests <= set(unit_02["kernel"]["perfect"][0]["scores"])
    assert "forgeable" not in unit_02["judge"]["perfect"][0]


def test_a_kernel_is_shut_in_and_ends_with_its_submission(lab, tmp_path):
    course = lab.make_course(tmp_path)
    answers = {
        "jujur": lab.ANSWER,
        "mati": f"{lab.ANSWER}\nimport os\nos._exit(0)",
        "lama": f"{lab.ANSWER}\nwhile True: pass",
        "keluar": f"{lab.ANSWER}\nopen('/usr/x', 'w')",
    }
    for owner, answer in answers.items():
        lab.hand_in(course, owner, answer=answer)
    limits = lab.make_spec(cell=8.0, submission=90.0).limits
    summary = grade_assignment(course, lab.LAB, Choices(engine="kernel", workers=2, limits=limits))
    assert not summary.failed
    full, tests = sum(lab.FULL.values()), lab.rows_of(course)
    earned = {owner: sum(tests[owner, test][0] for test in lab.TESTS) for owner in answers}
    assert earned == {"jujur": full, "mati": 0.0, "lama": full, "keluar": full}
    found = {owner: report(course, lab.LAB, owner) for owner in answers}
    assert [item["code"] for item in found["mati"]["damage"]] == ["program-ended"]
    assert [item["code"] for item in found["lama"]["damage"]] == ["time-out"]
    cells = json.loads((course.autograded_of(lab.LAB, "keluar") / "lab.ipynb").read_text())["cells"]
    outputs = next(one for one in cells if one["id"] == "answer")["outputs"]
    assert "Read-only file system" in outputs[0]["evalue"] or "Permission" in outputs[0]["evalue"]


def test_labs_with_keys_are_refused(lab, tmp_path):
    course = lab.make_course(tmp_path)
    lab.hand_in(course, "sekda")
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, "kursus") as book:
        cell = book.find_source_cell("plain_test", lab.LAB, lab.LAB)
        cell.source = 'from labkit import keys\nassert mean([1]) == keys.key("case")'
        book.db.commit()
    with pytest.raises(CourseError, match="not with --engine kernel"):
        grade_assignment(course, lab.LAB, Choices(engine="kernel"))
    with pytest.raises(UsageError, match="--scheduler works with the judges alone"):
        grade_assignment(course, lab.LAB, Choices(engine="kernel", scheduler="tcp://127.0.0.1:9"))
