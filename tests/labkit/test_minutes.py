"""The scripted reader: how long a form takes, and what that is made of."""

import pytest
from form_samples import ASKED, DRILL, FORM, KEY, LETTER

from labkit.minutes import Minutes, minutes_of, minutes_of_text

SIXTEEN = " ".join(["kata"] * 16)


def asked(**more):
    return [{"id": "a", "kind": "number", "text": SIXTEEN, **more}]


def test_the_four_rates():
    assert minutes_of_text(" ".join(["kata"] * 320)) == Minutes(reading=2)
    assert minutes_of(asked()) == Minutes(reading=0.1, items=pytest.approx(1 / 3))
    assert minutes_of(asked(judgement=True)) == Minutes(reading=0.1, judging=0.75)
    letter = {"id": "a", "kind": "text", "text": SIXTEEN, "min_words": 40, "max_words": 60}
    assert minutes_of([letter]) == Minutes(reading=0.1, judging=0.75, typing=2)


def test_every_row_of_pairs_and_every_cell_is_an_item():
    pairs, table = minutes_of([ASKED[4]]), minutes_of([ASKED[5]])
    assert pairs.items == pytest.approx(3 / 3) and table.items == pytest.approx(4 / 3)
    assert table.typing == pytest.approx(2 * 2 / 25)  # two short notes of at most four words
    assert minutes_of([{**ASKED[4], "judgement": True}]).judging == pytest.approx(3 * 0.75)


def test_all_that_is_shown_is_read_and_no_key_but_a_drills():
    whole = minutes_of({**FORM, "intro": SIXTEEN})
    parts = [minutes_of([question]) for question in FORM["questions"]]
    total = sum(parts, minutes_of_text(f"{FORM['title']} {SIXTEEN}"))
    assert whole.total == pytest.approx(total.total)
    drill = minutes_of({**DRILL, "title": ""})
    why = minutes_of_text(" ".join(entry["why"] for entry in KEY.values()))
    plain = minutes_of(ASKED)
    assert drill.reading > plain.reading + why.reading - 1e-9
    assert minutes_of([LETTER]).reading > minutes_of_text(LETTER["text"]).reading  # its rubric
