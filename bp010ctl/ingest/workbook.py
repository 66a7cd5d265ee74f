"""The reserves workbook: sheets of ID, category, name and value about one well."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import sheets
from bp010ctl.ingest.destinations import WORKBOOK_COLUMNS, WORKBOOK_PERCENTAGES
from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.sheets import Sheet
from bp010ctl.ingest.values import BadValue, check_for, number

HEADER_WITHIN = 20
"""Rows of a sheet in which its header row must come."""
WELL, NAME, REGISTERED = 1, 49, 6
"""id_formato1 of the well's number, its name, and the day of registration."""
NO_VALUE = frozenset({"", "-", "sin info", "s/i", "n/a", "n/d", "nd", "na"})
VALUE_HEADERS, NAME_HEADERS = ("valor", "value"), ("nombre", "name")


@dataclass(frozen=True)
class Cell:
    """One row of a sheet: a variable's value as text, or what is wrong with its cell."""

    id_formato1: int
    name: str
    value: str
    sheet: str
    row: int
    fault: str | None = None


@dataclass
class Book:
    """A workbook's variables, of each the first that is given: visible sheets come first.

    repeated: those given again with another value, and the one that is used.
    notes: what a person should know.
    """

    cells: list[Cell] = field(default_factory=list)
    repeated: list[tuple[Cell, Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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


def read(path: Path) -> Book:
    """The values of every sheet with the columns ID and Valor; 'SIN INFO' is none."""
    tables = [(sheet, list(_table(sheet))) for sheet in sheets.read(path)]
    if not any(cells for _, cells in tables):
        raise IngestError(
            "no sheet with the columns ID and Valor has a value",
            on=str(path),
            hint="sheets are read that have a header row with ID, Categoría, Nombre, Valor",
        )
    book = Book()
    for sheet, cells in tables:
        if cells:
            _add(book, sheet, cells)
    if any(sheet.faults is None and cells for sheet, cells in tables):
        book.notes.append(
            "in this kind of workbook an error or a formula without a result looks like an empty "
            "cell: save it as .xlsx to have them named"
        )
    return book


def _add(book: Book, sheet: Sheet, cells: Sequence[Cell]) -> None:
    """Take a sheet's variables that no sheet before it gives."""
    first = {cell.id_formato1: cell for cell in book.cells if not cell.fault}
    if sheet.hidden and (other := _other_well(first, cells)):
        book.notes.append(f"sheet {sheet.title!r} is hidden and about well {other}: not used")
        return
    taken = [cell for cell in cells if cell.id_formato1 not in first]
    if sheet.hidden:
        used = f"{len(taken)} values that no visible sheet has" if taken else "nothing"
        book.notes.append(f"sheet {sheet.title!r} is hidden: {used} used from it")
    elif first and not taken and len(cells) > 1:
        book.notes.append(f"sheet {sheet.title!r} repeats the sheets before it")
    for cell in cells:
        before = cell if cell.fault else first.setdefault(cell.id_formato1, cell)
        if before is cell:
            book.cells.append(cell)
        elif _plain(before.value) != _plain(cell.value):
            book.repeated.append((cell, before))


def _other_well(first: Mapping[int, Cell], cells: Iterable[Cell]) -> str | None:
    """The well that a sheet is about, where the sheets before it are about another."""
    for cell in cells:
        known = first.get(cell.id_formato1)
        if known and cell.id_formato1 in (WELL, NAME) and _plain(known.value) != _plain(cell.value):
            return cell.value
    return None


def _table(sheet: Sheet) -> Iterator[Cell]:
    places: dict[str, int] | None = None
    faults = {} if sheet.faults is None else sheet.faults
    for line, row in enumerate(sheet.rows):
        if places is None:
            if line >= HEADER_WITHIN:
                return
            places = _header(row)
        elif (identifier := _identifier(row[places["id"]])) is not None:
            value, fault = row[places["value"]], faults.get((line, places["value"]))
            if fault or _plain(value) not in NO_VALUE:
                name = row[places["name"]]
                yield Cell(identifier, name, value, sheet.title, line + 1, fault)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    names = [_plain(value) for value in row]
    value = next((names.index(name) for name in VALUE_HEADERS if name in names), None)
    if "id" not in names or value is None:
        return None
    name = next((names.index(name) for name in NAME_HEADERS if name in names), value)
    return {"id": names.index("id"), "value": value, "name": name}


def _identifier(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def well(book: Book, path: Path) -> tuple[int | None, str | None]:
    """The number and the name of the well that the workbook is about, where it says them."""
    cells = [*book.cells, *(again for again, _ in book.repeated)]
    numbers, names = (
        {cell.value for cell in cells if cell.id_formato1 == which and not cell.fault}
        for which in (WELL, NAME)
    )
    for what, candidates in (("number", numbers), ("name", names)):
        if len(candidates) > 1:
            raise IngestError(
                f"the workbook is about several wells: {what} {', '.join(sorted(candidates))}",
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
    book: Book,
    variables: Mapping[int, str],
    kinds: Mapping[str, Mapping[str, str]],
) -> Contents:
    """Each value to its table and column, checked; one bad value is kept out alone.

    variables: id_formato1 → nombre_tecnico. kinds: table → column → type, in order of preference.
    """
    contents = Contents({table: {} for table in kinds})
    again = {cell: f"is given again: {_where(used)} is used" for cell, used in book.repeated}
    for cell in [*book.cells, *again]:
        column = WORKBOOK_COLUMNS.get(cell.id_formato1) or variables.get(cell.id_formato1)
        if column is None:
            contents.unknown.append(cell)
        elif cell.id_formato1 not in (WELL, REGISTERED):
            _place(cell, column, kinds, contents, cell.fault or again.get(cell))
    return contents


def _where(cell: Cell) -> str:
    return f"{cell.value!r} of sheet {cell.sheet!r} row {cell.row}"


def _place(
    cell: Cell,
    column: str,
    kinds: Mapping[str, Mapping[str, str]],
    contents: Contents,
    fault: str | None,
) -> None:
    table = next((table for table, columns in kinds.items() if column in columns), None)
    if table is None:
        contents.elsewhere.append(cell)
        return
    contents.lines.setdefault(table, cell.row)
    try:
        if fault:
            raise BadValue(fault, "celda_ilegible" if cell.fault else "repetido")
        contents.columns[table][column] = _checked(cell, kinds[table][column])
    except BadValue as bad:
        value = cell.value or None
        rejection = Rejection(cell.row, str(bad), column, value, cell.sheet, bad.code)
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
        if cell.id_formato1 == REGISTERED and not cell.fault:
            try:
                return check_for("date")(cell.value)
            except BadValue as bad:
                raise IngestError(
                    f"fecha_registro (ID 6) {cell.value!r} {bad}", on=str(path)
                ) from None
    return None
