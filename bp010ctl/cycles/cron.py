"""pg_cron's jobs of a database: made from etl.ciclos, removed, looked at; cycles paused, resumed.

pg_cron lives in one database of the server and starts jobs in any; a job's name carries the
database: `bp010:<database>:<cycle>`. Jobs of other names are never touched. What is scheduled since
when is noted in etl.ciclo_vigencias, because only a scheduled start can be missed.

A job is never paused there: it starts, looks at its cycle's switch (etl.ciclos.activo), and does
nothing where that is off. So whoever may switch a cycle off may switch it on again, whosever the
jobs are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error, UsageError

SCHEDULER = "pg_cron"
PURGE = "purga"
PURGE_AT = "50 3 * * *"
NAME_LIMIT = 63
BACKSTOP = "2h"
"""statement_timeout of the role in a scheduled database: for what even vigilancia cannot end."""

Change = tuple[str, str]


class CronMissing(Bp010Error):
    """pg_cron cannot be used on this server"""


class CronRefused(Bp010Error):
    """pg_cron does not take what a job should be"""


@dataclass(frozen=True)
class Job:
    """A job of pg_cron; cycle: the last part of its name. here: it is started on this server; one
    that was copied with its server keeps the address of the server that it comes from."""

    id: int
    name: str
    schedule: str
    command: str
    database: str
    active: bool
    here: bool = True

    @property
    def cycle(self) -> str:
        return self.name.rpartition(":")[2]


@contextmanager
def connect(connection: Connection) -> Iterator[Connection]:
    """A connection to the database that pg_cron lives in, on the same server as `connection`.

    Raises CronMissing, which says what to do.
    """
    try:
        home = _home(connection)
        scheduler = database.another(connection, home)
    except psycopg.OperationalError as error:
        raise CronMissing(
            f"no connection to pg_cron's database: {str(error).strip().splitlines()[0]}",
            hint="the role needs CONNECT on it, and a line in pg_hba.conf",
        ) from None
    with scheduler:
        _check(scheduler, home)
        yield scheduler


def jobs(scheduler: Connection, target: str, owner: str | None = None) -> list[Job]:
    """Our jobs for a database, the purge of their history included.

    owner: whose jobs; pg_cron shows those of others to a superuser only.
    """
    given = {"prefix": _prefix(target), "owner": owner}
    rows = scheduler.execute(queries.text("cycles/cron_jobs"), given)
    return [Job(*row) for row in rows]


def faults(connection: Connection, scheduler: Connection) -> dict[str, str]:
    """What is wrong with the jobs that pg_cron really has, by cycle; it takes their owner to see.

    A job that somebody deleted, paused or changed there, and one of a cycle that is not described.
    A cycle that is switched off has its job all the same: else only the owner could resume it.
    """
    target = connection.info.dbname
    present = {job.cycle: job for job in jobs(scheduler, target) if job.cycle != PURGE}
    wrong = {}
    for cycle, schedule, _ in _cycles(connection):
        job = present.pop(cycle, None)
        wanted = Job(0, name_of(target, cycle), schedule, command_of(cycle), target, True)
        if fault := _fault(job, wanted):
            wrong[cycle] = fault
    return wrong | dict.fromkeys(present, "a job of no cycle")


def _fault(job: Job | None, wanted: Job) -> str | None:
    if job is None:
        return "no job in pg_cron"
    if job.schedule != wanted.schedule:
        return f"pg_cron starts it at {job.schedule!r}, not at {wanted.schedule!r}"
    if (job.command, job.database) != (wanted.command, wanted.database):
        return f"pg_cron runs {job.command!r} in {job.database}"
    if not job.here:
        return "pg_cron starts it at another server's address"
    return None if job.active else "paused in pg_cron"


def apply(connection: Connection, scheduler: Connection, *, dry_run: bool = False) -> list[Change]:
    """Make the jobs what etl.ciclos says, all or none: (cycle, what was done) for each. Twice is
    once.

    A cycle that is not active keeps its job, which does nothing. Jobs of cycles that are gone go.
    dry_run: say what would be done, and leave everything as it is.
    """
    with _together(connection, scheduler, dry_run):
        changes = _applied(connection, scheduler)
        _backstop(connection, BACKSTOP)
    return changes


@contextmanager
def _together(
    connection: Connection, scheduler: Connection | None, dry_run: bool
) -> Iterator[None]:
    """What is done in both databases, kept in both or in none; dry_run: in none."""
    with scheduler.transaction(force_rollback=dry_run) if scheduler else nullcontext():
        yield
    if dry_run:
        connection.rollback()
    else:
        connection.commit()


def _applied(connection: Connection, scheduler: Connection) -> list[Change]:
    target = connection.info.dbname
    present = {job.name: job for job in jobs(scheduler, target)}
    changes = []
    for cycle, schedule, active in _cycles(connection):
        wanted = Job(0, name_of(target, cycle), schedule, command_of(cycle), target, True)
        changes.append((cycle, _set(scheduler, present.pop(wanted.name, None), wanted)))
        _note(connection, cycle, schedule if active else None)
    purge = name_of(target, PURGE)
    home = scheduler.info.dbname
    wanted = Job(0, purge, PURGE_AT, _purge(scheduler, target, purge), home, True)
    changes.append((PURGE, _set(scheduler, present.pop(purge, None), wanted)))
    for job in present.values():
        scheduler.execute("SELECT cron.unschedule(%s::bigint)", [job.id])
        _note(connection, job.cycle, None)
        changes.append((job.cycle, "removed"))
    return changes


def first_maintenance(connection: Connection) -> bool:
    """Run the cycle mantenimiento if it never ended well, so that the partitions are there from the
    first day; whether it was run."""
    row = connection.execute(queries.text("cycles/cron_unmaintained")).fetchone()
    connection.commit()
    if not (row and row[0]):
        return False
    connection.autocommit = True
    connection.execute("CALL etl.sp_ejecutar_ciclo('mantenimiento', p_origen => 'cron apply')")
    connection.autocommit = False
    return True


def switch(
    connection: Connection,
    scheduler: Connection | None,
    names: Collection[str],
    *,
    active: bool,
    dry_run: bool = False,
) -> list[str]:
    """Pause or resume cycles (all where none is named); the cycles that changed, or would change.

    A paused cycle misses nothing: its job's starts do nothing, and the foreground scheduler makes
    none. scheduler: a session of pg_cron's, for the jobs' owner, who resumes a job as well that
    somebody paused there, and notes at once that its starts count again; else the first start does.
    """
    known = {cycle: (schedule, now) for cycle, schedule, now in _cycles(connection)}
    if unknown := sorted(set(names) - known.keys()):
        raise UsageError(
            f"no scheduled cycle is called {unknown[0]!r}", hint=f"one of: {', '.join(known)}"
        )
    chosen = [cycle for cycle in known if not names or cycle in names]
    with _together(connection, scheduler, dry_run):
        present = jobs(scheduler, connection.info.dbname) if scheduler else []
        for job in present:
            if scheduler and active and job.cycle in chosen and not job.active:
                _activate(scheduler, job.id)
        scheduled = {job.cycle for job in present}
        for cycle in chosen:
            connection.execute(
                "UPDATE etl.ciclos SET activo = %s WHERE ciclo = %s AND activo <> %s",
                [active, cycle, active],
            )
            _note(connection, cycle, known[cycle][0] if active and cycle in scheduled else None)
    return [cycle for cycle in chosen if known[cycle][1] != active]


def remove(connection: Connection, scheduler: Connection, *, dry_run: bool = False) -> list[str]:
    """Take all our jobs of this database away; the cycles that had one."""
    with _together(connection, scheduler, dry_run):
        gone = jobs(scheduler, connection.info.dbname)
        for job in gone:
            scheduler.execute("SELECT cron.unschedule(%s::bigint)", [job.id])
            _note(connection, job.cycle, None)
        _backstop(connection, None)
    return [job.cycle for job in gone if job.cycle != PURGE]


def scheduled(connection: Connection) -> bool:
    """Whether this database counts on pg_cron to start cycles."""
    rows = connection.execute(
        "SELECT FROM etl.ciclo_vigencias WHERE hasta IS NULL AND programador = %s LIMIT 1",
        [SCHEDULER],
    )
    return rows.fetchone() is not None


def owns_jobs(connection: Connection) -> bool:
    """Whether this role is the one whose jobs they are: pg_cron shows nobody else's."""
    row = connection.execute(
        "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'etl.ciclos'::regclass"
    ).fetchone()
    return bool(row and row[0])


