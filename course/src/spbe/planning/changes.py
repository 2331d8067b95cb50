"""What moved from one plan to another: steps struck out, added, shifted, or done another way."""

from __future__ import annotations

import pandas as pd

from spbe.planning.plan import Plan

__all__ = ["CHANGES", "plan_changes"]

CHANGES = ("dicoret", "ditambahkan", "digeser", "berganti cara")
"""Kinds of change, as shown; a step that is both shifted and done another way counts as shifted."""


def plan_changes(before: Plan, after: Plan) -> pd.DataFrame:
    """Return one row per step that is not the same in both plans.

    Parameters
    ----------
    before, after : Plan

    Returns
    -------
    DataFrame
        Indexed by step, sorted: `change` (one of `CHANGES`), `before` and `after` (starting
        quarter, <NA> where the step is absent).

    Examples
    --------
    >>> old, new = Plan.of("G02", {"I10-3": 1, "I42-4": 2}), Plan.of("G02", {"I10-3": 2})
    >>> plan_changes(old, new)["change"].to_dict()
    {'I10-3': 'digeser', 'I42-4': 'dicoret'}
    """
    old = {placed.step: placed for placed in before.placements}
    new = {placed.step: placed for placed in after.placements}
    rows = []
    for step in sorted(old.keys() | new.keys()):
        one, two = old.get(step), new.get(step)
        if one is None or two is None:
            change = "ditambahkan" if one is None else "dicoret"
        elif one.quarter != two.quarter:
            change = "digeser"
        elif one.practice != two.practice:
            change = "berganti cara"
        else:
            continue
        rows.append((step, change, one and one.quarter, two and two.quarter))
    table = pd.DataFrame(rows, columns=["step", "change", "before", "after"]).set_index("step")
    return table.astype({"before": "Int64", "after": "Int64"})
