"""Lab 03: levels by a rule, cards by their looks; answers in code are left blank."""

from lazy import Strategy, lazy
from lazy_forms import LEVELS, scored


def _first(cards):
    return cards["card"].iloc[0]


def _longest(cards):
    return cards["card"][cards["excerpt"].str.len().idxmax()]


STRATEGIES = lazy(0.0) | {
    f"{name}_{looks.__name__.strip('_')}_card": Strategy(
        scored(level, looks), 0.25 if name == "all_5" else 0.5
    )
    for name, level in LEVELS.items()
    for looks in (_first, _longest)
}
