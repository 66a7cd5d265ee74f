"""Runs of a cycle that somebody asks for by a name: once, by pg_cron, looked at until they end.

pg_cron has no job that runs once: one is made for a minute to come, is known by its name, and is
taken away once its run is seen in the ledger. Asking again is how it is looked at.
"""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ChainError
from bp010ctl.cycles import cron

NEVER, STARTED, RUNNING, FAILED = "never", "started", "running", "failed"
GOOD = ("exitoso", "parcial")
LATE_SECONDS = 150
"""After its minute: pg_cron was down then, and minutes that it missed it does not make up for."""


def state(connection: Connection, origin: str, cycle: str) -> str:
    """How the newest run of a cycle under this name stands: NEVER, RUNNING, FAILED or one of GOOD.

    A run whose session is gone counts as failed: nobody will go on with it.
    """
    rows = queries.dicts(connection, "cycles/errand_runs", {"origen": origin, "ciclo": cycle})
    if not rows:
        return NEVER
    newest = rows[0]
    if newest["estado"] == "en_proceso":
        return RUNNING if newest["vive"] else FAILED
    return str(newest["estado"]) if newest["estado"] in GOOD else FAILED


def ask(connection: Connection, origin: str, cycle: str, limits: dict[str, Any]) -> str:
    """Have pg_cron run a cycle once under this name; STARTED, RUNNING, or the state of GOOD it had.

    Raises ChainError where it failed, and forgets its job: asked again, it is started again.
    The connection is on autocommit.
    """
    job = _job_name(connection, origin, cycle)
    with cron.connect(connection) as scheduler:
        now = state(connection, origin, cycle)
        waiting = queries.dicts(scheduler, "cycles/errand_job", {"job": job})
        if now == RUNNING or now in GOOD:
            _drop(scheduler, waiting)
            return now
        if now == FAILED and waiting:
            _drop(scheduler, waiting)
            raise failed(connection, origin, cycle)
        if not waiting or waiting[0]["tarde"] > LATE_SECONDS:
            _drop(scheduler, waiting)
            _schedule(connection, scheduler, job, origin, cycle, limits)
    return STARTED


def failed(connection: Connection, origin: str, cycle: str) -> ChainError:
    """The error of the newest run under this name, as the ledger has it."""
    rows = queries.dicts(connection, "cycles/errand_runs", {"origen": origin, "ciclo": cycle})
    why = rows[0]["error_mensaje"] if rows else None
    return ChainError(
        f"cycle {cycle} failed: {why or 'its session is gone'}",
        on=f"run {rows[0]['id']}" if rows else None,
        hint="`bp010ctl runs --failed`; the same event once more runs it again",
    )


def _job_name(connection: Connection, origin: str, cycle: str) -> str:
    """Outside the names of scheduled cycles, which `cron apply` looks after."""
    whole = f"{connection.info.dbname} {origin} {cycle}".encode()
    return f"bp010-errand:{cycle}:{hashlib.sha256(whole).hexdigest()[:24]}:"


def _drop(scheduler: Connection, jobs: list[dict[str, Any]]) -> None:
    for job in jobs:
        scheduler.execute("SELECT cron.unschedule(%s::bigint)", [job["jobid"]])


def _schedule(
    connection: Connection,
    scheduler: Connection,
    job: str,
    origin: str,
    cycle: str,
    limits: dict[str, Any],
) -> None:
    values = limits | {"ciclo": cycle, "origen": origin}
    call = psycopg.ClientCursor(scheduler).mogrify(queries.text("cycles/runner_call"), values)
    given = {"job": job, "llamada": call.strip().rstrip(";"), "base": connection.info.dbname}
    scheduler.execute(queries.text("cycles/errand_schedule"), given)
