"""What stands in a component's place without scripts and on paper: bars drawn from the engine."""

from __future__ import annotations

from html import escape

from labkit.locale import number
from spbe import datasets, score

__all__ = ["bars_svg", "static_figure"]

_WIDTH, _ROW, _NUMBER = 400, 42, 60
_YEAR = 2024


def bars_svg(title: str, rows: list[tuple[str, float, str, str]]) -> str:
    """Return an inline SVG of labelled bars.

    Parameters
    ----------
    title : str
        Words for those who cannot see it; also printed above the bars.
    rows : list of (label, share, text, domain code)
        `share` is the length of the bar from 0 to 1; the domain gives its colour.
    """
    height = 34 + _ROW * len(rows)
    parts = [f'<text x="0" y="18" class="fig-title">{escape(title)}</text>']
    for place, (label, share, text, domain) in enumerate(rows):
        y = 34 + place * _ROW
        length = max(share, 0) * (_WIDTH - _NUMBER)
        # The label stands above its bar, so that the letters stay legible on a phone.
        parts.append(
            f'<text x="0" y="{y + 13}">{escape(label)}</text>'
            f'<rect x="0" y="{y + 19}" width="{length:.1f}" height="14" rx="3"'
            f' style="fill:var(--domain-{domain[1:]})"/>'
            f'<text x="{length + 8:.1f}" y="{y + 31}" class="fig-number">{text}</text>'
        )
    words = escape(f"{title}. " + "; ".join(f"{row[0]} {row[2]}" for row in rows))
    return (
        f'<svg class="static-figure" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-label="{words}">{"".join(parts)}</svg>'
    )


def static_figure(component: str) -> str:
    """Return the figure of one component: contributions, mean aspects, or the worth of a step."""
    instrument = datasets.load_instrument("spbe-2020")
    aspects = instrument.aspects
    if component == "simulator":
        levels = {c: 4 if k == "service" else 3 for c, k in instrument.indicators["kind"].items()}
        result = score(levels, instrument)
        values = result.aspects.iloc[0] * aspects["weight"] / 100
        index = number(result.index.iloc[0], 3)
        title, digits = f"Sumbangan aspek bila semua 3 dan layanan 4: indeks {index}", 2
    elif component == "gap":
        values = score(datasets.load_levels(_YEAR), instrument).aspects.mean()
        title, digits = "Rata-rata indeks aspek 27 pemerintah daerah contoh (rekaan)", 2
    else:
        values = instrument.indicators.groupby("aspect")["weight"].first() / 100
        title, digits = "Tambahan indeks dari satu langkah pada tiap aspek", 4
    most = values.max()
    rows = [
        (about["label"], values[code] / most, number(values[code], digits), about["domain"])
        for code, about in aspects.iterrows()
    ]
    return bars_svg(title, rows)
