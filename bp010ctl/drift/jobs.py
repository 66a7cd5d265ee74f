"""This database's jobs in pg_cron, against the cycles that it describes itself."""

from __future__ import annotations

from typing import NamedTuple

import psycopg

from bp010ctl.base import database
from bp010ctl.base.errors import Bp010Error
from bp010ctl.cycles import cron
from bp010ctl.cycles.cron import Job
from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, Finding, unified
from bp010ctl.drift.live import Cycle, Live


class Jobs(NamedTuple):
    """What differs, what is worth a note, and what could not be compared."""

    findings: list[Finding]
    notes: list[str]
    not_compared: list[str]


def compare(url: str, live: Live) -> Jobs:
    """Jobs against cycles; jobs of other databases and other people are not looked at.

    A database whose cycles were never given to pg_cron has none to miss: that is a note. Jobs that
    this role may not see, or a pg_cron that is gone, are said not to be compared.
    """
    if live.cycles is None or not live.scheduled:
        return Jobs([], ["no cycle is scheduled in pg_cron"] if live.cycles is not None else [], [])
    try:
        with (
            database.connect(url, autocommit=True) as connection,
            cron.connect(connection) as scheduler,
        ):
            target = connection.info.dbname
            existing = cron.jobs(scheduler, target, live.owner)
            seen = scheduler.info.user == live.owner or _sees_all(scheduler)
    except (psycopg.Error, Bp010Error) as error:
        return Jobs([], [], [f"cron jobs: {str(error).splitlines()[0]}"])
    if not seen:
        return Jobs([], [], [f"cron jobs: pg_cron shows them to {live.owner} and superusers only"])
    want = {job.name: job for job in (_wanted(cycle, target) for cycle in live.cycles)}
    have = {job.name: job for job in existing if job.cycle != cron.PURGE}
    findings = [
        finding
        for name in sorted(want.keys() | have.keys())
        if (finding := _difference(name, want.get(name), have.get(name)))
    ]
    return Jobs(findings, [], [])


def _sees_all(scheduler: database.Connection) -> bool:
    """Whether row security leaves the jobs of others to this role."""
    row = scheduler.execute("SELECT NOT row_security_active('cron.job')").fetchone()
    return bool(row and row[0])


def _wanted(cycle: Cycle, target: str) -> Job:
    name = cron.name_of(target, cycle.name)
    return Job(0, name, cycle.cron, cron.command_of(cycle.name), target, True)


def _difference(name: str, want: Job | None, have: Job | None) -> Finding | None:
    if have is None:
        return Finding("cron job", name, MISSING)
    if want is None:
        return Finding("cron job", name, UNEXPECTED)
    before, after = _text(want), _text(have)
    return Finding("cron job", name, CHANGED, unified(before, after)) if before != after else None


def _text(job: Job) -> str:
    state = "active" if job.active else "paused"
    where = [] if job.here else ["at another server's address"]
    lines = [f"schedule {job.schedule}", f"command {job.command}", f"database {job.database}"]
    return "\n".join([*lines, state, *where])
