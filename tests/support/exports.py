"""One field's export files, written from `tests/fixtures/field` in the exporter's own form."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from support import FIXTURES

FIELD = FIXTURES / "field"
WELL = 12
POINTS = 40
"""Points of each card."""
ROWS_PER_INSERT = 10


@dataclass(frozen=True)
class Exports:
    """The files of one export: one well's master row, poll, wide reading and workbook."""

    master: Path
    poll: Path
    reading: Path
    workbook: Path

    def __iter__(self) -> Iterator[Path]:
        return iter((self.master, self.poll, self.reading, self.workbook))


def write(folder: Path) -> Exports:
    """The four files in this folder, under the names that the exporter gives."""
    return Exports(
        master=_row_dump(folder, "tbl_maestra", "tbl_pozo_maestra", "master.csv"),
        poll=_poll_dump(folder),
        reading=_row_dump(folder, "tbl_pozo_produccion", "tbl_pozo_produccion", "wide_reading.csv"),
        workbook=_workbook(folder),
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV by the names in its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def poll() -> dict[int, str]:
    """What the poll says: tag → measure."""
    return {int(row["var_id"]): row["measure"] for row in rows_of(FIELD / "poll.csv")}


def _poll_dump(folder: Path) -> Path:
    rows = [
        f"({WELL},1,{row['var_id']},'{row['measure']}','{row['moddate']}','{row['modtime']}')"
        for row in rows_of(FIELD / "poll.csv")
    ]
    columns = ("unit_id", "location_id", "var_id", "measure", "moddate", "modtime")
    return _dump(folder, "landing_scada_data", "landing_scada_data", columns, rows)


def _row_dump(folder: Path, name: str, table: str, fixture: str) -> Path:
    """A dump of one row, which the fixture has as column and literal."""
    values = {row["column"]: row["literal"] for row in rows_of(FIELD / fixture)}
    return _dump(folder, name, table, values, [f"({','.join(values.values())})"])


def _dump(folder: Path, name: str, table: str, columns: Iterable[str], rows: list[str]) -> Path:
    """An `INSERT` statement for every ten rows."""
    insert = f"INSERT INTO stage.{table} ({','.join(columns)}) VALUES\n\t "
    statements = [
        insert + ",\n\t ".join(rows[start : start + ROWS_PER_INSERT]) + ";\n"
        for start in range(0, len(rows), ROWS_PER_INSERT)
    ]
    path = folder / f"{name}_202602021604.sql"
    path.write_text("".join(statements), encoding="utf-8")
    return path


def _workbook(folder: Path) -> Path:
    """The sheets of master data and reserves; numbers are numbers."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for row in rows_of(FIELD / "workbook.csv"):
        if row["sheet"] not in book.sheetnames:
            book.create_sheet(row["sheet"]).append(("ID", "Categoría", "Nombre", "Valor"))
        book[row["sheet"]].append(
            (int(row["id"]), row["category"], row["name"], _number(row["value"]))
        )
    path = folder / "Formato1_Excel_Reservas.xlsx"
    book.save(path)
    return path


def _number(text: str) -> float | int | str:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
