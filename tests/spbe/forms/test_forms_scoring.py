"""The scoring form without a browser: its state, its engine's answer, its file."""

import pkgutil
from importlib.resources import files

import pytest

from labkit.answers import read_answer
from spbe import datasets, forms, score
from spbe.answers import assessment_from_answer
from spbe.forms import scoring_drill, scoring_form
from spbe.forms.scoring_state import Assessment, assessment_view
from spbe.panel import compare


def send(form, seq, base, indicators, client="a"):
    answers = {"government": "G02", "indicators": indicators}
    form.state = {"seq": seq, "client": client, "base": base, "answers": answers}
    return form.reply


def test_judging_returns_a_new_state_and_leaves_blanks_out():
    blank = Assessment.read({}, "G02", ["I01", "I02"])
    judged = blank.judge("I01", level=3).judge("I01", reason="ada", proves="G02-I01-1")
    assert judged.incomplete == ["I01", "I02"]
    assert judged.judge("I01", level=5).incomplete == ["I02"]  # nothing is above it
    judged = judged.judge("I01", stops="G02-I01-2")
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


def test_a_file_with_one_card_is_taken_over(lab):
    form = scoring_form("penilaian", government="G02", indicators=["I01"])
    old = {"level": 2, "reason": "ada", "card": "G02-I01-1"}
    assert send(form, 1, 0, {"I01": old})["status"] == "saved"
    kept = read_answer("penilaian").answers["indicators"]["I01"]
    assert kept == {"level": 2, "reason": "ada", "proves": "G02-I01-1", "stops": ""}


# ---- the drill

RULES = (files("spbe.forms") / "static" / "scoring_rules.js").read_text(encoding="utf-8")


def practise(form, practice, indicators=None):
    answers = {"government": "G01", "indicators": indicators or {}, "practice": practice}
    form.state = {"seq": 1, "client": "a", "base": 0, "answers": answers}
    return form.reply


def test_the_drill_keeps_every_try_and_explains_twelve_folders(lab):
    form = scoring_drill()
    assert [i["code"] for i in form.static["indicators"]] == list(form.static["drill"])
    assert len(form.static["drill"]) == 12
    given = {"level": 3, "reason": "", "proves": "G01-I24-1", "stops": "G01-I24-2"}
    tries = [{"at": "2026-11-24T10:00:00.000Z", "given": given}]
    assert practise(form, {"I24": tries})["status"] == "saved"
    assert read_answer("latihan-menilai").answers["practice"] == {"I24": tries}
    assert scoring_drill().state["answers"]["practice"] == {"I24": tries}


@pytest.mark.parametrize(
    "practice", [[], {"I24": [{"at": "kemarin", "given": {}}]}, {"I24": [{"given": {}}]},
                 {"I24": 3}, {"I24": [{"at": "2026-11-24", "given": {"level": 9}}]}],
)  # fmt: skip
def test_tries_that_nobody_made_are_refused(lab, practice):
    told = practise(scoring_drill(), practice or [1])
    assert told["status"] == "refused" and "latihan" in told["message"].lower()


def test_a_drill_judges_as_the_panel_is_compared(lab, node):
    """What the page says of a try is what `spbe.panel.compare` would mark."""
    key = scoring_drill().static["drill"]
    cards = datasets.load_dossier("G01")
    asked, expected = [], []
    for code, entry in key.items():
        own = [*cards.loc[cards["indicator"] == code, "card"], ""]
        right = {**entry, "self_level": 0, "panel_level": entry["level"], "trap": "none",
                 "accepted": [entry["level"]] * 2, "why": ""}  # fmt: skip
        for level in range(1, 6):
            for proves in own[:-1]:
                for stops in own:
                    said = {"level": level, "reason": "", "proves": proves, "stops": stops}
                    asked.append([said, entry])
                    frame = assessment_from_answer({"indicators": {code: said}}, [code])
                    marks = compare(frame, {"government": "G01", "indicators": {code: right}})
                    parts = marks.loc[code, ["level_mark", "proves_mark", "stops_mark"]]
                    expected.append((parts == 1).tolist())
    told = node(RULES, "(all) => all.map(([said, entry]) => rules.verdictOf(said, entry))", asked)
    assert [list(one.values()) for one in told] == expected


def test_three_folders_in_a_row_at_the_first_try_are_enough(node):
    key = {code: {"level": 3, "proves": ["a"], "stops": ["b"]} for code in "VWXYZ"}
    right, wrong = ({"level": level, "proves": "a", "stops": "b"} for level in (3, 4))

    def progress(*tries):
        practice = {}
        for minute, (code, given) in enumerate(tries):
            practice.setdefault(code, []).append({"at": f"2026-01-01T10:0{minute}", "given": given})
        told = node(RULES, "(p, key) => rules.progressOf(p, key, 3)", practice, key)
        return told["tried"], told["right"], told["ready"]

    assert progress() == (0, 0, False)
    assert progress(("X", right), ("V", right), ("W", right)) == (3, 3, True)
    assert progress(("V", right), ("W", wrong), ("W", right), ("X", right), ("Y", right)) == (
        4, 3, False
    )  # fmt: skip
    assert progress(("V", wrong), ("W", right), ("X", right), ("Y", right), ("Z", wrong))[2]


def test_a_page_reads_a_file_with_one_card_as_the_kernel_does(node):
    told = node(RULES, "(old) => rules.judgementOf(old)", {"level": 2, "card": "G02-I01-1"})
    assert told == {"level": 2, "reason": "", "proves": "G02-I01-1", "stops": ""}
