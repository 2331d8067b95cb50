"""Cite a rule by the name readers know it by (the entry's `shorthand`), not by a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import field, join, optional, sentence, tag

__all__ = ["RuleStyle", "ShorthandLabels", "setup"]


class ShorthandLabels(BaseLabelStyle):
    """Label every entry with its `shorthand` field, else with its key."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the labels in the order of the entries."""
        for entry in sorted_entries:
            yield entry.fields.get("shorthand", entry.key)


class RuleStyle(PlainStyle):
    """Author, year, title, publisher, how it was read, where: without English words."""

    default_label_style = ShorthandLabels
    default_sorting_style = "author_year_title"

    def get_misc_template(self, entry: Entry) -> object:
        """Return the one template; every entry of the book is a `misc`."""
        return join(sep=" ")[
            sentence(sep=" ")[
                self.format_names("author", as_sentence=False), join["(", field("year"), ")"]
            ],
            sentence[tag("em")[field("title")]],
            optional[sentence[field("publisher")]],
            optional[sentence[field("note")]],
            optional[field("howpublished")],
        ]


def setup(app: object) -> dict[str, bool]:
    """Register the styles under the names that _config.yml uses."""
    register_plugin("pybtex.style.labels", "shorthand", ShorthandLabels)
    register_plugin("pybtex.style.formatting", "rules", RuleStyle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
