"""The wells as the reporting schema shows them now: the field's table, one well's picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bp010ctl import queries
from bp010ctl.database import Connection
from bp010ctl.errors import Bp010Error

Row = dict[str, Any]


class UnknownWell(Bp010Error):
    """there is no such well"""


@dataclass(frozen=True)
class Well:
    """One well: snapshot and targets by column, its newest card, its last hours (newest first)."""

    snapshot: Row
    targets: Row
    card: Row | None
    hours: list[Row]


def field(connection: Connection) -> list[Row]:
    """One row per well, the troubled ones first; empty before the first run."""
    return _rows(connection, queries.text("field"))


def well(connection: Connection, pozo: int, hours: int = 12) -> Well:
    """Everything that one screen shows of a well. Raises UnknownWell."""
    where = {"pozo": pozo, "horas": hours}
    snapshot = _rows(connection, queries.text("well_snapshot"), where)
    if not snapshot:
        known = [str(row["well_id"]) for row in field(connection)]
        raise UnknownWell(
            f"there is no well {pozo} in the snapshot",
            hint=f"wells: {', '.join(known[:20])}" if known else "run `bp010ctl run` first",
        )
    targets = _rows(connection, queries.text("well_targets"), where)
    cards = _rows(connection, queries.text("well_card"), where)
    return Well(
        snapshot[0],
        targets[0] if targets else {},
        cards[0] if cards else None,
        _rows(connection, queries.text("well_hours"), where),
    )


def _rows(connection: Connection, query: str, where: Row | None = None) -> list[Row]:
    try:
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), where).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise Bp010Error(
            f"this database is not ready: {error.diag.message_primary}",
            on=f"database {connection.info.dbname!r}",
            hint="bring it up to date with `bp010ctl migrate`",
        ) from error
