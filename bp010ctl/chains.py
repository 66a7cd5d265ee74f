"""The procedure chains: etl.ciclo_pasos says what runs in which order, this runs it.

Each step is one CALL in a transaction of its own, so a failure keeps what the steps before it did
and the next run takes up what the failed step gave back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl import queries
from bp010ctl.database import Connection
from bp010ctl.errors import ChainError, UsageError

PROTECTION = "bp010:protegida"
ALL_CYCLES = ("stage", "universal", "reporting")
MODES: dict[str, tuple[str, ...]] = {
    "full-reset": ALL_CYCLES,
    "incremental": ALL_CYCLES,
    "universal-only": ("universal",),
    "reporting-only": ("reporting",),
}


@dataclass(frozen=True)
class Scope:
    """What a run is limited to: days (both included, in the operating zone) and one well.

    No days means "what changed since the last run".
    """

    desde: date | None = None
    hasta: date | None = None
    lookback_days: int | None = None
    pozo: int | None = None

    @property
    def ranged(self) -> bool:
        return self.desde is not None or self.lookback_days is not None


@dataclass(frozen=True)
class Step:
    """One CALL of a chain; a failure of a critical one stops the run."""

    ciclo: str
    orden: int
    llamada: str
    critico: bool

    @property
    def routine(self) -> str:
        """`schema.name` of the procedure called."""
        return self.llamada.split(None, 1)[1].split("(", 1)[0].strip()


@dataclass(frozen=True)
class StepResult:
    """How a step ended: seconds, rows written, and its error where it failed."""

    ciclo: str
    orden: int
    routine: str
    seconds: float
    rows: int
    sqlstate: str | None = None
    error: str | None = None
    context: str | None = None
    critical: bool = True


@dataclass
class RunResult:
    """estado: `exitoso`, `parcial` (a step that is not critical failed) or `fallido`."""

    mode: str
    steps: list[StepResult] = field(default_factory=list)

    @property
    def estado(self) -> str:
        failed = [step for step in self.steps if step.error]
        if any(step.critical for step in failed):
            return "fallido"
        return "parcial" if failed else "exitoso"


def mode_named(word: str) -> str:
    """The mode in the spelling of MODES; `INCREMENTAL` and `full_reset` are understood."""
    mode = word.lower().replace("_", "-")
    if mode not in MODES:
        raise UsageError(f"unknown mode {word!r}", hint=f"one of: {', '.join(MODES)}")
    return mode


def steps_of(connection: Connection, mode: str) -> list[Step]:
    """The active steps of a mode's cycles, in order."""
    found = connection.execute(queries.text("chain_steps"), {"ciclos": list(MODES[mode])})
    steps = [Step(*row) for row in found]
    connection.rollback()
    if not steps:
        raise ChainError("no chain is defined in etl.ciclo_pasos", hint="run `bp010ctl seed` first")
    return steps


def run(
    connection: Connection,
    mode: str,
    scope: Scope | None = None,
    watch: Callable[[StepResult], None] = lambda done: None,
) -> RunResult:
    """Run a mode's steps one after the other; `watch` sees each as it ends.

    full-reset empties what is computed first and rebuilds it over all time. Raises ChainError
    where another run works on the same database, or it is protected.
    """
    scope = scope or Scope()
    steps = steps_of(connection, mode)
    _alone(connection)
    result = RunResult(mode)
    values = _values(connection, mode, scope)
    if mode == "full-reset":
        refuse_protected(connection)
        steps.insert(0, Step("reinicio", 0, "CALL etl.sp_vaciar_calculados()", True))
    for step in steps:
        done = _call(connection, step, values)
        result.steps.append(done)
        watch(done)
        if done.error and step.critico:
            break
    connection.execute("SELECT pg_advisory_unlock_all()")
    connection.commit()
    return result


def refuse_protected(connection: Connection) -> None:
    """Raise ChainError where the database's comment says `bp010:protegida`."""
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database "
        "WHERE datname = current_database()"
    ).fetchone()
    connection.rollback()
    if row and PROTECTION in (row[0] or ""):
        raise ChainError(
            "this database is protected against full resets",
            on=f"database {connection.info.dbname!r}",
            hint="its comment (COMMENT ON DATABASE) says so: take the mark out to lift it",
        )


def _alone(connection: Connection) -> None:
    row = connection.execute(
        "SELECT pg_try_advisory_lock(hashtextextended('bp010:chain', 0))"
    ).fetchone()
    connection.rollback()
    if not (row and row[0]):
        raise ChainError(
            "another run is working on this database",
            on=f"database {connection.info.dbname!r}",
            hint="wait until it has ended; its session shows in pg_stat_activity as `bp010ctl run`",
        )


def _values(connection: Connection, mode: str, scope: Scope) -> dict[str, Any]:
    """What the placeholders of the calls become."""
    if mode == "full-reset":
        if scope != Scope():
            raise UsageError("a full reset covers all days and wells", hint="leave the limits out")
        return {"desde": "-infinity", "hasta": "infinity", "pozo": None}
    desde: datetime | None = None
    hasta: datetime | None = None
    if scope.ranged:
        words = {"desde": scope.desde, "hasta": scope.hasta, "dias": scope.lookback_days}
        row = connection.execute(queries.text("chain_range"), words).fetchone()
        connection.rollback()
        assert row is not None
        desde, hasta = row
    elif scope.hasta is not None:
        raise UsageError("--hasta needs --desde or --lookback-days")
    return {"desde": desde, "hasta": hasta, "pozo": scope.pozo}


def _call(connection: Connection, step: Step, values: dict[str, Any]) -> StepResult:
    """One step in one transaction; its failure is a value, not an exception."""
    started = time.monotonic()
    rows = 0
    failure: dict[str, str | None] = {}
    try:
        connection.execute(_filled(connection, step.llamada, values))
        rows = _rows_written(connection)
        connection.commit()
    except psycopg.Error as error:
        failure = {
            "sqlstate": error.sqlstate,
            "error": error.diag.message_primary or str(error).strip(),
            "context": error.diag.context,
        }
        if connection.closed:
            raise ChainError(
                f"the connection was lost: {str(error).strip().splitlines()[0]}", on=step.routine
            ) from error
        connection.rollback()
    seconds = time.monotonic() - started
    return StepResult(
        step.ciclo, step.orden, step.routine, seconds, rows, critical=step.critico, **failure
    )


def _filled(connection: Connection, call: str, values: dict[str, Any]) -> bytes:
    for name, value in values.items():
        literal = sql.Literal(value).as_string(connection)
        call = call.replace(f"{{{name}}}", literal)
    return call.encode()


def _rows_written(connection: Connection) -> int:
    row = connection.execute(queries.text("rows_written")).fetchone()
    return int(row[0]) if row else 0
