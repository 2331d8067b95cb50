"""Commands and settings that pages tell people to type exist, with these options."""

import re
import shlex

import click
import jsonschema
import pytest
import yaml

from coursekit.book.pages import settings_text
from coursekit.cli import main
from coursekit.core.settings import DEFAULTS, SCHEMA
from coursekit.core.syllabus import load_syllabus

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
PAGES = ["menyelenggarakan", "mengumpulkan"]


def blocks(layout, page, kind):
    text = (layout.book / f"{page}.md").read_text(encoding="utf-8")
    return [body for found, body in _BLOCK.findall(text) if found == kind]


def commands(layout, page):
    lines = [line for body in blocks(layout, page, "bash") for line in body.splitlines()]
    typed = [shlex.split(line, comments=True) for line in lines]
    return [words for words in typed if words]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_can_be_typed(layout, page):
    context = click.Context(main, info_name="coursekit")
    units = {unit.id for unit in load_syllabus(layout.syllabus).labs}
    typed = commands(layout, page)
    assert typed
    for program, verb, *arguments in typed:
        assert program == "coursekit"
        command = main.get_command(context, verb)
        assert command is not None, verb
        parsed = command.make_context(verb, list(arguments), parent=context)
        named = {word for word in arguments if re.fullmatch(r"\d\d-[a-z-]+", word)}
        assert named <= units, (verb, parsed.params)


def test_the_organisers_page_tells_of_every_verb_that_runs_a_cohort(layout):
    told = {verb for _, verb, *_ in commands(layout, "menyelenggarakan")}
    context = click.Context(main, info_name="coursekit")
    assert told == set(main.list_commands(context)) - {"lock"}


@pytest.mark.parametrize("verb", ["roster", "lock"])
def test_a_wrong_option_would_be_found(verb):
    context = click.Context(main, info_name="coursekit")
    with pytest.raises(click.UsageError):
        main.get_command(context, verb).make_context(verb, ["--nonsense"], parent=context)


def test_the_settings_shown_are_settings(layout):
    for body in blocks(layout, "menyelenggarakan", "yaml"):
        jsonschema.validate(yaml.safe_load(body), SCHEMA)


def test_every_setting_is_listed_with_its_default():
    text = settings_text()
    for section, values in DEFAULTS.items():
        assert f"### {section}" in text
        for key in values:
            assert f"`{key}: " in text
