"""nbgrader's late penalty goes by the date that the exchange holds for each trainee."""

import tarfile

import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.errors import CourseError
from coursekit.exchange.client import links
from coursekit.exchange.server.setup import open_store
from coursekit.nbgrader_ops import operations
from coursekit.nbgrader_ops.due import dates_of
from coursekit.nbgrader_ops.operations import collect, release

UNIT = "01-contoh"
PAST, FUTURE = (f"{year}-01-01 09:00:00.000000 UTC" for year in (2020, 2099))
# Cohort, and whether the date was missed; only `lurah` handed in on another way.
PEOPLE = {"sekda": "satu", "bappeda": "dua", "diskominfo": "dua", "camat": "satu"}
MISSED = {"sekda": False, "bappeda": False, "diskominfo": True, "camat": True, "lurah": False}


@pytest.fixture
def handed_in(graded_layout, monkeypatch, archives, sent):
    """Everybody's work collected; the date is past but for one cohort and two trainees."""
    generate(graded_layout, [UNIT])
    release(graded_layout, [UNIT])
    right = (graded_layout.solutions / UNIT / f"{UNIT}.ipynb").read_bytes()
    store = open_store(graded_layout)
    for name, cohort in PEOPLE.items():
        data = archives.make((f"{UNIT}.ipynb", right, tarfile.REGTYPE))
        store.submit("contoh", UNIT, name, sent(data, store), name, cohort)
    collect(graded_layout, UNIT)
    own = graded_layout.var / "submitted" / "lurah" / UNIT
    own.mkdir(parents=True)
    (own / f"{UNIT}.ipynb").write_bytes(right)
    (own / "timestamp.txt").write_text("2026-11-01 09:00:00.000000 UTC")
    ledger = store.ledger
    ledger.set_term("contoh", UNIT, due=PAST)
    ledger.set_term("contoh", UNIT, cohort="satu", due=FUTURE)
    for name, due in {"bappeda": FUTURE, "camat": PAST, "lurah": FUTURE}.items():
        ledger.set_term("contoh", UNIT, trainee=name, due=due)
    plain = operations.staff_config

    def with_penalty(layout):
        config = plain(layout)
        config.LateSubmissionPlugin.penalty_method = "zero"  # nbgrader's own
        return config

    monkeypatch.setattr(operations, "staff_config", with_penalty)
    yield store
    store.close()


def penalties(layout):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        return {
            one.student.id: (one.notebooks[0].late_submission_penalty, one.total_seconds_late > 0)
            for one in book.assignment_submissions(UNIT)
        }


@pytest.mark.e2e
@pytest.mark.parametrize("common", ["in the gradebook, too", "in the exchange alone", "for nobody"])
def test_an_extension_saves_from_a_penalty(handed_in, graded_layout, coursekit, common):
    if common == "in the gradebook, too":
        assert coursekit("due", UNIT, "2020-01-01 16:00").exit_code == 0
    elif common == "for nobody":
        handed_in.ledger.set_term("contoh", UNIT, due=None)
    result = coursekit("autograde", UNIT)
    assert result.exit_code == 0, result.output
    missed = MISSED | ({"diskominfo": False} if common == "for nobody" else {})
    found = penalties(graded_layout)
    assert {name: penalty for name, (penalty, _) in found.items()} == {
        name: 2.0 if late else None for name, late in missed.items()
    }
    if common == "in the gradebook, too":  # then nbgrader's pages say the same
        assert {name: late for name, (_, late) in found.items()} == missed
    handed_in.ledger.set_term("contoh", UNIT, trainee="camat", due=FUTURE)
    assert coursekit("autograde", UNIT, "--force").exit_code == 0
    assert penalties(graded_layout)["camat"][0] is None


def test_what_an_exchange_tells_by_http_is_what_its_store_says(service, archives):
    service.link("t-i").release("c", "lab", archives.lab)
    service.store.ledger.set_term("c", "lab", cohort="satu", due=FUTURE)
    assert service.link("t-i").terms("c") == links.StoreLink(service.store).terms("c")
    for token in ("t-a", "t-k", "t-p"):
        with pytest.raises(links.LinkError, match="Peran Anda"):
            service.link(token).terms("c")


def test_dates_that_cannot_be_had_stop_grading_with_a_sentence(graded_layout, service, monkeypatch):
    monkeypatch.setenv(links.URL, service.url)
    service.stop()
    dates = dates_of(graded_layout, dict)
    with pytest.raises(CourseError, match="tidak dapat dihubungi"):
        dates(UNIT)
