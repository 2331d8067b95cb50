"""A disk that is full, and other ills of a machine: a sentence, nothing lost, and on it goes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from itertools import product

import pytest

from coursekit.authoring.generate import generate
from coursekit.core.errors import explain
from coursekit.nbgrader_ops.operations import release

UNIT = "01-contoh"
OWNERS = ("ani", "budi", "cici", "dedi")
# Runs where course/var is a small disk of its own; prints how each command ended.
SCRIPT = """
import json, os, subprocess, sys
var, kept, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
size = sum(int(line.split()[0]) for line in
           subprocess.check_output(["du", "-sk", kept], text=True).splitlines())
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + 3000}k", "none", var], check=True)
subprocess.run(["cp", "-a", kept + "/.", var], check=True)

def run(*words):
    done = subprocess.run([sys.executable, "-m", "coursekit", *words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return [done.returncode, done.stdout, done.stderr]

def fill():
    with open(var + "/isi", "wb", buffering=0) as file:
        try:
            while True: file.write(bytes(4096))
        except OSError: pass
        if left: file.truncate(file.tell() - left)

found = {}
for words in json.loads(sys.argv[4]):
    fill()
    full = run(*words)
    os.unlink(var + "/isi")
    found[words[0]] = [full, run(*words)]
print(json.dumps(found))
"""

# nbgrader hands its exchange a misspelt argument and leaves files open
pytestmark = [
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def layout(graded_layout, monkeypatch):
    """A lab handed out and handed in, nothing graded yet."""
    layout = graded_layout
    monkeypatch.setenv("COURSEKIT_ROOT", str(layout.root))
    generate(layout, [UNIT])
    release(layout, [UNIT])
    for owner in OWNERS:
        folder = layout.var / "submitted" / owner / UNIT
        folder.mkdir(parents=True)
        text = (layout.labs / UNIT / f"{UNIT}.ipynb").read_text()
        notebook = json.loads(text)
        answer = next(one for one in notebook["cells"] if one["id"] == "total")
        answer["source"] = "total_of_everything = 42\nprint('panjang ' * 4000)"
        (folder / f"{UNIT}.ipynb").write_text(json.dumps(notebook))
        (folder / "timestamp.txt").write_text("2026-01-05 08:00:00 UTC")
        (folder / "submission_secret.txt").write_text(owner)
    return layout


def on_a_small_disk(layout, tmp_path, left, *commands):
    kept = tmp_path / "kept"
    shutil.copytree(layout.var, kept)
    told = [str(layout.var), str(kept), str(left), json.dumps(commands)]
    command = ["unshare", "--mount", sys.executable, "-c", SCRIPT, *told]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.e2e
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a disk")
@pytest.mark.parametrize("left", [0, 200_000], ids=["nothing left", "little left"])
def test_a_full_disk_is_told_and_the_work_goes_on_once_there_is_room(layout, tmp_path, left):
    csv, archive = str(layout.var / "nilai.csv"), str(layout.var / "b.tar.gz")
    rest = [["feedback", UNIT], ["report", UNIT], ["export", csv], ["backup", archive]]
    found = on_a_small_disk(
        layout, tmp_path, left, ["autograde", UNIT], *(rest if not left else [])
    )
    for name, (full, after) in found.items():
        code, _, words = full
        assert code == 1 and "Traceback" not in words, (name, full)
        (line,) = [line for line in words.splitlines() if line.startswith("coursekit: ")]
        assert line.startswith(f"coursekit: Penyimpanan penuh: {layout.var} ("), (name, words)
        assert "Kosongkan ruang" in line
        assert after[0] == 0 and "Traceback" not in after[2], (name, after)
    assert f"{len(OWNERS)} graded" in found["autograde"][1][1] or left


SAID = {
    "locked": (sqlite3.OperationalError("database is locked"), "sedang dipakai program lain"),
    "no table": (sqlite3.OperationalError("no such table: grade"), "coursekit restore"),
    "no database": (sqlite3.DatabaseError("file is not a database"), "coursekit restore"),
    "forbidden": (PermissionError(13, "Permission denied", "/srv/x"), "/srv/x"),
    "read only": (OSError(30, "Read-only file system", "/srv/x"), "/srv/x"),
    "too large": (OSError(27, "File too large"), "ulimit"),
    "another program's": ("x\nOSError: [Errno 28] No space left on device: 'a'", "penuh"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_ails_a_machine_is_told_in_a_sentence(name, tmp_path):
    error, said = SAID[name]
    assert said in explain(error, [tmp_path])


def test_other_errors_keep_their_traceback():
    assert explain(ValueError("x")) is None and explain(KeyError("database")) is None


@pytest.mark.parametrize(
    ("damage", "command"),
    [
        *product(["gone", "no database"], [["report", UNIT], ["export", "nilai.csv"]]),
        ("locked", ["export", "nilai.csv"]),  # for which SQLite waits five seconds
    ],
)
def test_a_gradebook_that_cannot_be_read_is_told(layout, coursekit, tmp_path, command, damage):
    book = layout.gradebook
    held = None
    if damage == "gone":
        book.unlink()
    elif damage == "no database":
        book.write_bytes(b"bukan basis data" * 100)
    else:
        held = sqlite3.connect(book)
        held.execute("begin exclusive")
    words = [str(tmp_path / one) if one.endswith(".csv") else one for one in command]
    told = coursekit(*words)
    if held:
        held.close()
    assert told.exit_code in (1, 2) and told.output.startswith("coursekit: "), told.output
    assert len(told.output.splitlines()) == 1, told.output
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert damage != "gone" or not book.exists()
