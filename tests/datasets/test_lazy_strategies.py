"""The twelve graded folders of a pilot pay for reading them, and for nothing else."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from lazy_folders import CARDS, LAZY, LEVELS, answers_of, claimed, constant, first, none

from spbe import datasets
from spbe.answers import assessment_from_answer
from spbe.panel import GRADED, WEIGHTS, compare, earned, panel_report

ROOT = Path(__file__).resolve().parents[2]
PILOTS = [f"G0{number}" for number in range(2, 9)]
PASSABLE = 0.40  # of what levels and cards earn; no lazy rule may reach it
INSTRUMENT = datasets.load_instrument("spbe-2020")


@cache
def key(government):
    path = ROOT / f"course/answer_keys/keys/{government}.json"
    return json.loads(path.read_text(encoding="utf-8"))["indicators"]


def comparison(answers, government):
    """Set answers beside the panel's, as the lab does."""
    said = {
        code: {"level": level, "reason": "", "proves": proves or "", "stops": stops or ""}
        for code, (level, proves, stops) in answers.items()
    }
    assessment = assessment_from_answer({"indicators": said}, GRADED)
    return compare(assessment, {"government": government, "indicators": key(government)})


def share(answers, government):
    """Return the part earned of all marks for levels and cards."""
    return earned(comparison(answers, government))


def test_the_twelve_span_all_aspects_and_both_ladders():
    assert len(set(GRADED)) == 12
    graded = INSTRUMENT.indicators.loc[list(GRADED)]
    assert set(graded["aspect"]) == set(INSTRUMENT.aspects.index)
    assert {"I33", "I35", "I37", "I42", "I46"} <= set(GRADED)  # SIPD, SPSE, SRIKANDI, SP4N, OSS


@pytest.mark.parametrize("government", PILOTS)
def test_a_pilot_claims_too_much_too_little_and_rightly(government):
    gaps, fives = [], 0
    for code in GRADED:
        right = key(government)[code]
        gaps.append(right["self_level"] - right["panel_level"])
        fives += right["panel_level"] == 5
    assert 2 <= sum(gap < 0 for gap in gaps) <= 3
    assert 2 <= sum(gap == 2 for gap in gaps) <= 3
    assert max(gaps) == 2 and fives == 2
    assert 2 <= gaps.count(0) <= 5 and 1 <= gaps.count(1) <= 5


@pytest.mark.parametrize("government", PILOTS)
@pytest.mark.parametrize("name", LAZY)
def test_no_lazy_rule_pays(government, name):
    assert share(answers_of(LAZY[name], government), government) < PASSABLE


@pytest.mark.parametrize("government", PILOTS)
def test_not_even_the_luckiest_rules_put_together_earn_half(government):
    def part(mark, level=claimed, proves=first, stops=none):
        found = comparison(answers_of((level, proves, stops), government), government)
        return found[mark].mean() * WEIGHTS[mark]

    best = max(part("level_mark", level=rule) for rule in LEVELS)
    best += max(part("proves_mark", proves=rule) for rule in CARDS)
    below = constant(4)  # where the form asks for a card that stops
    best += max(part("stops_mark", level=below, stops=rule) for rule in (*CARDS, none))
    assert best / sum(WEIGHTS.values()) < 0.5


@pytest.mark.parametrize("government", PILOTS)
def test_a_reader_who_follows_the_explanations_earns_nearly_all(government):
    """Nothing but the feedback's words is read: what was accepted, which cards the panel took."""
    blank = comparison(dict.fromkeys(GRADED, (None, "", "")), government)
    answers = {}
    for line in panel_report(blank, INSTRUMENT).splitlines():
        if not (head := re.match(r"- \*\*(I\d\d) .*? diterima (\d)", line)):
            continue
        cards = re.findall(r"Yang (membuktikan|menahan): .*?, kartu panel ([^.]*)\.", line)
        named = {word: (re.findall(r"G\d\d-I\d\d-\d", text) or [""])[-1] for word, text in cards}
        answers[head[1]] = (int(head[2]), named["membuktikan"], named["menahan"])
    assert set(answers) == set(GRADED)
    assert share(answers, government) > 0.95


@pytest.mark.parametrize("government", PILOTS)
def test_a_careful_reader_earns_everything_with_any_accepted_card(government):
    for pick in (min, max):
        answers = {}
        for code in GRADED:
            right = key(government)[code]
            stops = pick(right["stops"], default=None)
            answers[code] = (right["panel_level"], pick(right["proves"]), stops)
        assert share(answers, government) == 1


def test_a_near_miss_that_equals_the_self_assessment_earns_nothing():
    right = key("G06")["I46"]
    assert right["accepted"] == [4, 5] and right["self_level"] == 5
    answers = {
        code: (entry["panel_level"], entry["proves"][0], min(entry["stops"], default=None))
        for code, entry in key("G06").items()
        if code in GRADED
    }
    answers["I46"] = (5, *answers["I46"][1:])
    assert share(answers, "G06") == pytest.approx(45 / 48)  # nor does level 5 name what stops it
