"""What a trainee may see of his marked notebook: no hidden test, no trace of one.

nbgrader's own feedback prints hidden tests in full, as source and again in tracebacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor

from coursekit.core.cells import HIDDEN, is_test
from coursekit.grading.assignment.findings import SPEAKING
from coursekit.grading.feedback.marked import MarkedExporter

__all__ = [
    "HIDDEN_NOTICE",
    "FeedbackExporter",
    "HideTests",
    "Marks",
    "censor_notebook",
    "hidden_lines",
    "update_feedback",
]

HIDDEN_NOTICE = "Pemeriksaan tersembunyi belum terpenuhi."
REMOVED_NOTICE = "[Keluaran ini tidak ditampilkan karena memuat pemeriksaan tersembunyi.]"
NOT_MET = "Belum terpenuhi"
SOURCE_NOTICE = "# Pemeriksaan tersembunyi dijalankan di sini."

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TELLING = 12  # a shorter line, such as `else:`, gives nothing away


class Marks(GetGrades):
    """Marks and comments from the gradebook, and what an instructor has yet to read."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put marks and comments into the cells; count those that wait."""
        nb, resources = super().preprocess(nb, resources)
        marked = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
        resources["nbgrader"]["waiting"] = sum(bool(one.get("waiting")) for one in marked)
        resources["nbgrader"]["extra"] = sum(one.get("extra", 0.0) for one in marked)
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        where = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, *where)
        waiting = grade.needs_manual_grade and grade.manual_score is None
        extra = float(grade.extra_credit or 0.0)
        cell.metadata.nbgrader |= {"extra": extra, "score": grade.score - extra}
        cell.metadata.nbgrader["waiting"] = bool(waiting)


class HideTests(NbGraderPreprocessor):
    """Censor the notebook after the grades were read and before it is rendered."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Take the hidden tests out of every cell and output."""
        return censor_notebook(nb), resources


class FeedbackExporter(MarkedExporter):
    """HTML from our own template, whatever formgrader sets for its pages."""


def update_feedback(c: Any) -> None:
    """Set our own feedback on nbgrader: censored, Indonesian, without outside addresses."""
    c.GenerateFeedback.preprocessors = [Marks, HideTests, CSSHTMLHeaderPreprocessor]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.FeedbackExporter.template_name = "feedback"
    c.FeedbackExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]


def hidden_lines(source: str) -> set[str]:
    """Return the lines of hidden tests in a cell that would give something away."""
    hidden = (line.strip() for line in HIDDEN.split(source)[1].values())
    return {line for line in hidden if len(line) >= _TELLING}


def censor_notebook(nb: Any) -> Any:
    """Return the notebook with hidden tests taken out of sources and outputs; `nb` is changed."""
    secrets = {line for cell in nb.cells for line in hidden_lines(cell.source)}
    for cell in nb.cells:
        if HIDDEN.begin in cell.source:
            # Grading noted which part failed; a trainee's own metadata never comes so far.
            failed = cell.metadata.get("coursekit", {}).get("failed", "hidden")
            cell.outputs = [
                kept
                for output in cell.get("outputs", [])
                if (kept := _censor_test_output(output, failed)) is not None
            ]
            cell.source = _visible_source(HIDDEN.outside(cell.source))
        elif is_test(cell):
            cell.outputs = [_short_error(output) for output in cell.get("outputs", [])]
        for output in cell.get("outputs", []):
            _scrub(output, secrets)
    return nb


def _visible_source(visible: str) -> str:
    text = visible.strip("\n")
    return f"{text}\n{SOURCE_NOTICE}" if text else SOURCE_NOTICE


def _censor_test_output(output: Any, failed: str) -> Any:
    """Keep an error of a visible line as one line; say of a hidden one only that it failed."""
    if output.output_type != "error":
        return None  # a print could come from either part
    if failed == "visible":
        return _short_error(output)
    return _error(output, HIDDEN_NOTICE, NOT_MET)


def _short_error(output: Any) -> Any:
    """Cut a traceback to its last line: a novice reads the message, not the frames."""
    if output.output_type != "error":
        return output
    value = _ANSI.sub("", str(output.get("evalue", "")))
    name = str(output.get("ename", "Error"))
    if name in SPEAKING:
        return _error(output, value or "Jawaban belum sesuai.", NOT_MET)
    return _error(output, value or name, name)


def _error(output: Any, value: str, name: str) -> Any:
    return type(output)(
        output_type="error", ename=name, evalue=value, traceback=[f"{name}: {value}"]
    )


def _scrub(output: Any, secrets: Iterable[str]) -> None:
    """Blank an output that quotes a hidden test, wherever a clever cell printed it."""
    for holder, key in _texts(output):
        text = holder[key] if isinstance(holder[key], str) else "".join(map(str, holder[key]))
        plain = _ANSI.sub("", text)
        # repr() of a history shows a quote or a newline escaped.
        plain = plain.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")
        if any(secret in plain for secret in secrets):
            holder[key] = REMOVED_NOTICE if isinstance(holder[key], str) else [REMOVED_NOTICE]


def _texts(output: Any) -> list[tuple[Any, str]]:
    if output.output_type == "error":
        return [(output, "evalue"), (output, "traceback")]
    if output.output_type == "stream":
        return [(output, "text")]
    data = output.get("data", {})
    return [(data, key) for key in data if isinstance(data[key], str | list)]
