"""Figures take Axes and give Axes, speak Indonesian, and leave global settings and inputs alone."""

import matplotlib

matplotlib.use("agg")

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from spbe import datasets, plotting, score
from spbe.agreement import confusion
from spbe.plotting import _style

SPBE = datasets.load_instrument("spbe-2020")
PEMDI = datasets.load_instrument("pemdi-2026")


@pytest.fixture(scope="module")
def levels():
    cells = np.random.default_rng(4).integers(1, 6, (12, 47))
    return pd.DataFrame(cells, columns=list(SPBE.codes), index=[f"G{n:02d}" for n in range(1, 13)])


@pytest.fixture(scope="module")
def scores(levels):
    return score(levels, SPBE)


@pytest.fixture(autouse=True)
def tidy():
    """Draw nothing that outlives the test, and change no setting."""
    before = dict(matplotlib.rcParams)
    yield
    plt.close("all")
    assert dict(matplotlib.rcParams) == before


def words(ax):
    """Give every text of the figure, after a real drawing pass."""
    ax.figure.canvas.draw()
    found = [text.get_text() for text in ax.figure.findobj(matplotlib.text.Text)]
    return " | ".join(text.replace("\n", " ") for text in found if text)


def is_whole(ax):
    """Whether all the figure draws stands within its edges (a pixel of doubt is allowed)."""
    ax.figure.canvas.draw()
    parts = [part.get_tightbbox() for part in (ax, *ax.figure.legends)]
    page = ax.figure.bbox.padded(1)
    return all(page.contains(*box.min) and page.contains(*box.max) for box in parts)


def schedule():
    return pd.DataFrame(
        {
            "step": ["I11-3", "I12-3", "I45-4"],
            "title": ["Menyusun arsitektur", "Menyusun peta rencana " * 6, "Integrasi"],
            "start": [1, 2, 7],
            "end": [2, 4, 8],
            "practice": ["", "P03", ""],
        }
    )


CURVE = pd.Series([2.9, 2.9, 3.0, 3.2, 3.3, 3.3, 3.4, 3.4, 3.52], name="index")
COSTS = pd.Series([100.0, 250, 0, 0, 1200, 0, 80, 0], index=range(1, 9))


def draw(name, levels, scores, ax=None):
    if name == "radar":
        return plotting.radar(scores.aspects.loc["G01"], SPBE, scores.aspects.mean(), ax=ax)
    if name == "heat_map":
        return plotting.heat_map(levels, SPBE, ax=ax)
    if name == "waterfall":
        return plotting.waterfall(scores.contributions.loc["G01"], SPBE, ax=ax)
    if name == "predicate_bars":
        chances = pd.DataFrame([[0.02, 0.38, 0.6, 0, 0]], columns=list(SPBE.predicates.index))
        return plotting.predicate_bars(chances, ax=ax)
    if name == "slope_chart":
        return plotting.slope_chart(
            scores.index - 0.4, scores.index, highlight={"G02": "Kabupaten Rekaan"}, ax=ax
        )
    if name == "confusion_map":
        return plotting.confusion_map(confusion(levels, levels, SPBE), ax=ax)
    matrix = datasets.load_official("risk_matrix_permen5_2020")
    register = pd.DataFrame({"likelihood": [1, 1], "impact": [5, 5]}, index=["R1", "R2"])
    return plotting.risk_map(matrix, register, ax=ax)


