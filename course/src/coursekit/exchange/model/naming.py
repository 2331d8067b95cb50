"""Whether a submission holds the lab's notebooks under their names. Pure, with its sentences.

Names decide at once. A notebook elsewhere is told by its content and taken where it can be the only
one meant, as grading does later (`coursekit.grading.assignment.recognise`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

__all__ = ["Contents", "name_note", "named", "refused_names"]

_SHOWN = 5
_PACKED = (".zip", ".rar", ".7z", ".gz", ".tar")


@dataclass
class Contents:
    """What an archive holds.

    Attributes
    ----------
    notebooks : list of str
        Names without ending of those at its top.
    alike : dict
        Path of every file whose content is a notebook's, to the hash of that content.
    files : list of str
        Paths of all files.
    """

    notebooks: list[str] = field(default_factory=list)
    alike: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def named(self, wanted: Collection[str]) -> list[str]:
        """Return what a receipt calls its notebooks: those at the top, else where they are."""
        if not wanted or set(wanted) & set(self.notebooks):
            return sorted(self.notebooks)
        at_top = {f"{name}.ipynb" for name in self.notebooks}
        return sorted({*self.notebooks, *(path for path in self.alike if path not in at_top)})


def refused_names(contents: Contents, wanted: Collection[str]) -> str:
    """Return why a submission is refused for the names in it; empty if it is not."""
    if not wanted or set(wanted) & set(contents.notebooks):
        return ""
    expected = named(f"{name}.ipynb" for name in wanted)
    if len(set(contents.alike.values())) > len(wanted):
        return (
            f"Kiriman ini tidak memuat {expected}, dan lebih dari satu notebook mungkin dimaksud: "
            f"{named(contents.alike)}. Beri nama {expected} pada yang benar, lalu kumpulkan lagi."
        )
    if contents.alike:
        return ""
    own = [path for path in contents.files if not path.startswith("jawaban/")]
    packed = [path for path in own if PurePosixPath(path).suffix.lower() in _PACKED]
    if packed:
        return (
            f"Kiriman ini tidak memuat {expected}; yang ditemukan adalah arsip {named(packed)}. "
            f"Keluarkan isinya, letakkan {expected} di folder lab, lalu kumpulkan lagi."
        )
    found = f"yang ditemukan: {named(own)}" if own else "folder lab kosong"
    return (
        f"Kiriman ini tidak memuat notebook {expected}; {found}. Letakkan notebook lab ini di "
        f"foldernya dengan nama {expected}, lalu kumpulkan lagi."
    )


def name_note(notebooks: Collection[str], wanted: Collection[str]) -> str:
    """Return what a receipt says of names, from the notebooks it names; mostly nothing."""
    missing = [name for name in wanted if name not in notebooks]
    if not missing:
        return ""
    expected = named(f"{name}.ipynb" for name in missing)
    others = [name for name in notebooks if name not in wanted]
    if not others:
        return f"Notebook {expected} tidak ada dalam kiriman ini."
    found = named(name if PurePosixPath(name).suffix else f"{name}.ipynb" for name in others)
    return (
        f"Yang dikirim bernama {found}, seharusnya {expected}. Kiriman tetap diterima dan dinilai "
        "bila isinya lab ini; mohon kembalikan namanya."
    )


def named(paths: Iterable[str]) -> str:
    """Return a few names as one text."""
    shown = sorted(paths)
    more = len(shown) - _SHOWN
    return ", ".join(shown[:_SHOWN]) + (f", dan {more} lainnya" if more > 0 else "")
