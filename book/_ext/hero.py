"""``{hero-mosaic}``: the 47 indicators of the instrument as one picture, drawn from its weights."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from spbe import datasets
from spbe.instrument import Instrument

__all__ = ["HeroMosaic", "mosaic", "setup"]

_WIDTH, _ROW, _GAP = 420, 34, 12
_WORDS = (
    "Bobot 47 indikator SPBE: satu kotak satu indikator, lebarnya bobotnya, warnanya domainnya."
)


def mosaic(instrument: Instrument) -> str:
    """Return an SVG with one row an aspect and one box an indicator, as wide as its weight."""
    table, widest = instrument.indicators, instrument.aspects["weight"].max()
    unit = _WIDTH / widest
    parts = []
    for row, (aspect, about) in enumerate(instrument.aspects.iterrows()):
        x, y = 0.0, row * (_ROW + _GAP)
        for weight in table.loc[table["aspect"] == aspect, "weight"]:
            width = weight * unit
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width - 2:.1f}" height="{_ROW}" rx="3"'
                f' style="fill:var(--domain-{about["domain"][1:]})"/>'
            )
            x += width
    height = len(instrument.aspects) * (_ROW + _GAP) - _GAP
    return (
        f'<svg class="mosaic" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{_WORDS}">'
        + "".join(parts)
        + "</svg>"
    )


class HeroMosaic(SphinxDirective):
    """The picture of the cover."""

    def run(self) -> list[nodes.Node]:
        """Return the SVG, inline, so that its colours follow the page's mode."""
        return [nodes.raw("", mosaic(datasets.load_instrument("spbe-2020")), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("hero-mosaic", HeroMosaic)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
