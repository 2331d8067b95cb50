"""The two environments hold the same pins, and no index address."""

from pathlib import Path

import yaml

from coursekit.authoring.lock import environment_yml, pins
from coursekit.core.layout import find_layout

ROOT = find_layout(Path(__file__).parent).root
LOCK = (ROOT / "requirements.lock").read_text()


def test_environment_yml_is_made_from_the_lock():
    assert (ROOT / "environment.yml").read_text() == environment_yml(LOCK, "akselerasi-spbe")


def test_environment_yml_is_python_and_a_pip_section_with_every_pin():
    python, pip, section = yaml.safe_load(environment_yml(LOCK, "kursus"))["dependencies"]
    assert (python, pip) == ("python=3.11", "pip")
    assert section["pip"] == [*pins(LOCK), "--editable ."]


def test_every_pin_is_exact_and_hashed_and_no_address_is_written():
    names = [line for line in LOCK.splitlines() if line[:1].isalnum()]
    assert len(pins(LOCK)) == len(names)
    assert "://" not in LOCK and "--index" not in LOCK
    blocks = LOCK.split("\n\n")[0].split("--hash=sha256:")
    assert len(blocks) > len(pins(LOCK))