EXPECTED = {
    "radar": "Layanan Administrasi Pemerintahan",
    "heat_map": "Tingkat kematangan",
    "waterfall": "Sangat Baik 3,5",
    "predicate_bars": "38%",
    "slope_chart": "Target 3,50",
    "confusion_map": "Penilai pertama",
    "risk_map": "R1, R2",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_figure_speaks_indonesian_with_a_decimal_comma(name, levels, scores):
    text = words(draw(name, levels, scores))
    assert EXPECTED[name] in text
    numbers = [part for part in text.replace("|", " ").split() if part[:1].isdigit()]
    assert not [part for part in numbers if "." in part.rstrip(".")]


@pytest.mark.parametrize("name", EXPECTED)
def test_axes_in_axes_out(name, levels, scores):
    polar = {"projection": "polar"} if name == "radar" else None
    _, ax = plt.subplots(subplot_kw=polar, layout="constrained")
    assert draw(name, levels, scores, ax) is ax


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_cut_at_the_edge_of_a_figure(name, levels, scores):
    assert is_whole(draw(name, levels, scores))


@pytest.mark.parametrize("name", ["radar", "heat_map", "predicate_bars", "risk_map"])
def test_a_legend_breaks_into_lines_on_a_narrow_figure(name, levels, scores):
    polar = {"projection": "polar"} if name == "radar" else None
    figure, ax = plt.subplots(figsize=(3.6, 4), subplot_kw=polar, layout="constrained")
    draw(name, levels, scores, ax)
    figure.canvas.draw()
    box = figure.legends[0].get_window_extent()
    assert box.x0 >= 0 and box.x1 <= figure.bbox.x1


def test_a_government_without_a_name_shows_its_code():
    chances = pd.DataFrame(
        [[0.4, 0.6], [0.5, 0.5]], columns=["Cukup", "Baik"], index=["G02", "G03"]
    )
    text = words(plotting.predicate_bars(chances, names=pd.Series({"G02": "Kota Rekaan"})))
    assert "Kota Rekaan" in text and "G03" in text and "nan" not in text


def test_the_index_of_a_short_bar_stands_beside_it():
    lowest = score(dict.fromkeys(SPBE.codes, 1), SPBE).contributions.iloc[0]
    ax = plotting.waterfall(lowest, SPBE, by="domain")
    (label,) = [text for text in ax.texts if text.get_text() == "Indeks 1,000"]
    assert label.get_position()[0] > 1 and label.get_horizontalalignment() == "left"


def test_inputs_are_not_touched(levels, scores):
    before = levels.copy(deep=True)
    for name in EXPECTED:
        draw(name, levels, scores)
    pd.testing.assert_frame_equal(levels, before)


def test_few_governments_show_their_levels_and_many_do_not(levels):
    few = plotting.heat_map(levels.iloc[:3], SPBE, names=pd.Series({"G01": "Kota Rekaan"}))
    assert len(few.texts) > 3 * 47
    assert "Kota Rekaan" in words(few)
    assert len(plotting.heat_map(levels, SPBE).texts) < 47


def test_figures_work_for_an_instrument_without_domains():
    values = pd.DataFrame([[3.25] * 20], columns=list(PEMDI.codes), index=["G01"])
    result = score(values, PEMDI)
    assert "3,25" in words(plotting.heat_map(values, PEMDI))
    assert "Indeks 3,250" in words(plotting.waterfall(result.contributions.loc["G01"], PEMDI))
    radar = plotting.radar(result.aspects.loc["G01"], PEMDI)
    assert is_whole(radar) and "3,25" in words(radar)
    with pytest.raises(ValueError, match="by='domain' tidak dikenal"):
        plotting.waterfall(result.contributions.loc["G01"], PEMDI, by="domain")


def test_the_bars_of_a_waterfall_end_at_the_index(scores):
    for by, count in (("aspect", 8), ("domain", 4)):
        ax = plotting.waterfall(scores.contributions.loc["G03"], SPBE, by=by)
        assert len(ax.patches) == 2 * count + 1
        assert ax.patches[-1].get_width() == pytest.approx(scores.index["G03"])


def test_a_plan_is_drawn_on_one_calendar():
    calendar, curve, costs = plotting.plan_chart(schedule(), CURVE, COSTS, budget=900)
    assert calendar.get_xlim() == curve.get_xlim() == costs.get_xlim() == (0, 8)
    text = words(calendar)
    for expected in ("I12-3", "replikasi praktik", "3,52", "1.200", "T8", "pagu triwulan"):
        assert expected in text
    # A long title is cut at a word, on the side where there is room.
    assert "rencana…" in text or "peta…" in text or "Menyusun…" in text


def test_an_adoption_has_the_colour_of_replication_and_small_rises_are_told_apart():
    table = schedule().assign(practice="", indicator="I12")
    table.loc[table.index[0], "indicator"] = ""
    calendar, curve, _ = plotting.plan_chart(table, 3.36 + 0.02 * CURVE / CURVE.max(), COSTS)
    assert "replikasi praktik" in words(calendar)
    curve.figure.canvas.draw()
    labels = [label.get_text() for label in curve.get_yticklabels()]
    assert len(set(labels)) == len(labels)


def test_a_plan_takes_axes_and_needs_no_budget_target_or_practice():
    _, axes = plt.subplots(3, 1)
    drawn = plotting.plan_chart(
        schedule().drop(columns="practice"), CURVE, COSTS * 0, target=None, axes=axes
    )
    assert tuple(drawn) == tuple(axes)
    assert "Target" not in words(axes[0])


def test_an_empty_plan_is_still_a_picture():
    drawn = plotting.plan_chart(schedule().iloc[:0], CURVE * 0 + 3, COSTS * 0)
    assert "3,00" in words(drawn[0])


def test_colours_can_be_told_apart_by_lightness_alone():
    for ramp in (_style.LEVEL_COLOURS, _style.PREDICATE_COLOURS[2:]):
        light = [np.dot(to_rgb(colour), [0.2126, 0.7152, 0.0722]) for colour in ramp]
        assert (np.diff(light) < -0.05).all()


@pytest.mark.parametrize("colour", [*_style.LEVEL_COLOURS, *_style.PREDICATE_COLOURS])
def test_ink_is_readable_on_every_colour(colour):
    def luminance(value):
        parts = np.array(to_rgb(value))
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    pair = sorted([luminance(colour), luminance(_style.ink_on(colour))])
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.3


def test_numbers_are_written_the_indonesian_way():
    assert plotting.comma(1234.5) == "1.234,50"
    assert plotting.comma(3, 0) == "3"
    assert plotting.decimal_comma(2)(3.5, 0) == "3,50"


def test_labels_keep_their_distance_and_their_order():
    places = _style.spread(np.array([1.0, 1.01, 1.02, 3.0]), 0.2)
    assert np.diff(places).min() >= 0.2 - 1e-12
    assert places[:3].mean() == pytest.approx(1.01)
    assert places[3] == 3.0
    assert _style.spread(np.array([]), 1).size == 0
    assert _style.wrap("satu dua tiga", 8) == "satu dua\ntiga"


def test_three_readings_show_where_the_panel_differs_and_what_one_found_oneself():
    panel = dict.fromkeys(SPBE.codes, 3)
    believed = panel | {"I01": 4, "I42": 2}
    bars, dots = plotting.three_readings(believed, panel, {"I42": 3, "I09": 1}, indices=(3.01, 2.9))
    said = words(dots)
    assert "I01" in said and "I42" in said and "I09" not in said
    assert all(word in said for word in ("mandiri", "panel", "Anda", "3,010", "2,900"))
    assert is_whole(bars) and is_whole(dots)
    _, alone = plotting.three_readings(believed, panel, indices=(3.01, 2.9))
    assert "Anda" not in words(alone)


def test_the_long_road_tells_where_it_starts_its_target_and_every_cost():
    index, money = plotting.long_road([2.5, 2.6, 2.6, 3.0, 3.5], [1200, 0, 300, 45], 3.5)
    said = words(index)
    assert all(word in said for word in ("2,50", "Target 3,50", "1.200", "45", "T4"))
    assert is_whole(index) and is_whole(money)
