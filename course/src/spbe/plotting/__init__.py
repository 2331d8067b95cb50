"""Figures of the course: Axes in, Axes out; Indonesian labels, decimal comma, one palette."""

from spbe.plotting._style import PALETTE, PREDICATE_COLOURS, comma, decimal_comma
from spbe.plotting.bars import predicate_bars, waterfall
from spbe.plotting.maps import confusion_map, heat_map, risk_map
from spbe.plotting.plans import plan_chart
from spbe.plotting.profiles import radar, slope_chart
from spbe.plotting.roads import long_road, three_readings

__all__ = [
    "PALETTE",
    "PREDICATE_COLOURS",
    "comma",
    "confusion_map",
    "decimal_comma",
    "heat_map",
    "long_road",
    "plan_chart",
    "predicate_bars",
    "radar",
    "risk_map",
    "slope_chart",
    "three_readings",
    "waterfall",
]
