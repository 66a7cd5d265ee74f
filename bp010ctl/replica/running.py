"""A run of a replica: cluster by cluster, each in one snapshot of the source and one row of the
ledger, tried again where a connection was lost, and compared with the source before it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg

from bp010ctl.base import database, queries
from bp010ctl.base.errors import Bp010Error, ConnectionFailed, ReplicaError, UsageError
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker
from bp010ctl.replica import plans, source, state, structure
from bp010ctl.replica.comparison import Compared
from bp010ctl.replica.loading import Loader, Work, window_start
from bp010ctl.replica.plans import KeptTable, Plan, period_text
from bp010ctl.replica.source import Source
from bp010ctl.replica.state import CURRENT, EQUAL, LOADING, State
from bp010ctl.replica.statements import Window

KIND = "replica"
PAUSES = (0.5, 1, 2, 5, 10, 20)
"""Seconds before a cluster is tried again after its connection was lost; a try that got further
than the one before begins anew with the first."""

LOCK_SECONDS = 5.0
"""How long a run waits for the one before it: the server may still be ending its session."""

Cluster = list[KeptTable]


@dataclass(frozen=True)
class Request:
    """What is wanted of a run. tables: names at the source; a table's whole cluster goes with it.
    lookback: days that are read again at least. full: read all rows anew. compare: compare every
    value, whenever that was done last. due: only clusters whose class says that it is time."""

    tables: tuple[str, ...] = ()
    lookback: int | None = None
    full: bool = False
    due: bool = False
    compare: bool = False

    @property
    def mode(self) -> str:
        if self.full:
            return "completo"
        return "incremental" if self.lookback is None else f"incremental_{self.lookback}d"


@dataclass(frozen=True)
class Listener:
    """Who hears how it goes: `note` a line, `begin` a cluster with its rows by the plan, `advance`
    rows read."""

    note: Callable[[str], None] = lambda text: None
    begin: Callable[[str, float], None] = lambda name, rows: None
    advance: Callable[[float], None] = lambda rows: None


@dataclass
class Outcome:
    """What became of a table: proof is `igual` where every value was compared, `conteo` where the
    changed rows were compared by value and all rows by count and key, else the error."""

    table: str
    how: str
    seconds: float = 0.0
    read: int = 0
    written: int = 0
    deleted: int = 0
    aside: int = 0
    proof: str = ""
    error: str | None = None


@dataclass
class Result:
    """A run: outcomes by table, structure differences by name, and what stopped it, if anything."""

    outcomes: list[Outcome] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    stopped: str | None = None

    @property
    def good(self) -> bool:
        return self.stopped is None and not any(outcome.error for outcome in self.outcomes)


def chosen(plan: Plan, tables: Iterable[str]) -> list[Cluster]:
    """The clusters of these tables, all without names, in their order. Raises UsageError."""
    names = {name.lower() for name in tables}
    unknown = names - {name.lower() for name in plan.tables}
    if unknown:
        raise UsageError(
            f"the replica {plan.name} has no table {', '.join(sorted(unknown))}",
            hint=f"bp010ctl replica status {plan.name} lists them",
        )
    clusters = plan.clusters()
    if not names:
        return clusters
    return [cluster for cluster in clusters if names & {table.name.lower() for table in cluster}]


def run(plan: Plan, url: str, request: Request, listener: Listener | None = None) -> Result:
    """Bring the replica up to its source. url: the database. Failures of a cluster are in the
    result and the ledger; the others go on, unless the source or the database is away."""
    listener = listener or Listener()
    result = Result()
    with _Lock(plan, url) as lock:
        connection = lock.held()
        connection.execute("SELECT etl.fnc_cerrar_interrumpidas()")
        _require_tables(plan, connection)
        result.differences = _structure(plan, listener)
        wanted = chosen(plan, request.tables)
        if request.due:
            wanted = due(plan, State(connection, plan).known(), wanted)
        with ETLTracker(url) as tracker:
            for cluster in wanted:
                remarks = [
                    difference for difference in result.differences if _about(difference, cluster)
                ]
                runner = _ClusterRun(plan, url, request, listener, cluster, tracker, remarks, lock)
                if not _carried_out(runner, result):
                    break
    return result


def _carried_out(runner: _ClusterRun, result: Result) -> bool:
    """Run a cluster; False where it makes no sense to go on with the next one."""
    before = len(result.outcomes)
    try:
        runner.run(result)
    except ConnectionFailed as error:
        result.stopped = str(error)
        return False
    except Bp010Error as error:
        if len(result.outcomes) == before:
            result.outcomes.append(Outcome(runner.place, "", error=str(error)))
    return True


class _Lock:
    """One run of a replica at a time: a lock that goes with its session, and is taken again where
    that was lost."""

    def __init__(self, plan: Plan, url: str) -> None:
        self._plan = plan
        self._url = url
        self._connection: database.Connection | None = None

    def __enter__(self) -> _Lock:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def held(self) -> database.Connection:
        """The session that holds the lock. Raises ReplicaError where another run has it."""
        if self._connection is not None:
            try:
                self._connection.execute("SELECT 1")
                return self._connection
            except psycopg.Error:
                self._connection.close()
        self._connection = _connect(self._url)
        try:
            self._connection.execute(
                "SELECT set_config('lock_timeout', %s, false)", [f"{round(LOCK_SECONDS * 1000)}ms"]
            )
            self._connection.execute(
                "SELECT pg_advisory_lock(hashtext('bp010 replica'), hashtext(%s))",
                [self._plan.name],
            )
        except psycopg.errors.LockNotAvailable:
            raise ReplicaError(
                f"another run of the replica {self._plan.name} goes on",
                hint="bp010ctl runs --follow shows it",
            ) from None
        return self._connection


def _connect(url: str) -> database.Connection:
    return database.connect(url, autocommit=True, application_name="bp010ctl replica")


def _require_tables(plan: Plan, connection: database.Connection) -> None:
    """Every table and column of the plan is there, or the revision for it is still to come."""
    rows = queries.tuples(connection, "replica/target_columns", {"esquema": plan.schema})
    have = {(table, column) for table, column in rows}
    missing = [
        f"{table.target}.{column.target}"
        for table in plan.tables.values()
        for column in table.columns
        if (table.target, column.target) not in have
    ]
    if missing:
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise ReplicaError(
            f"schema {plan.schema} has no {some}",
            hint=f"bp010ctl replica revision {plan.name}; bp010ctl migrate",
        )


def _structure(plan: Plan, listener: Listener) -> list[str]:
    """Name what the source has that the plan has not."""
    there = source.connect(plan.source)
    try:
        differences = plans.differences(plan, structure.read(there))
    finally:
        there.close()
    for remark in differences.remarks:
        listener.note(f"{plan.name}: {remark}; bp010ctl replica revision {plan.name}")
    return differences.remarks


def due(plan: Plan, known: dict[str, dict[str, Any]], clusters: list[Cluster]) -> list[Cluster]:
    """The clusters that have not come up to their source for as long as their class says."""
    now = datetime.now(UTC)
    rows = []
    for cluster in clusters:
        moments = [known.get(table.name, {}).get("foto_en") for table in cluster]
        every = plan.classes[plan.klass(cluster)].every
        if any(moment is None or now - moment >= every for moment in moments):
            rows.append(cluster)
    return rows


def intents(plan: Plan, url: str, request: Request) -> list[dict[str, Any]]:
    """What a run would do, table by table; nothing is read of the source but its structure."""
    with _connect(url) as connection:
        _require_tables(plan, connection)
        known = State(connection, plan).known()
    wanted = chosen(plan, request.tables)
    if request.due:
        wanted = due(plan, known, wanted)
    return [
        {"table": table.name, "how": _intent(plan, table, known, request)}
        for cluster in wanted
        for table in cluster
    ]


def _intent(
    plan: Plan, table: KeptTable, known: dict[str, dict[str, Any]], request: Request
) -> str:
    row = known.get(table.name)
    if request.full or row is None or row["estado"] == LOADING:
        again = "again " if request.full else ""
        return f"loaded {again}({table.rows:,} rows by the plan)"
    line = _line(plan, table)
    mark = row["marca"] if line else None
    if mark is None:
        return "compared by checksums, what differs read"
    return f"read from {period_text(line[-1].overlap)} before {mark} on, then compared by counts"


class _ClusterRun:
    """One cluster: a row of the ledger, a step for each table."""

    def __init__(
        self,
        plan: Plan,
        url: str,
        request: Request,
        listener: Listener,
        cluster: Cluster,
        tracker: ETLTracker,
        differences: list[str],
        lock: _Lock,
    ) -> None:
        self._lock = lock
        self._plan = plan
        self._differences = differences
        self._url = url
        self._request = request
        self._listener = listener
        self._cluster = cluster
        self._tracker = tracker
        self._progress = 0.0
        self._begun: set[str] = set()

    @property
    def place(self) -> str:
        return f"{self._plan.name}.{self._cluster[0].name}"

    def run(self, result: Result) -> None:
        """Run it, noting the outcome of each table. Raises what a later run can make up for."""
        execution = ETLEjecucion(
            KIND, self.place, self._title(), None, None, modo=self._request.mode
        )
        self._listener.begin(self.place, sum(table.rows for table in self._cluster))
        with self._tracker.ejecucion(execution) as entry:
            outcomes = self._tries(entry.id or 0)
            result.outcomes += outcomes
            entry.registros_extraidos = sum(outcome.read for outcome in outcomes)
            entry.registros_cargados = sum(outcome.written for outcome in outcomes)
            entry.parcial = any(outcome.aside for outcome in outcomes)
            failed = [outcome for outcome in outcomes if outcome.error]
            if failed:
                raise ReplicaError(f"{failed[0].table}: {failed[0].error}")

    def _title(self) -> str:
        lines = len(self._cluster) - 1
        return f"{self.place} and {lines} tables of lines" if lines else self.place

    def _tries(self, run: int) -> list[Outcome]:
        failures = 0
        while True:
            before = self._progress
            try:
                return self._try(run)
            except (ConnectionFailed, psycopg.OperationalError, psycopg.InterfaceError) as error:
                failures = 1 if self._progress > before else failures + 1
                if failures > len(PAUSES):
                    raise _as_ours(error) from error
                pause = PAUSES[failures - 1]
                first = str(error).strip().splitlines()[0]
                self._listener.note(f"{self.place}: {first}; tried again in {pause} s")
                time.sleep(pause)

    def _try(self, run: int) -> list[Outcome]:
        self._lock.held()
        with _connect(self._url) as connection:
            connection.execute(state.SESSION)
            there = source.connect(self._plan.source)
            try:
                there.snapshot()
                moment = datetime.now(UTC)
                ledger = State(connection, self._plan, run)
                return [
                    self._table(there, ledger, table, place, moment)
                    for place, table in enumerate(self._cluster, start=1)
                ]
            finally:
                there.close()

    def _table(
        self, there: Source, ledger: State, table: KeptTable, place: int, moment: datetime
    ) -> Outcome:
        started = time.monotonic()
        loader = Loader(there, ledger, table, self._advanced)
        attempt = self._step_start(ledger, table, place)
        outcome = Outcome(table.name, "")
        try:
            self._bring(there, ledger, loader, outcome, moment)
        except (ConnectionFailed, psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except (Bp010Error, psycopg.Error) as error:
            outcome.error = str(error).strip()
        outcome.seconds = time.monotonic() - started
        loader.work.aside = len(ledger.rejects(table))
        self._figures(outcome, loader.work)
        self._step_end(ledger, outcome, place, attempt)
        self._measure(ledger, table, loader.work)
        remark = "; ".join(
            difference for difference in self._differences if _about(difference, [table])
        )
        if remark:
            ledger.measure(table.name, "estructura", 1, remark)
        return outcome

    def _advanced(self, rows: float) -> None:
        self._progress += rows
        self._listener.advance(rows)

    def _bring(
        self, there: Source, ledger: State, loader: Loader, outcome: Outcome, moment: datetime
    ) -> None:
        """Load or bring up to date, compare, and note how far the table is."""
        table = loader.table
        known = ledger.known().get(table.name)
        anew = self._request.full and table.name not in self._begun
        window = None if anew else self._window(there, ledger, table, known)
        mark = None
        if anew or known is None or known["estado"] == LOADING:
            outcome.how = "all rows"
            self._begun.add(table.name)
            loader.all_rows(anew=anew, known=known)
        elif window is not None:
            outcome.how = f"since {window.start[:16]}"
            mark = loader.changed(window)
        else:
            outcome.how = "compared"
        whole = (
            window is None
            or outcome.how == "all rows"
            or self._to_compare(table, known)
            or not loader.window_equal(window)
        )
        outcome.proof = self._prove(loader, whole)
        if table.strategy == "parent":
            mark = self._mark_of_head(ledger, table)
        elif whole and table.watermark:
            mark = loader.newest()
        ledger.mark(table, state=CURRENT, mark=mark, foto=moment, proof=EQUAL if whole else None)

    def _mark_of_head(self, ledger: State, table: KeptTable) -> str | None:
        """How far lines have been read: as far as the table whose watermark tells.

        Each has a mark of its own, because a run may end between a parent and its lines.
        """
        line = _line(self._plan, table)
        known = ledger.known().get(line[-1].name) if line else None
        return known["marca"] if known else None

    def _to_compare(self, table: KeptTable, known: dict[str, Any] | None) -> bool:
        """Whether every value is to be compared: asked for, or the last time is too long ago."""
        proven = known and known["probada_en"]
        every = self._plan.classes[table.klass].compare
        return self._request.compare or not proven or datetime.now(UTC) - proven >= every

    def _window(
        self, there: Source, ledger: State, table: KeptTable, known: dict[str, Any] | None
    ) -> Window | None:
        """What to read again of a table, None where all of it is to be compared."""
        line = _line(self._plan, table)
        if not line or known is None or known["estado"] == LOADING:
            return None
        if set(known["columnas"] or ()) != {column.name for column in table.columns}:
            return None
        head, mark = line[-1], known["marca"]
        instants = head.column(head.watermark[0]).type.startswith("timestamptz")
        now = there.foto_utc if instants else there.foto
        if mark is None or now is None:
            return None
        return Window(line, window_start(mark, now, head.overlap, self._request.lookback))

    def _prove(self, loader: Loader, whole: bool) -> str:
        """Compare and mend; what still differs in value afterwards is an error."""
        compared = loader.compare(hashed=whole, repair=True)
        if whole and not loader.work.chunks:
            loader.judge_rejects_again()
        if compared.differing:
            left = _left(loader, whole)
            if left:
                shown = json.dumps(left[0], default=str, ensure_ascii=False)
                raise ReplicaError(
                    f"{len(left)} rows or more still differ after they were read again",
                    on=shown[:400],
                    hint=f"bp010ctl replica verify {self._plan.name} --tables {loader.table.name}",
                )
        return EQUAL if whole else "conteo"

    def _figures(self, outcome: Outcome, work: Work) -> None:
        outcome.read, outcome.written = work.read, work.written
        outcome.deleted, outcome.aside = work.deleted, work.aside

    def _step_start(self, ledger: State, table: KeptTable, place: int) -> int:
        step = {"ejecucion": ledger.run, "orden": place, "paso": f"{self._plan.name}.{table.name}"}
        ((attempt,),) = queries.tuples(ledger.connection, "replica/step_start", step)
        return int(attempt)

    def _step_end(self, ledger: State, outcome: Outcome, place: int, attempt: int) -> None:
        step = {
            "ejecucion": ledger.run, "orden": place, "intento": attempt,
            "registros": outcome.written, "estado": "fallido" if outcome.error else "exitoso",
            "detalle": json.dumps(asdict(outcome)), "mensaje": outcome.error,
        }  # fmt: skip
        ledger.connection.execute(queries.text("replica/step_end").encode(), step)

    def _measure(self, ledger: State, table: KeptTable, work: Work) -> None:
        figures: dict[str, float] = {
            "leidas": work.read, "escritas": work.written, "borradas": work.deleted,
            "apartadas": work.aside,
        }  # fmt: skip
        if work.compared is not None:
            figures |= _compared_figures(work.compared)
        for name, value in figures.items():
            ledger.measure(table.name, name, value)


def _about(remark: str, tables: Cluster) -> bool:
    """Whether a structure difference is about one of the tables."""
    return any(
        f" {table.name}." in remark or remark == f"table {table.name} is gone" for table in tables
    )


def _compared_figures(compared: Compared) -> dict[str, float]:
    return {
        "filas_origen": compared.theirs,
        "filas_destino_antes": compared.ours,
        "faltaban": sum(len(part.missing) for part in compared.differing),
        "sobraban": sum(len(part.extra) for part in compared.differing),
        "diferian": sum(len(part.changed) for part in compared.differing),
        "rangos": compared.ranges,
    }


def _left(loader: Loader, whole: bool) -> list[dict[str, Any]]:
    """Rows that differ in value after everything was mended."""
    again = loader.compare(hashed=whole, repair=False)
    left: list[dict[str, Any]] = []
    for differing in again.differing:
        left += loader.unequal(differing)
    return left


def _line(plan: Plan, table: KeptTable) -> tuple[KeptTable, ...]:
    """From a table to the one whose watermark tells what has changed; empty where none does."""
    line = [table]
    while line[-1].strategy == "parent":
        line.append(plan.tables[line[-1].parent or ""])
        if len(line) > len(plan.tables):
            return ()
    return tuple(line) if line[-1].strategy == "watermark" else ()


def _as_ours(error: Exception) -> Bp010Error:
    if isinstance(error, Bp010Error):
        return error
    return ConnectionFailed(f"the database went away: {str(error).strip().splitlines()[0]}")
