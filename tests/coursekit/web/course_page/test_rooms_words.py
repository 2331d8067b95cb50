"""Dates, spans and numbers as Indonesian readers write them."""

from datetime import UTC, datetime, timedelta

import pytest

from coursekit.web.course_page.words import (
    moment,
    number,
    parse_time,
    remaining,
    zone_of,
)

LATE = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)


def test_moments_are_told_in_the_zone_of_the_course():
    assert moment(LATE) == "Rabu, 25 November 2026 pukul 01.05 WIB"
    assert moment(LATE, "WIT") == "Rabu, 25 November 2026 pukul 03.05 WIT"


def test_every_zone_of_indonesia_has_its_label():
    places = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", "UTC")
    assert [zone_of(place) for place in places] == ["WIB", "WIB", "WITA", "WIT", "WIB"]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=3, hours=23), "3 hari"),
        (timedelta(hours=47), "47 jam"),
        (timedelta(minutes=90), "90 menit"),
        (timedelta(seconds=30), "kurang dari satu menit"),
    ],
)
def test_the_time_left_is_rounded_down(span, words):
    assert remaining(span) == words


def test_no_time_is_left_of_what_is_over():
    with pytest.raises(ValueError, match="negative"):
        remaining(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("value", "text"), [(24.5, "24,5"), (25.0, "25"), (0, "0"), (-0.001, "0"), (3.456, "3,46")]
)
def test_numbers_have_a_decimal_comma(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    "text",
    ["2026-11-24 18:05:00.000000 UTC", "2026-11-24T18:05:00", "2026-11-25T01:05:00+07:00"],
)
def test_times_are_read_from_either_exchange(text):
    assert parse_time(text) == LATE
