"""Names that people type: one comparison, and a refusal that tells what there is."""

import pytest

from coursekit.core.errors import UsageError
from coursekit.core.lookup import lookup, slug

KNOWN = ["angkatan-i", "angkatan-ii", "2026-a"]


@pytest.mark.parametrize("typed", ["angkatan-i", "Angkatan I", " ANGKATAN   I ", "angkatan i"])
def test_what_is_meant_is_found_however_it_is_written(typed):
    assert lookup("cohort", typed, KNOWN) == "angkatan-i"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("angktan-ii", "place: unknown cohort 'angktan-ii'; did you mean angkatan-ii"),
        ("zzz", "known: 2026-a, angkatan-i, angkatan-ii"),
        ("", "unknown cohort ''"),
    ],
)
def test_the_unknown_is_refused_with_what_is_known(typed, told):
    with pytest.raises(UsageError, match=told):
        lookup("cohort", typed, KNOWN, "place")


def test_where_nothing_is_known_it_says_so():
    with pytest.raises(UsageError, match="none yet"):
        lookup("trainee", "sekda", [])


def test_a_long_list_is_cut_and_counted():
    with pytest.raises(UsageError, match="and 88 more"):
        lookup("trainee", "zzzz", [f"t{n:03}" for n in range(100)])


def test_long_names_are_cut_when_stored_but_never_mixed_up_when_meant():
    long = "angkatan " * 9
    assert len(slug(long)) == 32 and lookup("cohort", long, [slug(long)]) == slug(long)
    names = ["a" * 40 + "1", "a" * 40 + "2"]
    assert lookup("lab", names[1].upper(), names) == names[1]
