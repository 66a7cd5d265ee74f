"""Is it well? One look at everything that a monitor should know, each as a check with a level."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bp010ctl.base import blockers, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.phrases import span
from bp010ctl.cycles import cron, ledger

OK, WARNING, CRITICAL = 0, 1, 2
LEVELS = ("ok", "warning", "critical")
QUEUE_SECONDS = 1800
LOCK_SECONDS = 2
ANSWER_SECONDS = 20
UNSEEN_SECONDS = 120
DISK_PERCENT = {WARNING: 15.0, CRITICAL: 5.0}


@dataclass(frozen=True)
class Check:
    """level: 0 ok, 1 warning, 2 critical, as monitors count."""

    name: str
    level: int
    message: str


def checks(connection: Connection) -> list[Check]:
    """All checks of a database. Reads only; the connection must be on autocommit.

    A check that has to wait, for a lock or for a slow answer, is critical and says for whom: what
    cannot be seen is not well.
    """
    looks: dict[str, Callable[[Connection], Iterable[Check]]] = {
        "cycles": _cycles,
        "alerts": _alerts,
        "alert channels": _channels,
        "gaps": _gaps,
        "queue": _queue,
        "default partitions": _defaults,
        "replicas": _replicas,
        "sources": _sources,
        "disk": _disk,
        "zone": _zone,
        "pg_cron": _pg_cron,
    }
    with _impatient(connection):
        return [check for name, look in looks.items() for check in _look(connection, name, look)]


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """The session with limits on how long it waits for a lock and for an answer."""
    limits = {"lock_timeout": LOCK_SECONDS, "statement_timeout": ANSWER_SECONDS}
    for name, seconds in limits.items():
        connection.execute("SELECT set_config(%s, %s, false)", [name, f"{seconds}s"])
    try:
        yield
    finally:
        for name in limits if not connection.closed else ():
            connection.execute(sql.SQL("RESET {}").format(sql.Identifier(name)))


def _look(
    connection: Connection, name: str, look: Callable[[Connection], Iterable[Check]]
) -> list[Check]:
    conninfo = make_conninfo(connection.info.dsn, password=connection.info.password or None)
    with blockers.Watcher(conninfo, connection.info.backend_pid, LOCK_SECONDS / 2) as watcher:
        try:
            return list(look(connection))
        except psycopg.errors.LockNotAvailable:
            return [Check(name, CRITICAL, f"cannot be seen, behind a lock of {watcher}")]
        except psycopg.errors.QueryCanceled:
            return [Check(name, CRITICAL, f"no answer within {ANSWER_SECONDS} s")]
        except psycopg.errors.InsufficientPrivilege as error:
            what = f"{error.diag.message_primary}; ask as a login in bp010_lectura"
            return [Check(name, CRITICAL, f"cannot be seen: {what}")]
        except psycopg.DataError as error:  # one bad row does not hide what else there is
            what = error.diag.message_primary or str(error)
            return [Check(name, CRITICAL, f"cannot be seen: {what}")]


def worst(judged: list[Check]) -> int:
    """The highest level: the exit code for monitors."""
    return max((check.level for check in judged), default=OK)


def _cycles(connection: Connection) -> Iterator[Check]:
    """A cycle is behind when its last success is older than its period and limit allow."""
    cycles = ledger.cycles(connection)
    scheduled = [row for row in cycles if row["programadores"]]
    if not scheduled:
        yield Check("cycles", WARNING, "no cycle is scheduled: bp010ctl cron apply")
    for name in (row["ciclo"] for row in cycles if not row["activo"]):
        yield Check(f"cycle {name}", WARNING, f"paused: bp010ctl cron resume {name}")
    for row in scheduled:
        level, lag, period = lateness(row), row["atraso_segundos"], row["periodo_segundos"]
        never = "scheduled {} ago, no success yet"
        last = (never if row["ultimo_exito"] is None else "last success {} ago").format(span(lag))
        why = "; see: bp010ctl runs --failed, bp010ctl cron status" if level else ""
        yield Check(f"cycle {row['ciclo']}", level, f"{last} (every {span(period)}){why}")


def lateness(cycle: queries.Row) -> int:
    """The level of a cycle's lag, of a row of `ledger.cycles`; OK where it is not scheduled."""
    lag, period, limit = (cycle[f"{name}_segundos"] for name in ("atraso", "periodo", "limite"))
    if not cycle["programadores"] or lag is None:
        return OK
    return CRITICAL if lag > 5 * period + limit else WARNING if lag > 2 * period + limit else OK


