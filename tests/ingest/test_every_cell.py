"""Every cell of a file is in the database, among the rejects with line and reason, or refused.

A folder of shapes (support.shapes.folder) times the four destinations. What becomes of each cell
is looked up here, cell by cell, in the table and in what the load has told; the load's own counts
are not asked.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import FileResult, Options
from support import sampled, shapes
from support.shapes import EMPTY, NAMED, OUT, ROW, Destination, Made, Meaning, Placed
from support.shapes.folder import SHAPES

Connection = psycopg.Connection[Any]
Stored = list[dict[str, Any]]

CASES = {
    f"{name} for {destination.name}": (name, destination)
    for name in SHAPES
    for destination in shapes.DESTINATIONS
}


def prepared(db: Connection, destination: Destination) -> None:
    """Well 7 is known, where rows need it; a master begins with nothing."""
    db.execute("DELETE FROM stage.tbl_pozo_maestra")
    if destination.name != "maestra":
        db.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (7, 'Norte-7', '2026-01-01')"
        )


def stored(db: Connection, destination: Destination) -> Stored:
    """The table's rows, its columns by name."""
    with db.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM stage.{destination.table}".encode()).fetchall()


def holds(actual: Any, means: Meaning) -> bool:
    """Whether a value of the database is what a cell means."""
    match actual:
        case None:
            return means is EMPTY
        case _ if not isinstance(means, str):
            return False
        case datetime():
            return actual == datetime.fromisoformat(means).replace(tzinfo=UTC)
        case date():
            return actual == date.fromisoformat(means)
        case float() | int():
            return actual == pytest.approx(float(means), rel=1e-12)
        case _:
            return bool(actual == means)


class Account:
    """What became of each cell of one file."""

    def __init__(self, made: Made, destination: Destination, result: FileResult, rows: Stored):
        self.key = destination.columns[: destination.key]
        self.rows = rows
        self.told = [(one.line, one.column, one.reason) for one in result.rejections]
        self.named = " ".join(result.warnings) + " ".join(result.details)
        self.records: dict[int, list[Placed]] = {}
        for cell in made.cells:
            self.records.setdefault(cell.record, []).append(cell)

    def fate(self, cell: Placed) -> str:
        """Where this cell is; empty where it is nowhere."""
        lines = [(column, reason) for line, column, reason in self.told if line == cell.line]
        if cell.means is NAMED:
            return "named" if repr(cell.column) in self.named else ""
        if cell.means is ROW:
            return "rejects" if any(reason for _, reason in lines) else ""
        if cell.means is OUT:
            mine = any(column == cell.column.strip() and reason for column, reason in lines)
            return "rejects" if mine else ""
        return "database" if self.row_of(cell) else ""

    def row_of(self, cell: Placed) -> bool:
        """Whether a row of the table has the cell's key and its value."""
        name, record = cell.column.strip().lower(), self.records[cell.record]
        key = [one for one in record if one.column.strip().lower() in self.key]
        return any(
            all(holds(row[one.column.strip().lower()], one.means) for one in key)
            and (holds(row[name], cell.means) or self.completed(cell, row[name]))
            for row in self.rows
        )

    def completed(self, cell: Placed, actual: Any) -> bool:
        """Whether an empty cell's column was filled by another row of the file."""
        return cell.means is EMPTY and any(
            holds(actual, other.means)
            for record in self.records.values()
            for other in record
            if other.record != cell.record and other.column == cell.column
        )

    def lines_told(self) -> set[int]:
        return {line for line, _, _ in self.told}

    def lines_due(self) -> set[int]:
        cells = (cell for record in self.records.values() for cell in record)
        return {cell.line for cell in cells if cell.means in (ROW, OUT)}

    def kept_keys(self) -> int:
        """How many different rows the file's rows make."""
        keys = {
            tuple(str(one.means) for one in record if one.column.strip().lower() in self.key)
            for record in self.records.values()
            if not any(one.means is ROW for one in record)
        }
        return len(keys)


@pytest.mark.parametrize(("name", "destination"), sampled(CASES, 9))
def test_every_cell_is_accounted_for(
    seeded_db: Connection, tmp_path: Path, name: str, destination: Destination
) -> None:
    made = SHAPES[name](shapes.grid(destination))
    prepared(seeded_db, destination)
    before = stored(seeded_db, destination)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    options = Options(**made.options)
    if made.refused is not None:
        with pytest.raises(IngestError, match=made.refused) as refusal:
            ingest.load(seeded_db, path, options)
        assert path.name in str(refusal.value)
        assert stored(seeded_db, destination) == before
        return
    result = ingest.load(seeded_db, path, options)
    account = Account(made, destination, result, stored(seeded_db, destination))
    fates = [(account.fate(cell), cell) for cell in made.cells]
    assert [cell for fate, cell in fates if not fate] == [], result
    sums = Counter(fate for fate, _ in fates)
    assert sums["database"] + sums["rejects"] + sums["named"] == len(made.cells)
    assert account.lines_told() == account.lines_due(), result.rejections
    if not destination.texts:
        assert len(account.rows) == account.kept_keys()
