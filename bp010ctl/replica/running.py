"""A run of a replica: cluster by cluster, each compared with the source before it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bp010ctl.base import database, queries
from bp010ctl.base.errors import Bp010Error, ConnectionFailed, ReplicaError, UsageError
from bp010ctl.cycles.tracker import ETLTracker
from bp010ctl.replica import plans, sessions, source, structure
from bp010ctl.replica.clusters import ClusterRun, about
from bp010ctl.replica.plans import KeptTable, Plan, period_text
from bp010ctl.replica.requests import Cluster, Listener, Outcome, Request, Result
from bp010ctl.replica.state import LOADING, State


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
    with sessions.Lock(plan, url) as lock:
        connection = lock.held()
        connection.execute("SELECT etl.fnc_cerrar_interrumpidas()")
        _require_tables(plan, connection)
        result.differences = _structure(plan, listener)
        wanted = _wanted(plan, request, State(connection, plan).known())
        with ETLTracker(url) as tracker:
            for cluster in wanted:
                remarks = [
                    difference for difference in result.differences if about(difference, cluster)
                ]
                runner = ClusterRun(plan, url, request, listener, cluster, tracker, remarks, lock)
                if not _carried_out(runner, result):
                    break
    return result


def _carried_out(runner: ClusterRun, result: Result) -> bool:
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


def _wanted(plan: Plan, request: Request, known: dict[str, dict[str, Any]]) -> list[Cluster]:
    clusters = chosen(plan, request.tables)
    return due(plan, known, clusters) if request.due else clusters


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
    with sessions.connect(url) as connection:
        _require_tables(plan, connection)
        known = State(connection, plan).known()
    return [
        {"table": table.name, "how": _intent(plan, table, known, request)}
        for cluster in _wanted(plan, request, known)
        for table in cluster
    ]


def _intent(
    plan: Plan, table: KeptTable, known: dict[str, dict[str, Any]], request: Request
) -> str:
    row = known.get(table.name)
    if request.full or row is None or row["estado"] == LOADING:
        again = "again " if request.full else ""
        return f"loaded {again}({table.rows:,} rows by the plan)"
    line = plan.line(table)
    mark = row["marca"] if line else None
    if mark is None:
        return "compared by checksums, what differs read"
    return f"read from {period_text(line[-1].overlap)} before {mark} on, then compared by counts"