def _alerts(connection: Connection) -> Iterator[Check]:
    alerts = connection.execute(queries.text("cycles/health_alerts")).fetchall()
    if not alerts:
        yield Check("alerts", OK, "none open")
    for kind, severity, _, message, since in alerts:
        level = {"INFO": OK, "CRITICAL": CRITICAL}.get(severity, WARNING)
        yield Check(f"alert {kind}", level, f"{message} (since {since:%Y-%m-%d %H:%M %Z})")


def _channels(connection: Connection) -> Iterator[Check]:
    """Channels that fail, and such to which nobody sends."""
    for row in queries.dicts(connection, "cycles/health_channels"):
        name, unseen = f"alert channel {row['canal']}", row["sin_mirar"]
        if unseen > UNSEEN_SECONDS:
            what = f"no worker looked for {span(unseen)}: bp010ctl alerts run"
            yield Check(name, CRITICAL if row["espera"] else WARNING, what)
        elif row["fallos"]:
            what = f"{row['fallos']} attempts in a row failed: bp010ctl alerts list"
            yield Check(name, WARNING, what)
        else:
            yield Check(name, OK, "told")


def _gaps(connection: Connection) -> Iterator[Check]:
    count = len(ledger.gaps(connection))
    what = f"{count} to make up for: bp010ctl gaps; at once: bp010ctl recover"
    message = what if count else "none"
    yield Check("gaps", WARNING if count else OK, message)


def _queue(connection: Connection) -> Iterator[Check]:
    row = connection.execute(queries.text("cycles/health_queue")).fetchone()
    keys, age = row if row else (0, None)
    late = age is not None and age > QUEUE_SECONDS
    oldest = f", the oldest for {span(age)}" if age is not None else ""
    yield Check("queue", WARNING if late else OK, f"{keys} well-hours wait{oldest}")


def _defaults(connection: Connection) -> Iterator[Check]:
    """Rows that no partition expects make every query on their table slower; without a default
    partition they are refused."""
    tables = connection.execute(queries.text("cycles/health_defaults")).fetchall()
    missing = [table for table, _, partition, _ in tables if partition is None]
    full = [
        f"{schema}.{partition}"
        for _, schema, partition, occupied in tables
        if occupied
        and connection.execute(
            sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(schema, partition))
        ).fetchone()
    ]
    remarks = []
    if missing:
        what = "no default partition, rows of unexpected times are refused"
        remarks.append(f"{', '.join(missing)}: {what}; the cycle mantenimiento makes it again")
    if full:
        remarks.append(f"rows in {', '.join(full)}: the cycle mantenimiento moves them by night")
    level = CRITICAL if missing else WARNING if full else OK
    yield Check("default partitions", level, "; ".join(remarks) or f"{len(tables)}, all empty")


def _replicas(connection: Connection) -> Iterator[Check]:
    """Replicas of other databases: late, different from their source, not loaded to the end."""
    for name, tables, late, oldest, different, loading, aside, structure in connection.execute(
        queries.text("cycles/health_replicas")
    ).fetchall():
        faults = []
        if different:
            faults.append(f"{', '.join(different)} not equal: bp010ctl replica verify {name}")
        if loading:
            faults.append(
                f"{', '.join(loading)} not loaded to the end: bp010ctl replica run {name}"
            )
        if late:
            faults.append(f"{late} tables late, the oldest from {oldest:%Y-%m-%d %H:%M}")
        if structure:
            faults.append(f"{structure}: bp010ctl replica revision {name}")
        level = CRITICAL if different else WARNING if faults else OK
        kept = f", {aside:,} values set aside by name" if aside else ""
        yield Check(f"replica {name}", level, "; ".join(faults) or f"{tables} tables{kept}")


