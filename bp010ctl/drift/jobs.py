"""This database's jobs in pg_cron, against the cycles that it describes itself."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from bp010ctl.base import database
from bp010ctl.base.errors import Bp010Error
from bp010ctl.cycles import cron
from bp010ctl.cycles.cron import Job
from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, Finding, unified
from bp010ctl.drift.live import Cycle


def compare(url: str, cycles: Iterable[Cycle]) -> tuple[list[Finding], list[str]]:
    """Jobs against cycles; jobs of other databases and other people are not looked at.

    A database that pg_cron knows nothing of, or a pg_cron that cannot be read, is only noted.
    """
    try:
        with (
            database.connect(url, autocommit=True) as connection,
            cron.connect(connection) as scheduler,
        ):
            target = connection.info.dbname
            jobs = [job for job in cron.jobs(scheduler, target) if job.cycle != cron.PURGE]
    except (psycopg.Error, Bp010Error) as error:
        return [], [f"cron jobs were not looked at: {str(error).splitlines()[0]}"]
    if not jobs:
        return [], ["no cycle is scheduled in pg_cron"]
    want = {job.name: job for job in (_wanted(cycle, target) for cycle in cycles)}
    have = {job.name: job for job in jobs}
    return [
        finding
        for name in sorted(want.keys() | have.keys())
        if (finding := _difference(name, want.get(name), have.get(name)))
    ], []


def _wanted(cycle: Cycle, target: str) -> Job:
    name = cron.name_of(target, cycle.name)
    return Job(0, name, cycle.cron, cron.command_of(cycle.name), target, cycle.active)


def _difference(name: str, want: Job | None, have: Job | None) -> Finding | None:
    if have is None:
        return Finding("cron job", name, MISSING)
    if want is None:
        return Finding("cron job", name, UNEXPECTED)
    before, after = _text(want), _text(have)
    return Finding("cron job", name, CHANGED, unified(before, after)) if before != after else None


def _text(job: Job) -> str:
    state = "active" if job.active else "paused"
    return f"schedule {job.schedule}\ncommand {job.command}\ndatabase {job.database}\n{state}"
