"""The quiz: questions without answers, answers kept as plain data, marks with their reasons."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkit.answers import AnswerError, read_answer
from labkit.quiz import quiz
from labkit.quiz.marks import check_key, mark
from labkit.quiz.questions import read_questions
from labkit.quiz.state import QuizState, given_answers

ASKED = [
    {"id": "siapa", "kind": "single", "text": "Siapa koordinator SPBE?",
     "choices": {"dinas": "Kepala Diskominfo", "sekda": "Sekretaris Daerah"}},
    {"id": "domain", "kind": "several", "text": "Domain SPBE?", "points": 2,
     "choices": {"a": "Tata Kelola", "b": "Keuangan", "c": "Manajemen"}},
    {"id": "tangga", "kind": "order", "text": "Urutkan.", "points": 2,
     "choices": {"t3": "Terdefinisi", "t1": "Rintisan", "t2": "Terkelola"}},
    {"id": "indeks", "kind": "number", "text": "Indeksnya?", "unit": "poin"},
]  # fmt: skip
KEY = {
    "siapa": {"right": "sekda", "why": "Sekda adalah koordinator SPBE.",
              "mistakes": {"dinas": "Diskominfo melaksanakan, bukan mengoordinasikan."}},
    "domain": {"right": ["a", "c"], "why": "Ada empat domain."},
    "tangga": {"right": ["t1", "t2", "t3"], "why": "Setiap tingkat mencakup yang di bawahnya."},
    "indeks": {"right": 3.455, "tolerance": 0.0005, "why": "Bobot layanan 45,5 %.",
               "mistakes": {"3.5": "Itu rata-rata tanpa bobot."}},
}  # fmt: skip
RIGHT = {name: entry["right"] for name, entry in KEY.items()}
QUESTIONS = read_questions(ASKED)


def marked(**answers):
    return {m.question: m for m in mark(ASKED, {"questions": answers}, KEY).marks}


def test_the_right_answers_earn_everything():
    marks = mark(ASKED, {"questions": RIGHT}, KEY)
    assert marks.share == 1 and marks.points(10) == 10
    assert marks.explain().startswith("4 dari 4 pertanyaan benar sepenuhnya.")
    first = marks.explain().split("\n\n")[1]
    assert first == (
        "1. Siapa koordinator SPBE? (1 dari 1 poin)\n"
        "   Jawaban Anda: Sekretaris Daerah. Tepat. Sekda adalah koordinator SPBE."
    )


def test_nothing_answered_earns_nothing_and_is_explained_all_the_same():
    marks = mark(ASKED, {}, KEY)
    assert marks.share == 0
    assert all(m.explanation.startswith("Belum dijawab.") for m in marks.marks)
    assert "Jawaban yang tepat: Rintisan → Terkelola → Terdefinisi." in marks.explain()
    assert "Jawaban yang tepat: 3,455 poin." in marks.explain()


def test_a_typical_mistake_is_named():
    assert "bukan mengoordinasikan" in marked(siapa="dinas")["siapa"].explanation
    said = marked(indeks=3.5)["indeks"]
    assert said.points == 0
    assert said.explanation.startswith("Jawaban Anda: 3,5 poin. Belum tepat.")
    assert "tanpa bobot" in said.explanation
    assert marked(indeks=3.4549)["indeks"].points == 1


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [(["a", "c"], 2), (["a"], 1), (["a", "b"], 0), (["b"], 0), (["a", "b", "c"], 1)],
)
def test_several_choices_earn_the_right_ones_less_the_wrong_ones(chosen, earned):
    assert marked(domain=chosen)["domain"].points == earned


@pytest.mark.parametrize(
    ("order", "earned", "pairs"),
    [(["t1", "t3", "t2"], 0.6667, "2 dari 3"), (["t3", "t2", "t1"], 0, "0 dari 3")],
)
def test_an_order_earns_by_its_pairs(order, earned, pairs):
    said = marked(tangga=order)["tangga"]
    assert said.points == earned and f"{pairs} pasangan" in said.explanation


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_answer_the_form_saves_earns_between_nothing_and_all(data):
    values = {
        "siapa": st.sampled_from(["dinas", "sekda"]),
        "domain": st.lists(st.sampled_from("abc"), unique=True),
        "tangga": st.permutations(["t1", "t2", "t3"]),
        "indeks": st.floats(-9, 9),
    }
    answers = data.draw(st.fixed_dictionaries({}, optional=values))
    state = QuizState.read({"questions": answers}, QUESTIONS)
    assert QuizState.read(state.to_dict(), QUESTIONS) == state
    marks = mark(ASKED, state, KEY)
    assert all(0 <= m.points <= m.maximum for m in marks.marks)
    assert (marks.share == 1) == all(" Tepat. " in m.explanation for m in marks.marks)


def test_answering_returns_a_new_state_and_a_blank_takes_it_back():
    blank = QuizState.read({}, QUESTIONS)
    filled = blank.answer("domain", ["c", "a"])
    assert filled.given == {"domain": ["a", "c"]}  # in the order of the choices
    assert filled.answer("domain", []) == blank and blank.unanswered[1] == "domain"
    assert "pertanyaan 1, 3, 4." in filled.missing_words()
    assert QuizState.read({"questions": RIGHT}, QUESTIONS).missing_words() == ""


@pytest.mark.parametrize(
    "content",
    [[], {"questions": []}, {"questions": {"siapa": "bupati"}}, {"questions": {"siapa": 1}},
     {"questions": {"domain": "a"}}, {"questions": {"domain": [1]}},
     {"questions": {"tangga": ["t1"]}}, {"questions": {"tangga": ["t1", "t1", "t2"]}},
     {"questions": {"indeks": "3"}}, {"questions": {"indeks": True}},
     {"questions": {"indeks": float("nan")}}],
)  # fmt: skip
def test_hand_edited_answers_are_refused_in_words(content):
    with pytest.raises(AnswerError, match="Jawaban kuis tidak terbaca"):
        given_answers(content, ASKED)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ({"id": ""}, "needs an id"),
        ({"answer": "sekda"}, "unknown keys answer"),
        ({"kind": "essay"}, "kind 'essay'"),
        ({"text": " "}, "asks nothing"),
        ({"choices": {"a": "satu"}}, "at least two"),
        ({"choices": ["a", "b"]}, "mapping of code to text"),
        ({"kind": "number"}, "a number has no choices"),
        ({"points": 0}, "above 0"),
        ({"id": "indeks"}, "share an id"),
    ],
)
def test_a_question_badly_written_is_named_to_its_author(damage, words):
    with pytest.raises(ValueError, match=words):
        read_questions([{**ASKED[0], **damage}, ASKED[3]])
    with pytest.raises(ValueError, match="at least one"):
        read_questions([])


@pytest.mark.parametrize(
    ("name", "damage", "words"),
    [
        ("siapa", None, "differ in: siapa"),
        ("siapa", {"right": "bupati", "why": "x"}, "tidak ada di antara"),
        ("siapa", {"right": "sekda", "why": " "}, "no explanation"),
        ("siapa", {"right": None, "why": "x"}, "no right answer"),
        ("siapa", {"right": "sekda", "why": "x", "hint": "y"}, "unknown hint"),
        ("tangga", {"right": ["t3", "t1", "t2"], "why": "x"}, "already the right one"),
    ],
)
def test_a_key_that_does_not_fit_is_named_to_its_author(name, damage, words):
    key = {k: v for k, v in {**KEY, name: damage}.items() if v}
    with pytest.raises(ValueError, match=words):
        check_key(ASKED, key)


def test_the_form_saves_answers_and_knows_no_right_one(lab):
    form = quiz("pra-tes", ASKED, title="Pra-tes")
    assert form.reply["view"] == {"answered": 0, "unanswered": list(RIGHT)}
    form.state = {"seq": 1, "client": "a", "base": 0, "answers": {"questions": {"siapa": "sekda"}}}
    assert form.reply["status"] == "saved" and form.reply["view"]["answered"] == 1
    saved = given_answers(read_answer("pra-tes", owner="sekda.uji"), ASKED)
    assert saved.given == {"siapa": "sekda"}
    form.state = {"seq": 2, "client": "a", "base": 1, "answers": {"questions": {"siapa": "x"}}}
    assert "tidak ada di antara pilihannya" in form.reply["message"]
    sent = json.dumps(dict(form.static))
    assert "right" not in sent and "why" not in sent


def test_the_quiz_rests_while_marked(lab, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "penilaian" in repr(quiz("pra-tes", ASKED))
    with pytest.raises(ValueError, match="kind"):
        quiz("pra-tes", [{"id": "a"}])
