"""The plan board: steps as cards on quarters, under one budget and the time of the offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from labkit.answers import MissingAnswerError, read_answer
from labkit.forms import Form
from labkit.forms.export import write_export
from spbe.forms.instrument_static import bands, form_assets, labels
from spbe.forms.plan_case import PlanCase
from spbe.forms.plan_state import PlanState, greedy_view, plan_view
from spbe.instrument import Instrument
from spbe.planning.problem import PlanProblem
from spbe.planning.words import SENTENCES

__all__ = ["PlanBoard", "problem_static"]

_SHORT = {
    "Bagian Hukum Sekretariat Daerah": "Bag. Hukum",
    "Bagian Organisasi Sekretariat Daerah": "Bag. Organisasi",
    "Bagian Pengadaan Barang/Jasa": "Bag. PBJ",
    "Dinas Kearsipan dan Perpustakaan": "Disarpus",
    "Dinas Kependudukan dan Pencatatan Sipil": "Disdukcapil",
    "Dinas Kesehatan": "Dinkes",
    "Dinas Komunikasi dan Informatika": "Diskominfo",
    "Inspektorat Daerah": "Inspektorat",
    "Sekretariat Daerah": "Setda",
}


class PlanBoard(Form):
    """Build an acceleration plan for one government.

    Parameters
    ----------
    form : str
        Name of the answer file.
    case : PlanCase
        What the plan is asked to do, and what the board begins with.
    instrument : Instrument
        For domains and predicates.
    practices : DataFrame
        Catalogue of the Living Lab: columns practice, title, summary, from_government, result,
        trouble, adapt, readiness.
    names : Series
        Name of every government by code; a practice comes from one.
    copy_from : str, optional
        Name of the form whose plan a button copies to this board.
    """

    _esm, _css = form_assets(
        "board", "plan_rules", "board_head", "board_rail", "board_calendar", "board_sheet"
    )

    def __init__(
        self,
        form: str,
        case: PlanCase,
        instrument: Instrument,
        practices: pd.DataFrame,
        names: pd.Series,
        *,
        copy_from: str = "",
    ) -> None:
        problem = case.problem
        name = names[problem.government]

        def read(content: Mapping[str, Any]) -> PlanState:
            return PlanState.read(content, problem.government, case.start)

        self._name, self._problem, self._instrument = name, problem, instrument
        self._copy_from = copy_from
        super().__init__(
            form,
            {
                "government": name,
                "code": problem.government,
                "problem": problem_static(problem),
                "today": problem.index,
                "budget_left": case.budget_left,
                "floor": case.floor,
                "copy_from": copy_from,
                "domains": labels(instrument.domains),
                "predicates": bands(instrument),
                "practices": _practices(practices, names, problem),
                "short": _SHORT,
            },
            clean=lambda content: read(content).to_dict(),
            view=lambda content: plan_view(read(content).plan, problem, instrument),
            # the plan to start from is nobody's answer
            progress=lambda content: (int(read(content).plan != read({}).plan), 1),
        )

    def act(self, name: str, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Compare with the greedy rule, copy another board, or hand out the plan as a workbook."""
        plan = PlanState.read(content, self._problem.government).plan
        if name == "greedy":
            return {"greedy": greedy_view(plan, self._problem, self._instrument)}, []
        if name == "copy" and self._copy_from:
            return {"steps": self._copied()}, []
        if name == "export":
            # slow to import and seldom asked for: a board opens faster without it
            from spbe.forms.plan_export import plan_workbook

            data = plan_workbook(plan, self._problem, self._name, self._instrument)
            path = write_export(f"{self._form}.xlsx", data, folder=self._folder)
            return {"path": f"{path.parent.name}/{path.name}"}, [data]
        return super().act(name, content)

    def _copied(self) -> list[dict[str, Any]]:
        """Return the steps of the board this one may start from."""
        try:
            given = read_answer(self._copy_from, owner=self._owner, folder=self._folder)
        except MissingAnswerError:
            raise ValueError(
                "Belum ada yang dapat disalin: papan pertama masih kosong. Susunlah dahulu "
                "rencana pertama."
            ) from None
        read = PlanState.read(given.answers, self._problem.government)
        steps: list[dict[str, Any]] = read.to_dict()["steps"]
        return steps


def problem_static(problem: PlanProblem) -> dict[str, Any]:
    """Return a problem as plain data: everything the rules of the view need and say."""
    domain = {s.indicator: s.domain for s in problem.standings}
    return {
        "horizon": problem.horizon,
        "target": problem.target,
        "budget": problem.budget,
        "quarter_budget": list(problem.quarter_budget) if problem.quarter_budget else None,
        "capacity": [[opd, list(limits)] for opd, limits in problem.capacity.items()],
        "fixed": [[code, quarter] for code, quarter in problem.fixed.items()],
        "forbidden": sorted(problem.forbidden),
        "minimum": [[group, low] for group, low in problem.minimum.items()],
        "standings": [asdict(standing) for standing in problem.standings],
        "tasks": [
            {
                "code": task.code,
                "title": task.title,
                "opd": task.opd,
                "indicator": task.indicator,
                "level": task.level,
                "domain": domain.get(task.indicator, ""),
                "gain": task.gain,
                "requires": list(task.requires),
                "options": [
                    {
                        "practice": option.practice,
                        "cost": option.cost,
                        "months": option.months,
                        "people": option.person_months,
                        "quarters": option.quarters,
                    }
                    for option in task.options
                ],
            }
            for task in problem.tasks
        ],
        "sentences": dict(SENTENCES),
    }


def _practices(
    practices: pd.DataFrame, names: pd.Series, problem: PlanProblem
) -> dict[str, dict[str, Any]]:
    open_ones = practices[practices["practice"].isin([t.code for t in problem.tasks])]
    return {
        row.practice: {
            "title": row.title,
            "summary": row.summary,
            "origin": str(names.get(row.from_government, row.from_government)),
            "result": row.result,
            "trouble": row.trouble,
            "adapt": row.adapt,
            "readiness": [question.strip() for question in row.readiness.split("|")],
        }
        for row in open_ones.itertuples()
    }
