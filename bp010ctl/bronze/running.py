"""The chain: sensor, equipos, eventos, silver, readings, in that order; once, or each day."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from bp010ctl.base.errors import Bp010Error, BronzeError
from bp010ctl.bronze import files, ingesting, inspection, ledger, loading, silver
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.files import SourceFile
from bp010ctl.bronze.ingesting import Advance, Result
from bp010ctl.bronze.lake import Lake, Manifest
from bp010ctl.bronze.tables import IN_ORDER, Table
from bp010ctl.ingest.absences import Absences

HOUR = 6
"""O'clock in the definition's zone at which the chain runs each day."""
LOOK = 60.0
"""Seconds after which the clock is looked at again: it may have been set."""
STEPS = (*(table.name for table in IN_ORDER), "silver", "lecturas")


@dataclass
class Chain:
    """The steps over one archive. url: the database, None without one. tell: is told what a person
    should know."""

    definition: Definition
    absences: Absences
    url: str | None
    tell: Callable[[str], None] = lambda _: None
    advance: Advance = field(default=lambda _: None)

    def ingest(self, table: Table) -> Result:
        """One table of bronze, as a run of the ledger; refused files make the run a failed one."""
        result = Result()
        try:
            with ledger.noted(self.url, table.name, self.tell) as run:
                result = ingesting.ingest(
                    self.definition, self.absences, [table], advance=self.advance
                )
                new = [one for one in result.outcomes if one.action in ingesting.READ]
                run.registros_cargados = sum(one.rows for one in new)
                run.registros_extraidos = sum(one.rows + one.rejected for one in new)
                run.parcial = any(one.rejected or one.cells for one in new)
                if not result.good:
                    raise _Refused(
                        "; ".join(one.error or "" for one in result.outcomes if one.error)
                    )
        except _Refused:
            pass
        return result

    def ingest_all(self, tables: Iterable[Table]) -> Result:
        """Some tables of bronze, in their order."""
        every = Result()
        for table in tables:
            result = self.ingest(table)
            every.outcomes += result.outcomes
            every.ignored = result.ignored
        return every

    def silver(self) -> silver.Result:
        """The silver layer, as a run of the ledger."""
        with ledger.noted(self.url, "silver", self.tell) as run:
            result = silver.refine(self.definition, advance=self.advance)
            run.registros_cargados = sum(result.rows.values())
        return result

    def readings(self) -> list[loading.Loaded]:
        """The readings; each well is a run of the ledger. Nothing without a database."""
        if self.url is None:
            return []
        return loading.load(self.definition, self.url)

    def run(self) -> list[str]:
        """All steps in their order; what failed, by step. One that fails ends the chain, but for
        files and wells that were refused: the others are done."""
        wrong: list[str] = []
        try:
            for table in IN_ORDER:
                outcomes = self.ingest(table).outcomes
                wrong += [f"{table.name}: {one.file}: {one.error}" for one in outcomes if one.error]
                self.tell(f"{table.name}: {_counts(one.action for one in outcomes)}")
            made = self.silver()
            self.tell(f"silver: {len(made.made)} wells made, {len(made.same)} as they were")
            loads = self.readings()
            wrong += [f"lecturas: {one.well}: {one.error}" for one in loads if one.error]
            self.tell(f"lecturas: {_counts(one.action for one in loads)}")
        except (Bp010Error, psycopg.Error, OSError) as error:
            wrong.append(str(error).strip())
        return wrong


class _Refused(BronzeError):
    """files were refused"""


def pending(definition: Definition) -> list[SourceFile]:
    """Files that are not in the lake as they are now: new, corrected, or missed by runs that never
    were. Told by comparing hashes, not by remembering runs."""
    found, _ = files.find(definition.source, IN_ORDER)
    manifest = Lake(definition.lake).manifest()
    return [file for file in found if not _is_there(file, definition, manifest)]


def _is_there(file: SourceFile, definition: Definition, manifest: Manifest) -> bool:
    known = manifest.current(file.table.name, file.path.name)
    return (
        known is not None
        and known.read_by == definition.reading
        and known.sha256 == inspection.inspect(file.path).sha256
    )


def next_due(after: datetime, zone: str) -> datetime:
    """The next time at which the chain is due."""
    local = after.astimezone(ZoneInfo(zone))
    due = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if due <= local:
        due = (local + timedelta(days=1)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return due


@dataclass
class Worker:
    """Runs the chain each day until `stop` is set; at once where files were missed."""

    chain: Chain
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """What goes wrong is told, and the next day is another one."""
        tell = self.chain.tell
        if missed := self._missed():
            tell(f"{len(missed)} files were missed: run now")
            self._once()
        while True:
            now = datetime.now().astimezone()
            due = next_due(now, self.chain.definition.zone)
            tell(f"next run at {due:%Y-%m-%d %H:%M %Z}")
            while (left := (due - datetime.now().astimezone()).total_seconds()) > 0:
                if self.stop.wait(min(left, LOOK)):
                    return
            self._once()

    def _missed(self) -> list[SourceFile]:
        try:
            return pending(self.chain.definition)
        except Bp010Error as error:
            self.chain.tell(str(error))
            return []

    def _once(self) -> None:
        for line in self.chain.run():
            self.chain.tell(f"failed: {line}")


def _counts(actions: Iterable[str]) -> str:
    counts = Counter(actions)
    return ", ".join(f"{count} {action}" for action, count in counts.items()) or "nothing"
