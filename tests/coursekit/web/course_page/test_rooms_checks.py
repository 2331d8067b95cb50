"""What the visible tests say, in sentences."""

import asyncio

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import compute_checksum

from coursekit.web.course_page.checks import check_lab, tell


def failed(raw, source=""):
    return {"failed": [{"raw_error": raw, "source": source}]}


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        ({}, []),
        (
            failed("\x1b[31mBelum tepat.\x1b[0m `x` terlalu kecil."),
            ["Belum tepat. `x` terlalu kecil."],
        ),
        (
            failed("You did not provide a response.", "**Pertanyaan 9 (4 poin).** Jelaskan."),
            ["Pertanyaan 9: jawaban tertulis masih kosong."],
        ),
        (failed("You did not provide a response."), ["Jawaban tertulis masih kosong."]),
        (
            failed("Traceback ...\nNameError: name 'x' is not defined"),
            ["Ada sel yang berhenti karena kesalahan: NameError: name 'x' is not defined"],
        ),
        (
            failed("Partial credit; passed some but not all of the tests"),
            ["Sebuah pemeriksaan baru terpenuhi sebagian."],
        ),
        (failed(""), ["Sebuah pemeriksaan belum terpenuhi."]),
        ({"failed": failed("Sama.")["failed"] * 2}, ["Sama."]),
    ],
)
def test_findings_become_sentences(found, sentences):
    assert tell(found) == sentences


@pytest.mark.parametrize("key", ["changed", "type_changed"])
def test_a_changed_test_is_said_and_nothing_else(key):
    (sentence,) = tell({key: [{}], **failed("Belum tepat.")})
    assert "isinya berubah" in sentence


@pytest.mark.e2e  # starts a kernel; the cycle in the browser takes the same way
def test_a_lab_is_run_in_its_own_folder(tmp_path):
    meta = {"grade": True, "solution": False, "locked": True, "points": 1, "task": False}
    test = new_code_cell("assert open('here.txt').read() == 'x', 'Belum tepat.'")
    test.metadata.nbgrader = {**meta, "schema_version": 3, "grade_id": "t", "cell_type": "code"}
    test.metadata.nbgrader["checksum"] = compute_checksum(test)
    notebook = new_notebook(cells=[test])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    (tmp_path / "here.txt").write_text("y")
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    (sentence,) = asyncio.run(check_lab(tmp_path / "lab.ipynb"))
    assert sentence.endswith("AssertionError: Belum tepat.")


def test_what_cannot_be_run_is_an_error(tmp_path):
    (tmp_path / "lab.ipynb").write_text("{")
    with pytest.raises(OSError, match="no notebook"):
        asyncio.run(check_lab(tmp_path / "lab.ipynb"))
