"""Partitions made before a large load, so that its rows never wait in the default partitions.

Rows in a default partition are moved by the night's maintenance, under a lock that readers and
writers wait for: a second per some 100,000 rows. Made beforehand, a partition costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection, another
from bp010ctl.ingest import statements
from bp010ctl.ingest.destinations import LANDING, PRODUCCION, Destination

LARGE = 1 << 20
"""Bytes of a file from which on it is worth it."""
MOST = 60
"""Partitions of a table that are made at once, as by maintenance."""
PASSING = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.DuplicateTable,
    psycopg.errors.InvalidObjectDefinition,
)
_OF = {PRODUCCION: ("timestamp_lectura", "true"), LANDING: ("moddate", "cargado_en = now()")}
"""Where the time of a reading is, and what tells this load's rows."""


def for_landing(connection: Connection, *moments: datetime) -> None:
    """The partitions of the days when landing arrives: the moments' days, today without any."""
    _make(connection, "ingest/landing_partitions", moments or [datetime.now(UTC)])


def for_history(connection: Connection, start: datetime, end: datetime) -> None:
    """The partitions of polls that are landed as if each had arrived in its time.

    Of no more than the newest 60 days, as maintenance makes them.
    """
    days = range(min((end - start).days + 2, MOST))
    moments = [max(start, end - timedelta(days=day)) for day in days]
    for_landing(connection, *moments)
    _make(connection, "ingest/partitions", moments)


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


def _make(connection: Connection, query: str, moments: Sequence[datetime]) -> None:
    """On a connection of its own, so that nobody waits for the load's commit; or not at all.

    Only the tables' owner can, and only while nobody holds the tables for long: otherwise the rows
    go where they always went, and the night moves them.
    """
    with suppress(*PASSING), another(connection) as own:
        own.execute("SET lock_timeout = '2s'")
        for missing in queries.tuples(own, query, {"momentos": list(moments)}):
            own.execute("SELECT etl.fnc_crear_particion(%s, %s, %s, %s, false)", missing)
