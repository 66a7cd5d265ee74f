"""From the lake to the readings: mapped columns and states of the motor, through `ingest`."""

from __future__ import annotations

import difflib
import hashlib
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from bp010ctl import ingest
from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error, BronzeError
from bp010ctl.bronze import files, silver
from bp010ctl.bronze.definitions import Definition, Mapped
from bp010ctl.bronze.lake import Lake, Manifest
from bp010ctl.bronze.ledger import KIND
from bp010ctl.bronze.moments import INSTANT
from bp010ctl.bronze.tables import EVENTOS, SENSOR
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker
from bp010ctl.ingest import staging
from bp010ctl.ingest.destinations import PRODUCCION

NAMED = "[readings] in bronze.toml says which sensor is which column"
TIME, WELL, STATE = "timestamp_lectura", "well_id", "estado_motor"


@dataclass
class Loaded:
    """What became of a well's readings. action: loaded, same (nothing new), refused (its error)."""

    well: str
    well_id: int | None
    action: str
    read: int = 0
    written: int = 0
    rejected: int = 0
    cells: int = 0
    remarks: list[str] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True)
class Mapping:
    """Sensor columns → what they are in stage.tbl_pozo_produccion; unmapped: those that are not."""

    columns: dict[str, Mapped]
    unmapped: list[str]


def load(
    definition: Definition,
    url: str,
    *,
    again: bool = False,
    dry_run: bool = False,
    advance: Callable[[float], None] = lambda _: None,
) -> list[Loaded]:
    """Load the wells of which a file was read since they were loaded last, by the ledger; all with
    `again`. Each well is one transaction and one run. advance: told the wells done.

    url: the database. Raises BronzeError where nothing was ingested or the definition names what
    is not there.
    """
    lake = Lake(definition.lake)
    version, manifest = lake.require(), lake.manifest()
    loads = []
    with database.connect(url, autocommit=True) as connection, ETLTracker(url) as tracker:
        known = staging.kinds(connection, PRODUCCION)
        _check(definition, known)
        numbers = _numbers(definition, silver.wells(manifest))
        there = {row[0] for row in queries.tuples(connection, "bronze/wells")}
        for well, number in numbers.items():
            one = _Load(definition, connection, tracker, well, number, dry_run)
            if number not in there:
                loads.append(one.refused(f"well {number} is not in the master"))
            elif not again and one.is_known(manifest):
                loads.append(Loaded(well, number, "same"))
            else:
                loads.append(one.run(version, manifest, known))
            advance(1)
    return loads


def behind(definition: Definition, url: str) -> list[str]:
    """The wells of which the database has not what the lake has, by the ledger."""
    manifest = Lake(definition.lake).manifest()
    with database.connect(url, autocommit=True) as connection, ETLTracker(url) as tracker:
        numbers = _numbers(definition, silver.wells(manifest))
        loads = [_Load(definition, connection, tracker, *well, True) for well in numbers.items()]
        return [one.well for one in loads if not one.is_known(manifest)]


def mapping(definition: Definition, sensors: Collection[str], known: Collection[str]) -> Mapping:
    """Declared columns, and those that are called as in stage.tbl_pozo_produccion."""
    apart = {*PRODUCCION.own, *PRODUCCION.key}
    named = {name: Mapped(name) for name in sensors if name in known and name not in apart}
    chosen = named | {name: to for name, to in definition.readings.items() if name in sensors}
    for to in chosen.values():
        twins = [other for other in chosen if chosen[other].column == to.column]
        if len(twins) > 1:
            raise BronzeError(f"{' and '.join(twins)} would both be {to.column}", hint=NAMED)
    return Mapping(chosen, [name for name in sensors if name not in chosen])


def _check(definition: Definition, known: Collection[str]) -> None:
    for name, to in definition.readings.items():
        if to.column not in known or to.column in PRODUCCION.own:
            near = difflib.get_close_matches(to.column, sorted(known), n=3)
            raise BronzeError(
                f"[readings] {name}: stage.tbl_pozo_produccion has no column {to.column!r}",
                hint=f"near: {', '.join(near)}" if near else "docs/reference/data-dictionary.md",
            )


def _numbers(definition: Definition, wells: list[str]) -> dict[str, int]:
    """Well → well_id: declared, else the number in its name; each once."""
    numbers = {well: definition.wells.get(well, files.number(well)) for well in wells}
    for well, number in numbers.items():
        twins = [other for other in wells if numbers[other] == number]
        if len(twins) > 1:
            raise BronzeError(
                f"{' and '.join(twins)} would both be well {number}",
                hint=f'declare which it is in bronze.toml: [wells] "{well}" = …',
            )
    return numbers


