"""Operations and the lab kit know no subject, not even in a string."""

import re
from pathlib import Path

import pytest

from coursekit.core.layout import find_layout
from coursekit.core.syllabus import load_syllabus

LAYOUT = find_layout(Path(__file__).parent)
SYLLABUS = load_syllabus(LAYOUT.syllabus)
# What only this course is about: its field, its people, its measures. "widyaiswara" and "opd" are
# not among them: the one is how state training calls a teacher, the other a column's name that
# lists of people bear.
WORDS = {
    *("spbe", "pemdi", "sekda", "diskominfo", "bappeda", "bupati", "pemda", "kabupaten"),
    *("pemerintah daerah", "sumedang", "jawa barat", "menpan", "permenpan", "living lab"),
    *("indikator", "kematangan", "predikat", "asesor", "dosier", "dossier", "maturity"),
    *("rencana aksi", "akselerasi", "percepatan"),
    *re.findall(r"\w+", SYLLABUS.title.casefold()),
    SYLLABUS.course_id,
}
FOUND = re.compile("|".join(rf"(?<![a-z]){re.escape(word)}" for word in sorted(WORDS)))
BINARY = {".png", ".woff2", ".mo", ".pyc", ".gz", ".ico"}


@pytest.mark.parametrize("package", ["coursekit", "labkit"])
def test_no_word_of_the_subject_stands_in_operations(package):
    found = []
    for path in sorted((LAYOUT.course / "src" / package).rglob("*")):
        if path.is_file() and path.suffix not in BINARY:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if match := FOUND.search(line.casefold()):
                    found.append(f"{path.relative_to(LAYOUT.root)}:{number}: {match.group(0)}")
    assert found == []


def test_the_words_are_those_of_this_course():
    assert {"spbe", "akselerasi", "akselerasi-spbe"} <= WORDS
    assert FOUND.search("src/spbe") and FOUND.search("akselerasi spbe")
    assert not FOUND.search("respberry")
