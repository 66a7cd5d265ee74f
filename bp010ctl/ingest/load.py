"""Loading files into the stage tables: one file is one load is one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error, IngestError, UsageError
from bp010ctl.ingest import (
    absences,
    checks,
    decimals,
    delimited,
    destinations,
    dumps,
    partitions,
    sources,
    staging,
    statements,
    workbook,
)
from bp010ctl.ingest.absences import Absences
from bp010ctl.ingest.decimals import DecimalMark, Redo
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
from bp010ctl.ingest.results import FileResult
from bp010ctl.ingest.sources import Batch
from bp010ctl.ingest.values import Converter

Advance = Callable[[float], None]


@dataclass(frozen=True)
class Options:
    """How files are read.

    forced: name of the destination where the content does not tell it (`--as`).
    strict: refuse a file for one bad row or unknown column.
    fecha: day of registration of master and reserves; default the file's modification day.
    zona: time zone of times that name none.
    conversiones: whether the SCADA map's conversions are applied to wide readings; None means to
        SQL dumps of the old system only.
    pozo: the well of a workbook that does not name one.
    decimal: the decimal mark of the files' numbers, "." or ","; None means that they tell it.
    """

    forced: str | None = None
    strict: bool = False
    fecha: date | None = None
    zona: str = "UTC"
    conversiones: bool | None = None
    pozo: int | None = None
    decimal: str | None = None


def load_all(
    connection: Connection,
    paths: Sequence[Path],
    options: Options | None = None,
    *,
    dry_run: bool = False,
    advance: Advance = lambda _: None,
) -> list[FileResult]:
    """Load files, masters first, each in its own transaction; a refused file has its `error`.

    With `dry_run` nothing stays. `advance` is told the bytes read.
    """
    options = options or Options()
    results: dict[Path, FileResult] = {}
    with connection.transaction(force_rollback=True) if dry_run else nullcontext():
        for path in sorted(dict.fromkeys(paths), key=lambda path: _rank(path, options)):
            try:
                results[path] = load(connection, path, options, advance=advance)
            except IngestError as error:
                results[path] = FileResult(path, error=error)
    return [results[path] for path in dict.fromkeys(paths)]


def _rank(path: Path, options: Options) -> int:
    """Masters, then workbooks and reserves, then readings, then landing; unreadable files last."""
    try:
        form = sources.recognise(path)
        if form == "workbook":
            return IN_LOAD_ORDER.index(RESERVAS)
        with closing(_reader(path, Reading(form, "latin-1"), options)) as reader:
            first = next((batch.destination for batch in reader.batches()), LANDING)
        return IN_LOAD_ORDER.index(first)
    except Bp010Error:
        return len(IN_LOAD_ORDER)


def load(
    connection: Connection,
    path: Path,
    options: Options | None = None,
    *,
    advance: Advance = lambda _: None,
) -> FileResult:
    """Load one file in one transaction. IngestError means that nothing of it was loaded."""
    options, started = options or Options(), time.monotonic()
    form = sources.recognise(path)
    alone = connection.info.transaction_status is TransactionStatus.IDLE
    large = alone and path.stat().st_size >= partitions.LARGE
    reading = Reading(form, mark=options.decimal)
    while True:
        result = FileResult(path, form)
        loading = _Loading(connection, result, options, advance, large, reading)
        try:
            with connection.transaction():
                loading.run()
            break
        except (UnicodeDecodeError, Redo) as other:
            loading.restart()
            reading = reading.instead(other)
        except psycopg.Error as error:
            raise _refusal(error, path) from error
        except IngestError as error:
            error.on = error.on or str(path)
            raise
    for note in reading.notes:
        result.warn(note)
    result.seconds = time.monotonic() - started
    return result


@dataclass(frozen=True)
class Reading:
    """How a file's bytes become values, as far as it is known: a wrong guess is made good.

    mark: decimal mark, see `decimals.DecimalMark`.
    """

    form: str
    encoding: str = sources.ENCODINGS[0]
    mark: str | None = None
    notes: tuple[str, ...] = ()

    def instead(self, why: UnicodeDecodeError | Redo) -> Reading:
        """The way that the file itself has shown to be right."""
        if isinstance(why, Redo):
            return replace(self, mark=why.mark)
        note = f"byte 0x{why.object[why.start]:02x} is not UTF-8: read as latin-1"
        return replace(self, encoding=sources.ENCODINGS[1], notes=(*self.notes, note))


def _refusal(error: psycopg.Error, path: Path) -> IngestError:
    """The server's own words where it refused the rows."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    hint = error.diag.message_hint or error.diag.message_detail
    return IngestError(f"the database refused the load: {lines[0]}", on=str(path), hint=hint)


Reader = dumps.Dump | delimited.Delimited


def _reader(path: Path, reading: Reading, options: Options) -> Reader:
    if reading.form == "dump":
        return dumps.Dump(sources.Text(path, reading.encoding), zone=options.zona)
    forced = destinations.BY_NAME[options.forced] if options.forced else None
    return delimited.Delimited(path, reading.encoding, forced)


def _copy_of(plan: Plan) -> sql.Composed:
    """COPY into where a plan's rows go: a staging table, or landing itself."""
    target = statements.staging if plan.destination.key else statements.target
    return statements.copy_into(target(plan.destination), plan.copied)


class _Loading:
    """One file on its way in, inside its transaction."""

    def __init__(
        self,
        connection: Connection,
        result: FileResult,
        options: Options,
        advance: Advance,
        large: bool,
        reading: Reading,
    ) -> None:
        self.connection = connection
        self.result = result
        self.options = options
        self._advance = advance
        self._large = large
        self._reading = reading
        self._mark = DecimalMark(reading.mark, given=options.decimal is not None)
        self._zone = Zone.named(options.zona)
        self._told = 0
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
        if self.result.cells:
            self._kept.record(self.result.path.name)
        self._kept.close()

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
        with closing(_reader(self.result.path, self._reading, self.options)) as reader:
            batches = groupby(reader.batches(), lambda batch: (batch.destination, batch.header))
            for (destination, header), group in batches:
                told = self._telling(group, reader)
                self._copy(self._plan(destination, header), told)
            self._settle_waiting()
            self._mark.settle(likely_point=reader.likely_point)
            self.result.details = [*reader.details, *self._decimals()]

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

    def _telling(self, batches: Iterable[Batch], reader: Reader) -> Iterator[Batch]:
        """The batches, with the progress told after each."""
        for batch in batches:
            yield batch
            self._advance(reader.position - self._told)
            self._told = reader.position

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
        return [self._converter(destination, column, kinds[column], absent) for column in columns]

    def _converter(
        self, destination: Destination, column: str, kind: str, absent: Absences
    ) -> Converter:
        """A dump's numbers without quotes have a decimal point, whatever those in quotes have."""
        dump = self._reading.form == "dump"
        decode = dumps.decode if dump else delimited.decode
        if destination is LANDING and column == "measure":
            check, bare = checks.of_measure(self._mark), None
        else:
            check = checks.of_value(kind, self._mark, absent)
            if kind == "timestamp with time zone":
                check = self._zone.check(check, waits=column == destination.moment)
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
