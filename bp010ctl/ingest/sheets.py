"""The sheets of a workbook as rows of text: .xlsx, .xlsm, .xlsb, .xls and .ods."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import apart

LARGEST = 4_000_000
"""Cells that a sheet may span: a value far below or to the right of the others fills memory."""
NO_RESULT = "is a formula without a stored result"
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells.

    rows: every row from the first, as text; a cell without a value is empty.
    faults: what the reader gives as empty and is not: error cells, formulas without a result.
        None where this kind of workbook does not tell them.
    """

    title: str
    hidden: bool
    rows: list[list[str]]
    faults: Mapping[Place, str] | None = field(default_factory=dict)


def read(path: Path) -> list[Sheet]:
    """The sheets of cells, visible ones first, each kind in the workbook's order.

    Raises IngestError where the workbook is encrypted, damaged or too large. Reading is done in a
    process of its own, within bounds.
    """
    import python_calamine  # noqa: F401  # here once, so that each of these processes has it

    return apart.run(_read, path)


def _read(path: Path) -> list[Sheet]:
    import python_calamine as calamine

    try:
        faults = _faults(path) if zipfile.is_zipfile(path) else None
        with calamine.CalamineWorkbook.from_path(path) as book:
            sheets = [
                Sheet(
                    metadata.name,
                    metadata.visible != calamine.SheetVisibleEnum.Visible,
                    _rows(book.get_sheet_by_index(index), path),
                    None if faults is None else faults.get(metadata.name, {}),
                )
                for index, metadata in enumerate(book.sheets_metadata)
                if metadata.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError:
        raise IngestError(
            "the workbook is encrypted", on=str(path), hint="save it without a password"
        ) from None
    except (calamine.CalamineError, ElementTree.ParseError, *BROKEN) as error:
        raise IngestError(f"the workbook cannot be read: {error}", on=str(path)) from None
    return sorted(sheets, key=lambda sheet: sheet.hidden)


BROKEN = (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, NotImplementedError)
"""What the archive's reader raises where it is damaged, cut off or packed in an unknown way."""


def _rows(sheet: Any, path: Path) -> list[list[str]]:
    row, column = sheet.end or (-1, -1)
    if (row + 1) * (column + 1) > LARGEST:
        raise _too_large(sheet.name, row, column, path)
    return [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def text(value: Any) -> str:
    """A cell as text: whole numbers without their .0, days as YYYY-MM-DD."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value).strip()


def _faults(path: Path) -> dict[str, dict[Place, str]] | None:
    """What is wrong with cells of an .xlsx, by sheet; None of other workbooks."""
    with zipfile.ZipFile(path) as archive:
        if WORKBOOK not in archive.namelist():
            return None
        return {
            title: _sheet_faults(archive.open(part), title, path)
            for title, part in _parts(archive)
            if part in archive.namelist()
        }


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's title and the part of the archive that holds it."""
    targets = {
        part.get("Id"): part.get("Target", "")
        for part in ElementTree.fromstring(archive.read(RELATIONS))
    }
    for sheet in ElementTree.fromstring(archive.read(WORKBOOK)).iterfind("{*}sheets/{*}sheet"):
        identifier = next((v for k, v in sheet.items() if k.endswith("}id")), None)
        target = targets.get(identifier, "")
        yield sheet.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


def _sheet_faults(part: IO[bytes], title: str, path: Path) -> dict[Place, str]:
    """Error cells and formulas without a result; refuses a sheet that spans too much."""
    faults: dict[Place, str] = {}
    row, column, widest = -1, -1, 0
    with part:
        for event, element in ElementTree.iterparse(part, ("start", "end")):
            kind = element.tag.rpartition("}")[2]
            if kind == "row" and event == "start":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif kind == "c" and event == "start":
                row, column = _place(element.get("r"), row, column)
                widest = max(widest, column + 1)
                if (row + 1) * widest > LARGEST:
                    raise _too_large(title, row, column, path)
            elif kind == "c" and (fault := _fault(element)):
                faults[row, column] = fault
            elif kind == "row":
                element.clear()
    return faults


def _place(reference: str | None, row: int, column: int) -> Place:
    """Where a cell says that it is; one that does not say comes after the one before it."""
    match = REFERENCE.fullmatch(reference or "")
    if not match:
        return row, column + 1
    letters, digits = match.groups()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, number - 1


def _fault(cell: ElementTree.Element) -> str | None:
    value = cell.findtext("{*}v")
    if cell.get("t") == "e":
        return f"is an error of the sheet: {value or '#ERROR'}"
    formula = cell.find("{*}f") is not None
    return NO_RESULT if formula and not value and cell.get("t") != "str" else None


def _too_large(title: str, row: int, column: int, path: Path) -> IngestError:
    return IngestError(
        f"sheet {title!r} reaches to row {row + 1:,}, column {column + 1:,}",
        on=str(path),
        hint="delete what lies outside of the table, and save it again",
    )
