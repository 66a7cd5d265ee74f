"""What a downgrade would lose, found by rehearsing it.

The whole path runs once in a transaction that is rolled back. The catalog before and after tells
which tables and columns vanish, the transaction's own statistics which tables lose rows. Those
that are not empty are then counted exactly, under a lock that keeps writers out. Because the real
downgrade is one transaction per revision, each revision looks again, under its own lock, at what
it drops: rows that arrived since the rehearsal are not lost either.

A renamed table or column keeps its identity (oid, attribute number) and is no loss. Rows that a
downgrade moves elsewhere before it drops their table are reported as lost: better asked than sorry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import DataLossRefused


@dataclass(frozen=True)
class Table:
    """A table or partition as one moment of a transaction sees it; columns: number -> name."""

    oid: int
    schema: str
    name: str
    root: int
    parent: int
    filenode: int
    deleted: int
    columns: dict[str, str]

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)


@dataclass(frozen=True)
class Vanishing:
    """A table, or one column of a table, that is there before and not after."""

    table: Table
    column: str | None = None

    def __str__(self) -> str:
        name = f"{self.table.schema}.{self.table.name}"
        return f"table {name}" if self.column is None else f"column {name}.{self.column}"


@dataclass(frozen=True)
class Loss:
    """What would be lost: rows of a table, or values (not NULL) of a column."""

    what: str
    rows: int

    def __str__(self) -> str:
        unit = "value" if self.what.startswith("column ") else "row"
        return f"{self.what}: {self.rows} {unit}{'' if self.rows == 1 else 's'}"


@dataclass(frozen=True)
class Rehearsal:
    """What the whole path would lose, and what each of its steps drops (to look at again)."""

    losses: list[Loss]
    drops: list[list[Vanishing]]


def rehearse(driver: Connection, steps: Iterable[Callable[[], None]]) -> Rehearsal:
    """Run the steps in one transaction, roll it back, and count what they would lose.

    The connection must be between transactions or in one that may be rolled back.
    """
    first = latest = _inventory(driver)
    drops = []
    try:
        for step in steps:
            step()
            earlier, latest = latest, _inventory(driver)
            drops.append(_vanished(earlier, latest))
        remaining = _remaining(driver, first, latest)
    finally:
        driver.rollback()
    vanished = _vanished(first, latest)
    _lock(driver, [item.table for item in vanished])
    lost = [Loss(str(item), _count(driver, item)) for item in vanished]
    lost += _shrunk(driver, first, remaining)
    driver.rollback()
    return Rehearsal([loss for loss in lost if loss.rows > 0], drops)


def refuse(losses: Sequence[Loss]) -> None:
    """Raise DataLossRefused that names all of them, if there are any."""
    if losses:
        total = "\n".join(f"    {loss}" for loss in losses)
        raise DataLossRefused(
            f"this downgrade would lose rows, nothing was changed:\n{total}",
            hint="add `--allow-data-loss` to lose them (plain alembic: -x allow_data_loss=true)",
        )


def look_again(driver: Connection, drops: Sequence[Vanishing]) -> None:
    """Refuse, inside a revision's own transaction, if what it drops has been filled meanwhile."""
    _lock(driver, [drop.table for drop in drops])
    lost = [Loss(str(drop), _count(driver, drop)) for drop in drops]
    refuse([loss for loss in lost if loss.rows > 0])


def _inventory(driver: Connection) -> dict[int, Table]:
    tables = queries.records(driver, Table, "migrations/inventory")
    return {table.oid: table for table in tables}


def _vanished(before: dict[int, Table], after: dict[int, Table]) -> list[Vanishing]:
    """Tables gone (a partition only where its parent stays) and columns gone from tables left."""
    gone = []
    for oid, table in before.items():
        if oid not in after:
            if table.parent not in before or table.parent in after:
                gone.append(Vanishing(table))
        elif not table.parent:
            columns = table.columns.items()
            gone += [
                Vanishing(table, name)
                for number, name in columns
                if number not in after[oid].columns
            ]
    return gone


def _remaining(
    driver: Connection, before: dict[int, Table], after: dict[int, Table]
) -> dict[int, int]:
    """Rows left, by oid, in the tables that stay but were deleted from or rewritten."""
    return {
        oid: _count(driver, Vanishing(table))
        for oid, table in after.items()
        if oid in before
        and (table.deleted > before[oid].deleted or table.filenode != before[oid].filenode)
    }


def _shrunk(driver: Connection, tables: dict[int, Table], remaining: dict[int, int]) -> list[Loss]:
    """Rows lost by tables that stay; those of partitions under the name of their whole table."""
    _lock(driver, [tables[oid] for oid in remaining])
    lost: dict[int, int] = defaultdict(int)
    for oid, left in remaining.items():
        lost[tables[oid].root] += _count(driver, Vanishing(tables[oid])) - left
    return [Loss(str(Vanishing(tables[root])), rows) for root, rows in lost.items()]


def _lock(driver: Connection, tables: Sequence[Table]) -> None:
    """Keep writers out until the transaction ends."""
    for oid in dict.fromkeys(table.oid for table in tables):
        held = next(table for table in tables if table.oid == oid)
        statement = sql.SQL("LOCK TABLE {} IN SHARE MODE").format(held.identifier)
        driver.execute(statement)


def _count(driver: Connection, what: Vanishing) -> int:
    counted = sql.Identifier(what.column) if what.column else sql.SQL("*")
    statement = sql.SQL("SELECT count({}) FROM {}").format(counted, what.table.identifier)
    row = driver.execute(statement).fetchone()
    return int(row[0]) if row else 0
