"""A backup made by the version before is restored and opened: marks, exchange, accounts, reports.

``former/backup-7000b50.tar.gz`` was written by that commit's own `coursekit backup`: three people
handed in one lab (right, with a cell deleted, a broken file), were graded and got feedback.
"""

import csv
import io
import tarfile
from pathlib import Path

import pytest

from coursekit.authoring.generate import generate
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.server.setup import open_store
from coursekit.grading.report.report import write_report
from coursekit.hub.accounts.accounts import Accounts
from coursekit.hub.runtime import Runtime
from coursekit.nbgrader_ops.export import read_marks, totals
from coursekit.nbgrader_ops.grade import grading_course, unit_report
from coursekit.ops.backup import restore

FORMER = Path(__file__).parent / "former" / "backup-7000b50.tar.gz"
COURSE, UNIT = "contoh", "01-contoh"
PEOPLE = ("ani.wijaya", "budi.santoso", "cici.lestari")


@pytest.fixture
def restored(small_layout, monkeypatch):
    """The small checkout of today with the state of then."""
    generate(small_layout, [UNIT])
    restore(small_layout, FORMER)
    return small_layout


def test_marks_are_read(restored):
    syllabus = load_syllabus(restored.syllabus)
    marks = read_marks(restored, syllabus)
    assert [(mark.trainee, mark.points, mark.highest) for mark in marks] == [
        ("ani.wijaya", 0, 2),
        ("budi.santoso", 2, 2),
        ("cici.lestari", 0, 2),
    ]
    assert {mark.status for mark in marks} == {"graded"}
    assert [total.percent for total in totals(marks, syllabus)] == [0, 100, 0]


def test_the_exchange_has_every_submission_its_date_and_its_feedback(restored):
    store = open_store(restored)
    try:
        found = store.ledger.submissions(COURSE)
        assert sorted(one.trainee for one in found) == list(PEOPLE)
        assert {one.trainee: one.points for one in found}["budi.santoso"] == 2
        for one in found:
            with tarfile.open(fileobj=io.BytesIO(store.open_submitted(one).read())) as packed:
                assert packed.getnames() == [f"{UNIT}.ipynb"]
            assert store.open_feedback(one).read()
        assert store.ledger.dues(COURSE)[UNIT].startswith("2030-01-31 10:00")
    finally:
        store.close()


def test_people_log_in_with_the_passwords_they_had(restored):
    (file,) = (restored.var / "hub" / "passwords").iterdir()
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";")
    passwords = {row["akun"]: row["kata sandi pertama"] for row in rows}
    accounts = Accounts(Runtime(restored, 9000).accounts)
    assert set(passwords) == {account.name for account in accounts.all()} == {*PEOPLE, "dewi.guru"}
    for name, password in passwords.items():
        assert accounts.check(name, password).account.name == name


def test_settings_are_those_of_then(restored):
    assert load_settings(restored.hub / "settings.yaml")["hub"]["port"] == 9000


def test_reports_say_what_they_said(restored):
    report = unit_report(UNIT, grading_course(restored))
    statuses = {row.owner: row.status for row in report.rows}
    assert statuses == {
        "ani.wijaya": "restored",
        "budi.santoso": "intact",
        "cici.lestari": "unreadable",
    }
    assert "terhapus" in report.rows[0].notes[0]
    page = write_report(report, restored.var / "reports").read_text()
    assert ">dipulihkan<" in page and ">tidak terbaca<" in page and "unreadable" not in page
