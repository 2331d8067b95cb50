"""When labs open, for whom, and what closes by it: the rule, and every door of the service."""

import dataclasses
import io
import json
import tarfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from coursekit.core.syllabus import Opening, Unit
from coursekit.exchange.client.links import LinkError
from coursekit.exchange.model.archive import check, with_files
from coursekit.exchange.model.opening import DATA, WISH, Lab, access, may_close, sealed
from coursekit.exchange.model.policy import stamp
from coursekit.exchange.server.gates import Plan
from coursekit.exchange.server.store import Store

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
FIRST, NEXT, DATED = "03-menilai", "07-rencana", "11-nanti"
UNITS = {
    FIRST: Unit(FIRST, "Menilai bukti", 1),
    NEXT: Unit(NEXT, "Rencana", 1, opens=Opening(handed_in=FIRST), opens_data=("evaluated",)),
}
PAST, FUTURE = NOW - timedelta(seconds=1), NOW + timedelta(days=1)


def decide(rule, lab=None, now=NOW):
    return access(rule, {FIRST: lab} if lab else {}, UNITS, now, ZONE)


@pytest.mark.parametrize(
    ("rule", "lab", "open_", "words"),
    [
        (None, None, True, ""),
        (Opening(date="2026-12-01 08:00"), None, True, ""),
        (Opening(date="2026-12-01 08:01"), None, False, "pada 1 Desember 2026 pukul 08.01 WIB"),
        (Opening(date="2026-12-02"), None, False, "pada 2 Desember 2026 pukul 00.00 WIB"),
        (Opening(closed=FIRST), None, False, "tenggatnya belum ditetapkan"),
        (Opening(closed=FIRST), Lab(PAST), True, ""),
        (Opening(closed=FIRST), Lab(FUTURE), False, "2 Desember 2026 pukul 08.00 WIB"),
        (Opening(closed=FIRST), Lab(FUTURE, True, WISH), False, "lewat tenggatnya"),
        (Opening(closed=FIRST), Lab(FUTURE, True, DATA), True, ""),
        (Opening(handed_in=FIRST), None, False, "setelah Anda mengumpulkan lab 03 · Menilai"),
        (Opening(handed_in=FIRST), Lab(None, True), False, "begitu Anda menutup lab 03"),
        (Opening(handed_in=FIRST), Lab(FUTURE, True), False, "atau setelah tenggatnya, 2 Des"),
        (Opening(handed_in=FIRST), Lab(PAST), True, ""),
        (Opening(handed_in=FIRST), Lab(FUTURE, True, WISH), True, ""),
        (Opening(handed_in=FIRST), Lab(FUTURE, False, DATA), True, ""),
    ],
)
def test_the_rule_says_whether_when_and_why(rule, lab, open_, words):
    found = decide(rule, lab)
    assert found.open == open_ and words in found.reason and bool(found.reason) != open_


def test_only_what_is_handed_in_and_waited_for_may_be_closed():
    assert may_close(FIRST, {FIRST: Lab(handed=True)}, UNITS)
    assert not may_close(FIRST, {FIRST: Lab()}, UNITS)
    assert not may_close(FIRST, {FIRST: Lab(handed=True, closed=DATA)}, UNITS)
    assert not may_close(NEXT, {NEXT: Lab(handed=True)}, UNITS)


def test_data_that_tell_of_a_lab_close_it_and_nothing_else_does():
    closed_by_date = {NEXT: dataclasses.replace(UNITS[NEXT], opens=Opening(closed=FIRST))}
    for units in (UNITS, UNITS | closed_by_date):
        assert sealed(FIRST, {FIRST: Lab(PAST)}, units, {NEXT: True, FIRST: True})
        assert not sealed(FIRST, {FIRST: Lab(FUTURE)}, units, {NEXT: False, FIRST: True})
        assert not sealed(NEXT, {}, units, {NEXT: True})
    bare = UNITS | {NEXT: dataclasses.replace(UNITS[NEXT], opens_data=())}
    assert not sealed(FIRST, {FIRST: Lab(PAST)}, bare, {NEXT: True})
    assert "Anda sudah menutup lab 03" in sealed(FIRST, {FIRST: Lab(None, True, WISH)}, bare, {})
    assert "sudah terbuka" in sealed(FIRST, {FIRST: Lab(FUTURE, True, DATA)}, UNITS, {})


def test_files_are_added_to_an_archive_and_replace_their_names(archives):
    packed = with_files(io.BytesIO(archives.lab), {"dibuka/e.json": b"[1]", "jawaban/a.json": b"2"})
    assert sorted(check(io.BytesIO(packed)).files) == [
        "dibuka/e.json",
        "jawaban/a.json",
        "lab.ipynb",
    ]
    assert content(packed, "dibuka/e.json") == b"[1]" and content(packed, "jawaban/a.json") == b"2"


def content(packed, name):
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        return archive.extractfile(name).read()


def lab(archives, name, text=b"{}"):
    return archives.make((f"{name}.ipynb", text, tarfile.REGTYPE))


@pytest.fixture
def course(store, serve_store, archives):
    """A service of three labs: one open, one that waits for it with data, one with a date."""
    units = UNITS | {DATED: Unit(DATED, "Nanti", 1, opens=Opening(date="2999-01-01"))}
    told = {"sekda": b'{"government": "G05"}', "bappeda": b'{"government": "G02"}'}

    def data(unit, trainee):
        assert unit == NEXT
        return {"dibuka/evaluated.json": told.get(trainee, b'{"government": "G03"}')}

    plan = Plan("c", units, {DATED: {"awal": "2026-01-01"}}, data)
    made = Store(store.folder, plan=plan)
    service = serve_store(made)
    for name in units:
        service.link("t-i").release("c", name, lab(archives, name))
    yield service
    made.close()


