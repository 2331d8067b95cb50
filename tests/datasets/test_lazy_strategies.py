"""The twelve graded folders of a pilot pay for reading them, and for nothing else."""

import json
import random
import statistics
from functools import cache
from pathlib import Path

import pytest

from spbe import datasets
from spbe.panel import GRADED

ROOT = Path(__file__).resolve().parents[2]
PILOTS = [f"G0{number}" for number in range(2, 9)]
PASSABLE = 0.40  # of what levels and cards earn; no lazy rule may reach it
INSTRUMENT = datasets.load_instrument("spbe-2020")


@cache
def key(government):
    path = ROOT / f"course/answer_keys/keys/{government}.json"
    return json.loads(path.read_text(encoding="utf-8"))["indicators"]


def marks(answers, government):
    """Return what is earned: by the levels, by the cards that prove, by the cards that stop.

    A near miss that equals the self-assessment earns nothing: it may have been copied. Where no
    card stops the next level, the right answer is that none does.
    """
    levels = proofs = limits = 0
    for code in GRADED:
        right = key(government)[code]
        level, proves, stops = answers[code]
        copied = level == right["self_level"] and level != right["panel_level"]
        levels += right["accepted"][0] <= level <= right["accepted"][1] and not copied
        proofs += proves in right["proves"]
        limits += stops in (right["stops"] or [None])
    return levels, proofs, limits


def share(answers, government):
    """Return the part earned of three marks an indicator."""
    return sum(marks(answers, government)) / (3 * len(GRADED))


@cache
def folders(government):
    """Return the public cards of each graded folder, and the public self-assessment."""
    cards = datasets.load_dossier(government)
    claims = datasets.load_levels(2024).loc[government]
    return {code: (cards[cards["indicator"] == code], int(claims[code])) for code in GRADED}


def first(cards):
    return cards["card"].iloc[0]


def last(cards):
    return cards["card"].iloc[-1]


def longest(cards):
    return cards["card"][cards["excerpt"].str.len().idxmax()]


def shortest(cards):
    return cards["card"][cards["excerpt"].str.len().idxmin()]


def newest(cards):
    return cards["card"][cards["date"].idxmax()]


def oldest(cards):
    return cards["card"][cards["date"].idxmin()]


def most_official(cards):
    kinds = ["peraturan", "keputusan", "laporan", "data aplikasi", "notulensi", "tangkapan layar"]
    rank = cards["kind"].map({kind: place for place, kind in enumerate(kinds)})
    return cards["card"][rank.fillna(len(kinds)).idxmin()]


def none(cards):
    return None


def claimed(cards, claim):
    return claim


def claimed_less_one(cards, claim):
    return max(claim - 1, 1)


def claimed_less_two(cards, claim):
    return max(claim - 2, 1)


def number_of_cards(cards, claim):
    return len(cards)


def constant(level):
    return lambda cards, claim: level


LAZY = {
    "self-assessment, first card": (claimed, first, first),
    "self-assessment, longest and shortest card": (claimed, longest, shortest),
    "self-assessment less one, first and last card": (claimed_less_one, first, last),
    "self-assessment less one, newest card": (claimed_less_one, newest, newest),
    "self-assessment less two, last card": (claimed_less_two, last, last),
    "all 1, oldest card": (constant(1), oldest, oldest),
    "all 2, longest card": (constant(2), longest, longest),
    "all 3, most official card": (constant(3), most_official, most_official),
    "all 5, newest card, none stops": (constant(5), newest, none),
    "as many as there are cards, longest and newest card": (number_of_cards, longest, newest),
    "median of the claims, most official and newest card": ("median", most_official, newest),
    "dice": ("dice", "dice", "dice"),
}


def answers_of(rules, government):
    level, proves, stops = rules
    found = folders(government)
    middle = round(statistics.median(claim for _, claim in found.values()))
    dice = random.Random(f"malas-{government}")
    answers = {}
    for code, (cards, claim) in found.items():
        if level == "dice":
            answers[code] = (dice.randint(1, 5), *dice.choices(cards["card"].tolist(), k=2))
        else:
            rule = constant(middle) if level == "median" else level
            answers[code] = (rule(cards, claim), proves(cards), stops(cards))
    return answers


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
    cards = (first, last, longest, shortest, newest, oldest, most_official)
    levels = (claimed, claimed_less_one, claimed_less_two, number_of_cards)

    def earned(level=claimed, proves=none, stops=none):
        return marks(answers_of((level, proves, stops), government), government)

    best = max(earned(level=rule)[0] for rule in (*levels, *map(constant, range(1, 6))))
    best += max(earned(proves=rule)[1] for rule in cards)
    best += max(earned(stops=rule)[2] for rule in (*cards, none))
    assert best / (3 * len(GRADED)) < 0.45


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
    assert share(answers, "G06") == pytest.approx(35 / 36)
