"""Forms of the subject: one call shows one; where forms must rest, a sentence stands instead.

No module of this package may be named like a function here: once imported it would take the
function's place, and the form's cell could not run a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labkit.form_rules import Notice, inert_reason

if TYPE_CHECKING:
    from labkit.forms import Form

__all__ = ["scoring_form"]


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
    from spbe.widgets.scoring_widget import ScoringForm

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
