"""One file on its way into the stage tables, inside its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import IngestError, UsageError
from bp010ctl.ingest import (
    absences,
    checks,
    decimals,
    delimited,
    destinations,
    dumps,
    mending,
    partitions,
    staging,
    statements,
    workbook,
)
from bp010ctl.ingest.absences import Absences
from bp010ctl.ingest.decimals import DecimalMark
from bp010ctl.ingest.destinations import (
    IN_LOAD_ORDER,
    LANDING,
    MAESTRA,
    PRODUCCION,
    RESERVAS,
    Destination,
)
from bp010ctl.ingest.kept import KeptOut
from bp010ctl.ingest.passes import Zone
from bp010ctl.ingest.plans import Plan
from bp010ctl.ingest.reading import Given, Options, Reader, Reading, reader
from bp010ctl.ingest.results import FileResult
from bp010ctl.ingest.sources import Batch
from bp010ctl.ingest.values import Converter

Advance = Callable[[float], None]


class Loading:
    """One file; `run` does it all."""

    def __init__(
        self,
        connection: Connection,
        result: FileResult,
        options: Options,
        advance: Advance,
        large: bool,
        reading: Reading,
        rejects: Path | None = None,
        given: Given | None = None,
    ) -> None:
        self._given = given
        self.connection = connection
        self.result = result
        self.options = options
        self._advance = advance
        self._large = large
        self._reading = reading
        self._rejects = rejects
        self._mark = DecimalMark(reading.mark, given=options.decimal is not None)
        self._zone = Zone.named(options.zona)
        self._told = 0
        self._own: dict[str, None] = {}
        self._order = 0
        self._plans: dict[tuple[Destination, tuple[str, ...]], Plan] = {}
        self._staged: dict[Destination, staging.Staged] = {}

    def run(self) -> None:
        """Read the file, write its rows, settle what was staged, in master-first order."""
        self._set_zone()
        self._kept = KeptOut(self.connection)
        if self._reading.form == "workbook":
            self._workbook()
        else:
            self._rows()
            self._make_partitions()
        self._kept.store()
        for destination in IN_LOAD_ORDER:
            if destination in self._staged:
                self._staged[destination].settle()
        self._kept.tell(self.result)
        landing = self.result.tables.get(LANDING.table)
        if landing:
            landing.inserted = landing.read - landing.rejected
        if self.options.strict:
            self._be_strict()
        if self._rejects and (self.result.rejected or self.result.cells):
            self._write_rejects(self._rejects)
        if self.result.rejected or self.result.cells:
            self._kept.record(self.result.path.name)
        self._kept.close()

    def _write_rejects(self, path: Path) -> None:
        """What was kept out, in the file's own form; a workbook has none that could be cut."""
        if self._reading.form == "workbook":
            self.result.warn(
                "a workbook's rejects are mended in it: they are named by sheet and row"
            )
            return
        with closing(reader(self.result.path, self._reading, self.options)) as source:
            mending.write(source, self._kept.reasons(), path, self._reading.encoding)
        self.result.rejects = path

    def _reader(self) -> Reader:
        return self._given or reader(self.result.path, self._reading, self.options)

    def _make_partitions(self) -> None:
        """Those of the readings that a large file brings, before they are written or pivoted."""
        loaded = {destination for destination, _ in self._plans}
        for source in (PRODUCCION, LANDING):
            if self._large and source in loaded:
                partitions.for_readings(self.connection, source)

    def restart(self) -> None:
        """Take back the progress: the file is read again."""
        self._advance(-self._told)

    def _set_zone(self) -> None:
        try:
            self.connection.execute("SELECT set_config('TimeZone', %s, true)", [self.options.zona])
        except psycopg.errors.InvalidParameterValue:
            raise UsageError(
                f"time zone {self.options.zona!r} is not known to the server",
                hint="a name such as UTC or America/Bogota",
            ) from None

    def _rows(self) -> None:
        with closing(self._reader()) as source:
            batches = groupby(source.batches(), lambda batch: (batch.destination, batch.header))
            for (destination, header), group in batches:
                told = self._telling(group, source)
                self._copy(self._plan(destination, header), told)
            self._settle_waiting()
            self._mark.settle(likely_point=source.likely_point)
            own = [f"column {name!r} is the database's own, not used" for name in self._own]
            self.result.details = [*source.details, *self._decimals(), *own]

    def _settle_waiting(self) -> None:
        """Write the rows whose time comes twice, where the file has told which it is."""
        for plan in self._plans.values():
            if plan.waiting:
                with self.connection.cursor() as cursor, cursor.copy(_copy_of(plan)) as copy:
                    copy.write(plan.settle(self._kept))

    def _decimals(self) -> Iterator[str]:
        """What a person should know about the file's decimal mark."""
        if self._mark.mark == decimals.COMMA:
            yield "decimal comma"
        elif self._mark.mark == decimals.BOTH:
            yield "no one decimal mark"

    def _telling(self, batches: Iterable[Batch], source: Reader) -> Iterator[Batch]:
        """The batches, with the progress told after each."""
        for batch in batches:
            yield batch
            self._advance(source.position - self._told)
            self._told = source.position

    def _copy(self, plan: Plan, batches: Iterable[Batch]) -> None:
        destination = plan.destination
        result = self.result.table(destination.table)
        with self.connection.cursor() as cursor, cursor.copy(_copy_of(plan)) as copy:
            for batch in batches:
                for rejection, _ in batch.uncut:
                    self._kept.row(destination.table, self._order, rejection)
                    self._order += 1
                result.read += len(batch.uncut) + len(batch.rows)
                if batch.rows:
                    copy.write(plan.copy_text(batch, self._order, self._kept))
                    self._order += len(batch.rows)

    def _plan(self, destination: Destination, header: tuple[str, ...]) -> Plan:
        known = self._plans.get((destination, header))
        if known is not None:
            return known
        self._require_forced(destination)
        kinds = staging.kinds(self.connection, destination)
        chosen = destinations.select(destination, header, kinds)
        self._warn_of_unknown(destination, chosen.unknown, kinds)
        self._own |= dict.fromkeys(chosen.own)
        day = None
        if destination is RESERVAS and "fecha_registro" not in chosen.columns:
            day = self._day().isoformat()
        if destination.key:
            self._stage(destination, header, chosen.columns)
        elif self._large:
            partitions.for_landing(self.connection)
        converters = self._converters(destination, chosen.columns, kinds)
        plan = Plan(destination, chosen.positions, chosen.columns, converters, self._zone, day)
        return self._plans.setdefault((destination, header), plan)

    def _converters(
        self, destination: Destination, columns: Sequence[str], kinds: Mapping[str, str]
    ) -> list[Converter]:
        """One for each column, which all tell the file's decimal mark together."""
        absent = absences.known(self.connection, destination.source)
        joins = destination.clock in columns and self._is_elsewhere()
        return [
            self._converter(destination, column, kinds[column], absent, joins=joins)
            for column in columns
        ]

    def _is_elsewhere(self) -> bool:
        """Whether the file's zone is not the operating one, whose changes the pivot knows."""
        row = self.connection.execute("SELECT referencial.fnc_zona_horaria()").fetchone()
        return row is None or row[0] != self._zone.name

    def _converter(
        self, destination: Destination, column: str, kind: str, absent: Absences, *, joins: bool
    ) -> Converter:
        """A dump's numbers without quotes have a decimal point, whatever those in quotes have."""
        dump = self._reading.form == "dump"
        decode = dumps.decode if dump else delimited.decode
        if destination is LANDING and column == "measure":
            check, bare = checks.of_measure(self._mark), None
        else:
            check = checks.of_value(kind, self._mark, absent)
            if kind == "timestamp with time zone":
                moment = column == destination.moment
                check = self._zone.check(check, waits=moment, joins=joins and moment)
            point = DecimalMark(decimals.POINT, given=True)
            bare = checks.of_value(kind, point, absent) if dump else None
        return Converter(check, decode, bare)

    def _require_forced(self, destination: Destination) -> None:
        forced = self.options.forced
        if forced and destination.name != forced:
            raise IngestError(
                f"the file holds {destination.name}, not {forced}",
                hint=f"leave out --as, or use --as {destination.name}",
            )

    def _warn_of_unknown(
        self, destination: Destination, unknown: Sequence[str], known: dict[str, str]
    ) -> None:
        for name in unknown:
            near = destinations.near(name, known)
            self.result.warn(f"column {name!r} is unknown in stage.{destination.table}{near}")
            self.result.unknown.append(name)

    def _stage(
        self, destination: Destination, header: tuple[str, ...], columns: Sequence[str]
    ) -> staging.Staged:
        staged = self._staged.get(destination)
        if staged is None:
            self.connection.execute(statements.create_staging(destination))
            result = self.result.table(destination.table)
            staged = staging.Staged(
                self.connection,
                destination,
                result,
                {},
                {},
                self._day(),
                completes=self._reading.form == "workbook",
            )
            self._staged[destination] = staged
        values = [column for column in columns if column not in destination.key]
        staged.columns |= dict.fromkeys(values)
        if destination is PRODUCCION and self._converts(header):
            mapped = staging.conversions(self.connection)
            staged.conversions |= {name: mapped[name] for name in values if name in mapped}
            self.result.converted = sorted(staged.conversions)
        return staged

    def _converts(self, header: tuple[str, ...]) -> bool:
        """A dump with `cargado_en` comes from this system, whose values are converted already."""
        if self.options.conversiones is not None:
            return self.options.conversiones
        return self._reading.form == "dump" and "cargado_en" not in header

    def _day(self) -> date:
        """The day of registration: as given, else the file's modification day in its zone."""
        if self.options.fecha:
            return self.options.fecha
        modified = [self.result.path.stat().st_mtime]
        row = self.connection.execute("SELECT to_timestamp(%s)::date", modified).fetchone()
        assert row is not None
        return date.fromisoformat(str(row[0]))

    def _workbook(self) -> None:
        """One row of the master and one of the reserves, from the sheets' values."""
        path = self.result.path
        book = workbook.read(path)
        kinds = {one.table: staging.kinds(self.connection, one) for one in (MAESTRA, RESERVAS)}
        contents = workbook.sort(book, staging.variables(self.connection), kinds)
        well = str(self._workbook_well(*workbook.well(book, path)))
        day = None if self.options.fecha else workbook.registered(book.cells, path)
        for note in book.notes:
            self.result.warn(note)
        for destination in (MAESTRA, RESERVAS):
            if values := contents.columns[destination.table]:
                row = {"well_id": well, **values}
                if destination is RESERVAS and day:
                    row["fecha_registro"] = day
                lines = [contents.lines[destination.table]]
                batch = Batch(destination, tuple(row), [list(row.values())], lines.copy)
                self._copy(self._plan(destination, batch.header), [batch])
        self._report(contents, well)

    def _workbook_well(self, number: int | None, name: str | None) -> int:
        """The workbook's well: its number, else the master's well of its name, else --well."""
        given = self.options.pozo
        if number is None and name is not None:
            number = staging.well_named(self.connection, name)
        if number is not None and given is not None and number != given:
            raise IngestError(f"the workbook is about well {number}, not {given}")
        chosen = given if number is None else number
        if chosen is None:
            subject = (
                f"no well is named {name!r}" if name else "neither well_id (ID 1) nor name (49)"
            )
            raise IngestError(
                f"which well the workbook is about is not known: {subject}",
                hint="ingest its master first, or name it by --well N",
            )
        return chosen

    def _report(self, contents: workbook.Contents, well: str) -> None:
        for table, rejection in contents.rejections:
            self._kept.cell(table, self._order, rejection, well)
            self._order += 1
        for cell in contents.unknown:
            self.result.warn(
                f"sheet {cell.sheet!r} row {cell.row}: ID {cell.id_formato1} is unknown"
            )
            self.result.unknown.append(str(cell.id_formato1))
        for cell in contents.elsewhere:
            self.result.warn(
                f"sheet {cell.sheet!r} row {cell.row}: ID {cell.id_formato1} ({cell.name}) is no "
                "value of master or reserves, not kept"
            )

    def _be_strict(self) -> None:
        """Refuse the file for what would otherwise be a warning."""
        rejected, cells, unknown = self.result.rejected, self.result.cells, self.result.unknown
        if not rejected and not cells and not unknown:
            return
        listed = [*self.result.warnings] * bool(unknown) + [
            str(one) for one in self.result.rejections
        ]
        raise IngestError(
            f"refused by --strict: {rejected} bad rows, {cells} bad values, "
            f"{len(unknown)} unknown columns\n  " + "\n  ".join(listed),
            hint="without --strict the bad are kept out and the others are loaded",
        )


def _copy_of(plan: Plan) -> sql.Composed:
    """COPY into where a plan's rows go: a staging table, or landing itself."""
    target = statements.staging if plan.destination.key else statements.target
    return statements.copy_into(target(plan.destination), plan.copied)
