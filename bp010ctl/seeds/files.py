"""Seed files: which there are, and their rows as typed values."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bp010ctl.base.errors import SeedError
from bp010ctl.seeds.tables import SPECS, Table

Value = str | int | Decimal | float | bool | date | None

INTEGERS = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}
BOOLEANS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a seed file; line 1 is the header."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        what = " ".join(
            filter(None, (self.column, None if self.value is None else repr(self.value)))
        )
        return f"{place}: {what}: {self.reason}" if what else f"{place}: {self.reason}"


class InvalidSeeds(SeedError):
    """the seed files are not valid, nothing was written"""

    SHOWN = 40

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        shown = [str(problem) for problem in problems[: self.SHOWN]]
        if len(problems) > self.SHOWN:
            shown.append(f"… and {len(problems) - self.SHOWN} more")
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"{count} in the seed files, nothing was written",
            on="\n      ".join(shown),
            hint="docs/seeds.md describes the files",
        )


@dataclass
class Row:
    """A row of the file: the line where it starts, its cells as text and as values."""

    line: int
    cells: dict[str, str]
    values: dict[str, Value] = field(default_factory=dict)


@dataclass
class Content:
    """A file's header and rows; cells that are not of their column's type have no value."""

    file: str
    header: list[str]
    rows: list[Row]
    readable: bool = True


def find(folder: Path, only: Collection[str] = ()) -> dict[str, Path]:
    """The folder's seed files by table; `only` picks tables, with or without schema.

    Raises InvalidSeeds for a CSV of an unknown table, SeedError where there is none to load.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    if not paths:
        raise SeedError(
            "no seed files found",
            on=str(folder),
            hint="a seed file is named after its table: referencial.tbl_ref_unidades.csv",
        )
    if only:
        return {name: _of(paths, name, folder) for name in _qualified(only)}
    unknown = [
        Problem(path.name, None, None, None, f"no seed table is named {name}{_like(name)}")
        for name, path in paths.items()
        if name not in SPECS
    ]
    if unknown:
        raise InvalidSeeds(unknown)
    return paths


def _qualified(only: Iterable[str]) -> list[str]:
    short = {name.split(".")[1]: name for name in SPECS}
    names = [short.get(name.removesuffix(".csv"), name.removesuffix(".csv")) for name in only]
    for name in names:
        if name not in SPECS:
            raise SeedError(
                f"no seed table is named {name!r}{_like(name)}",
                hint=f"seed tables: {', '.join(SPECS)}",
            )
    return names


def _of(paths: dict[str, Path], name: str, folder: Path) -> Path:
    if name not in paths:
        raise SeedError(f"no seed file {name}.csv", on=str(folder))
    return paths[name]


def _like(name: str) -> str:
    near = difflib.get_close_matches(name, SPECS, 1)
    return f"; did you mean {near[0]}?" if near else ""


def read(path: Path, table: Table, problems: list[Problem]) -> Content:
    """The file's rows as values; what is wrong with it is added to `problems`."""
    content = Content(path.name, [], [])
    text = _text(path, problems)
    if text is None:
        content.readable = False
        return content
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        content.header = [name.strip() for name in next(reader, [])]
        content.readable = _header_fits(content, table, problems)
        if content.readable:
            _read_rows(reader, content, table, problems)
    except csv.Error as error:
        problems.append(Problem(path.name, reader.line_num, None, None, f"not a CSV: {error}"))
        content.readable = False
    return content


def _text(path: Path, problems: list[Problem]) -> str | None:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        value = raw[error.start : error.start + 1].hex()
        problems.append(Problem(path.name, line, None, f"0x{value}", "is not UTF-8"))
        return None


def _header_fits(content: Content, table: Table, problems: list[Problem]) -> bool:
    """Whether the header names known columns, none twice, and all that are needed."""
    before = len(problems)

    def wrong(column: str | None, value: str | None, reason: str) -> None:
        problems.append(Problem(content.file, 1, column, value, reason))

    if len(content.header) == 1 and ";" in content.header[0]:
        wrong(None, content.header[0], "columns must be separated by commas")
        return False
    for position, name in enumerate(content.header):
        if name in content.header[:position]:
            wrong(None, name, "column appears twice")
        elif name not in table.fields:
            near = difflib.get_close_matches(name, table.fields, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            wrong(None, name, f"unknown column of {table.name}{hint}")
    for name in table.needed:
        if name not in content.header:
            wrong(name, None, "column is missing")
    return len(problems) == before


def _read_rows(
    reader: Iterable[list[str]], content: Content, table: Table, problems: list[Problem]
) -> None:
    line = 2
    for cells in reader:
        if len(cells) == len(content.header):
            row = Row(line, dict(zip(content.header, map(str.strip, cells), strict=True)))
            content.rows.append(row)
            for name, cell in row.cells.items():
                _take(row, name, cell, content, table, problems)
        elif cells:
            reason = f"has {len(cells)} cells for {len(content.header)} columns"
            problems.append(Problem(content.file, line, None, None, reason))
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _take(
    row: Row, name: str, cell: str, content: Content, table: Table, problems: list[Problem]
) -> None:
    """Store the cell's value, or what is wrong with it."""
    target = table.fields[name]
    if cell == "" and target.required:
        problems.append(Problem(content.file, row.line, name, cell, "must not be empty"))
        return
    try:
        row.values[name] = None if cell == "" else parse(cell, target.type)
    except ValueError as error:
        problems.append(Problem(content.file, row.line, name, cell, str(error)))


def parse(cell: str, kind: str) -> Value:
    """A cell as a value of a PostgreSQL type; ValueError says what it should be."""
    if kind in INTEGERS:
        return _integer(cell, INTEGERS[kind])
    if kind in ("numeric", "double precision"):
        return _number(cell)
    if kind == "boolean":
        if cell.lower() not in BOOLEANS:
            raise ValueError("is neither true nor false")
        return BOOLEANS[cell.lower()]
    if kind in ("date", "timestamp with time zone"):
        return _time(cell, kind)
    if "\0" in cell:
        raise ValueError("contains a NUL character")
    return cell


def _integer(cell: str, beyond: int) -> int:
    digits = cell.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("is not a whole number")
    if not -beyond <= int(cell) < beyond:
        raise ValueError("is out of range")
    return int(cell)


def _number(cell: str) -> Decimal:
    try:
        number = Decimal(cell) if cell.isascii() and "_" not in cell else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError("is not a number (decimals with a point)")
    if number and abs(number.adjusted()) > 300:
        raise ValueError("is out of range")
    return number


def _time(cell: str, kind: str) -> date:
    try:
        if kind == "date":
            return date.fromisoformat(cell)
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a date such as 2026-01-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
