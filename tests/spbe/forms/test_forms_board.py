"""The plan board without a browser: its state, its engine's answer, its file, its workbook."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from labkit.answers import read_answer
from spbe import datasets
from spbe.answers import plan_from_answer
from spbe.forms import plan_board
from spbe.forms.plan_export import plan_workbook
from spbe.forms.plan_state import PlanState, greedy_view, plan_view
from spbe.forms.plan_widget import problem_static
from spbe.planning import (
    Placement,
    Plan,
    check_plan,
    greedy_plan,
    index_curve,
    plan_problem,
    quarter_costs,
)
from spbe.planning.case import case_problem, evaluated_problem, start_plan
from spbe.planning.floors import floor_of


@pytest.fixture(scope="module")
def problem():
    return case_problem("G02")


@pytest.fixture(scope="module")
def rule(problem):
    return greedy_plan(problem)


def send(form, seq, base, plan, client="a"):
    form.state = {"seq": seq, "client": client, "base": base, "answers": plan.to_dict()}
    return form.reply


def test_placing_and_dropping_return_new_states():
    blank = PlanState.read({}, "G02")
    state = blank.place("I12-3", 2, "P06").place("P06", 1)
    assert blank.plan.placements == ()
    assert state.plan.starts == {"P06": 1, "I12-3": 2}
    assert state.place("P06", 3).plan.starts["P06"] == 3
    assert state.drop("P06").plan.placements == (Placement(2, "I12-3", "P06"),)
    assert PlanState.read(state.to_dict(), "G02") == state
    assert state.to_dict() == state.plan.to_dict()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"government": "G03", "steps": []}, "bukan G02"),
        ({"government": "G02"}, "steps"),
        ({"government": "G02", "steps": {"I12-3": 1}}, "daftar"),
        ({"government": "G02", "steps": ["I12-3"]}, "tidak terbaca"),
        ({"government": "G02", "steps": [{"step": "I12-3", "quarter": "dua"}]}, "bilangan bulat"),
    ],
)
def test_what_is_no_plan_of_this_government_is_refused_in_words(content, word):
    with pytest.raises(ValueError, match=word):
        PlanState.read(content, "G02")


def test_the_view_is_the_engine(problem, instrument, rule):
    view = plan_view(rule, problem, instrument)
    assert view["curve"] == list(index_curve(rule, problem))
    assert view["total"] == quarter_costs(rule, problem).sum()
    assert view["violations"] == [] and view["predicate"] == "Sangat Baik"
    curve = index_curve(rule, problem)
    assert curve[view["reached"]] >= 3.5 > curve[view["reached"] - 1]
    blank = plan_view(Plan("G02"), problem, instrument)
    assert blank["reached"] is None
    assert [v["code"] for v in blank["violations"]] == ["target"]
    assert blank["violations"][0]["sentence"] == check_plan(Plan("G02"), problem)[0].sentence
    json.dumps(view)


def test_the_greedy_rule_is_told_beside_the_plan(problem, instrument, rule):
    some = Plan("G02", rule.placements[:5])
    told = greedy_view(some, problem, instrument)
    assert told["shared"] == 5 and told["steps"] == len(rule.placements)
    assert told["index"] == index_curve(rule, problem).iloc[-1]


def test_a_move_is_in_the_file_as_the_plan_itself_and_a_later_board_shows_it(lab, rule):
    board = plan_board("rencana", government="G02")
    assert not (lab / "jawaban").exists()
    assert send(board, 1, 0, rule)["status"] == "saved"
    answer = read_answer("rencana", owner="sekda.uji")
    assert dict(answer.answers) == rule.to_dict()
    assert plan_from_answer(answer, "G02") == rule
    again = plan_board("rencana", government="G02")
    assert again.state["answers"] == rule.to_dict()
    assert again.reply["view"]["violations"] == []


@pytest.fixture
def opened_lab(lab):
    """A lab with the levels of G02 opened, and the record."""
    source = Path(__file__).resolve().parents[3] / "course/answer_keys/opened/G02/evaluated.json"
    (lab / "dibuka").mkdir()
    (lab / "dibuka/evaluated.json").write_bytes(source.read_bytes())
    return lab, json.loads(source.read_text(encoding="utf-8"))


def choose(lab, record, kind="domain"):
    questions = {"layanan": "I45", "lantai": kind}
    answer = {"schema": 1, "form": "lantai", "owner": "sekda.uji", "rev": 1, "saved": _SAVED}
    (lab / "jawaban").mkdir(exist_ok=True)
    (lab / "jawaban/lantai.json").write_text(
        json.dumps(answer | {"answers": {"questions": questions}}), encoding="utf-8"
    )
    return floor_of(evaluated_problem(record), "I45", kind)


_SAVED = "2026-01-05T01:00:00+00:00"


def test_a_board_begins_with_the_half_filled_plan_of_what_was_opened(opened_lab):
    lab, record = opened_lab
    board = plan_board("rencana", floor="lantai")
    assert board.state["answers"] == start_plan(record).to_dict()
    assert board.static["today"] == pytest.approx(record["index"])
    assert board.static["problem"]["target"] == record["target"]
    assert "belum dipilih" in board.static["floor"]
    assert board.static["problem"]["minimum"] == [] and not (lab / "jawaban").exists()
    # whoever clears the board keeps it clear
    send(board, 1, 0, Plan("G02"))
    assert plan_board("rencana", floor="lantai").state["answers"]["steps"] == []


def test_a_board_shows_and_asks_the_floor_that_was_chosen(opened_lab):
    lab, record = opened_lab
    floor = choose(lab, record)
    board = plan_board("rencana", floor="lantai")
    assert board.static["problem"]["minimum"] == [[floor.group, floor.least]]
    assert floor.words in board.static["floor"]
    told = [violation["code"] for violation in board.reply["view"]["violations"]]
    assert "minimum" in told


def test_a_board_says_why_a_floor_is_refused_and_asks_none(opened_lab):
    lab, record = opened_lab
    floor = choose(lab, record)
    record["floors"][floor.key] = {"refused": "Lantai ini terlalu mahal."}
    (lab / "dibuka/evaluated.json").write_text(json.dumps(record), encoding="utf-8")
    board = plan_board("rencana", floor="lantai")
    assert board.static["floor"] == "Lantai ini terlalu mahal."
    assert board.static["problem"]["minimum"] == []


def test_the_lean_board_has_its_own_file_less_money_and_a_nearer_target(opened_lab):
    lab, record = opened_lab
    board = plan_board("rencana-hemat", floor="lantai", cut=True, copy_from="rencana")
    assert board.static["budget_left"] == 0.7
    assert board.static["problem"]["budget"] == record["cut_budget"]
    assert board.static["problem"]["target"] == record["cut_target"] < record["target"]
    assert board.state["answers"]["steps"] == []
    send(board, 1, 0, Plan.of("G02", {record["open"][0]: 1}))
    assert [path.name for path in (lab / "jawaban").iterdir()] == ["rencana-hemat.json"]


def test_a_board_says_that_nothing_is_opened_yet(lab):
    notice = plan_board("rencana", floor="lantai")
    assert "evaluated.json tidak ada" in repr(notice)


def test_two_boards_on_one_file_refuse_the_later_write(lab):
    first, second = (plan_board(government="G02") for _ in range(2))
    send(first, 1, 0, Plan.of("G02", {"I12-3": 1}))
    told = send(second, 1, 0, Plan.of("G02", {"I12-3": 7}), client="b")
    assert told["status"] == "conflict" and "jendela lain" in told["message"]
    assert told["answers"]["steps"][0]["quarter"] == 1
    assert read_answer("rencana").answers["steps"][0]["quarter"] == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "rusak"),
        (None, "bukan G02"),
    ],
)
def test_a_broken_or_foreign_file_is_kept_aside_and_told(lab, text, word):
    if text is None:
        send(plan_board(government="G03"), 1, 0, Plan.of("G03", {"I12-3": 1}))
    else:
        (lab / "jawaban").mkdir()
        (lab / "jawaban" / "rencana.json").write_text(text)
    board = plan_board(government="G02")
    assert word in board.reply["message"]
    assert board.state["answers"] == {"government": "G02", "steps": []}
    assert send(board, 1, board.reply["rev"], Plan.of("G02", {"I12-3": 1}))["status"] == "saved"
    assert len(list((lab / "jawaban").glob("rencana.json.rusak-*"))) == 1


def test_a_plan_that_breaks_rules_is_saved_and_told(lab):
    board = plan_board(government="G02")
    told = send(board, 1, 0, Plan.of("G02", {"I31-5": 2, "X9": 1}))
    assert told["status"] == "saved"
    codes = {violation["code"] for violation in told["view"]["violations"]}
    assert {"order", "unknown_step", "target"} <= codes


def test_the_workbook_holds_the_plan_the_sums_and_the_findings(problem, instrument, rule):
    book = openpyxl.load_workbook(
        BytesIO(plan_workbook(rule, problem, "Kabupaten Samudrawana", instrument))
    )
    sheet = book["Rencana"]
    codes = [sheet.cell(row, 1).value for row in range(6, sheet.max_row)]
    assert sorted(codes) == sorted(rule.starts)
    assert sheet.cell(sheet.max_row, 8).value == f"=SUM(H6:H{sheet.max_row - 1})"
    assert "3,50" in sheet["A2"].value and "rekaan" in sheet["A4"].value
    assert book["Triwulan"]["D10"].value == pytest.approx(index_curve(rule, problem).iloc[-1])
    assert "sah" in book["Pemeriksaan"]["A2"].value
    bad = Plan.of("G02", {"I31-5": 9})
    found = openpyxl.load_workbook(BytesIO(plan_workbook(bad, problem, "x", instrument)))
    said = [row[0].value for row in found["Pemeriksaan"].iter_rows(min_row=2)]
    assert said == [violation.sentence for violation in check_plan(bad, problem)]
    empty = plan_workbook(Plan("G02"), problem, "x", instrument)
    assert openpyxl.load_workbook(BytesIO(empty))["Rencana"].max_row == 5


def test_the_buttons_answer_and_the_export_says_where(lab, rule):
    board = plan_board("rencana-hemat", government="G02")
    told, (data,) = board.act("export", rule.to_dict())
    assert (lab / told["path"]).read_bytes() == data
    assert told["path"] == "unduhan/rencana-hemat.xlsx"
    told, _ = board.act("greedy", {})
    assert told["greedy"]["violations"] == []
    with pytest.raises(ValueError, match="tidak dikenal"):
        board.act("lain", {})


def test_the_lean_board_hands_out_the_first_plan_and_writes_nothing_itself(lab, rule):
    lean = plan_board("rencana-hemat", government="G02", copy_from="rencana")
    with pytest.raises(ValueError, match="papan pertama masih kosong"):
        lean.act("copy", {})
    send(plan_board(government="G02"), 1, 0, rule)
    told, data = lean.act("copy", {})
    assert told["steps"] == rule.to_dict()["steps"] and data == []
    assert [file.name for file in (lab / "jawaban").iterdir()] == ["rencana.json"]
    with pytest.raises(ValueError, match="tidak dikenal"):
        plan_board(government="G02").act("copy", {})


def test_the_call_works_a_second_time(lab):
    assert plan_board(government="G02").static == plan_board(government="G02").static


def test_the_board_rests_while_marked(lab, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "penilaian" in repr(plan_board())


def test_everything_the_rules_need_travels_as_plain_data(instrument):
    levels = datasets.load_levels(2024).loc["G03"]
    problem = plan_problem(
        levels,
        datasets.load_steps(),
        instrument,
        practices=datasets.load_practices(),
        quarter_budget=400,
        capacity={"Bappeda": 4.5},
        fixed={"I12-3": 2},
        forbidden=["I12-5"],
        minimum={"D1": 3.0},
    )
    static = json.loads(json.dumps(problem_static(problem)))
    assert static["target"] is None and static["quarter_budget"] == [400.0] * 8
    assert static["capacity"] == [["Bappeda", [4.5] * 8]] and static["minimum"] == [["D1", 3.0]]
    assert static["fixed"] == [["I12-3", 2]] and static["forbidden"] == ["I12-5"]
    task = next(task for task in static["tasks"] if task["code"] == "I12-3")
    assert [option["practice"] for option in task["options"]] == ["", "P06"]
    assert task["domain"] == "D2"
