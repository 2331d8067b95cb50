"""Labs and book are made anew when their sources changed, and only then."""

from coursekit.book import build as book
from coursekit.core.errors import CourseError
from coursekit.ops.freshness import digest, refresh_book, refresh_labs


def test_labs_are_made_once_and_again_after_an_edit(small_house):
    small_house.var.mkdir()
    said = []
    assert refresh_labs(small_house, said.append)
    assert (small_house.labs / "01-contoh" / "01-contoh.ipynb").is_file()
    assert not refresh_labs(small_house, said.append)
    source = small_house.notebooks / "01-contoh.py"
    source.write_text(source.read_text().replace("# # Contoh", "# # Contoh baru"))
    assert refresh_labs(small_house, said.append)
    (small_house.labs / "01-contoh" / "01-contoh.ipynb").unlink()
    assert refresh_labs(small_house, said.append)
    assert len(said) == 3


def test_the_book_is_built_when_stale_and_a_failure_stops_nothing(small_house, monkeypatch):
    small_house.var.mkdir()
    (small_house.book / "_config.yml").write_text("title: Contoh\n")
    built, said = [], []

    def build(house, hub):
        built.append(hub)
        (house.book / "_build" / "html").mkdir(parents=True, exist_ok=True)
        (house.book / "_build" / "html" / "index.html").write_text("<html>")

    monkeypatch.setattr(book, "build_book", build)
    assert refresh_book(small_house, said.append)
    assert not refresh_book(small_house, said.append)  # what was built is no source
    (small_house.book / "01-contoh.md").write_text("# Lain\n")
    assert refresh_book(small_house, said.append)
    assert built == ["/", "/"]

    def fail(house, hub):
        raise CourseError("npm: no network")

    monkeypatch.setattr(book, "build_book", fail)
    (small_house.book / "01-contoh.md").write_text("# Lain lagi\n")
    assert not refresh_book(small_house, said.append)
    assert "npm: no network" in said[-1]


def test_a_digest_sees_names_and_bytes(tmp_path):
    (tmp_path / "a").write_text("1")
    first = digest([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    second = digest([tmp_path])
    (tmp_path / "b").write_text("2")
    assert len({first, second, digest([tmp_path])}) == 3
