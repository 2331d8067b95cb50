"""The scoring form without a browser: its state, its engine's answer, its file."""

import pkgutil

import pytest

from labkit.answers import read_answer
from spbe import forms, score
from spbe.forms import scoring_form
from spbe.forms.scoring_state import Assessment, assessment_view


def send(form, seq, base, indicators, client="a"):
    answers = {"government": "G02", "indicators": indicators}
    form.state = {"seq": seq, "client": client, "base": base, "answers": answers}
    return form.reply


def test_judging_returns_a_new_state_and_leaves_blanks_out():
    blank = Assessment.read({}, "G02", ["I01", "I02"])
    judged = blank.judge("I01", level=3).judge("I01", reason="ada", card="G02-I01-1")
    assert blank.to_dict()["indicators"] == {} and list(judged.to_dict()["indicators"]) == ["I01"]
    assert judged.incomplete == ["I02"]
    assert Assessment.read(judged.to_dict(), "G02", ["I01", "I02"]) == judged


def test_the_view_is_the_engine_and_blanks_count_as_one(instrument):
    levels = {code: 1 + k % 5 for k, code in enumerate(instrument.codes)}
    state = Assessment.read({}, "G02", instrument.codes)
    assert assessment_view(state, instrument)["index"] == 1
    for code, level in levels.items():
        state = state.judge(code, level=level)
    said, truth = assessment_view(state, instrument), score(levels, instrument)
    assert said["index"] == truth.index.iloc[0]
    assert said["predicate"] == truth.predicates.iloc[0]
    part = Assessment.read({}, "G02", ["I01", "I45"]).judge("I45", level=5)
    weight = instrument.weights
    expected = (weight["I01"] + 5 * weight["I45"]) / (weight["I01"] + weight["I45"])
    assert assessment_view(part, instrument)["index"] == pytest.approx(expected)


def test_a_change_is_in_the_file_and_a_later_form_shows_it(lab):
    form = scoring_form("penilaian", government="G02")
    assert not (lab / "jawaban").exists()
    assert send(form, 1, 0, {"I01": {"level": 4}})["status"] == "saved"
    assert send(form, 2, 0, {"I01": {"level": 2}})["rev"] == 2  # same view, faster than the reply
    assert read_answer("penilaian", owner="sekda.uji").answers["indicators"]["I01"]["level"] == 2
    again = scoring_form("penilaian", government="G02")
    assert again.state["answers"]["indicators"]["I01"]["level"] == 2


def test_two_forms_on_one_file_refuse_the_later_write(lab):
    first, second = (scoring_form("penilaian", government="G02") for _ in range(2))
    send(first, 1, 0, {"I01": {"level": 4}})
    told = send(second, 1, 0, {"I01": {"level": 1}}, client="b")
    assert told["status"] == "conflict"
    assert told["answers"]["indicators"]["I01"]["level"] == 4
    assert send(second, 2, told["rev"], {"I01": {"level": 1}}, client="b")["status"] == "saved"


def test_a_broken_file_is_kept_aside_and_told(lab):
    (lab / "jawaban").mkdir()
    (lab / "jawaban" / "penilaian.json").write_text("{")
    form = scoring_form("penilaian", government="G02")
    assert "rusak" in form.reply["message"]
    assert send(form, 1, 0, {"I01": {"level": 4}})["status"] == "saved"
    assert len(list((lab / "jawaban").glob("penilaian.json.rusak-*"))) == 1


def test_nonsense_is_refused_in_words(lab):
    form = scoring_form("penilaian", government="G02")
    assert "tingkat 9" in send(form, 1, 0, {"I01": {"level": 9}})["message"]
    assert not (lab / "jawaban").exists()


def test_forms_rest_while_marked_and_in_a_source_folder(lab, monkeypatch):
    source = lab / "solutions" / "03"
    source.mkdir(parents=True)
    monkeypatch.chdir(source)
    assert "folder sumber" in repr(scoring_form())
    monkeypatch.chdir(lab)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "penilaian" in repr(scoring_form())


def test_the_dossier_and_the_criteria_travel_as_plain_data(lab):
    form = scoring_form("penilaian", government="G02", indicators=["I01", "I45"])
    assert [i["code"] for i in form.static["indicators"]] == ["I01", "I45"]
    assert {c["indicator"] for c in form.static["cards"]} == {"I01", "I45"}
    assert all(len(i["criteria"]) == 5 for i in form.static["indicators"])


def test_no_module_takes_the_place_of_a_call(lab):
    # importing spbe.forms.plan_board would replace the function spbe.forms.plan_board:
    # the form's cell then fails the second time it is run
    modules = {module.name for module in pkgutil.iter_modules(forms.__path__)}
    assert modules & set(forms.__all__) == set()
    scoring_form(government="G02", indicators=["I01"])
    assert callable(forms.scoring_form)


def test_a_form_of_some_indicators_keeps_what_a_form_of_more_had_saved(lab):
    more = scoring_form("penilaian", government="G02")
    send(more, 1, 0, {"I01": {"level": 4}, "I02": {"level": 2, "reason": "sebagian"}})
    fewer = scoring_form("penilaian", government="G02", indicators=["I01"])
    assert fewer.reply["view"]["incomplete"] == ["I01"]
    told = send(fewer, 1, 1, {**fewer.state["answers"]["indicators"], "I01": {"level": 5}})
    assert told["status"] == "saved" and told["view"]["index"] == 5
    kept = read_answer("penilaian").answers["indicators"]
    assert (kept["I01"]["level"], kept["I02"]["level"]) == (5, 2)
    assert "tingkat 7" in send(fewer, 2, 2, {"I02": {"level": 7}})["message"]
    send(fewer, 3, 2, {"I01": {"level": 5}, "catatan": {"level": 3}})
    assert "catatan" not in read_answer("penilaian").answers["indicators"]
