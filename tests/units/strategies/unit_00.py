"""Lab 00: six points are for having answered, four for having filled in; the rest is the quiz."""

from lazy import GENERAL, Strategy, beside, lazy
from lazy_forms import LEVELS, scored

_FILLED = scored(LEVELS["all_3"], lambda cards: cards["card"].iloc[0])

STRATEGIES = lazy(0.57) | {
    "first_choice_and_all_3": Strategy(beside(GENERAL["first_choice"], _FILLED), 0.7),
}
