"""Forms of the subject: one call shows one; where forms must rest, a sentence stands instead.

No module of this package may be named like a function here: once imported it would take the
function's place, and the form's cell could not run a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labkit.forms.rules import Notice, inert_reason

if TYPE_CHECKING:
    from labkit.forms import Form

__all__ = ["plan_board", "scoring_form"]


def scoring_form(
    form: str = "penilaian",
    *,
    indicators: Sequence[str] | None = None,
    government: str | None = None,
) -> Form | Notice:
    """Show the scoring form; answers go to ``jawaban/<form>.json``.

    Parameters
    ----------
    form : str
        Name of the answer file.
    indicators : sequence of str, optional
        Codes to be judged; all of the instrument by default.
    government : str, optional
        Code; the trainee's personal sample by default.
    """
    if reason := inert_reason():
        return Notice(reason)
    from spbe import datasets
    from spbe.forms.scoring_widget import ScoringForm

    code = government or datasets.assigned_government()
    instrument = datasets.load_instrument("spbe-2020")
    return ScoringForm(
        form,
        code,
        datasets.load_governments()["name"][code],
        list(indicators or instrument.codes),
        datasets.load_dossier(code),
        instrument,
        datasets.load_stories().get(code, ""),
    )


def plan_board(
    form: str = "rencana",
    *,
    budget_factor: float = 1.0,
    copy_from: str = "",
    government: str | None = None,
) -> Form | Notice:
    """Show the plan board; the plan goes to ``jawaban/<form>.json``, exactly as Plan.to_dict().

    Parameters
    ----------
    form : str
        Name of the answer file.
    budget_factor : float
        Part of the budget that is left; 0.8 is a cut of 20 %.
    copy_from : str
        Name of the board whose plan a button copies to this one.
    government : str, optional
        Code of a pilot; the trainee's personal sample by default.
    """
    if reason := inert_reason():
        return Notice(reason)
    from spbe import datasets
    from spbe.forms.plan_widget import PlanBoard
    from spbe.planning.case import case_problem

    code = government or datasets.assigned_government()
    names = datasets.load_governments()["name"]
    return PlanBoard(
        form,
        names[code],
        case_problem(code, budget_factor=budget_factor),
        datasets.load_instrument("spbe-2020"),
        datasets.load_practices(),
        names,
        budget_left=budget_factor,
        copy_from=copy_from,
    )
