"""The checkout itself: code style, layers, generated files, lint; as the checks of CI run them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import golden
import pytest

from coursekit.core.forms import read_lab
from coursekit.core.layout import find_layout
from coursekit.core.opened import case_finder, opened_files, opened_folder, opened_names
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus

LAYOUT = find_layout(Path(__file__).parent)
BIN = Path(sys.executable).parent


def run(*command):
    return subprocess.run(command, cwd=LAYOUT.root, capture_output=True, text=True)


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",), ("mypy",)],
    ids=lambda command: " ".join(command),
)
def test_code_style_and_layers(command):
    result = run(BIN / command[0], *command[1:])
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("verb", [("generate", "--check"), ("lint",)], ids=" ".join)
def test_labs_are_as_their_sources_and_without_faults(verb):
    result = run(BIN / "coursekit", *verb)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("unit", LAYOUT.lab_sources)
def test_a_lab_runs_from_a_cold_start_without_a_warning(unit, tmp_path):
    """All cells but those that need a key, in a folder with the reference's answer files.

    The data that open with the lab lie there, too, as the exchange hands them out.
    """
    cells = [
        cell.source
        for cell in read_lab(LAYOUT, unit).cells
        if cell.cell_type == "code" and not re.search(r"\bkey\(", cell.source)
    ]
    (tmp_path / "lab.py").write_text("\n\n".join(cells), encoding="utf-8")
    owners = golden.owners(LAYOUT, unit)
    if owners:
        answers = LAYOUT.reference(unit) / owners[0] / "jawaban"
        shutil.copytree(answers, tmp_path / "jawaban")
    if names := opened_names(load_syllabus(LAYOUT.syllabus)).get(unit):
        find = case_finder(load_settings(LAYOUT.hub / "settings.yaml")["grading"]["case"])
        for name, data in opened_files(opened_folder(LAYOUT), names, find(owners[0])).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(data)
    environment = {**os.environ, "MPLBACKEND": "agg", "LABKIT_OWNER": (owners or ["acuan"])[0]}
    command = [sys.executable, "-W", "error", "lab.py"]
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr


def test_modules_stay_small():
    for path in (LAYOUT.course / "src").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 320, path


@pytest.mark.skipif(not shutil.which("git"), reason="needs git to list the tree")
def test_the_tree_names_no_registry_host_and_no_machine_path():
    hosts = "|".join(("pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.", "/wo" + "rk/"))
    for name in run("git", "ls-files", "-z").stdout.split("\0"):
        path = LAYOUT.root / name
        if name and path.is_file() and path.suffix not in {".png", ".gz", ".woff2"}:
            match = re.search(hosts, path.read_text(encoding="utf-8", errors="ignore"))
            assert match is None, f"{name}: {match.group(0)}"


def test_make_shows_the_verbs_and_readme_the_two_commands():
    verbs = run("make").stdout
    readme = (LAYOUT.root / "README.md").read_text()
    for verb in ("make serve", "make test"):
        assert verb in verbs and verb in readme


def test_every_promise_of_security_names_a_test_that_is_there():
    rows = [
        line for line in (LAYOUT.root / "SECURITY.md").read_text().splitlines() if "`test" in line
    ]
    assert len(rows) >= 10
    for row in rows:
        file = None
        for name in re.findall(r"`(tests/[\w/]+\.py|test_\w+)`", row):
            if name.startswith("tests/"):
                file = (LAYOUT.root / name).read_text()
            else:
                assert f"def {name}(" in file, row
