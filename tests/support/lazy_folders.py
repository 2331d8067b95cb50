"""Twelve ways to judge the graded folders of a government without reading them.

A level by the public self-assessment or by nothing at all, cards by their looks: from public
data alone.
"""

from __future__ import annotations

import random
import statistics
from functools import cache

from spbe import datasets
from spbe.panel import GRADED

__all__ = [
    "CARDS",
    "LAZY",
    "LEVELS",
    "answers_of",
    "claimed",
    "constant",
    "first",
    "none",
]


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


CARDS = (first, last, longest, shortest, newest, oldest, most_official)
"""Every way to pick a card by its looks."""

LEVELS = (
    claimed,
    claimed_less_one,
    claimed_less_two,
    number_of_cards,
    *map(constant, range(1, 6)),
)
"""Every way to give a level without reading, but for dice."""
