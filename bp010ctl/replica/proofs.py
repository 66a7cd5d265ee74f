"""`replica verify`: every value of every table compared with the source, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bp010ctl.base import database
from bp010ctl.replica import source, state
from bp010ctl.replica.loading import Loader
from bp010ctl.replica.plans import KeptTable, Plan
from bp010ctl.replica.source import Source
from bp010ctl.replica.state import DIFFERENT, EQUAL, State

NOT_LOADED = "not loaded"
SHOWN = 20


@dataclass
class Verdict:
    """A table's: `igual`, `diferente` or `not loaded`; rows there and here, ranges compared, what
    was set aside by name, and some of the rows that differ, as they are there and here."""

    table: str
    verdict: str
    theirs: int = 0
    ours: int = 0
    ranges: int = 0
    aside: int = 0
    differing: list[dict[str, Any]] = field(default_factory=list)
    missing: int = 0
    extra: int = 0
    changed: int = 0


def verify(
    plan: Plan,
    url: str,
    tables: list[KeptTable],
    done: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Compare the tables in one snapshot of each side; the verdicts are noted in etl."""
    verdicts = []
    with database.connect(url, autocommit=True, application_name="bp010ctl replica") as connection:
        connection.execute(state.SESSION)
        there = source.connect(plan.source)
        try:
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                known = State(connection, plan).known()
                there.snapshot()
                for table in tables:
                    loaded = known.get(table.name, {}).get("foto_en") is not None
                    verdict = _verdict(there, connection, plan, table, loaded)
                    verdicts.append(verdict)
                    done(verdict)
        finally:
            there.close()
        _note(connection, plan, verdicts)
    return verdicts


def _verdict(
    there: Source, connection: database.Connection, plan: Plan, table: KeptTable, loaded: bool
) -> Verdict:
    if not loaded:
        return Verdict(table.name, NOT_LOADED)
    ledger = State(connection, plan)
    loader = Loader(there, ledger, table)
    compared = loader.compare(hashed=True, repair=False)
    verdict = Verdict(
        table.name,
        EQUAL,
        compared.theirs,
        compared.ours,
        compared.ranges,
        len(ledger.rejects(table)),
    )
    for part in compared.differing:
        rows = loader.unequal(part, SHOWN)
        verdict.differing += rows[: SHOWN - len(verdict.differing)]
        if rows:
            verdict.verdict = DIFFERENT
            verdict.missing += sum(row["source"] is not None and not row["replica"] for row in rows)
            verdict.changed += sum(bool(row["source"] and row["replica"]) for row in rows)
            verdict.extra += sum(row["source"] is None for row in rows)
    return verdict


def _note(connection: database.Connection, plan: Plan, verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.verdict != NOT_LOADED:
            State(connection, plan).mark(plan.tables[verdict.table], proof=verdict.verdict)
