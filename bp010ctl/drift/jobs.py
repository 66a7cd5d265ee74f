"""This database's jobs in pg_cron, against the cycles that it describes itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg

from bp010ctl import database, queries
from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, Finding, unified
from bp010ctl.drift.live import Live
from bp010ctl.errors import ConnectionFailed

CRON = "postgres"
"""The database that pg_cron lives in, where the server does not say."""


class Job(NamedTuple):
    """A job as pg_cron has it."""

    name: str
    schedule: str
    command: str
    database: str
    active: bool


def compare(url: str, live: Live) -> tuple[list[Finding], list[str]]:
    """Jobs against cycles. A database without any job is only noted, and so is an unreadable cron;
    jobs of other databases and other people are not looked at."""
    try:
        jobs = _read(url)
    except (psycopg.Error, ConnectionFailed) as error:
        return [], [f"cron jobs could not be read: {str(error).splitlines()[0]}"]
    if not jobs:
        return [], ["no cycle is scheduled in pg_cron"] if live.cycles else []
    name = database.name(url)
    want = {
        job.name: job
        for job in (
            Job(f"bp010:{name}:{cycle.name}", cycle.cron, _call(cycle.name), name, True)
            for cycle in live.cycles or ()
            if cycle.active
        )
    }
    have = {
        job.name: job for job in jobs if job.name in want or job.command.startswith("CALL etl.")
    }
    return [
        finding
        for each in sorted(want.keys() | have.keys())
        if (finding := _difference(each, want.get(each), have.get(each)))
    ], []


def _call(cycle: str) -> str:
    return f"CALL etl.sp_ejecutar_ciclo('{cycle}')"


def _difference(name: str, want: Job | None, have: Job | None) -> Finding | None:
    if have is None:
        return Finding("cron job", name, MISSING)
    if want is None:
        return Finding("cron job", name, UNEXPECTED) if have.active else None
    if want == have._replace(command=have.command.rstrip("; \n")):
        return None
    return Finding("cron job", name, CHANGED, unified(_text(want), _text(have)))


def _text(job: Job) -> str:
    return "\n".join(f"{field} {value}" for field, value in job._asdict().items())


def _read(url: str) -> list[Job]:
    with database.connect(url, autocommit=True) as connection:
        home = _home(connection)
    with database.connect(database.with_name(url, home), autocommit=True) as connection:
        connection.read_only = True
        found = connection.execute("SELECT to_regclass('cron.job') IS NOT NULL").fetchone()
        if found != (True,):
            return []
        prefix = {"prefix": f"bp010:{database.name(url)}:"}
        return [
            Job(*row) for row in connection.execute(queries.text("drift_jobs").encode(), prefix)
        ]


def _home(connection: psycopg.Connection[Any]) -> str:
    try:
        row = connection.execute("SELECT current_setting('cron.database_name', true)").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return CRON
    return row[0] if row and row[0] else CRON
