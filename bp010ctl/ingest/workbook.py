"""The reserves workbook: sheets of ID, category, name and value about one well."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bp010ctl.errors import IngestError
from bp010ctl.ingest.destinations import WORKBOOK_COLUMNS, WORKBOOK_PERCENTAGES
from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.values import BadValue, check_for, number

HEADER_WITHIN = 20
"""Rows of a sheet in which its header row must come."""
WELL, NAME, REGISTERED = 1, 49, 6
"""id_formato1 of the well's number, its name, and the day of registration."""
NO_VALUE = frozenset({"", "-", "sin info", "s/i", "n/a", "n/d", "nd", "na"})
VALUE_HEADERS, NAME_HEADERS = ("valor", "value"), ("nombre", "name")


@dataclass(frozen=True)
class Cell:
    """One row of a sheet: a variable's value, as text."""

    id_formato1: int
    name: str
    value: str
    sheet: str
    row: int


@dataclass
class Contents:
    """A workbook sorted into columns of the master and of the reserves.

    columns: column → checked text, per table. lines: first sheet row of each table.
    """

    columns: dict[str, dict[str, str]]
    lines: dict[str, int] = field(default_factory=dict)
    rejections: list[tuple[str, Rejection]] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    elsewhere: list[Cell] = field(default_factory=list)


def read(path: Path) -> list[Cell]:
    """The values of every sheet with the columns ID and Valor; 'SIN INFO' is none."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise IngestError(f"the workbook cannot be read: {error}", on=str(path)) from None
    cells = [cell for sheet in book.worksheets for cell in _sheet(sheet.title, sheet.values)]
    if not cells:
        raise IngestError(
            "no sheet with the columns ID and Valor has a value",
            on=str(path),
            hint="sheets are read that have a header row with ID, Categoría, Nombre, Valor",
        )
    return cells


def _sheet(title: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Cell]:
    places: dict[str, int] | None = None
    for line, row in enumerate(rows, start=1):
        if places is None:
            if line > HEADER_WITHIN:
                return
            places = _header(row)
        elif (identifier := _identifier(row[places["id"]])) is not None:
            value = _text(row[places["value"]])
            if _plain(value) not in NO_VALUE:
                yield Cell(identifier, _text(row[places["name"]]), value, title, line)


def _header(row: tuple[Any, ...]) -> dict[str, int] | None:
    names = [_plain(_text(value)) for value in row]
    value = next((names.index(name) for name in VALUE_HEADERS if name in names), None)
    if "id" not in names or value is None:
        return None
    name = next((names.index(name) for name in NAME_HEADERS if name in names), value)
    return {"id": names.index("id"), "value": value, "name": name}


def _identifier(value: Any) -> int | None:
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _text(value: Any) -> str:
    """A cell as text: whole numbers without their .0, days as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value).strip()


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def well(cells: Iterable[Cell], path: Path) -> tuple[int | None, str | None]:
    """The number and the name of the well that the workbook is about, where it says them."""
    numbers = {cell.value for cell in cells if cell.id_formato1 == WELL}
    names = {cell.value for cell in cells if cell.id_formato1 == NAME}
    for what, found in (("number", numbers), ("name", names)):
        if len(found) > 1:
            raise IngestError(
                f"the workbook is about several wells: {what} {', '.join(sorted(found))}",
                on=str(path),
                hint="one workbook holds one well",
            )
    return _well_id(numbers, path), next(iter(names), None)


def _well_id(numbers: set[str], path: Path) -> int | None:
    for text in numbers:
        try:
            return int(check_for("integer")(text))
        except BadValue as bad:
            raise IngestError(f"well_id (ID 1) {text!r} {bad}", on=str(path)) from None
    return None


def sort(
    cells: Iterable[Cell],
    variables: Mapping[int, str],
    kinds: Mapping[str, Mapping[str, str]],
) -> Contents:
    """Each value to its table and column, checked; one bad value is kept out alone.

    variables: id_formato1 → nombre_tecnico. kinds: table → column → type, in order of preference.
    """
    contents = Contents({table: {} for table in kinds})
    for cell in cells:
        column = WORKBOOK_COLUMNS.get(cell.id_formato1) or variables.get(cell.id_formato1)
        if column is None:
            contents.unknown.append(cell)
        elif cell.id_formato1 not in (WELL, REGISTERED):
            _place(cell, column, kinds, contents)
    return contents


def _place(
    cell: Cell, column: str, kinds: Mapping[str, Mapping[str, str]], contents: Contents
) -> None:
    table = next((table for table, columns in kinds.items() if column in columns), None)
    if table is None:
        contents.elsewhere.append(cell)
        return
    contents.lines.setdefault(table, cell.row)
    try:
        contents.columns[table][column] = _checked(cell, kinds[table][column])
    except BadValue as bad:
        rejection = Rejection(cell.row, str(bad), column, cell.value, cell.sheet)
        contents.rejections.append((table, rejection))


def _checked(cell: Cell, kind: str) -> str:
    """The value as its column takes it; fractions of percentages become percent."""
    if cell.id_formato1 not in WORKBOOK_PERCENTAGES:
        check_for(kind)(cell.value)
        return cell.value
    if cell.value.endswith("%"):
        number(cell.value[:-1])
        return cell.value[:-1].strip()
    read = number(cell.value)
    return repr(round(read * 100, 10)) if abs(read) <= 1 else cell.value


def registered(cells: Iterable[Cell], path: Path) -> str | None:
    """The workbook's own day of registration (ID 6), where it has one."""
    for cell in cells:
        if cell.id_formato1 == REGISTERED:
            try:
                return check_for("date")(cell.value)
            except BadValue as bad:
                raise IngestError(
                    f"fecha_registro (ID 6) {cell.value!r} {bad}", on=str(path)
                ) from None
    return None
