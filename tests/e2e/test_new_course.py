"""A course of another subject, made by `coursekit new`, goes its way without the first one."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hub_client import Person

from coursekit.core.layout import CourseLayout

pytestmark = pytest.mark.e2e

COURSE, FORM, CODE = "tani", "01-membaca-data", "02-rata-rata"
SUBJECT = re.compile("spbe|pemerintah daerah|sekda|diskominfo|bappeda|akselerasi", re.IGNORECASE)
BIN = Path(sys.executable).parent
ANSWERS = {"baris": "hari", "tengah": 13, "sikap": ["periksa", "median"]}


@pytest.fixture(scope="module")
def course():
    """The course in a folder of its own, set up by its own means."""
    folder = Path(tempfile.mkdtemp(prefix="ck-"))  # short: sockets of sandboxes lie below it
    root = folder / COURSE
    run = subprocess.run
    begin = [BIN / "coursekit", "new", root, "--title", "Statistika pertanian", "--package", COURSE]
    run(begin, check=True, capture_output=True)
    # uv where the first course has it: it takes the packages from its cache.
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    setup = [sys.executable, "course/deploy/setup.py"]
    run(setup, cwd=root, check=True, capture_output=True, env={**os.environ, "PATH": path})
    yield CourseLayout(root)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def call(course):
    """Call one of the course's own programs in it; returns what it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COURSEKIT", "PYTEST"))}

    def call(program, *arguments):
        command = [course.root / ".venv" / "bin" / program, *arguments]
        told = subprocess.run(
            command, cwd=course.root, env=environment, capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    return call


def test_it_has_a_name_a_kit_and_a_package_of_its_own(course, call):
    probe = "import coursekit, labkit, tani, importlib.util as u; print(u.find_spec('spbe'));"
    probe += "print(coursekit.__file__, labkit.__file__, tani.__file__)"
    missing, *places = call("python", "-c", probe).split()
    assert missing == "None"
    assert all(place.startswith(str(course.root)) for place in places)
    assert call("coursekit", "--version").startswith("tani, version")


def test_nothing_of_the_first_course_is_in_it(course):
    for folder, _, names in os.walk(course.root):
        if not {".venv", "var", "_vendor", "_aset"} & set(Path(folder).parts):
            for path in (Path(folder, name) for name in names):
                text = path.read_text(encoding="utf-8", errors="ignore")
                assert not SUBJECT.search(text), path


def test_its_own_tests_pass(call):
    assert "2 passed" in call("pytest", "-q")


def test_its_book_is_built_without_a_warning(course, call):
    call("coursekit", "book")
    site = course.book / "_build" / "html"
    cover = (site / "index.html").read_text()
    assert "Statistika <b>pertanian</b>" in cover and 'lang="id"' in cover
    for unit in (FORM, CODE):
        assert (site / f"{unit}.html").is_file() and (site / "unduh" / f"{unit}.zip").is_file()
    assert "Rata-rata: 18,4 cm" in (site / f"{CODE}.html").read_text()
    assert 'class="katex"' in (site / f"{CODE}.html").read_text()
    for page in site.glob("*.html"):
        assert not SUBJECT.search(page.read_text()), page


def save(person, unit, name, content):
    """Save a file of a lab as the browser does."""
    path = f"api/contents/{COURSE}/{unit}/{name}"
    kind = {"type": "notebook", "format": "json"} if name.endswith(".ipynb") else {}
    kind = kind or {"type": "file", "format": "text"}
    told = person.server("PUT", path, json={**kind, "content": content})
    assert told.ok, told.text


@pytest.fixture(scope="module")
def handed_in(course, call, serve_course):
    """Two trainees at the hub: one answers all, one nothing; both hand in."""
    url, passwords = serve_course(course)
    people = {}
    for name in ("peserta1", "peserta2"):
        person = people[name] = Person(url, name)
        assert person.log_in(passwords[name]).status_code == 302
        person.start()
        for unit in (FORM, CODE):
            assert person.server("POST", f"kursus/lab/{unit}").ok
        if name == "peserta1":
            answer = {"schema": 1, "form": "kuis-membaca", "owner": name}
            answer |= {"answers": {"questions": ANSWERS}, "rev": 1}
            answer |= {"saved": "2026-01-01T00:00:00+00:00"}
            person.server(
                "PUT", f"api/contents/{COURSE}/{FORM}/jawaban", json={"type": "directory"}
            )
            save(person, FORM, "jawaban/kuis-membaca.json", json.dumps(answer))
            notebook = person.server("GET", f"api/contents/{COURSE}/{CODE}/{CODE}.ipynb").json()
            for cell in notebook["content"]["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == "mean":
                    cell["source"] = "def rata_rata(angka):\n    return sum(angka) / len(angka)"
            save(person, CODE, f"{CODE}.ipynb", notebook["content"])
        for unit in (FORM, CODE):
            told = person.server("POST", f"kursus/kumpulkan/{unit}")
            assert "sudah terkumpul" in told.text
    return people, passwords


@pytest.fixture(scope="module")
def returned(call, handed_in):
    """The instructor collects, grades and returns."""
    for unit in (FORM, CODE):
        for verb in ("collect", "autograde", "feedback", "report"):
            call("coursekit", verb, unit)
    return handed_in[0]


def test_marks_are_those_of_the_answers(course, call, returned):
    call("coursekit", "export", "marks.csv")
    rows = list(csv.DictReader((course.root / "marks.csv").read_text().splitlines()))
    marks = {(row["trainee"], row["unit"]): float(row["percent"]) for row in rows}
    assert marks["peserta1", FORM] == marks["peserta1", CODE] == 100
    assert marks["peserta2", FORM] == marks["peserta2", CODE] == 0
    assert marks["peserta3", CODE] == 0  # handed in nothing


def test_feedback_explains_on_the_course_page(returned):
    told = returned["peserta1"].server("GET", f"kursus/umpan-balik/{FORM}").text
    assert "yang di tengah adalah 13" in told
    page = returned["peserta2"].server("GET", "kursus").text
    assert "Statistika pertanian" in page and "bobot 33,3 %" in page
    assert not SUBJECT.search(page + told)


def test_people_come_by_a_list_and_log_in(course, call, handed_in):
    (course.root / "orang.csv").write_text(
        "NIP,nama,peran\n197001012000031001,Tani Makmur,peserta\n"
    )
    assert "1 added" in call("coursekit", "roster", "orang.csv", "--yes")
    (file,) = (course.var / "hub" / "passwords").iterdir()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    (row,) = csv.DictReader(lines, delimiter=";")
    url = handed_in[0]["peserta1"].url
    told = Person(url, row["akun"]).log_in(row["kata sandi pertama"])
    assert told.status_code == 302 and "login" not in told.headers["Location"]


def test_a_second_course_is_not_written_over(call, course):
    command = [BIN / "coursekit", "new", course.root]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 2 and "is not empty" in told.stderr
