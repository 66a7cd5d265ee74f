"""Partitions made before a large load, so that its rows never wait in the default partitions.

Rows in a default partition are moved by the night's maintenance, under a lock that readers and
writers wait for: a second per some 100,000 rows. Made beforehand, a partition costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import psycopg
from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection, another
from bp010ctl.ingest import statements
from bp010ctl.ingest.destinations import LANDING, PRODUCCION, Destination

LARGE = 1 << 20
"""Bytes of a file from which on it is worth it."""
PASSING = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.DuplicateTable,
    psycopg.errors.InvalidObjectDefinition,
)
_OF = {PRODUCCION: ("timestamp_lectura", "true"), LANDING: ("moddate", "cargado_en = now()")}
"""Where the time of a reading is, and what tells this load's rows."""


def for_landing(connection: Connection) -> None:
    """The partition of today's landing."""
    _make(connection, "ingest/partition_today", [])


def for_readings(connection: Connection, source: Destination) -> None:
    """The partitions of the readings, and of their facts, that this transaction's load brings.

    source: PRODUCCION for the rows in its staging table, LANDING for polls that will be pivoted.
    """
    moment, own = _OF[source]
    query = queries.statement(
        "ingest/months",
        carga=statements.staging(source) if source.key else statements.target(source),
        momento=sql.SQL(moment),
        propias=sql.SQL(own),
    )
    months = [month for (month,) in connection.execute(query)]
    if months:
        _make(connection, "ingest/partitions", months)


def _make(connection: Connection, query: str, months: Sequence[datetime]) -> None:
    """On a connection of its own, so that nobody waits for the load's commit; or not at all.

    Only the tables' owner can, and only while nobody holds the tables for long: otherwise the rows
    go where they always went, and the night moves them.
    """
    with suppress(*PASSING), another(connection) as own:
        own.execute("SET lock_timeout = '2s'")
        for missing in queries.tuples(own, query, {"meses": months}):
            own.execute("SELECT etl.fnc_crear_particion(%s, %s, %s, %s, false)", missing)
