"""A report for a spreadsheet: typed cells with their units in the heads, or CSV.

A text never becomes a formula, whatever it starts with.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bp010ctl.serve import exports, telling
from bp010ctl.serve.layout import Column, Report, Table

FORMATS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
NARROWEST, WIDEST = 9, 44
LONGEST = 32_767
"""Characters that a cell holds."""


def xlsx(report: Report, words: telling.Tongue) -> bytes:
    """A workbook: a sheet a table, and one that says what the report is of."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.remove(book.active)
    named = {table.name: table for table in (*report.files, *report.tables)}
    named |= {table.name: table for table in report.files}
    for table in named.values():
        _fill(book.create_sheet(words.say(table.name)[:31]), table, words)
    about = book.create_sheet(words.say("about"))
    for key, value in _about(report, words):
        about.append([key, None])
        _put(about.cell(about.max_row, 2), value)
    about.column_dimensions["A"].width = about.column_dimensions["B"].width = 28
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_text(report: Report) -> str:
    """The main table, every row of it: the field's wells, or a well's hours."""
    table = report.files[0]
    rows = ([row.get(column.name) for column in table.columns] for row in table.rows)
    return exports.csv_text([column.name for column in table.columns], rows)


def _fill(sheet: Worksheet, table: Table, words: telling.Tongue) -> None:
    sheet.append([_head(column, words) for column in table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(table.rows, 2):
        for place, column in enumerate(table.columns, 1):
            cell = sheet.cell(number, place)
            unit = row.get(column.unit_of) if column.unit_of else column.unit
            _put(cell, row.get(column.name), unit or "")
            _colour(cell, row, column)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for place, column in enumerate(table.columns, 1):
        lengths = [
            len(_head(column, words)),
            *(_length(row.get(column.name)) for row in table.rows),
        ]
        width = min(max(max(lengths) + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _head(column: Column, words: telling.Tongue) -> str:
    name = words.say(column.word)
    return f"{name} ({words.unit(column.unit)})" if column.unit else name


def _put(cell: Any, value: Any, unit: str = "") -> None:
    """A value as its own type; what no cell can hold stays out."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if not math.isfinite(value):
            return
        cell.value = float(value) if isinstance(value, Decimal) else value
        cell.number_format = FORMATS[telling.Tongue.digits(value, unit)]
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(exports.FORMULA)
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None, microsecond=0)
    else:
        cell.value = value


def _colour(cell: Cell | Any, row: dict[str, Any], column: Column) -> None:
    """The database's colour under a value that it judged to be no good one."""
    shown = telling.colour(row.get(column.colour)) if column.colour else None
    if shown and telling.meant(shown, row.get(column.level)) in range(3, 7):
        cell.fill = PatternFill("solid", fgColor=shown[1:])


def _length(value: Any) -> int:
    if isinstance(value, float):
        return len(f"{value:,.2f}")
    return len(str(value)) if value is not None else 0


def _about(report: Report, words: telling.Tongue) -> Iterable[tuple[str, Any]]:
    yield words.say("report"), report.title
    yield words.say("place"), report.subtitle or words.say("all")
    yield words.say("date"), report.day
    yield words.say("made"), report.made
    yield words.say("zone_of"), report.zone
    for remark in report.remarks:
        yield words.say("remark"), words.say(remark)