def launcher_alive(scheduler: Connection) -> bool:
    """Whether pg_cron's background process runs."""
    workers = scheduler.execute(
        "SELECT FROM pg_catalog.pg_stat_activity WHERE backend_type = 'pg_cron launcher'"
    )
    return workers.fetchone() is not None


def name_of(target: str, cycle: str) -> str:
    """The job's name: bp010:<database>:<cycle>."""
    return _prefix(target) + cycle


def command_of(cycle: str) -> str:
    """What the job runs: one CALL, because only then may the procedure commit."""
    literal = sql.Literal(cycle).as_string()
    return f"CALL etl.sp_ejecutar_ciclo({literal}, p_origen => '{SCHEDULER}')"


def _prefix(target: str) -> str:
    """Names have 63 bytes: of a long database name the beginning and a digest."""
    if len(f"bp010:{target}:".encode()) > NAME_LIMIT - 20:
        target = f"{target[:16]}~{hashlib.sha256(target.encode()).hexdigest()[:8]}"
    return f"bp010:{target}:"


def _home(connection: Connection) -> str:
    """The database that pg_cron lives in: its setting, which not every role may read."""
    try:
        with connection.transaction():
            row = connection.execute(
                "SELECT current_setting('cron.database_name', true)"
            ).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        row = None
    return (row[0] if row else None) or "postgres"


