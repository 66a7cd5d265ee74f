"""The adoption, step by step: each can be interrupted anywhere, and the next run goes on there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.adoption import aliases, copying, journal, legacy, reference, survey, verification
from bp010ctl.adoption.conversion import Conversion, Shapes
from bp010ctl.base import database, queries
from bp010ctl.base.composing import listed, name_of
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import AdoptionError, Bp010Error, LockNotObtained
from bp010ctl.migrations import locks

LOCK_TIMEOUT = "10s"
"""Longest wait for whoever writes to the old tables when they are moved aside."""

TURN = 60.0
"""Seconds to wait for another adoption: a killed one's session may still end its statement."""


@dataclass(frozen=True)
class Listener:
    """Who hears how it goes: `step` after each (name, seconds), `advance` about rows done of
    `total(rows)`, `note` about waits."""

    step: Callable[[str, float], None] = lambda name, seconds: None
    advance: Callable[[float], None] = lambda rows: None
    note: Callable[[str], None] = lambda text: None


@dataclass(frozen=True)
class _Run:
    """What every step needs."""

    connection: Connection
    url: str
    project: Path
    listener: Listener
    batch: int

    @property
    def state(self) -> journal.State:
        state = journal.state(self.connection)
        assert state is not None
        return state


def adopt(
    url: str,
    zone: str | None,
    project: Path,
    listener: Listener | None = None,
    batch: int = copying.BATCH,
) -> journal.Report:
    """Begin the adoption, or go on with it, to its end.

    zone: for times without one; UTC where it is None and nothing has begun. batch: rows a
    transaction. Raises AdoptionError, with nothing half-done; the next call goes on.
    """
    with _explained(url) as own:
        run = _Run(own, url, project, listener or Listener(), batch)
        with _alone(own, run.listener.note):
            _begin(run, zone)
            for step, work in STEPS.items():
                if step not in run.state.steps:
                    _timed(run, step, work)
            return journal.report(own)


@contextmanager
def _explained(url: str) -> Iterator[Connection]:
    """The connection; what the database refuses, or its loss, as an AdoptionError."""
    with database.connect(url, autocommit=True, application_name="bp010ctl adopt") as own:
        try:
            yield own
        except (psycopg.Error, Bp010Error) as error:
            if own.broken or isinstance(error, psycopg.OperationalError):
                raise _lost(error, url) from error
            if isinstance(error, Bp010Error):
                raise
            raise _refused(error) from error


def _timed(run: _Run, step: str, work: Callable[[_Run], None]) -> None:
    started = time.monotonic()
    work(run)
    run.listener.step(step, time.monotonic() - started)


@contextmanager
def _alone(connection: Connection, note: Callable[[str], None]) -> Iterator[None]:
    """One adoption at a time in this database."""
    deadline = time.monotonic() + TURN
    told = False
    while not _try_lock(connection):
        if time.monotonic() > deadline:
            raise LockNotObtained("another adoption of this database is running")
        if not told:
            note("another adoption of this database is running, waiting for it")
            told = True
        time.sleep(locks.POLL)
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            connection.execute("SELECT pg_advisory_unlock_all()")


def _try_lock(connection: Connection) -> bool:
    text = "SELECT pg_try_advisory_lock(hashtextextended('bp010ctl adopt', 0))"
    row = connection.execute(text).fetchone()
    return bool(row and row[0])


def _begin(run: _Run, zone: str | None) -> None:
    """Move the old schemas aside and open the record, in one transaction."""
    state = journal.state(run.connection)
    if state is not None:
        if zone not in (None, state.zone):
            raise AdoptionError(
                f"this adoption reads naive times in {state.zone}, not in {zone}",
                hint="leave --zone out to go on",
            )
        return
    started = time.monotonic()
    surveyed = survey.look(run.connection, zone or "UTC", run.project)
    if not surveyed.ready:
        raise AdoptionError(
            "\n".join(
                [
                    *surveyed.stops,
                    *(f"{v.table}: {v.rule} ({v.rows} rows)" for v in surveyed.violations),
                ]
            ),
            on=f"database {surveyed.database!r}",
            hint="nothing was touched; `bp010ctl adopt` shows the whole report",
        )
    try:
        _set_aside(run, surveyed, started)
    except psycopg.errors.LockNotAvailable as error:
        raise LockNotObtained(
            f"the old tables are in use, waited {LOCK_TIMEOUT} for them",
            on="; ".join(surveyed.warnings) or None,
            hint="stop whoever writes to them, then try again; nothing was touched",
        ) from error
    run.listener.step("apartar", time.monotonic() - started)


def _set_aside(run: _Run, surveyed: survey.Survey, started: float) -> None:
    schemas = _present(run.connection)
    with run.connection.transaction():
        run.connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(LOCK_TIMEOUT))
        tables = listed(name_of(table.found) for table in surveyed.tables)
        run.connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(tables))
        journal.open_(run.connection, surveyed, schemas)
        for schema in schemas:
            rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
            aside = sql.Identifier(schema + legacy.ASIDE)
            run.connection.execute(rename.format(sql.Identifier(schema), aside))
        journal.step_done(run.connection, "apartar", time.monotonic() - started)


