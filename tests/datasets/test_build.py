"""The command that rebuilds the tables: it tells what differs and touches nothing else."""

import gzip
import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "course/answer_keys/build.py"


@pytest.fixture
def build(monkeypatch):
    """The script with two small tables for the whole sample world."""
    monkeypatch.syspath_prepend(SCRIPT.parent)
    spec = importlib.util.spec_from_file_location("build_tables", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tables = {"datasets/dossiers/a.csv": b"a\n1\n", "datasets/service_logs/b.csv.gz": b"b\n2\n"}
    monkeypatch.setattr(module, "outputs", lambda root: tables)
    return module


def test_a_first_run_writes_all_and_a_second_nothing(build, tmp_path, capsys):
    log = tmp_path / "datasets/service_logs/b.csv.gz"
    assert build.main(["--root", str(tmp_path)]) == 0
    assert gzip.decompress(log.read_bytes()) == b"b\n2\n"
    assert capsys.readouterr().out.count("written") == 2
    # Another zlib packs the same content into other bytes: that is no change.
    log.write_bytes(gzip.compress(b"b\n2\n", compresslevel=1, mtime=7))
    before = log.read_bytes()
    assert build.main(["--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "" and log.read_bytes() == before


def test_a_check_names_what_is_missing_changed_or_built_by_nothing(build, tmp_path, capsys):
    build.main(["--root", str(tmp_path)])
    (tmp_path / "datasets/service_logs/b.csv.gz").write_bytes(gzip.compress(b"b\n3\n"))
    (tmp_path / "datasets/dossiers/a.csv").rename(tmp_path / "datasets/dossiers/c.csv")
    capsys.readouterr()
    assert build.main(["--root", str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1].split(";")[0] for line in said] == [
        "missing",
        "differs from what its source gives",
        "nothing builds this file",
    ]
    assert not (tmp_path / "datasets/dossiers/a.csv").exists()


def test_the_key_of_a_declared_form_is_made_elsewhere_and_no_stranger(build, tmp_path, capsys):
    build.main(["--root", str(tmp_path)])
    form, key = "course/units/01-a/forms/kuis.yml", "course/answer_keys/keys/kuis.json"
    asked = "questions: [{id: a, key: {right: 1, why: Begitu.}}]\n"
    for path, text in {form: asked, key: "{}"}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    assert build.main(["--root", str(tmp_path), "--check"]) == 0
    # Once the form is a drill, or gone, its key is a left-over.
    (tmp_path / form).write_text(f"drill: true\n{asked}")
    assert build.main(["--root", str(tmp_path), "--check"]) == 1
    assert "keys/kuis.json: nothing builds this file" in capsys.readouterr().out
    (tmp_path / form).unlink()
    assert build.main(["--root", str(tmp_path), "--check"]) == 1
