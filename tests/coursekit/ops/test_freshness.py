"""Labs and book are made anew when their sources changed, and only then."""

from coursekit.book import build as book
from coursekit.core.errors import CourseError
from coursekit.ops.freshness import refresh_book, refresh_labs


def test_labs_are_made_once_and_again_after_an_edit(small_layout):
    small_layout.var.mkdir()
    said = []
    assert refresh_labs(small_layout, said.append)
    assert (small_layout.labs / "01-contoh" / "01-contoh.ipynb").is_file()
    assert not refresh_labs(small_layout, said.append)
    source = small_layout.lab_source("01-contoh")
    source.write_text(source.read_text().replace("# # Contoh", "# # Contoh baru"))
    assert refresh_labs(small_layout, said.append)
    (small_layout.labs / "01-contoh" / "01-contoh.ipynb").unlink()
    assert refresh_labs(small_layout, said.append)
    assert len(said) == 3


def test_the_book_is_built_when_stale_and_a_failure_stops_nothing(small_layout, monkeypatch):
    small_layout.var.mkdir()
    (small_layout.book / "_config.yml").write_text("title: Contoh\n")
    built, said = [], []

    def build(layout, hub):
        built.append(hub)
        (layout.book / "_build" / "html").mkdir(parents=True, exist_ok=True)
        (layout.book / "_build" / "html" / "index.html").write_text("<html>")

    monkeypatch.setattr(book, "build_book", build)
    assert refresh_book(small_layout, said.append)
    assert not refresh_book(small_layout, said.append)  # what was built is no source
    (small_layout.book / "01-contoh.md").write_text("# Lain\n")
    assert refresh_book(small_layout, said.append)
    assert built == ["/", "/"]

    def fail(layout, hub):
        raise CourseError("npm: no network")

    monkeypatch.setattr(book, "build_book", fail)
    (small_layout.book / "01-contoh.md").write_text("# Lain lagi\n")
    assert not refresh_book(small_layout, said.append)
    assert "npm: no network" in said[-1]