def _check(scheduler: Connection, home: str) -> None:
    row = scheduler.execute(queries.text("cycles/cron_ready")).fetchone()
    installed, allowed, granted = row if row else (False, False, False)
    role = sql.Identifier(scheduler.info.user).as_string(scheduler)
    if not installed:
        raise CronMissing(
            "this server has no pg_cron",
            on=database.describe(scheduler.info.dsn),
            hint=f"install it (Debian: {_package(scheduler)}), put into postgresql.conf\n"
            "    shared_preload_libraries = 'pg_cron'\n"
            f"    cron.database_name = '{home}'\n"
            "  restart the server, then as superuser in that database:\n"
            f"    CREATE EXTENSION pg_cron;\n{_grants(role)}\n"
            "  Meanwhile, or where it cannot be had, `bp010ctl cron run` starts the same cycles.",
        )
    if not (allowed and granted):
        raise CronMissing(
            f"role {scheduler.info.user!r} may not use pg_cron",
            on=database.describe(scheduler.info.dsn),
            hint=f"as superuser in database {home}:\n{_grants(role)}",
        )


def _package(scheduler: Connection) -> str:
    """Debian's package for the server's own version."""
    return f"postgresql-{scheduler.info.server_version // 10000}-cron"


def _grants(role: str) -> str:
    return (
        f"    GRANT USAGE ON SCHEMA cron TO {role};\n"
        f"    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA cron TO {role};"
    )


def _cycles(connection: Connection) -> list[tuple[str, str, bool]]:
    rows = connection.execute(
        "SELECT ciclo, expresion_cron, activo FROM etl.ciclos"
        " WHERE expresion_cron IS NOT NULL ORDER BY ciclo"
    )
    return rows.fetchall()


def _note(connection: Connection, cycle: str, schedule: str | None) -> None:
    connection.execute("SELECT etl.fnc_programar(%s, %s, %s)", [cycle, schedule, SCHEDULER])


def _set(scheduler: Connection, present: Job | None, wanted: Job) -> str:
    """Make one job as wanted; what that took."""
    if present and present == replace(wanted, id=present.id):
        return "unchanged"
    if present and (present.database != wanted.database or not present.here):
        scheduler.execute("SELECT cron.unschedule(%s::bigint)", [present.id])
    try:
        row = scheduler.execute(
            "SELECT cron.schedule_in_database(%s, %s, %s, %s)",
            [wanted.name, wanted.schedule, wanted.command, wanted.database],
        ).fetchone()
    except psycopg.DataError as error:
        raise CronRefused(
            f"pg_cron refuses the schedule: {error.diag.message_primary}",
            on=f"cycle {wanted.cycle}",
            hint="mend its expresion_cron (seeds/etl.ciclos.csv, `bp010ctl seed`); "
            "no job was changed",
        ) from None
    assert row is not None
    _activate(scheduler, row[0])
    return "updated" if present else "scheduled"


def _activate(scheduler: Connection, job: int) -> None:
    scheduler.execute("SELECT cron.alter_job(%s::bigint, active => TRUE)", [job])


def _purge(scheduler: Connection, target: str, job: str) -> str:
    """The command that forgets what pg_cron noted about our runs more than 7 days ago."""
    names = {"database": target, "job": job}
    return psycopg.ClientCursor(scheduler).mogrify(queries.text("cycles/cron_purge"), names).strip()


def _backstop(connection: Connection, value: str | None) -> None:
    """Set the role's statement_timeout in this database where it has none, or take ours away."""
    row = connection.execute(queries.text("cycles/cron_backstop")).fetchone()
    present = row[0] if row else None
    role, target = sql.Identifier(connection.info.user), sql.Identifier(connection.info.dbname)
    of = sql.SQL("ALTER ROLE {} IN DATABASE {} ").format(role, target)
    if value and not present:
        connection.execute(of + sql.SQL("SET statement_timeout = {}").format(sql.Literal(value)))
    elif not value and present == BACKSTOP:
        connection.execute(of + sql.SQL("RESET statement_timeout"))