def _present(connection: Connection) -> list[str]:
    names = [*legacy.SCHEMAS, legacy.IN_THE_WAY]
    rows = connection.execute(
        "SELECT nspname::text FROM pg_namespace WHERE nspname = ANY(%s)", [names]
    )
    return [name for (name,) in rows.fetchall()]


def _migrate(run: _Run) -> None:
    from bp010ctl.migrations import (  # half a second, which a mere report need not wait
        chain,
        engine,
    )

    started = time.monotonic()
    listener = engine.Listener(note=run.listener.note)
    chain.migrate(run.url, listener=listener, project=run.project)
    journal.step_done(run.connection, "migrar", time.monotonic() - started)


def _load_reference(run: _Run) -> None:
    started = time.monotonic()
    with run.connection.transaction(), run.connection.cursor() as cursor:
        reference.load(cursor, run.project / "seeds", run.state.zone)
        journal.step_done(run.connection, "referencia", time.monotonic() - started)
    names = [table.table for table in reference.TABLES]
    rows = run.connection.execute(
        "SELECT coalesce(sum(filas_legado), 0) FROM adopcion.tablas WHERE tabla = ANY(%s)", [names]
    ).fetchone()
    run.listener.advance(float(rows[0]) if rows else 0.0)


def _conversions(run: _Run) -> list[tuple[Conversion, int]]:
    """The tables to copy that this database had, and their rows."""
    state = run.state
    with run.connection.cursor() as cursor:
        shapes = Shapes.read(cursor)
        rows = cursor.execute("SELECT tabla, origen, filas_legado FROM adopcion.tablas").fetchall()
    origins = {table: (origin, count) for table, origin, count in rows}
    return [
        (
            Conversion(spec, origins[spec.table][0], shapes, state.zone, state.started),
            origins[spec.table][1],
        )
        for spec in legacy.COPIED
        if spec.table in origins
    ]


def _copy(run: _Run) -> None:
    started = time.monotonic()
    for conversion, _ in _conversions(run):
        if conversion.spec.table == legacy.READINGS:
            copying.make_months(run.connection, conversion)
        copying.copy(run.connection, conversion, run.listener.advance, run.batch)
        run.connection.execute(sql.SQL("ANALYZE {}").format(name_of(conversion.spec.table)))
    journal.step_done(run.connection, "copiar", time.monotonic() - started)


def _advance_sequences(run: _Run) -> None:
    """Every identity goes on after the greatest number in use."""
    started = time.monotonic()
    text = sql.SQL(
        "SELECT setval({}, greatest((SELECT max({}) FROM {}), (SELECT last_value FROM {})))"
        " WHERE EXISTS (SELECT FROM {})"
    )
    with run.connection.transaction():
        rows = run.connection.execute(
            queries.text("adoption/sequences").encode(), {"esquemas": list(legacy.SCHEMAS)}
        )
        for table, column, sequence in rows.fetchall():
            name = name_of(table)
            run.connection.execute(
                text.format(sequence, sql.Identifier(column), name, name_of(sequence), name)
            )
        journal.step_done(run.connection, "secuencias", time.monotonic() - started)


def _verify(run: _Run) -> None:
    """Raises AdoptionError where a table's rows differ; the verdicts are in the record."""
    started = time.monotonic()
    verdicts = verification.report(run.connection, _conversions(run), run.listener.advance)
    unsound = [verdict for verdict in verdicts if not verdict.sound]
    if unsound:
        raise AdoptionError(
            "the copy differs from the old tables",
            on="\n      ".join(
                f"{verdict.table}: {verdict.old} rows before, {verdict.copied} now,"
                f" {verdict.aside} set aside;"
                f" checksums {verdict.old_sum} and {verdict.new_sum}"
                for verdict in unsound
            ),
            hint="does another session write to these tables? Stop it, undo its rows, try again",
        )
    journal.step_done(run.connection, "verificar", time.monotonic() - started)


def _make_views(run: _Run) -> None:
    started = time.monotonic()
    with run.connection.transaction():
        aliases.make(run.connection)
        journal.step_done(run.connection, "vistas", time.monotonic() - started)


def _finish(run: _Run) -> None:
    with run.connection.transaction():
        run.connection.execute("UPDATE adopcion.adopcion SET terminada_en = now()")
        journal.step_done(run.connection, "terminar", 0.0)


STEPS: dict[str, Callable[[_Run], None]] = {
    "migrar": _migrate,
    "referencia": _load_reference,
    "copiar": _copy,
    "secuencias": _advance_sequences,
    "verificar": _verify,
    "vistas": _make_views,
    "terminar": _finish,
}
"""The steps after the first one, `apartar`."""


def _lost(error: Exception, url: str) -> AdoptionError:
    return AdoptionError(
        f"interrupted: {str(error).strip().splitlines()[0]}",
        on=database.describe(url),
        hint="nothing is half-done; run the same command again and it goes on",
    )


def _refused(error: psycopg.Error) -> AdoptionError:
    where = ".".join(filter(None, (error.diag.schema_name, error.diag.table_name)))
    detail = error.diag.message_detail
    return AdoptionError(
        f"the database refused: {error.diag.message_primary or error}"
        + (f" ({detail})" if detail else ""),
        on=where or None,
        hint=error.diag.message_hint or "what is done stays done; run the same command to go on",
    )
