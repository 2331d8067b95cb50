"""Criteria are restated, but keep the official words on which a level hangs."""

from spbe import datasets


def criteria():
    return datasets.load_instrument("spbe-2020").criteria["criterion"]


def test_examples_stay_examples_and_a_review_stays_a_review():
    told = criteria()
    services = [code for code in told.index.get_level_values(0).unique() if code >= "I32"]
    for code in services:
        assert "seperti" in told[code, 2] and "seperti" in told[code, 3], code
        assert "reviu dan evaluasi" in told[code, 5], code
    assert not told.str.contains("ditinjau|peninjauan|berkala").any()
    assert "mengatur proses konsultasi" in told["I04", 3]
