"""A lab from the book's downloads, unpacked, installed and run on a computer that has no kit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

UNIT = "03-menilai-bukti"


@pytest.fixture(scope="module")
def lab(site, tmp_path_factory):
    """The unpacked folder and its own Python, installed from what stands in the zip."""
    place = tmp_path_factory.mktemp("zip")
    shutil.unpack_archive(site / "unduh" / f"{UNIT}.zip", place)
    folder = place / f"lab-{UNIT}"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    python = folder / ".venv" / "bin" / "python"
    wheel = next(folder.glob("*.whl")).name
    install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([uv, "venv", "--quiet", ".venv"], cwd=folder, check=True)
    # What set-up has fetched needs no network; then as set-up does.
    for how in ({"UV_OFFLINE": "1"}, {}, {"UV_SYSTEM_CERTS": "1"}):
        command = [*install, "-r", "requirements.txt", wheel]
        known = os.environ | how
        done = subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True)
        if done.returncode == 0:
            return folder, python
    raise AssertionError(done.stderr)


def test_the_form_and_the_tables_are_there_and_no_key(lab):
    folder, python = lab
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    command = [python, "-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors"]
    done = subprocess.run(
        [*command, f"{UNIT}.ipynb", "--output", "hasil.ipynb"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    cells = json.loads((folder / "hasil.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = {kind for output in outputs for kind in output.get("data", {})}
    assert "application/vnd.jupyter.widget-view+json" in shown
    raised = {output["ename"] for output in outputs if output["output_type"] == "error"}
    # Nothing is filled in yet, and no key is here: the lab says so, and nothing else goes wrong.
    assert raised <= {"MissingAnswerError", "CheckFailed", "KeyMissing"}, raised


def test_the_way_to_run_it_names_what_is_there(lab):
    folder, _ = lab
    script = (folder / "jalankan.sh").read_text(encoding="utf-8")
    assert f"jupyter notebook {UNIT}.ipynb" in script and (folder / f"{UNIT}.ipynb").is_file()
    assert next(folder.glob("*.whl")).name in script
    assert "sh jalankan.sh" in (folder / "BACA-SAYA.txt").read_text(encoding="utf-8")
