"""What a lab may do in a stock kernel it may do here: ask, print, call a program, install."""

import dataclasses
import json

import pytest

PATCHED = """\
from unittest import mock
import getpass
with mock.patch("builtins.input", side_effect=["3", "4"]) as asked:
    with mock.patch("builtins.print") as printed, mock.patch.object(getpass, "getpass") as secret:
        secret.return_value = "kunci"
        add()
assert asked.call_args_list == [mock.call("a: "), mock.call("b: ")]
printed.assert_called_once_with("jumlah", 7, "kunci", sep=" ")
try:
    add()
except NotImplementedError as error:
    assert "does not support input" in str(error)
else:
    raise AssertionError("nobody is there to be asked")
"""
ADD = """
import getpass
def add():
    a, b = (int(input(f"{name}: ")) for name in "ab")
    print("jumlah", a + b, getpass.getpass(), sep=" ")
"""
WRONG = {
    "another sum": ADD.replace("a + b", "a - b"),
    "asks nobody": ADD.replace('int(input(f"{name}: "))', "int(3)"),
}


def with_test(lab, source):
    """The lab with another text in its first test."""
    spec = lab.make_spec(cell=lab.PATIENT, submission=60.0)
    (notebook,) = spec.notebooks
    cells = []
    for cell in notebook.cells:
        if cell.grade_id == "plain_test":
            changed = dataclasses.replace(cell, source=source)
            cell = dataclasses.replace(changed, checksum=lab.checksum_of(changed))
        cells.append(cell)
    return dataclasses.replace(spec, notebooks=(dataclasses.replace(notebook, cells=tuple(cells)),))


@pytest.fixture(scope="module")
def asking(workers, lab):
    return lab.record(workers, with_test(lab, PATCHED), lab.ANSWER + ADD)


def mark(workers, spec, lab, answer):
    notebook = lab.notebook_of(answer, spec=spec)
    return workers.mark(lab.job_of(spec, {lab.LAB: notebook})).sheets[lab.LAB]


def test_a_test_may_answer_in_place_of_a_person(workers, asking, lab):
    sheet = mark(workers, asking, lab, lab.ANSWER + ADD)
    assert sheet.errors == {}
    assert sheet.scores["plain_test"] == 2.0


@pytest.mark.parametrize("name", WRONG)
def test_whoever_asks_or_says_something_else_earns_nothing(workers, asking, lab, name):
    assert mark(workers, asking, lab, lab.ANSWER + WRONG[name]).scores["plain_test"] == 0.0


def printed(workers, spec, lab, answer):
    text = mark(workers, spec, lab, f"{lab.ANSWER}\n{answer}").text
    cell = next(one for one in json.loads(text)["cells"] if one["id"] == "answer")
    assert [one["output_type"] for one in cell["outputs"]] == ["stream"], cell["outputs"]
    return "".join(cell["outputs"][0]["text"])


def test_programs_can_be_called(workers, spec, lab):
    assert printed(workers, spec, lab, "!echo hai; test -t 1 && echo layar") == "hai\r\nlayar\r\n"


def test_pip_says_itself_why_it_installs_nothing(workers, spec, lab):
    text = printed(workers, spec, lab, "%pip install --no-input nama-yang-tidak-ada")
    assert "No matching distribution found for nama-yang-tidak-ada" in text


def test_the_terminals_of_the_machine_are_not_among_those_of_the_sandbox(workers, spec, lab):
    ask = "import os\nprint(sorted(os.listdir('/dev/pts')))\nfd, other = os.openpty()\n"
    ask += "print(os.ttyname(other))"
    assert printed(workers, spec, lab, ask) == "['ptmx']\n/dev/pts/0\n"


def test_terminals_are_few(workers, spec, lab):
    ask = "import os\nopened = []\ntry:\n    while True: opened.append(os.openpty())\n"
    ask += "except OSError: print(len(opened))"
    assert int(printed(workers, spec, lab, ask)) <= 16