def call(service, method, path, token, **more):
    headers = {"Authorization": f"token {token}"}
    return requests.request(method, f"{service.url}/api{path}", headers=headers, **more)


def entry(service, token, unit):
    (found,) = (e for e in service.link(token).overview("c") if e.assignment == unit)
    return found


def doors(service, archives, token, unit):
    """Try every way to a lab; return those that gave anything away."""
    link, open_ = service.link(token), set()
    for way in ("", "?all=1", "?assignment=" + unit):
        answer = call(service, "GET", f"/courses/c/assignments/{unit}{way}", token)
        assert answer.status_code in (200, 403)
        open_ |= {"archive"} if answer.status_code == 200 else set()
        if answer.status_code == 403:
            assert answer.json()["error"].startswith("Lab ini dibuka ")
    if unit in [one.assignment for one in link.released("c")]:
        open_.add("list")
    if "government" in str(link.overview("c")):
        open_.add("overview")
    try:
        link.submit("c", unit, lab(archives, unit), f"{unit}-{token}")
        open_.add("hand in")
    except LinkError as error:
        assert "dibuka" in str(error)
    return open_


def test_a_lab_that_is_not_open_is_behind_every_door(course, archives):
    assert doors(course, archives, "t-a", NEXT) == set()
    assert doors(course, archives, "t-a", DATED) == set()
    assert entry(course, "t-a", NEXT).open is False
    assert "setelah Anda mengumpulkan lab 03" in entry(course, "t-a", NEXT).opens_text
    assert not entry(course, "t-a", NEXT).can_submit
    assert doors(course, archives, "t-a", FIRST) == {"archive", "list", "hand in"}
    assert doors(course, archives, "t-a", NEXT) == set(), "handed in, but not closed"
    assert entry(course, "t-a", FIRST).may_close is True
    assert course.link("t-i").fetch("c", NEXT), "staff try labs out"


def test_a_lab_is_closed_by_who_handed_it_in_and_only_for_him(course, archives):
    close = f"/courses/c/closed/{FIRST}"
    early = call(course, "PUT", close, "t-a")
    assert early.status_code == 409 and "Kumpulkan dahulu lab 03" in early.json()["error"]
    course.link("t-a").submit("c", FIRST, lab(archives, FIRST), "satu")
    assert call(course, "PUT", f"/courses/c/closed/{NEXT}", "t-a").status_code == 409
    assert call(course, "PUT", close, "t-x").status_code == 404
    assert call(course, "PUT", close, "t-a").status_code == 200
    assert call(course, "PUT", close, "t-a").status_code == 409

    with pytest.raises(LinkError, match="Anda sudah menutup lab 03"):
        course.link("t-a").submit("c", FIRST, lab(archives, FIRST, b"{ }"), "dua")
    again = course.link("t-a").submit("c", FIRST, lab(archives, FIRST), "satu")
    assert again.number == 1, "a repeated request still gets its receipt"
    assert entry(course, "t-a", FIRST).may_close is False
    assert "sudah menutup" in entry(course, "t-a", FIRST).closed_text

    packed = course.link("t-a").fetch("c", NEXT)
    assert json.loads(content(packed, "dibuka/evaluated.json")) == {"government": "G05"}
    assert doors(course, archives, "t-b", NEXT) == set(), "open for one is open for nobody else"


def test_a_date_closes_it_too_and_what_was_seen_cannot_be_unseen(course, archives):
    ledger = course.store.ledger
    ledger.set_term("c", FIRST, due=stamp(datetime.now(UTC) - timedelta(minutes=1)))
    link = course.link("t-b")
    with pytest.raises(LinkError, match="sudah terbuka bagi Anda di lab 07"):
        link.submit("c", FIRST, lab(archives, FIRST), "telat")  # though late work is accepted
    ledger.set_term("c", FIRST, due=stamp(datetime.now(UTC) + timedelta(days=1)))
    assert link.submit("c", FIRST, lab(archives, FIRST), "diperpanjang")
    ledger.set_term("c", FIRST, due=stamp(datetime.now(UTC) - timedelta(minutes=1)))
    assert b"G0" in content(link.fetch("c", NEXT), "dibuka/evaluated.json")
    ledger.set_term("c", FIRST, due=stamp(datetime.now(UTC) + timedelta(days=1)))
    with pytest.raises(LinkError, match="sudah terbuka bagi Anda"):
        link.submit("c", FIRST, lab(archives, FIRST, b"{ }"), "sesudah melihat")
    assert link.fetch("c", NEXT), "and stays open"


def test_what_was_begun_before_closing_is_not_taken_after_it(course, archives, sent):
    """An upload that ends late would bring answers written with the data in sight."""
    from coursekit.exchange.server.store import Refused

    store = course.store
    course.link("t-a").submit("c", FIRST, lab(archives, FIRST), "satu")
    slow = sent(lab(archives, FIRST, b"{ }"), store)
    assert call(course, "PUT", f"/courses/c/closed/{FIRST}", "t-a").status_code == 200
    with pytest.raises(Refused, match="Anda sudah menutup"):
        store.submit("c", FIRST, "sekda", slow, "dua", "satu")
    slow.discard()


def test_a_cohort_may_have_a_date_of_its_own(course):
    plan = course.store.gates.plan
    assert plan.rule(DATED, "awal") == Opening(date="2026-01-01")
    assert plan.rule(DATED, "satu") == Opening(date="2999-01-01")
