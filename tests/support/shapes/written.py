"""How a grid becomes a file: CSV, SQL dump, workbook."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from support import workbooks
from support.shapes import Cell, Grid, Made, Placed

Quote = Callable[[str], str]


def where_needed(delimiter: str) -> Quote:
    """Quotes round values that could not be told from the next without."""

    def quoted(text: str) -> str:
        return always(text) if {delimiter, '"', "\n"} & set(text) else text

    return quoted


def always(text: str) -> str:
    """Quotes round every value."""
    return '"' + text.replace('"', '""') + '"'


def csv(
    grid: Grid,
    *,
    delimiter: str = ",",
    end: str = "\n",
    before: str = "",
    between: str = "",
    tail: str = "\n",
    encoding: str = "utf-8",
    quote: Quote | None = None,
    refused: str | None = None,
) -> Made:
    """A CSV; before: text ahead of the header, between: text after it, tail: after the last row."""
    quote = quote or where_needed(delimiter)
    pieces = [before, delimiter.join(map(quote, grid.header)), end, between]
    for row in grid.rows:
        row.line = 1 + "".join(pieces).replace("\r\n", "\n").replace("\r", "\n").count("\n")
        pieces += [delimiter.join(quote(cell.text) for cell in row.cells), end]
    text = "".join(pieces).removesuffix(end) + (end if tail == "\n" else tail)
    return made(grid, "archivo.csv", text.encode(encoding), refused)


def dump(
    grid: Grid,
    *,
    before: str = "",
    insert: str = "INSERT INTO stage.{table} ({columns}) VALUES",
    literal: Callable[[str], str] | None = None,
    between: str = ",\n",
    after: str = ";\n",
    each: bool = False,
    refused: str | None = None,
) -> Made:
    """An SQL dump; each: one INSERT a row, else one for all."""
    literal = literal or string
    head = insert.format(table=grid.destination.table, columns=", ".join(grid.header))
    pieces = [before]
    for place, row in enumerate(grid.rows):
        pieces.append(f"{head} " if each else f"{head}\n" if place == 0 else between)
        row.line = 1 + "".join(pieces).count("\n")
        pieces.append(f"({', '.join(map(literal, (cell.text for cell in row.cells)))})")
        pieces.append(after if each else "")
    pieces.append("" if each else after)
    grid.options.setdefault("conversiones", False)
    return made(grid, "archivo.sql", "".join(pieces).encode(), refused)


def string(text: str) -> str:
    """Every value in quotes, nothing as NULL."""
    return "'" + text.replace("'", "''") + "'" if text else "NULL"


def made(grid: Grid, name: str, content: bytes, refused: str | None = None) -> Made:
    """The grid's rows as those of a file; cells beyond the header's have no column."""
    cells = [
        Placed(record, column, row.line, cell.text, cell.means)
        for record, row in enumerate(grid.rows)
        for column, cell in zip_longest(grid.header[: len(row.cells)], row.cells, fillvalue="")
        if isinstance(cell, Cell)
    ]
    return Made(name, content, cells, refused, grid.options)


IDENTIFIERS = {
    "well_id": 1,
    "fecha_registro": 6,
    "nombre_pozo": 49,
    "profundidad_completacion": 2,
    "radio_pozo": 19,
    "gravedad_api": 10,
    "viscosidad_crudo": 18,
}
"""column -> id_formato1."""


def libro(grid: Grid, make: Callable[[Path, workbooks.Rows], Path]) -> Made:
    """A workbook of the first row's well, or, of readings, a table in one, which is refused."""
    with TemporaryDirectory() as folder:
        if grid.destination.time is not None and "fecha_registro" not in grid.header:
            rows = [[cell.text for cell in row.cells] for row in grid.rows]
            path = workbooks.table(Path(folder) / "libro.xlsx", [grid.header, *rows])
            return made(grid, path.name, path.read_bytes(), "no sheet with the columns ID and")
        del grid.rows[1:]
        (row,) = grid.rows
        sheet = [
            (IDENTIFIERS[column], "General", column, _number(cell.text))
            for column, cell in zip(grid.header, row.cells, strict=True)
        ]
        path = make(Path(folder) / "libro", sheet)
        cells = [
            Placed(0, column, line, cell.text, cell.means)
            for line, (column, cell) in enumerate(zip(grid.header, row.cells, strict=True), 2)
        ]
        return Made(path.name, path.read_bytes(), cells, None, grid.options)


def _number(text: str) -> float | int | str:
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text
