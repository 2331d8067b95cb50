"""A table for people: comma, dots, dashes; nothing a trainee wrote becomes markup."""

import re

import pandas as pd
import pytest

from labkit.tables import neat_table


@pytest.fixture
def table():
    index = pd.Index(["I01", "I18"], name="kode")
    columns = {
        "langkah": ["Aturan <b>arsitektur</b>", None],
        "naik": [0.013, 0.025],
        "Rp juta": [80, 1080.0],
        "triwulan": [1, float("nan")],
    }
    return pd.DataFrame(columns, index=index)


def cells(style):
    return re.findall(r"<td[^>]*>(.*?)</td>", style.to_html())


def test_numbers_are_written_as_in_a_letter(table):
    assert cells(neat_table(table, 3))[1:4] == ["0,013", "80", "1"]
    assert cells(neat_table(table, 3))[5:] == ["0,025", "1.080", "–"]
    assert cells(neat_table(table))[5] == "0,03"


def test_what_a_trainee_wrote_stays_text(table):
    assert cells(neat_table(table))[0] == "Aturan &lt;b&gt;arsitektur&lt;/b&gt;"


def test_the_corner_names_the_rows_and_the_table_is_not_touched(table):
    before = table.copy()
    html = neat_table(table).to_html()
    assert len(re.findall("<tr>", html)) == 3 and re.search(r"index_name[^>]*>kode<", html)
    pd.testing.assert_frame_equal(table, before)


def test_words_stand_left_also_under_two_row_names(table):
    html = neat_table(pd.concat({"murah": table, "fondasi": table}, names=["", "kode"])).to_html()
    assert re.search(r"\.col0[^}]*text-align: left", html.replace("\n", " "))
    assert html.count(">murah</th>") == 1 and ">kode</th>" in html
