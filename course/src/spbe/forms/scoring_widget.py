"""The scoring form: a government's dossier beside the indicators it is judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from labkit.forms import Form
from spbe.forms.instrument_static import bands, form_assets, labels
from spbe.forms.scoring_state import Assessment, assessment_view
from spbe.instrument import Instrument
from spbe.panel import ENOUGH

__all__ = ["ScoringForm", "scoring_static"]

_PARTS = ("rules", "head", "list", "files", "drill")
_CARD = ["card", "indicator", "kind", "title", "number", "date", "issuer", "excerpt"]


class ScoringForm(Form):
    """Judge indicators of one government by its evidence.

    Parameters
    ----------
    form : str
        Name of the answer file.
    government, name : str
        Code and full name of the government.
    indicators : sequence of str
        Codes to be judged.
    dossier : DataFrame
        Evidence cards: columns card, indicator, kind, title, number, date, issuer, excerpt.
    instrument : Instrument
        With criteria of each level.
    story : str, optional
        A few sentences about the government.
    drill : DataFrame, optional
        Answers and explanations by indicator, as `spbe.datasets.load_drill` gives them: then the
        form explains itself, keeps every try, and asks for no reasons.
    """

    _esm, _css = form_assets(
        "scoring", "locale", "predicates", *(f"scoring_{part}" for part in _PARTS)
    )

    def __init__(
        self,
        form: str,
        government: str,
        name: str,
        indicators: Sequence[str],
        dossier: pd.DataFrame,
        instrument: Instrument,
        story: str = "",
        drill: pd.DataFrame | None = None,
    ) -> None:
        def read(content: Mapping[str, Any]) -> Assessment:
            return Assessment.read(content, government, indicators)

        super().__init__(
            form,
            {
                "government": name,
                "code": government,
                "story": story,
                **scoring_static(indicators, dossier, instrument),
                "drill": {} if drill is None else _explained(drill.loc[list(indicators)]),
                "enough": ENOUGH,
            },
            clean=lambda content: read(content).to_dict(),
            view=lambda content: assessment_view(read(content), instrument),
            progress=lambda content: read(content).progress,
        )


def _explained(drill: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the answers of a drill as plain data, by indicator."""
    return {
        str(code): {
            "level": int(row.level),
            "proves": list(row.proves),
            "stops": list(row.stops),
            "why": {"level": row.why, "proves": row.why_proves, "stops": row.why_stops},
        }
        for code, row in zip(drill.index, drill.itertuples(), strict=True)
    }


def scoring_static(
    indicators: Sequence[str], dossier: pd.DataFrame, instrument: Instrument
) -> dict[str, Any]:
    """Return what the view shows, as plain data.

    Raises
    ------
    ValueError
        If an indicator is not in the instrument or has no criteria.
    """
    unknown = [code for code in indicators if code not in instrument.codes]
    if unknown:
        raise ValueError(f"indikator tidak dikenal: {', '.join(unknown)}")
    table, criteria = instrument.indicators, instrument.criteria["criterion"]
    cards = dossier.loc[dossier["indicator"].isin(list(indicators)), _CARD].astype(str)
    return {
        "whole": set(indicators) == set(instrument.codes),
        "ladders": {
            str(kind): [str(rung) for rung in rungs]
            for kind, rungs in instrument.ladders["name"].groupby(level="kind", observed=True)
        },
        "domains": labels(instrument.domains),
        "aspects": labels(instrument.aspects),
        "predicates": bands(instrument),
        "indicators": [
            {
                "code": code,
                "label": table.loc[code, "label"],
                "domain": table.loc[code, "domain"],
                "aspect": table.loc[code, "aspect"],
                "kind": table.loc[code, "kind"],
                "weight": float(table.loc[code, "weight"]),
                "criteria": [criteria[code, level] for level in instrument.levels],
            }
            for code in indicators
        ],
        "cards": cards.to_dict("records"),
    }
