"""Instant feedback: visible tests only, limited, and never in the gradebook."""

import json
import tarfile
from types import SimpleNamespace

import pytest

from coursekit.authoring.generate import generate
from coursekit.exchange.model.submission import Instant, TestSaid
from coursekit.exchange.server.setup import instant_of, settings_fault
from coursekit.exchange.server.verdicts import STATES
from coursekit.grading.assignment.result import Result, Sheet
from coursekit.nbgrader_ops.instant_feedback import VisibleTests, check_waiting, read_tests
from coursekit.nbgrader_ops.operations import release

UNIT = "01-contoh"


class FakeTests:
    """Stands for a lab's tests; notes whom it checked."""

    def __init__(self, fail_for=()):
        self.checked, self.fail_for = [], fail_for

    def __call__(self, unit):
        return self

    def check(self, owner, archive):
        if owner in self.fail_for:
            raise RuntimeError("the farm is gone")
        self.checked.append(owner)
        return [TestSaid("a", True, "")]


@pytest.fixture
def hand_in(store, sent):
    return lambda who, key: store.submit("c", "lab", who, sent(), key).id


def test_the_newest_is_checked_and_the_limit_holds(store, hand_in):
    first, second = hand_in("sekda", "1"), hand_in("sekda", "2")
    assert [row["id"] for row in store.verdicts.waiting("c", ["lab"])] == [second, first]
    tests = FakeTests()
    assert check_waiting(store, "c", ["lab"], 2, tests) == 2
    assert tests.checked == ["sekda"]
    found = store.verdicts.of([first, second])
    assert (found[first].state, found[second].state) == ("older", "done")
    states = []
    for number in (3, 4):
        name = hand_in("sekda", str(number))
        check_waiting(store, "c", ["lab"], 2, tests)
        states.append(store.verdicts.of([name])[name].state)
    assert states == ["done", "limited"] and tests.checked == ["sekda", "sekda"]
    assert store.verdicts.waiting("c", ["lab"]) == []
    assert set(STATES) >= {"older", "done", "limited", "failed", "waiting"}


def test_one_that_cannot_be_checked_stops_nobody(store, hand_in):
    good, bad = hand_in("bappeda", "1"), hand_in("sekda", "1")
    check_waiting(store, "c", ["lab"], 5, FakeTests(fail_for=("sekda",)))
    found = store.verdicts.of([good, bad])
    assert (found[good].state, found[bad].state) == ("done", "failed")


def test_labs_that_are_not_switched_on_wait_for_nothing(store, hand_in):
    hand_in("sekda", "1")
    assert store.verdicts.waiting("c", ["other"]) == []


def test_the_overview_tells_while_it_waits_and_then(service, archives):
    service.link("t-i").release("c", "lab", archives.lab)
    trainee = service.link("t-a")
    trainee.submit("c", "lab", archives.lab, "k")
    told = trainee.overview()[0].submissions[0].instant
    assert told == Instant("waiting", STATES["waiting"])
    check_waiting(service.store, "c", ["lab"], 5, FakeTests())
    told = trainee.overview()[0].submissions[0].instant
    assert told == Instant("done", "", (TestSaid("a", True, ""),))


def test_what_is_said_of_each_test():
    def cell(name, source="assert x", is_test=True):
        return SimpleNamespace(grade_id=name, source=source, is_test=is_test, points=2.0)

    cells = [
        cell("good"),
        cell("bad"),
        cell("empty"),
        cell("broken"),
        cell("keyed"),
        cell("hidden", " \n"),
    ]
    spec = SimpleNamespace(
        notebooks=[
            SimpleNamespace(name="lab", cells=[*cells, cell("answer", is_test=False)]),
            SimpleNamespace(name="lost", cells=[cell("other")]),
        ]
    )
    errors = {
        "bad": "AssertionError: Terlalu kecil: lihat baris 2.",
        "empty": "CheckFailed: `x` masih kosong.",
        "broken": "NameError: name 'x' is not defined",
        "keyed": 'KeyMissing: Kunci "a" hanya tersedia saat penilaian.',
    }
    scores = {"good": 2.0, "hidden": 0.0}
    told = read_tests(spec, Result({"lab": Sheet(errors=errors, scores=scores)}))
    assert [(one.test, one.passed) for one in told] == [
        ("good", True),
        ("bad", False),
        ("empty", False),
        ("broken", False),
        ("keyed", None),
        ("other", False),
    ]
    assert told[1].message == "Terlalu kecil: lihat baris 2."
    assert told[2].message == "`x` masih kosong."
    assert told[3].message.startswith("NameError")
    assert "tidak dapat dibaca" in told[5].message


