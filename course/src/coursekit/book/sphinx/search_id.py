"""Search in Indonesian: one stemmer, in Python for the index and in JavaScript for the query."""

from __future__ import annotations

import re

import snowballstemmer
from sphinx.search import SearchLanguage, languages

from coursekit.core.layout import find_layout

__all__ = ["SearchIndonesian", "javascript_stemmer", "setup"]

_STOPWORDS = """
ada adalah agar akan antara apa atas atau bagi bahwa bisa dalam dan dapat dari dengan di dua ia
ini itu jika juga kami karena ke kita lebih maka mereka oleh pada saat saja sampai satu sebagai
sebuah secara seperti serta setiap suatu sudah telah tetapi tiap tidak untuk yaitu yakni yang
"""


def javascript_stemmer(source: str) -> str:
    """Wrap the stemmer's ES module as the class `Stemmer` that Sphinx's search page expects."""
    plain = re.sub(r"\bexport\s+(function|const)", r"\1", source)
    return (
        "var Stemmer = (function () {"
        + plain
        + "\nreturn function () { this.stemWord = function (word) { return stemmer(word); }; };"
        + "})();"
    )


class SearchIndonesian(SearchLanguage):
    """Indonesian for Sphinx's search, which knows no such language of its own."""

    lang = "id"
    language_name = "Indonesian"
    stopwords = frozenset(_STOPWORDS.split())

    def init(self, options: dict[str, object]) -> None:
        """Load both halves of the stemmer; called by Sphinx with its search options."""
        self._stemmer = snowballstemmer.stemmer("indonesian")
        source = find_layout().book / "_vendor" / "stemmer-id.js"
        self.js_stemmer_code = javascript_stemmer(source.read_text(encoding="utf-8"))

    def stem(self, word: str) -> str:
        """Return the root that Python's and the browser's stemmer agree on."""
        return self._stemmer.stemWord(word.lower())


def setup(app: object) -> dict[str, bool]:
    """Register the language with Sphinx."""
    languages["id"] = SearchIndonesian
    return {"parallel_read_safe": True, "parallel_write_safe": True}
