"""nbgrader's list of labs and submissions, as its pages and JupyterLab's list expect it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbgrader.exchange import abc

from coursekit.exchange.client.trainee import Exchange, Row, version_of
from coursekit.exchange.model.submission import Release, Submission

__all__ = ["List"]


class List(Exchange, abc.ExchangeList):
    """Released labs, or submissions: one's own where `cached`, everybody's where `inbound`."""

    def list_files(self) -> list[Row]:
        """Return what nbgrader's pages show, and log one line for each."""
        found = self._found()
        for entry in found:
            for one in entry.get("submissions", [entry]):
                words = (one[key] for key in ("course_id", "student_id") if key in one)
                told = {"fetched": " (sudah diambil)"}.get(one["status"], "")
                when = one.get("timestamp", "")
                self.log.info(" ".join([*words, one["assignment_id"], when]).rstrip() + told)
        return found

    def remove_files(self) -> list[Row]:
        """Stop handing labs out; submissions stay for ever."""
        if self.inbound or self.cached:
            self.fail("Kiriman peserta disimpan tetap dan tidak dapat dihapus.")
        found = self._found()
        for one in found:
            self.ask(self.link.unrelease, one["course_id"], one["assignment_id"])
            one["status"] = "removed"
        return found

    def _found(self) -> list[Row]:
        named = self.coursedir.course_id
        courses = [named] if named not in ("", "*") else self.ask(self.link.courses)
        listed = self._submissions if self.inbound or self.cached else self._releases
        return [entry for course in courses for entry in listed(course)]

    def _releases(self, course: str) -> list[Row]:
        rows = self.ask(self.link.released, course)
        wanted = [row for row in rows if self.assignment in (None, row.assignment)]
        return [_release(row, self.folder(course, row.assignment)) for row in wanted]

    def _submissions(self, course: str) -> list[Row]:
        groups: dict[tuple[str, str], Row] = {}
        for one in self.ask(self.link.submissions, course, self.assignment, self.inbound):
            whose = {
                "course_id": course,
                "student_id": one.trainee,
                "assignment_id": one.assignment,
                "status": "submitted",
            }
            group = groups.setdefault((one.trainee, one.assignment), {**whose, "submissions": []})
            copy = self.copy_of(one)
            kept = {"path": str(copy) if copy.is_dir() else ""}
            shown = _submission(one, self.feedback_of(one))
            group["submissions"].append({**whose, **shown, **kept})
        return [groups[key] for key in sorted(groups)]


def _release(row: Release, folder: Path) -> Row:
    fetched = folder.is_dir()
    names = sorted(p.stem for p in folder.glob("*.ipynb")) if fetched else row.notebooks
    return {
        "course_id": row.course,
        "assignment_id": row.assignment,
        "status": "fetched" if fetched else "released",
        "path": str(folder),
        "notebooks": _notebooks(names, folder),
    }


def _submission(one: Submission, place: Path) -> Row:
    returned = bool(one.feedback)
    newer = returned and version_of(place) not in ("", one.feedback)
    pages = {page.stem for page in place.glob("*.html")}
    notebooks = [
        {
            **notebook,
            # The page of a notebook that came under another name bears the lab's own.
            "has_local_feedback": (place / f"{notebook['notebook_id']}.html").is_file()
            or (notebook["notebook_id"] not in pages and bool(pages)),
            "has_exchange_feedback": returned,
            "local_feedback_path": None,
            "feedback_updated": newer,
        }
        for notebook in _notebooks(one.notebooks, place)
    ]
    for notebook in notebooks:
        if notebook["has_local_feedback"]:
            notebook["local_feedback_path"] = str(place / f"{notebook['notebook_id']}.html")
    here = bool(notebooks) and all(each["has_local_feedback"] for each in notebooks)
    return {
        "submission_id": one.id,
        "timestamp": one.time,
        "notebooks": notebooks,
        "has_local_feedback": here,
        "has_exchange_feedback": returned,
        "feedback_updated": newer,
        "local_feedback_path": str(place) if here else None,
    }


def _notebooks(names: Iterable[str], folder: Path) -> list[Row]:
    return [{"notebook_id": name, "path": str(folder / f"{name}.ipynb")} for name in names]
