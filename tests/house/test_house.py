"""The house itself: code style, layers, generated files, lint; as the checks of CI run them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.house import find_house

HOUSE = find_house(Path(__file__).parent)
BIN = Path(sys.executable).parent


def run(*command):
    return subprocess.run(command, cwd=HOUSE.root, capture_output=True, text=True)


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",)],
    ids=lambda command: " ".join(command),
)
def test_code_style_and_layers(command):
    result = run(BIN / command[0], *command[1:])
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("verb", [("generate", "--check"), ("lint",)], ids=" ".join)
def test_labs_are_as_their_sources_and_without_faults(verb):
    result = run(BIN / "coursekit", *verb)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_labs_are_plain_scripts_too():
    for path in sorted(HOUSE.notebooks.glob("*.py")):
        result = run(sys.executable, "-W", "error", path)
        assert result.returncode == 0, result.stderr


def test_modules_stay_small():
    for path in (HOUSE.course / "src").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 320, path


@pytest.mark.skipif(not shutil.which("git"), reason="needs git to list the tree")
def test_the_tree_names_no_registry_host_and_no_machine_path():
    hosts = "|".join(("pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.", "/wo" + "rk/"))
    for name in run("git", "ls-files", "-z").stdout.split("\0"):
        path = HOUSE.root / name
        if name and path.is_file() and path.suffix not in {".png", ".gz", ".woff2"}:
            match = re.search(hosts, path.read_text(encoding="utf-8", errors="ignore"))
            assert match is None, f"{name}: {match.group(0)}"


def test_make_shows_the_verbs_and_readme_the_two_commands():
    verbs = run("make").stdout
    readme = (HOUSE.root / "README.md").read_text()
    for verb in ("make serve", "make test"):
        assert verb in verbs and verb in readme
