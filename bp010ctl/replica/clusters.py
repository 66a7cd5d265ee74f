"""A run of one cluster: a table with the tables of its lines, in one snapshot of the source and one
row of the ledger, with a step for each table; tried again where a connection was lost."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.errors import Bp010Error, ReplicaError
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker
from bp010ctl.replica import sessions, source, state
from bp010ctl.replica.comparison import Compared
from bp010ctl.replica.loading import Loader, Work, window_start
from bp010ctl.replica.plans import KeptTable, Plan
from bp010ctl.replica.ranges import Window
from bp010ctl.replica.requests import Cluster, Listener, Outcome, Request, Result
from bp010ctl.replica.source import Source
from bp010ctl.replica.state import CURRENT, EQUAL, LOADING, State

KIND = "replica"
PAUSES = (0.5, 1, 2, 5, 10, 20)
"""Seconds before a cluster is tried again after its connection was lost; a try that got further
than the one before begins anew with the first."""


class ClusterRun:
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
        lock: sessions.Lock,
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
            except sessions.LOST as error:
                failures = 1 if self._progress > before else failures + 1
                if failures > len(PAUSES):
                    raise sessions.as_ours(error) from error
                pause = PAUSES[failures - 1]
                first = str(error).strip().splitlines()[0]
                self._listener.note(f"{self.place}: {first}; tried again in {pause} s")
                time.sleep(pause)

    def _try(self, run: int) -> list[Outcome]:
        self._lock.held()
        with sessions.connect(self._url) as connection:
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
        except sessions.LOST:
            raise
        except (Bp010Error, psycopg.Error) as error:
            outcome.error = str(error).strip()
        outcome.seconds = time.monotonic() - started
        loader.work.aside = len(ledger.rejects(table))
        self._figures(outcome, loader.work)
        self._step_end(ledger, outcome, place, attempt)
        self._measure(ledger, table, loader.work)
        remark = "; ".join(
            difference for difference in self._differences if about(difference, [table])
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
        line = self._plan.line(table)
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
        line = self._plan.line(table)
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


def about(remark: str, tables: Cluster) -> bool:
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
