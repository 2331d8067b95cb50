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

__all__ = ["plan_board", "scoring_drill", "scoring_form"]

_MENTOR = "G01"


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


def scoring_drill(form: str = "latihan-menilai") -> Form | Notice:
    """Show the scoring form with the mentor's folders, explained at once and never marked.

    Tries go to ``jawaban/<form>.json``.
    """
    if reason := inert_reason():
        return Notice(reason)
    from spbe import datasets
    from spbe.forms.scoring_widget import ScoringForm
    from spbe.panel import DRILL

    drill = datasets.load_drill()
    return ScoringForm(
        form,
        _MENTOR,
        datasets.load_governments()["name"][_MENTOR],
        DRILL,
        datasets.load_dossier(_MENTOR),
        datasets.load_instrument("spbe-2020"),
        datasets.load_stories().get(_MENTOR, ""),
        drill,
    )


def plan_board(
    form: str = "rencana",
    *,
    floor: str = "",
    cut: bool = False,
    copy_from: str = "",
    government: str | None = None,
) -> Form | Notice:
    """Show the plan board; the plan goes to ``jawaban/<form>.json``, exactly as Plan.to_dict().

    It plans from the levels that were opened with the lab and begins half filled.

    Parameters
    ----------
    form : str
        Name of the answer file.
    floor : str
        Name of the form in which the service and its floor are chosen.
    cut : bool
        With the budget and the target after the cut; such a board begins empty.
    copy_from : str
        Name of the board whose plan a button copies to this one.
    government : str, optional
        Code of a pilot that is planned from its public self-assessment, as in the simulator.
    """
    if reason := inert_reason():
        return Notice(reason)
    from labkit.opened import NotOpenedError
    from spbe import datasets
    from spbe.forms.plan_case import opened_case, public_case
    from spbe.forms.plan_widget import PlanBoard

    try:
        case = public_case(government) if government else opened_case(floor, cut=cut)
    except NotOpenedError as missing:
        return Notice(str(missing))
    return PlanBoard(
        form,
        case,
        datasets.load_instrument("spbe-2020"),
        datasets.load_practices(),
        datasets.load_governments()["name"],
        copy_from=copy_from,
    )
