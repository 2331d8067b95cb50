"""Answer files through the whole cycle: handed in twice, graded twice, never overwritten."""

import json

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from coursekit.authoring.generate import generate
from coursekit.exchange.client.links import TOKEN, URL
from coursekit.exchange.client.trainee import FetchAssignment, Submit
from coursekit.exchange.server.setup import open_store
from coursekit.nbgrader_ops import operations
from labkit.answers import Answer, read_answer, write_answer

pytestmark = [
    pytest.mark.e2e,
    # nbgrader hands its exchange a misspelt argument and leaves a file open
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
UNIT = "01-contoh"
OWNER = "sekda"
KEY = {"siapa": {"right": "sekda", "why": "Sekda adalah koordinator SPBE."}}
QUESTIONS = """\
from labkit.answers import read_answer
from labkit.case import current_owner
from labkit.keys import available, key
from labkit.quiz import given_answers, quiz
from labkit.quiz.marks import mark

PERTANYAAN = [{"id": "siapa", "kind": "single", "text": "Siapa koordinator SPBE?",
               "choices": {"dinas": "Kepala Diskominfo", "sekda": "Sekretaris Daerah"}}]
quiz("pra-tes", PERTANYAAN)
"""
FILLED = """\
jawaban = read_answer("pra-tes", owner=current_owner())
print(jawaban.describe())
assert not given_answers(jawaban, PERTANYAAN).missing_words()
"""
MARKED = """\
jawaban = read_answer("pra-tes", owner=current_owner())
nilai = mark(PERTANYAAN, jawaban, key("pra-tes")) if available() else None
print(nilai.explain() if nilai else "Nilai dan penjelasannya datang bersama umpan balik.")
nilai.points(3) if nilai else None
"""


@pytest.fixture
def layout(small_layout, marker, monkeypatch, tmp_path):
    """A course with a quiz, handed out."""
    monkeypatch.setenv("LABKIT_OWNER", OWNER)
    source = small_layout.lab_source(UNIT)
    head = source.read_text().split("# %% nbgrader")[0]
    cells = [
        (marker("questions", locked=True), QUESTIONS),
        (marker("filled_test", grade=True, locked=True, points=1), FILLED),
        (marker("quiz_test", grade=True, locked=True, points=3), MARKED),
    ]
    source.write_text(head + "\n".join(f"{line}\n{text}" for line, text in cells))
    keys = small_layout.answer_keys / "keys"
    keys.mkdir(parents=True)
    (keys / "pra-tes.json").write_text(json.dumps(KEY))
    right = Answer("pra-tes", "acuan", {"questions": {"siapa": "sekda"}})
    write_answer(right, folder=small_layout.reference(UNIT) / "acuan")
    generate(small_layout, [UNIT])
    small_layout.var.mkdir()
    operations.release(small_layout, [UNIT])
    return small_layout


@pytest.fixture
def trainee(layout, tmp_path, monkeypatch, serve_store):
    """Call the exchange as the trainee, in the trainee's home."""
    home = tmp_path / "rumah"
    home.mkdir()
    monkeypatch.chdir(home)
    config = operations.staff_config(layout)
    config.CourseDirectory.root = str(home)
    config.Exchange.cache = str(home / ".salinan")
    store = open_store(layout)
    service = serve_store(store)

    def call(action):
        api = NbGraderAPI(config=config)
        kinds = {"fetch": FetchAssignment, "submit": Submit}
        api.coursedir.assignment_id = UNIT
        with monkeypatch.context() as environment:
            environment.setenv(URL, service.url)
            environment.setenv(TOKEN, "t-lab")
            step = kinds[action]
            step(coursedir=api.coursedir, authenticator=api.authenticator, parent=api).start()
        return home / "contoh" / UNIT

    yield call
    store.close()


def fill(folder, choice):
    """Save as the form does; return the bytes of the file."""
    path = folder / "jawaban" / "pra-tes.json"
    rev = read_answer("pra-tes", folder=folder).rev if path.exists() else 0
    write_answer(Answer("pra-tes", OWNER, {"questions": {"siapa": choice}}, rev), folder=folder)
    return path.read_bytes()


def scores(layout):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        sheet = book.find_submission(UNIT, OWNER).notebooks[0]
        return {grade.name: grade.score for grade in sheet.grades}


def carried(layout, stage):
    return (layout.var / stage / OWNER / UNIT / "jawaban" / "pra-tes.json").read_bytes()


def hand_in(layout, trainee, coursekit, *options):
    trainee("submit")
    operations.collect(layout, UNIT)
    told = coursekit("autograde", UNIT, *options)
    assert told.exit_code == 0, told.output


def feedback_page(layout):
    operations.feedback(layout, UNIT)
    return (layout.var / "feedback" / OWNER / UNIT / f"{UNIT}.html").read_text()


def test_answers_travel_with_every_submission_and_are_never_overwritten(layout, trainee, coursekit):
    folder = trainee("fetch")
    for turn, (choice, earned) in enumerate([("dinas", 0), ("sekda", 3)], 1):
        saved = fill(folder, choice)
        hand_in(layout, trainee, coursekit)
        assert carried(layout, "submitted") == carried(layout, "autograded") == saved
        assert scores(layout) == {"filled_test": 1, "quiz_test": earned}
        page = feedback_page(layout)
        assert f"simpanan ke-{turn}" in page and KEY["siapa"]["why"] in page
        assert (folder / "jawaban" / "pra-tes.json").read_bytes() == saved

    # nbgrader's own autograder carries the file just so; without keys it marks what needs none
    api = NbGraderAPI(config=operations.staff_config(layout))
    result = api.autograde(UNIT, OWNER, force=True)
    assert result["success"], result
    assert carried(layout, "autograded") == carried(layout, "submitted") == saved
    assert scores(layout)["filled_test"] == 1

    # the trap: an author tried the form beside the source notebook
    fill(layout.solutions / UNIT, "sekda")
    saved = fill(folder, "dinas")
    hand_in(layout, trainee, coursekit, "--force")
    assert carried(layout, "autograded") == saved
    assert scores(layout)["quiz_test"] == 0
    assert coursekit("lint").exit_code == 1

    # a broken file costs its part, and the feedback says what to do
    (folder / "jawaban" / "pra-tes.json").write_bytes(b"{")
    hand_in(layout, trainee, coursekit)
    assert scores(layout) == {"filled_test": 0, "quiz_test": 0}
    page = feedback_page(layout)
    assert "Berkas jawaban/pra-tes.json rusak" in page and "Buka lagi formulirnya" in page
    assert "Traceback (most recent call last)" not in page