def test_settings_are_followed_while_programs_run(small_layout, caplog):
    settings = small_layout.hub / "settings.yaml"
    assert instant_of(small_layout) == ((), 6)
    settings.write_text(f"exchange: {{instant: [{UNIT}], instant_per_hour: 2}}\n")
    assert instant_of(small_layout) == ((UNIT,), 2)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("written", "labs", "words"),
    [
        (f"exchange: {{instant: [{UNIT}, 01-conto]}}", (UNIT,), "unknown lab '01-conto'"),
        ("exchange: {instant: [", (), "not readable as YAML"),
        (f"exchange: {{instnt: [{UNIT}]}}", (), "did you mean instant"),
    ],
)
def test_wrong_settings_stop_no_service_and_are_told_once(
    small_layout, caplog, written, labs, words
):
    settings = small_layout.hub / "settings.yaml"
    settings.write_text(written)
    for _ in range(3):
        assert instant_of(small_layout)[0] == labs
    (told,) = caplog.records
    assert words in told.getMessage() and str(settings) in told.getMessage()
    assert words in settings_fault(small_layout)
    settings.write_text(f"exchange: {{instant: [{UNIT}], instant_per_hour: 2}}\n")
    assert instant_of(small_layout) == ((UNIT,), 2) and settings_fault(small_layout) == ""


@pytest.mark.e2e
def test_a_test_that_is_all_hidden_claims_nothing(small_layout, archives):
    source = small_layout.lab_source("01-contoh")
    source.write_text(source.read_text().replace("assert total_of_everything > 0\n", ""))
    generate(small_layout, [UNIT])
    release(small_layout, [UNIT])
    blank = (small_layout.labs / UNIT / f"{UNIT}.ipynb").read_bytes()
    tests = VisibleTests(small_layout, UNIT)
    try:
        told = tests.check("sekda", archives.make((f"{UNIT}.ipynb", blank, tarfile.REGTYPE)))
    finally:
        tests.close()
    assert not any(one.passed for one in told)


@pytest.mark.e2e
def test_hidden_tests_are_no_ladder_to_climb(small_layout, archives):
    generate(small_layout, [UNIT])
    release(small_layout, [UNIT])
    blank = json.loads((small_layout.labs / UNIT / f"{UNIT}.ipynb").read_text())

    def answer(text):
        cells = json.loads(json.dumps(blank))
        (cell,) = [c for c in cells["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
        cell["source"] = [text]
        return archives.make((f"{UNIT}.ipynb", json.dumps(cells).encode(), tarfile.REGTYPE))

    tests = VisibleTests(small_layout, UNIT)
    try:
        sources = [cell.source for one in tests.spec.notebooks for cell in one.cells]
        assert not any("42" in source or "HIDDEN" in source for source in sources)
        right, guess, wrong, broken = (
            tests.check("sekda", answer(text))
            for text in (
                "total_of_everything = 42",
                "total_of_everything = 1",
                "total_of_everything = -1",
                "1 / 0",
            )
        )
        damaged = tests.check("sekda", archives.make((f"{UNIT}.ipynb", b"{", tarfile.REGTYPE)))
        missing = tests.check("sekda", archives.make(("x.txt", b"", tarfile.REGTYPE)))
    finally:
        tests.close()
    assert [one.passed for one in (*damaged, *missing)] == [False, False]
    assert right == guess == [TestSaid("total_test", True, "")]
    assert [one.passed for one in wrong] == [False]
    assert [one.passed for one in broken] == [False]
    assert not (small_layout.var / "autograded").exists()
