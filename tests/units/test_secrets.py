"""A released lab says no right answer: not in a form, not in the words that praise one."""

import ast
import json
import re
from pathlib import Path

import pytest

from coursekit.authoring.form_calls import form_call
from coursekit.core.cells import HIDDEN, is_test
from coursekit.core.forms import forms_of, read_lab
from coursekit.core.layout import find_layout
from coursekit.core.notebooks import FORM_TAG
from labkit.checks import digest

LAYOUT = find_layout(Path(__file__).parent)
LABS = [unit for unit, source in LAYOUT.lab_sources.items() if source.is_file()]
PRINTS = re.compile(r"\b[0-9a-f]{12}\b")
WORDS = re.compile(r"[\w.,%-]*\w")
LONGEST = 5  # words of an answer that is a phrase


def constants_of(*trees):
    """Return the literal values in some trees, but for names of what is looked up or checked."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {id(key) for node in nodes if isinstance(node, ast.Dict) for key in node.keys}
    names |= {id(n.value) for n in nodes if isinstance(n, ast.keyword) and n.arg == "name"}
    return [n.value for n in nodes if isinstance(n, ast.Constant) and id(n) not in names]


def said_in(source):
    """Return the literal texts that a cell prints or praises with, and all its other values."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    spoken = [c for c in calls if getattr(c.func, "id", "") in ("passed", "print", "Markdown")]
    said = [one for one in constants_of(*spoken) if isinstance(one, str)]
    return said, [one for one in constants_of(tree) if one not in said]


def phrases(text):
    """Return every word, number and short phrase of a text, numbers as code writes them, too."""
    words = WORDS.findall(text)
    found = set()
    for size in range(1, LONGEST + 1):
        for at in range(len(words) - size + 1):
            found.add(" ".join(words[at : at + size]).strip(".,").casefold())
    return found | {phrase.replace(".", "").replace(",", ".") for phrase in found}


def expected_in(hidden):
    """Return the values a hidden region compares with that nobody says by chance."""
    try:
        values = set(constants_of(ast.parse(hidden)))
    except SyntaxError:
        return set()
    return {one for one in map(plain, values) if len(re.sub(r"\W", "", one)) >= 3}


def plain(value):
    """Return a value as `phrases` would find it."""
    return f"{value:g}" if type(value) in (int, float) else str(value).casefold()


def given_away(source):
    """Return what the visible words of a test say of what it checks unseen."""
    visible = HIDDEN.outside(source)
    texts, shown = said_in(visible)
    said = set().union(*map(phrases, texts), set()) - set(map(plain, shown))
    secret = set(PRINTS.findall(visible))
    unseen = "\n".join(HIDDEN.split(source)[1].values())
    fingerprinted = {phrase for phrase in said if digest(phrase) in secret}
    return fingerprinted | (said & expected_in(unseen))


def hidden(source):
    return f"\n### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (f'check_choice(x, ["{digest("Sekda")}"])\npassed("Benar: sekda.")', {"sekda"}),
        (f'check_choice(x, ["{digest("2")}"])\npassed(f"Keadaan B di {{x}}.")', set()),
        (f'check_choice(x, ["{digest(3.455)}"])\nprint("Jadi 3,455, lihat.")', {"3.455"}),
        ('passed("Ya, 812.")' + hidden("assert x == 812"), {"812"}),
        ('check(x, 812)\npassed("Ya, 812.")' + hidden("assert x == 812"), set()),
        ('passed("Ya.")' + hidden('print("812")'), set()),
    ],
)  # fmt: skip
def test_the_search_finds_what_is_said_in_numbers_words_and_phrases(source, found):
    assert given_away(source) == found


@pytest.mark.parametrize("unit", LABS)
def test_no_praise_says_what_is_checked_unseen(unit):
    tests = [cell for cell in read_lab(LAYOUT, unit).cells if is_test(cell)]
    said = {cell["id"]: found for cell in tests if (found := given_away(cell.source))}
    assert said == {}


@pytest.mark.parametrize("unit", LABS)
def test_no_key_of_a_form_stands_in_what_is_handed_out(unit):
    notebook = json.loads((LAYOUT.labs / unit / f"{unit}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    whole = "\n".join(sources)
    for form in forms_of(LAYOUT).values():
        for entry in form.key.values():
            told = [entry["why"], *entry.get("mistakes", {}).values()]
            assert [text for text in told if text in whole] == []


@pytest.mark.parametrize("unit", LABS)
def test_a_cell_of_a_marked_form_holds_its_questions_alone(unit):
    cells = read_lab(LAYOUT, unit).cells
    shown = [form_call(c).declaration for c in cells if FORM_TAG in c.metadata.get("tags", ())]
    for declaration in shown:
        if isinstance(declaration, dict) and not declaration.get("drill"):
            assert not [q["id"] for q in declaration["questions"] if "key" in q]
