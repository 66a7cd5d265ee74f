"""Running a mode's cycles, and watching the database run them.

The database does the work: `CALL etl.sp_ejecutar_ciclo`, the same that the schedule calls. Here it
is called for one cycle after the other, and its ledger is read meanwhile, on a second connection.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bp010ctl import __version__
from bp010ctl.base import queries
from bp010ctl.base.database import Connection, another
from bp010ctl.base.errors import ChainError, CycleBusy
from bp010ctl.cycles.modes import ALL_CYCLES, MODES, WHAT_CHANGED, Scope, limits_for, limits_of

PROTECTION = "bp010:protegida"
RECOVERY = "recuperacion"
POLL_SECONDS = 0.1
WAIT_SECONDS = {"incremental": 15, "range": 300}
"""How long a run waits for a cycle that somebody else is running."""


@dataclass(frozen=True)
class StepResult:
    """How a try of a step ended: seconds, rows written, and its error where it failed.

    ejecucion_id: its run in the ledger. attempt: 1 for the first try; a try that failed for a
    passing reason (deadlock, lock timeout) is followed by another.
    """

    ejecucion_id: int
    ciclo: str
    orden: int
    attempt: int
    routine: str
    seconds: float | None
    rows: int | None
    sqlstate: str | None
    error: str | None
    context: str | None
    critical: bool


@dataclass(frozen=True)
class StepAtWork:
    """A step that has not ended, and for how many seconds it has been at work."""

    ciclo: str
    routine: str
    seconds: float


@dataclass(frozen=True)
class CycleResult:
    """A run of a cycle as the ledger has it; ocupado_por: the process that was running it already.

    detenida: a critical step failed, or the run was cancelled.
    """

    id: int
    ciclo: str
    estado: str
    seconds: float | None
    rows: int | None
    error_tipo: str | None
    error: str | None
    ocupado_por: int | None
    recupera_id: int | None
    detenida: bool


@dataclass(frozen=True)
class PlannedStep:
    """A step that a run would make: its CALL, and the days and the well that it is limited to (no
    days: what changed since the last run)."""

    ciclo: str
    orden: int
    llamada: str
    critico: bool
    desde: Any
    hasta: Any
    pozo: int | None


@dataclass
class RunResult:
    """estado: `exitoso`, `parcial` (a step that is not critical failed, or values were rejected)
    or `fallido`. Recoveries of older runs count in neither."""

    mode: str
    runs: list[CycleResult] = field(default_factory=list)
    steps: list[StepResult] = field(default_factory=list)

    @property
    def estado(self) -> str:
        states = {run.estado for run in self.runs if run.recupera_id is None}
        return next((state for state in ("fallido", "parcial") if state in states), "exitoso")


def run(
    connection: Connection,
    mode: str,
    scope: Scope | None = None,
    watch: Callable[[StepResult], None] = lambda done: None,
    waiting: Callable[[str], None] = lambda cycle: None,
    at_work: Callable[[StepAtWork], None] | None = None,
) -> RunResult:
    """Run a mode's cycles one after the other; `watch` sees each try of a step as it ends, and
    `at_work` some times a second the one that goes on.

    full-reset empties what is computed first and rebuilds it over all time, with everybody else
    kept out meanwhile. It and a run over days try gaps again first. `waiting` is told the cycle
    that somebody else is running. Raises CycleBusy where that goes on too long, ChainError where
    the database is protected.
    """
    scope = scope or Scope()
    connection.rollback()
    whole = mode == "full-reset"
    limit = WAIT_SECONDS["range" if whole or scope.ranged else "incremental"]
    path = _path(connection, mode, scope)
    result = RunResult(mode)
    with _calling(connection), another(connection) as ledger, ExitStack() as held:
        kept = ALL_CYCLES if whole else ()
        for cycle in kept:
            held.enter_context(_held(connection, cycle, limit, waiting))
        for cycle, limits in path:
            own = nullcontext() if cycle in kept else _held(connection, cycle, limit, waiting)
            with own:
                done = _run_cycle(connection, ledger, cycle, limits, result, watch, at_work)
            if done.detenida and cycle != RECOVERY:
                break
    return result


def plan(connection: Connection, mode: str, scope: Scope | None = None) -> list[PlannedStep]:
    """What `run` would do, in order; nothing is called. Raises as `run` does before it begins."""
    steps = []
    for cycle, limits in _path(connection, mode, scope or Scope()):
        for row in queries.tuples(connection, "cycles/runner_plan", {"ciclo": cycle}):
            steps.append(PlannedStep(*row, **limits))
    connection.rollback()
    return steps


def _path(connection: Connection, mode: str, scope: Scope) -> list[tuple[str, dict[str, Any]]]:
    """The cycles of a run in order, each with its limits; gaps first, where days are given."""
    values = limits_of(connection, mode, scope)
    whole = mode == "full-reset"
    if whole:
        refuse_protected(connection)
    again = (whole or scope.ranged) and _has_steps(connection, RECOVERY)
    cycles = (RECOVERY, *MODES[mode]) if again else MODES[mode]
    return [
        (cycle, WHAT_CHANGED if cycle in cycles[:at] else limits_for(mode, cycle, values))
        for at, cycle in enumerate(cycles)
    ]


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


def _has_steps(connection: Connection, cycle: str) -> bool:
    answer = connection.execute(
        "SELECT 1 FROM etl.ciclo_pasos WHERE ciclo = %s AND activo LIMIT 1", [cycle]
    )
    row = answer.fetchone()
    connection.rollback()
    return row is not None


@contextmanager
def _calling(connection: Connection) -> Iterator[None]:
    """The connection outside transactions, as a procedure that commits must be called."""
    autocommit = connection.autocommit
    connection.autocommit = True
    try:
        connection.execute("SELECT set_config('bp010.version', %s, false)", [__version__])
        connection.execute("SET statement_timeout = 0")
        yield
    finally:
        if not connection.closed:
            connection.execute("RESET statement_timeout")
            connection.autocommit = autocommit


@contextmanager
def _held(
    connection: Connection, cycle: str, limit: float, waiting: Callable[[str], None]
) -> Iterator[None]:
    """Keep the cycle's turn for this session, waited for up to `limit` seconds; without it the call
    will be refused and say why."""
    deadline = time.monotonic() + limit
    held = _takes(connection, cycle)
    if not held:
        waiting(cycle)
    while not held and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        held = _takes(connection, cycle)
    try:
        yield
    finally:
        if held and not connection.closed:
            connection.execute("SELECT etl.fnc_soltar_turno(%s, true)", [cycle])


def _takes(connection: Connection, cycle: str) -> bool:
    row = connection.execute("SELECT etl.fnc_tomar_turno(%s, true)", [cycle]).fetchone()
    return bool(row and row[0])


def _run_cycle(
    connection: Connection,
    ledger: Connection,
    cycle: str,
    values: dict[str, Any],
    result: RunResult,
    watch: Callable[[StepResult], None],
    at_work: Callable[[StepAtWork], None] | None,
) -> CycleResult:
    """Call one cycle and follow it in the ledger; its own run, recoveries before it left out."""
    newest = ledger.execute("SELECT coalesce(max(id), 0) FROM etl.etl_ejecuciones").fetchone()
    since = {"despues_de": newest[0] if newest else 0, "pid": connection.info.backend_pid}
    seen: set[tuple[int, int, int]] = set()

    def look() -> None:
        for step in queries.records(ledger, StepResult, "cycles/runner_run_steps", since):
            key = (step.ejecucion_id, step.orden, step.attempt)
            if key not in seen:
                seen.add(key)
                result.steps.append(step)
                watch(step)
        if at_work:
            for going_on in queries.records(ledger, StepAtWork, "cycles/runner_at_work", since):
                at_work(going_on)

    call = {"ciclo": cycle, "origen": connection.info.parameter_status("application_name")}
    with ThreadPoolExecutor(1) as worker:
        _follow(connection, worker.submit(_call, connection, call | values), look)
    runs = queries.records(ledger, CycleResult, "cycles/runner_runs", since)
    result.runs += runs
    done: CycleResult = next(run for run in runs if run.recupera_id is None)
    if done.ocupado_por is not None:
        raise CycleBusy(
            f"somebody else is running the cycle {cycle!r}: nothing was done",
            on=f"server process {done.ocupado_por}",
            hint="wait until it has ended: bp010ctl runs --follow",
        )
    return done


def _call(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(queries.text("cycles/runner_call"), values)


def _follow(connection: Connection, called: Future[None], look: Callable[[], None]) -> None:
    """Look while the call goes on, and once more when it has ended; Ctrl-C cancels it."""
    try:
        while not called.done():
            try:
                called.result(POLL_SECONDS)
            except NotYet:
                look()
        called.result()
    except KeyboardInterrupt:
        connection.cancel()
        raise
    except psycopg.Error as error:
        raise ChainError(
            f"the run broke off: {str(error).strip().splitlines()[0]}",
            hint=error.diag.message_hint
            or "the next run takes up what it left; see: bp010ctl runs --failed",
        ) from error
    look()
