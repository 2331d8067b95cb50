"""A beginner's two errors are told in words; all others as they are."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from labkit.beginner_errors import load_ipython_extension


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Run a cell in a shell of its own and return what it shows of the error."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    quiet = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(user_ns={"__name__": "__main__"}, config=quiet)
    seen = []
    shell._showtraceback = lambda kind, error, lines: seen.extend(lines)
    load_ipython_extension(shell)

    def run(source):
        shell.run_cell(source)
        return "\n".join(seen)

    return run


def test_a_name_not_known_sends_to_the_cells_above(told):
    words = told("indeks = bobot * 3")
    assert words.startswith("NameError: name 'bobot' is not defined\nNama “bobot” belum dikenal")
    assert "sel persiapan" in words


@pytest.mark.parametrize(("source", "line"), [("x = 1\ny = (2", 2), ("if True:\nx = 1", 2)])
def test_a_line_that_cannot_be_read_is_named(told, source, line):
    words = told(source)
    assert f"Python belum dapat membaca baris {line} di sel ini" in words.splitlines()[-1]
    assert "Traceback" not in words


def test_every_other_error_is_shown_as_it_is(told):
    assert "ZeroDivisionError" in told("1 / 0")


def test_a_name_that_a_library_lacks_is_no_beginners_error(told):
    words = told("import types\nm = types.ModuleType('m')\nexec('def f(): g()', m.__dict__)\nm.f()")
    assert "NameError" in words and "belum dikenal" not in words