@dataclass
class _Load:
    """One well on its way."""

    definition: Definition
    connection: Connection
    tracker: ETLTracker
    well: str
    number: int
    dry_run: bool

    def refused(self, why: str) -> Loaded:
        hint = "ingest the master first; [wells] in bronze.toml says which well it is"
        return Loaded(self.well, self.number, "refused", error=f"{why}: {hint}")

    @property
    def place(self) -> str:
        return f"lecturas/{self.well}"

    def title(self, manifest: Manifest) -> str:
        """What the ledger calls the run: the well and what it is loaded from."""
        ids = [file.id for table in (SENSOR, EVENTOS) for file in manifest.of(table.name)
               if file.pozo == self.well]  # fmt: skip
        hashes = [file.sha256[:12] for file in manifest.files if file.id in ids]
        declared = f"{self.definition.loading} {self.definition.reading}"
        return f"{self.well} {'+'.join(hashes)} {_short(declared)}"

    def is_known(self, manifest: Manifest) -> bool:
        """Whether the newest good run of the well was from these very files."""
        values = {"tipo": KIND, "lugar": self.place}
        rows = queries.tuples(self.connection, "bronze/newest", values)
        return bool(rows) and rows[0][0] == self.title(manifest)

    def run(self, version: Path, manifest: Manifest, known: Collection[str]) -> Loaded:
        rows, mapped = readings(self.definition, version, manifest, self.well, known)
        made = Loaded(self.well, self.number, "loaded", read=rows.height)
        if mapped.unmapped:
            made.remarks.append(f"no reading is made of {', '.join(mapped.unmapped)}")
        try:
            if self.dry_run:
                self._ingest(rows, made)
            else:
                with self.tracker.ejecucion(
                    ETLEjecucion(KIND, self.place, self.title(manifest), None, None)
                ) as run:
                    self._ingest(rows, made)
                    run.registros_extraidos, run.registros_cargados = made.read, made.written
                    run.parcial = bool(made.rejected or made.cells)
        except Bp010Error as error:
            made.action, made.error = "refused", str(error)
        return made

    def _ingest(self, rows: pl.DataFrame, made: Loaded) -> None:
        """As a CSV of readings is ingested: the same checks, rejects and words."""
        if not rows.height:
            return
        named = rows.select(pl.lit(self.number).alias(WELL), pl.all())
        options = ingest.Options(forced=PRODUCCION.name, conversiones=False, decimal=".")
        with tempfile.TemporaryDirectory(prefix="bp010-bronze-") as folder:
            path = Path(folder) / f"{self.well}_all.csv"
            named.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S%.6f%:z")
            result = ingest.load_all(self.connection, [path], options, dry_run=self.dry_run)[0]
        if result.error is not None:
            raise result.error
        table = result.table(PRODUCCION.table)
        made.written = table.inserted + table.updated
        made.rejected, made.cells = table.rejected, table.cells
        made.remarks += [str(one) for one in table.rejections[:5]]


def readings(
    definition: Definition, version: Path, manifest: Manifest, name: str, known: Collection[str]
) -> tuple[pl.DataFrame, Mapping]:
    """A well's rows for stage.tbl_pozo_produccion, without its number, and how they were mapped."""
    well = silver.read(version, manifest, name)
    mapped = mapping(definition, well.sensors, known)
    values = [_value(sensor, to) for sensor, to in mapped.columns.items()]
    moment = pl.col(SENSOR.moment).alias(TIME)
    rows = well.readings.select(moment, *values)
    changes = pl.DataFrame(
        states(well.events, definition), schema={TIME: INSTANT, STATE: pl.Boolean}, orient="row"
    ).sort(TIME)
    if changes.height and STATE not in rows.columns:
        rows = rows.join_asof(changes, on=TIME, strategy="backward")
        last_run = changes[STATE][-1]
        beyond = (pl.col(TIME) > changes[TIME][-1]) & pl.lit(last_run)
        rows = rows.with_columns(pl.when(~beyond).then(STATE).alias(STATE))
    every = pl.concat([rows, changes], how="diagonal")
    some = pl.any_horizontal(pl.all().exclude(TIME).is_not_null())
    return (every.filter(some) if len(every.columns) > 1 else every.clear()), mapped


def _value(sensor: str, to: Mapped) -> pl.Expr:
    """A sensor's values in the unit of the reading's column."""
    value = pl.col(sensor)
    if to.column == STATE:
        return (value != 0).alias(STATE)
    if (to.factor, to.offset) != (1, 0):
        value = value * to.factor + to.offset
    return value.alias(to.column)


def states(events: pl.DataFrame, definition: Definition) -> list[tuple[datetime, bool]]:
    """When the motor stopped (False) and started again (True), by the events in which it stands.

    Events that overlap are one standstill; one without an end goes on until a later one has one.
    """
    running = [kind for kind, runs in definition.states.items() if runs]
    stops = events.filter(~pl.col("categoria_principal").fill_null("").is_in(running))
    merged: list[tuple[datetime, datetime | None]] = []
    for start, end in stops.sort("fecha_inicio").select("fecha_inicio", "fecha_fin").iter_rows():
        if start == end:
            continue
        if merged and (merged[-1][1] is None or start <= merged[-1][1]):
            first, last = merged.pop()
            merged.append((first, end if last is None or end is None else max(last, end)))
        else:
            merged.append((start, end))
    changes = [pair for start, end in merged for pair in ((start, False), (end, True))]
    return [(moment, runs) for moment, runs in changes if moment is not None]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
