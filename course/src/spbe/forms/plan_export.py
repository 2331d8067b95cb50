"""A plan as a workbook for the office: pure, from a plan to the bytes of an Excel file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spbe.instrument import Instrument
from spbe.planning.check import check_plan
from spbe.planning.plan import Plan, capacity_use, index_curve, schedule
from spbe.planning.problem import PlanProblem
from spbe.planning.words import points, rupiah
from spbe.scoring import predicate

__all__ = ["plan_workbook"]

_HEAD = PatternFill("solid", fgColor="14304F")
_OWN = PatternFill("solid", fgColor="0F7C83")
_REPLICA = PatternFill("solid", fgColor="E9A820")
_OVER = PatternFill("solid", fgColor="F4B6B0")
_FIRST = 6  # row of the first step: title, three lines of facts and the heads stand above
_COLUMNS = (
    ("Kode", 9), ("Langkah", 62), ("Pelaksana", 34), ("Cara", 16), ("Mulai", 7), ("Selesai", 8),
    ("Bulan", 7), ("Biaya (Rp juta)", 14), ("Orang-bulan", 12), ("Kenaikan indeks", 15),
)  # fmt: skip


def plan_workbook(plan: Plan, problem: PlanProblem, name: str, instrument: Instrument) -> bytes:
    """Return an Excel workbook of a plan.

    Parameters
    ----------
    plan : Plan
        Valid or not: the last sheet says what is wrong.
    problem : PlanProblem
        What it is held against.
    name : str
        Full name of the government.
    instrument : Instrument
        For the predicate.

    Returns
    -------
    bytes
        Sheets Rencana (steps with a calendar; totals are live formulas), Triwulan (cost and index
        by quarter), Beban (person-months of each office) and Pemeriksaan (violations in words).
    """
    book = Workbook()
    last = _steps(book.active, plan, problem, name, instrument)
    _quarters(book.create_sheet("Triwulan"), plan, problem, last)
    _load(book.create_sheet("Beban"), plan, problem)
    _findings(book.create_sheet("Pemeriksaan"), plan, problem)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _steps(
    sheet: Worksheet, plan: Plan, problem: PlanProblem, name: str, instrument: Instrument
) -> int:
    """Write the steps; return the row of the last one."""
    sheet.title = "Rencana"
    final = float(index_curve(plan, problem).iloc[-1])
    sheet["A1"] = f"Rencana percepatan SPBE: {name}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = (
        f"Indeks {points(problem.index)} menjadi {points(final)}"
        f" ({predicate(final, instrument)[0]}) dalam {problem.horizon} triwulan"
        + (f"; target {points(problem.target)}." if problem.target is not None else ".")
    )
    if problem.budget is not None:
        sheet["A3"] = f"Anggaran seluruhnya {rupiah(problem.budget)}."
    sheet["A4"] = "Daerah dan angka biaya adalah rekaan untuk latihan."
    quarters = [(f"T{quarter}", 5) for quarter in range(1, problem.horizon + 1)]
    _heads(sheet, _FIRST - 1, (*_COLUMNS, *quarters))
    row = _FIRST - 1
    for step in schedule(plan, problem).itertuples():
        row += 1
        how = f"replikasi {step.practice}" if step.practice else "upaya sendiri"
        cells = (
            step.step, step.title, step.opd, how if step.indicator else "adopsi praktik",
            step.start, step.end, step.months, step.cost, step.person_months, step.gain,
        )  # fmt: skip
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 10).number_format = "0.0000"
        colour = _REPLICA if step.practice or not step.indicator else _OWN
        for quarter in range(max(1, step.start), min(problem.horizon, step.end) + 1):
            sheet.cell(row, len(_COLUMNS) + quarter).fill = colour
    if row >= _FIRST:
        sheet.cell(row + 1, 1, "Jumlah").font = Font(bold=True)
        for column in (8, 9, 10):
            letter = get_column_letter(column)
            total = sheet.cell(row + 1, column, f"=SUM({letter}{_FIRST}:{letter}{row})")
            total.font = Font(bold=True)
        sheet.cell(row + 1, 10).number_format = "0.0000"
    sheet.freeze_panes = sheet.cell(_FIRST, 3)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return row


def _quarters(sheet: Worksheet, plan: Plan, problem: PlanProblem, last: int) -> None:
    _heads(sheet, 1, (("Triwulan", 10), ("Biaya (Rp juta)", 16), ("Biaya sampai triwulan ini", 24),
                      ("Indeks pada akhir triwulan", 26)))  # fmt: skip
    for quarter, index in index_curve(plan, problem).items():
        row = quarter + 2
        sheet.cell(row, 1, quarter or "hari ini")
        if quarter:
            starts, costs = (f"Rencana!${c}${_FIRST}:${c}${max(last, _FIRST)}" for c in "EH")
            sheet.cell(row, 2, f"=SUMIF({starts},A{row},{costs})")
            sheet.cell(row, 3, f"=SUM(B$3:B{row})")
        sheet.cell(row, 4, float(index)).number_format = "0.0000"


def _load(sheet: Worksheet, plan: Plan, problem: PlanProblem) -> None:
    use = capacity_use(plan, problem)
    _heads(
        sheet, 1,
        (("Orang-bulan tiap triwulan", 42), *((f"T{q}", 8) for q in use.columns), ("Tersedia", 10)),
    )  # fmt: skip
    for row, (opd, used) in enumerate(use.iterrows(), start=2):
        sheet.cell(row, 1, opd)
        limits = problem.capacity.get(opd)
        for quarter, value in used.items():
            cell = sheet.cell(row, quarter + 1, round(float(value), 2))
            if limits and value > limits[quarter - 1] + 1e-6:
                cell.fill = _OVER
        sheet.cell(row, len(used) + 2, min(limits) if limits else "tidak dibatasi")
    sheet.freeze_panes = "B2"


def _findings(sheet: Worksheet, plan: Plan, problem: PlanProblem) -> None:
    _heads(sheet, 1, (("Pemeriksaan", 110),))
    said = [violation.sentence for violation in check_plan(plan, problem)]
    for row, sentence in enumerate(said or ["Rencana sah: tidak ada aturan yang dilanggar."], 2):
        sheet.cell(row, 1, sentence).alignment = Alignment(wrap_text=True)


def _heads(sheet: Worksheet, row: int, columns: Any) -> None:
    for column, (title, width) in enumerate(columns, start=1):
        cell = sheet.cell(row, column, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
