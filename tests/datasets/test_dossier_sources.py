"""The sources of the dossiers: what their form must be, and what of it reaches the key."""

import copy
import datetime as dt
import json
import re

import pytest

from generators import dossiers

CARD = {
    "kind": "laporan",
    "title": "Laporan",
    "number": "",
    "date": dt.date(2024, 6, 3),
    "issuer": "Dinas",
    "excerpt": " ".join(["kata"] * 25),
}
ENTRY = {
    "self_level": 3,
    "panel_level": 2,
    "accepted": [2, 2],
    "proves": ["G02-I01-1"],
    "stops": ["G02-I01-1", "G02-I01-2"],
    "why": "Kartu G02-I01-1 hanya memuat sebagian.",
    "assessor_1": 2,
    "assessor_2": 3,
    "trap": "partial",
    "cards": [CARD | {"id": f"G02-I01-{number}"} for number in (1, 2, 3)],
}
WHY = {
    "why_proves": "Kartu G02-I01-1 memuat empat dari enam domain.",
    "why_stops": "Dua domain sisanya baru ada dalam rancangan.",
}


def found(**changes):
    entry = copy.deepcopy(ENTRY) | changes
    entry = {field: value for field, value in entry.items() if value is not None}
    return dossiers._entry_faults(entry, "G02-I01")


def test_an_entry_may_answer_both_card_questions_or_none():
    assert found() == [] == found(proves=None, stops=None)
    assert found(stops=None) == ["proves without the other card question"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"proves": ["G02-I02-1"]}, "none of its cards"),
        ({"stops": ["G02-I01-1", "G02-I01-1"]}, "names a card twice"),
        ({"proves": []}, "proves names no card"),
        ({"stops": []}, "stops_why"),
        ({"stops_why": "map ini diam saja"}, "stops_why"),
        (
            {"panel_level": 5, "accepted": [5, 5], "stops": ["G02-I01-1"]},
            "above the highest level",
        ),
        ({"drill": True}, "does not explain the drill"),
        ({"drill": True, "proves": None, "stops": None}, "drill without proves and stops"),
    ],
)
def test_a_fault_in_the_card_questions_is_said(changes, word):
    assert any(word in line for line in found(**changes))


def test_the_highest_level_is_stopped_by_no_card_and_says_so():
    top = {"panel_level": 5, "accepted": [5, 5], "stops": []}
    assert found(**top, stops_why="tidak ada tingkat di atasnya") == []
    assert found(drill=True, **WHY) == []


def test_the_key_names_cards_as_the_public_table_does():
    dossier = {"government": "G02", "name": "Rekaan", "indicators": {"I01": ENTRY | WHY}}
    told = json.loads(dossiers.key_json(dossier))["indicators"]["I01"]
    public = dossiers._public_ids(ENTRY, "G02-I01")
    assert told["proves"] == [public["G02-I01-1"]]
    assert told["stops"] == sorted([public["G02-I01-1"], public["G02-I01-2"]])
    assert re.search(r"G02-I01-\d", told["why_proves"])[0] == public["G02-I01-1"]
    assert "drill" not in told
    silent = {field: value for field, value in ENTRY.items() if field not in ("proves", "stops")}
    quiet = {"government": "G02", "name": "Rekaan", "indicators": {"I01": silent}}
    assert "proves" not in json.loads(dossiers.key_json(quiet))["indicators"]["I01"]


def test_the_mentor_lends_twelve_explained_folders():
    source = dossiers.Path(dossiers.__file__).parents[1] / "dossiers"
    mentor = dossiers.read_dossiers(source)["G01"]
    drill = {code: entry for code, entry in mentor["indicators"].items() if entry.get("drill")}
    gaps = [entry["self_level"] - entry["panel_level"] for entry in drill.values()]
    assert len(drill) == 12
    assert gaps.count(2) == 2 == gaps.count(-1)
    assert sum(entry["panel_level"] == 5 for entry in drill.values()) == 2
    assert {int(code[1:]) <= 31 for code in drill} == {True, False}
    less = copy.deepcopy(mentor)
    del less["indicators"]["I08"]["drill"]
    assert "11 folders are marked drill, not 12" in dossiers.faults(less, "G01")