def _sources(connection: Connection) -> Iterator[Check]:
    """Sources that are polled: refused, silent, or failing since the last good poll."""
    for row in queries.dicts(connection, "cycles/health_sources"):
        level, message = _of_source(row)
        yield Check(f"source {row['fuente']}", level, message)


def _of_source(row: queries.Row) -> tuple[int, str]:
    name, late = row["fuente"], row["sin_exito"] > row["paciencia"]
    good = (
        f"last good poll {span(row['sin_exito'])} ago" if row["hubo_exito"] else "no good poll yet"
    )
    if not row["activa"] and row["motivo_pausa"]:
        return CRITICAL, f"{row['motivo_pausa']}; mend it, then: bp010ctl source resume {name}"
    if not row["activa"]:
        return WARNING, f"paused: bp010ctl source resume {name}"
    if row["sin_sondeo"] > row["paciencia"]:
        what = f"not polled for {span(row['sin_sondeo'])}"
        return CRITICAL, f"{what}; is the worker running? bp010ctl source run"
    if row["estado"] == "fallido":
        return CRITICAL if late else WARNING, f"{good}; {row['error']}"
    if row["unidades"]:
        return WARNING, f"{good}; nothing from {', '.join(row['unidades'])}"
    return OK, good


def _disk(connection: Connection) -> Iterator[Check]:
    """Free space under the data folder, where the server is this machine and says where that is."""
    try:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        usage = shutil.disk_usage(Path(row[0]).parent if row else Path())
    except (psycopg.errors.InsufficientPrivilege, OSError):
        return
    free = 100 * usage.free / usage.total
    level = next((worse for worse in (CRITICAL, WARNING) if free < DISK_PERCENT[worse]), OK)
    yield Check("disk", level, f"{free:.0f} % free, {usage.free / 1e9:.1f} GB")


def _zone(connection: Connection) -> Iterator[Check]:
    """The server cuts days and hours by its own rules of the zone, tools here by this machine's:
    of two releases of the tz database one may know a province's new winter time."""
    days = queries.tuples(connection, "cycles/health_zone")
    name = days[0][0]
    try:
        ours = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        yield Check("zone", WARNING, f"{name}: this machine does not know it: install tzdata")
        return
    other = [
        noon
        for _, noon, seconds in days
        if noon.astimezone(ours).utcoffset() != timedelta(seconds=seconds)
    ]
    if not other:
        yield Check("zone", OK, f"{name}: server and this machine have the same rules")
        return
    told = f"{name}: on {len(other)} days, first {other[0]:%Y-%m-%d}, server and this machine"
    yield Check("zone", WARNING, f"{told} tell different times: bring tzdata up to date on both")


def _pg_cron(connection: Connection) -> Iterator[Check]:
    """Only where pg_cron is meant to start the cycles."""
    if not cron.scheduled(connection):
        return
    try:
        with cron.connect(connection) as scheduler:
            alive = cron.launcher_alive(scheduler)
            jobs = [job for job in cron.jobs(scheduler, connection.info.dbname) if job.active]
            seen = cron.owns_jobs(connection)
            faults = cron.faults(connection, scheduler) if jobs else {}
    except cron.CronMissing as missing:
        yield Check("pg_cron", CRITICAL, missing.what)
        return
    if alive and not seen:
        yield Check("pg_cron", OK, "alive; its jobs were not looked at, only their owner sees them")
    elif not alive or not jobs:
        what = "its launcher does not run" if jobs else "no active job: bp010ctl cron apply"
        yield Check("pg_cron", CRITICAL, what)
    else:
        yield Check("pg_cron", OK, f"alive, {len(jobs)} jobs")
    for cycle, fault in faults.items():
        yield Check(f"job {cycle}", CRITICAL, f"{fault}: bp010ctl cron apply")
