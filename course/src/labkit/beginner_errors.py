"""Say in words what stops nearly every beginner: a name not known yet, a line that cannot be read.

An extension of IPython, for kernels of trainees. Other errors, and errors inside of libraries, are
shown as they are. Effects: wraps the one method by which the shell shows tracebacks.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

__all__ = ["explain", "load_ipython_extension"]


def explain(error: BaseException | None) -> list[str]:
    """Return the lines that stand in place of the traceback; none if the traceback is to stay.

    The sentence comes last, where the check button looks for what to tell.
    """
    if isinstance(error, SyntaxError):
        line = f"baris {error.lineno}" if error.lineno else "satu baris"
        sentence = (
            f"Python belum dapat membaca {line} di sel ini. Periksa kurung, tanda petik, dan koma; "
            "angka desimal ditulis dengan titik, misalnya 3.5."
        )
        return [(error.text or "").rstrip(), f"{type(error).__name__}: {error.msg}", sentence]
    if isinstance(error, NameError) and _in_cell(error.__traceback__):
        sentence = (
            f"Nama “{error.name}” belum dikenal. Mungkin sel di atasnya belum dijalankan, misalnya "
            "sel persiapan: jalankan sel-sel dari atas, satu demi satu. Bila nama itu Anda ketik "
            "sendiri, periksa ejaannya."
        )
        return [f"{type(error).__name__}: {error}", sentence]
    return []


def load_ipython_extension(shell: Any) -> None:
    """Let a shell show errors so."""
    show = shell._showtraceback

    def show_plainly(kind: Any, error: Any, lines: Any) -> None:
        show(kind, error, explain(error) or lines)

    shell._showtraceback = show_plainly


def _in_cell(trace: TracebackType | None) -> bool:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__") == "__main__"
