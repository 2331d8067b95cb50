"""Start one form from what another holds. Effects: through `labkit.answers`, one small file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from labkit.answers import MissingAnswerError, read_answer, write_answer
from labkit.case import current_owner
from labkit.form_rules import Notice, inert_reason

__all__ = ["carry_over"]


def carry_over(
    source: str, target: str, *, again: bool = False, folder: Path | str | None = None
) -> Notice:
    """Copy the answers of one form as the first revision of another; return what was done.

    Parameters
    ----------
    source, target : str
        Names of the forms.
    again : bool, default False
        Also where the target was saved before; otherwise it is left as it is.
    folder : path, optional
        Folder of the lab; the working folder by default.

    Returns
    -------
    Notice
        One Indonesian sentence. Where forms must rest, nothing is copied.

    Raises
    ------
    labkit.answers.AnswerError
        If a file cannot be used.
    """
    if reason := inert_reason(folder):
        return Notice(reason)
    owner = current_owner()
    given = read_answer(source, owner=owner, folder=folder)
    try:
        rev = read_answer(target, owner=owner, folder=folder).rev
    except MissingAnswerError:
        rev = 0
    if rev and not again:
        return Notice(f"Formulir “{target}” sudah berisi jawaban Anda; tidak ada yang diubah.")
    write_answer(replace(given, form=target, rev=rev), folder=folder)
    return Notice(
        f"Formulir “{target}” kini dimulai dari isi formulir “{source}”. "
        "Muat ulang halaman ini (F5) supaya formulirnya menampilkan salinan itu."
    )
