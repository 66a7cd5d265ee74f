"""The run ledger: what ran, what failed, what is still to be made up for."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.queries import Row


def runs(
    connection: Connection,
    limit: int = 20,
    *,
    failed: bool = False,
    kind: str | None = None,
    since: int | None = None,
) -> list[Row]:
    """Runs, the newest first; seconds so far for those that go on. since: from this number on."""
    limits = {"cuantos": limit, "failed": failed, "tipo": kind, "since": since}
    return queries.dicts(connection, "cycles/ledger_runs", limits)


def steps(connection: Connection, ids: list[int], *, failed: bool = False) -> list[Row]:
    """Every try of the steps of these runs."""
    return queries.dicts(connection, "cycles/ledger_steps", {"ids": ids, "failed": failed})


def follow(
    connection: Connection, last: int = 10, *, failed: bool = False, every: float = 1.0
) -> Iterator[Row]:
    """The last runs, oldest first, then without end each run as it ends, and those that last.

    every: seconds between two looks. The connection is best on autocommit.
    """
    shown = runs(connection, last, failed=failed)[::-1]
    yield from shown
    state = {row["id"]: row["estado"] for row in shown}
    while True:
        time.sleep(every)
        going = [number for number, estado in state.items() if estado == "en_proceso"]
        since = min(going, default=max(state, default=0))
        for row in reversed(runs(connection, 1000, failed=failed, since=since)):
            if state.get(row["id"]) != row["estado"]:
                state[row["id"]] = row["estado"]
                yield row


def gaps(connection: Connection) -> list[Row]:
    """Failed, interrupted and missing runs that nothing has made up for, the oldest first.

    de_ciclo, fuente: whose it is, which `recover` runs again; where it is neither a cycle's nor a
    source's, its own loader has to.
    """
    return queries.dicts(connection, "cycles/ledger_gaps")


def lost(connection: Connection) -> list[Row]:
    """Gaps of the last 7 days that cannot be made up for, and why (irrecuperable)."""
    return queries.dicts(connection, "cycles/ledger_lost")


def metrics(connection: Connection, days: int = 7, kind: str | None = None) -> list[Row]:
    """Reliability by kind, place and day of the operating zone, the newest day first."""
    return queries.dicts(connection, "cycles/ledger_metrics", {"dias": days, "tipo": kind})


def due(connection: Connection, most: int = 5) -> list[Row]:
    """The gaps that `recover` would run now, in its order, with their ranges."""
    return queries.dicts(connection, "cycles/ledger_due", {"most": most})


def recover(connection: Connection, most: int = 5) -> list[Row]:
    """Run up to `most` gaps of the cycles again; the runs that this made.

    The connection must be on autocommit: the recovery commits step by step.
    """
    before = runs(connection, 1)
    newest = before[0]["id"] if before else 0
    connection.execute("SET statement_timeout = 0")
    connection.execute("CALL etl.sp_recuperar(%s::integer, %s::text)", [most, "cli"])
    made = runs(connection, 1000, since=newest + 1)[::-1]
    return [row for row in made if row["recupera_id"] is not None]


def cycles(connection: Connection) -> list[Row]:
    """Each scheduled cycle: next start, newest run, seconds since the last success, overlaps."""
    return queries.dicts(connection, "cycles/ledger_cycles")
