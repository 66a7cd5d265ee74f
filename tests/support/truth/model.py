"""What every computed row has to be, from what was put in and from what columns.csv says; no SQL.

A `Truth` knows the rows that were put in (wells, limits, configuration, polls, models) and gives
the value of any column of any computed table or view. Values of other computed columns that a
formula names are computed the same way, never read: what the database made of them does not come
in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from support.truth import physics
from support.truth.notation import FormulaError, Node, Parser, Phrase, Reference

Value = Any
Row = dict[str, Any]


class Key(NamedTuple):
    """What a row is about; what does not apply is None."""

    well: int | None = None
    hour: datetime | None = None
    day: date | None = None
    month: str | None = None
    item: Any = None


HOURLY = "reporting.fact_operaciones_horarias"
STRETCH = "stretch"
"""Marks keys of 60 minutes: of an hour that comes twice there are two."""


@dataclass(frozen=True)
class Column:
    """A line of columns.csv."""

    table: str
    name: str
    sources: tuple[Reference, ...]
    formula: str
    owner: str


@dataclass(frozen=True)
class Reading:
    """A reading as it has to be stored: its own columns in the columns' units."""

    well: int
    when: datetime
    arrived: datetime
    values: Mapping[str, Any]

    def get(self, column: str) -> Value:
        return {"timestamp_lectura": self.when, "well_id": self.well}.get(
            column, self.values.get(column)
        )


@dataclass(frozen=True)
class Moment:
    """When the chain ran: any time of these is right for "when it was changed"."""

    first: datetime
    last: datetime

    def allows(self, found: Any) -> bool:
        return isinstance(found, datetime) and self.first <= found <= self.last


def rounded(value: Value, digits: int) -> Decimal | None:
    """As a person would round it: halves away from zero, 15 digits of a float count."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def sheet(path: Path) -> dict[str, dict[str, Column]]:
    """columns.csv by table and column."""
    tables: dict[str, dict[str, Column]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            table = f"{row['schema']}.{row['table']}"
            tables.setdefault(table, {})[row["column"]] = Column(
                table, row["column"], tuple(_references(table, row["source"])), row["formula"],
                row["owner"],
            )  # fmt: skip
    return tables


def _references(table: str, source: str) -> Iterable[Reference]:
    for name in filter(None, (part.strip() for part in source.split(","))):
        relation, _, column = name.rpartition(".")
        yield Reference(relation or table, column)


@dataclass
class Truth:
    """inputs: rows put in, by table; readings: by well, in the order of time."""

    columns: Mapping[str, Mapping[str, Column]]
    inputs: Mapping[str, Sequence[Row]]
    readings: Mapping[int, Sequence[Reading]]
    strokes: Sequence[tuple[int, int]]
    rejected: Sequence[Row]
    now: datetime
    phrases: Mapping[str, Phrase]
    keys: Mapping[str, Any]
    memo: dict[tuple[str, str, Key], Value] = field(default_factory=dict)
    keysets: dict[str, list[Key]] = field(default_factory=dict)
    made: dict[str, list[Row]] = field(default_factory=dict)
    nodes: dict[tuple[str, str], Node] = field(default_factory=dict)

    # -- rows and values

    def expected(self, table: str) -> list[Row]:
        """The rows that a computed table has to have; columns that nothing determines left out."""
        if table not in self.made:
            self.made[table] = [
                {name: self.value(table, name, key) for name in self.computed(table)}
                for key in self.keys[table](self)
            ]
        return self.made[table]

    def computed(self, table: str) -> list[str]:
        """Columns of a table whose value its line determines."""
        return [name for name, column in self.columns[table].items() if column.owner not in FREE]

    def value(self, table: str, name: str, key: Key) -> Value:
        """The value of a computed column in the row of this key."""
        place = (table, name, key)
        if place not in self.memo:
            self.memo[place] = self._node(table, name)(self, key)
        return self.memo[place]

    def _node(self, table: str, name: str) -> Node:
        if (table, name) not in self.nodes:
            column = self.columns[table][name]
            if column.owner == "none":
                return lambda truth, key: None
            self.nodes[table, name] = self.parser(column).formula()
        return self.nodes[table, name]

    def parser(self, column: Column) -> Parser:
        """Reads the formula of a column."""
        return Parser(
            column.formula, column.table, column.sources, dict(self.phrases), dict(FUNCTIONS)
        )

    def at(self, reference: Reference, key: Key) -> Value:
        """The value of a column in the row of its table that belongs to the row of this key."""
        if not reference.table:
            raise FormulaError(f"#{reference.column}: of which reading?")
        if reference.column.startswith("SCADA tag "):
            return self.sent(key, int(reference.column.split()[-1]))
        table = self.named(reference.table)
        if table in self.inputs:
            row = self.input_row(table, key)
            return row and row[reference.column]
        if key.item == STRETCH and table == HOURLY:
            return self.value(table, reference.column, key)
        there = self.belonging(table, key)
        return None if there is None else self.value(table, reference.column, there)

    def full(self, reference: Reference) -> Reference:
        """A reference with the full name of its table; limits (#54.target_value) are a table of
        their own."""
        if reference.table:
            return reference._replace(table=self.named(reference.table))
        variable, _, name = reference.column.partition(".")
        if name:
            return Reference("referencial.tbl_limites_pozo", name)
        return Reference("stage.tbl_pozo_produccion", self.column_of_variable(variable))

    def named(self, table: str) -> str:
        """A table's full name; schemas may be left out."""
        if "." in table:
            return table
        known = [*self.columns, *self.inputs]
        return next(name for name in known if name.partition(".")[2] == table)

    def belonging(self, table: str, key: Key) -> Key | None:
        """The key of the row of `table` that belongs to a row of another, None without one."""
        if table not in self.known:
            self.known[table] = set(self.keys[table](self))
        wanted = self._completed(key)
        for candidate in (
            key, key._replace(item=None), Key(wanted.well, day=wanted.day),
            Key(wanted.well, month=wanted.month), Key(wanted.well), Key(day=wanted.day),
        ):  # fmt: skip
            if candidate in self.known[table]:
                return candidate
        return None

    @cached_property
    def indices(self) -> dict[str, Any]:
        """What was worked out once, by its name."""
        return {}

    @cached_property
    def known(self) -> dict[str, set[Key]]:
        """The keys of each table that was asked for."""
        return {}

    def _completed(self, key: Key) -> Key:
        day = key.day or (self.day_of(key.hour) if key.hour else None)
        return key._replace(day=day, month=key.month or (f"{day:%Y-%m}" if day else None))

    def input_row(self, table: str, key: Key) -> Row | None:
        """The row of an input table that counts for a well: the newest where it has several. Of a
        row that is about another row that was put in: that one, or the one that it refers to."""
        if isinstance(key.item, tuple) and key.item[0] in self.inputs:
            return self.referred(table, *key.item)
        records = [row for row in self.inputs[table] if row["well_id"] == key.well]
        if table == "stage.tbl_pozo_reservas":
            records.sort(key=lambda row: row["fecha_registro"])
        return records[-1] if records else None

    def referred(self, table: str, base: str, number: Any) -> Row | None:
        """The row of `table` that the row of `base` with this number is or, by its variable, refers
        to."""
        row = next(row for row in self.inputs[base] if next(iter(row.values())) == number)
        if table == base:
            return row
        name = "variable_id" if "variable_id" in row else "id_formato1"
        variables = self.inputs["referencial.tbl_maestra_variables"]
        variable = next(candidate for candidate in variables if candidate[name] == row[name])
        if table == "referencial.tbl_maestra_variables":
            return variable
        link = {
            "referencial.tbl_ref_unidades": "unidad_id",
            "referencial.tbl_ref_paneles_bi": "panel_id",
        }[table]
        return next(
            (candidate for candidate in self.inputs[table] if candidate[link] == variable[link]),
            None,
        )

    # -- time and regime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.setting("OPERACION", "zona_horaria"))

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def is_today(self, key: Key) -> bool:
        return self._completed(key).day == self.today

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def hour_of(self, moment: datetime) -> datetime:
        """The start of the hour of this name: the first one of an hour that comes twice."""
        wall = moment.astimezone(self.zone).replace(minute=0, second=0, microsecond=0, fold=0)
        return wall.astimezone(UTC)

    def stretch_of(self, moment: datetime) -> datetime:
        """The start of the 60 minutes that a moment lies in; an hour that comes twice has two."""
        wall = moment.astimezone(self.zone).replace(minute=0, second=0, microsecond=0)
        return wall.astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def hours_of(self, day: date) -> float:
        """23, 24 or 25."""
        start, end = self.midnight(day), self.midnight(day + timedelta(days=1))
        return (end - start).total_seconds() / 3600

    def regime(self, key: Key) -> str:
        assert key.well is not None
        return str(self.value("reporting.dim_pozo", "contador_diario", Key(key.well)))

    # -- readings

    def column_of(self, reference: Reference) -> str:
        """The readings' column that a reference names, by variable or by name."""
        if reference.table:
            return reference.column
        return self.column_of_variable(reference.column)

    def column_of_variable(self, number: str) -> str:
        rows = self.inputs["referencial.tbl_var_scada_map"]
        return next(str(row["columna_stage"]) for row in rows if str(row["id_formato1"]) == number)

    @property
    def latest(self) -> datetime:
        """Up to when a reading is of now; what is dated later lies ahead."""
        return self.now + timedelta(minutes=float(self.setting("OPERACION", "adelanto_minutos")))

    def newest(self, well: int | None) -> Reading | None:
        readings = self.readings.get(well or 0, ())
        return next(
            (reading for reading in reversed(readings) if reading.when <= self.latest), None
        )

    def ahead(self, well: int | None) -> list[Reading]:
        return [
            reading for reading in self.readings.get(well or 0, ()) if reading.when > self.latest
        ]

    def of_hour(self, key: Key) -> list[Reading]:
        """The readings of an hour: of all of its name, or of one stretch where the key says so."""
        readings = self.readings.get(key.well or 0, ())
        return [reading for reading in readings if self.in_hour(reading.when, key)]

    def in_hour(self, moment: datetime, key: Key) -> bool:
        """Whether a moment lies in the hour, or in the stretch of one, that a key is about."""
        start = self.stretch_of if key.item == STRETCH else self.hour_of
        return start(moment) == key.hour

    def stretches(self, key: Key) -> list[Key]:
        """The stretches of an hour: two where it comes twice and both have readings."""
        starts = {self.stretch_of(reading.when) for reading in self.of_hour(key)}
        return [key._replace(hour=start, item=STRETCH) for start in sorted(starts)]

    def of_day(self, key: Key) -> list[Reading]:
        day = self._completed(key).day
        return [
            reading
            for reading in self.readings.get(key.well or 0, ())
            if self.day_of(reading.when) == day
        ]

    def day_has(self, key: Key, variable: str) -> bool:
        """Whether any reading of the day has a value of this variable."""
        column = self.column_of_variable(variable)
        return any(reading.get(column) is not None for reading in self.of_day(key))

    def sent(self, key: Key, tag: int) -> Value:
        """What the poll of a reading says of a tag: a number, true or false, or a card's array."""
        reading = next(
            reading for reading in self.readings[key.well or 0] if reading.when == key.item
        )
        measures = self.polls.get((key.well, tag, reading.arrived), {})
        measure = measures.get(reading.when, measures.get(None))
        if measure is None or measure.startswith("["):
            return None if measure and self._is_unequal(key, tag, measure) else measure
        boolean = self.column_of_variable("120")
        is_motor = any(
            (row["var_id_scada"], row["columna_stage"]) == (tag, boolean)
            for row in self.inputs["referencial.tbl_var_scada_map"]
        )
        return measure.lower() in {"1", "true", "t"} if is_motor else float(measure)

    def _is_unequal(self, key: Key, tag: int, half: str) -> bool:
        """Whether the other half of a card came with another number of points."""
        tags = {
            row["columna_stage"]: row["var_id_scada"]
            for row in self.inputs["referencial.tbl_var_scada_map"]
        }
        column = next(name for name, number in tags.items() if number == tag)
        body, _, side = column.rpartition("_")
        other = tags[f"{body}_{'load' if side == 'position' else 'position'}"]
        arrived = next(
            reading.arrived for reading in self.readings[key.well or 0] if reading.when == key.item
        )
        halves = self.polls.get((key.well, other, arrived), {})
        return any(whole.count(",") != half.count(",") for whole in halves.values())

    @cached_property
    def polls(self) -> dict[tuple[int | None, int, datetime], dict[datetime | None, str]]:
        """What came in together of a unit's tag, by the time that it is dated with (None: in two
        halves)."""
        polls: dict[tuple[int | None, int, datetime], dict[datetime | None, str]] = {}
        for row in sorted(self.inputs["stage.landing_scada_data"], key=lambda row: row["idn"]):
            loaded = polls.setdefault((row["unit_id"], row["var_id"], row["cargado_en"]), {})
            loaded[row["moddate"] if row["modtime"] is None else None] = row["measure"].strip()
        return polls

    def stroke_reading(self, number: int) -> Reading:
        """The reading that a stroke, by its place among those put in, is about."""
        well, reading = self.strokes[number]
        return self.readings[well][reading]

    # -- configuration

    def setting(self, kpi: str, parameter: str) -> Value:
        """A value of tbl_config_kpi: a number, or a text."""
        for row in self.inputs["referencial.tbl_config_kpi"]:
            if (row["kpi_nombre"], row["parametro"]) == (kpi, parameter) and row["activo"]:
                return row["valor"] if row["valor"] is not None else row["valor_texto"]
        return None

    def limit(self, well: int, variable: int, name: str) -> Value:
        """A number of the limits of a well (0: the template) for a variable."""
        ids = [
            row["variable_id"]
            for row in self.inputs["referencial.tbl_maestra_variables"]
            if row["id_formato1"] == variable
        ]
        for row in self.inputs["referencial.tbl_limites_pozo"]:
            if (row["pozo_id"], row["variable_id"]) == (well, ids[0]) and row["activo"]:
                return row[name]
        return None

    def evaluation(self, variable: str) -> Row:
        return next(
            row
            for row in self.inputs["referencial.tbl_config_evaluacion"]
            if row["variable_nombre"] == variable and row["activo"]
        )

    def status(self, level: int) -> Row:
        return next(
            row
            for row in self.inputs["referencial.tbl_catalogo_status"]
            if row["status_level"] == level
        )


FREE = {"default", "ingest", "ml", "seed"}
"""Owners of columns that no routine computes."""
COLOURS = {
    0: "color_optimo", 1: "color_normal", 3: "color_warning", 4: "color_critical",
    5: "color_failure", 7: "color_no_data",
}  # fmt: skip


def judge(truth: Truth, variable: str, value: Value, target: Value, baseline: Value) -> Row:
    """The verdict on a value (routines, evaluation): its deviation in % of target or baseline,
    against the thresholds of its row in tbl_config_evaluacion, best first; mirrored where less is
    better."""
    row = truth.evaluation(variable)
    reference = target if row["comparar_contra"] == "TARGET" else baseline
    variance = physics.deviation(_float(value), _float(reference))
    sign = -1 if row["direccion"] == "MENOR_MEJOR" else 1
    if value is None:
        level = 7
    elif variance is None:
        level = 1
    else:
        thresholds = (("optimo", 0), ("normal", 1), ("warning", 3), ("critical", 4))
        level = next(
            (
                level
                for name, level in thresholds
                if sign * (variance - float(row[f"umbral_{name}_pct"])) >= -1e-9
            ),
            5,
        )
    return _verdict(truth, row, level, variance)


def judge_load(
    truth: Truth, variable: str, value: Value, target: Value, low: Value, high: Value
) -> Row:
    """The verdict on a load (% of rated): up to `low` 0, up to `high` 3, beyond 4; legend of the
    gauge."""
    if value is None:
        level = 7
    elif low is None or high is None:
        level = 1
    else:
        level = 0 if value <= low else 3 if value <= high else 4
    variance = physics.deviation(_float(value), _float(target))
    verdict = _verdict(truth, truth.evaluation(variable), level, variance)
    label = verdict["status_label"]
    legend = {
        0: f"{label} (hasta {_plain(low)} %)", 3: f"{label} ({_plain(low)} a {_plain(high)} %)",
        4: f"{label} (más de {_plain(high)} %)",
    }.get(level, label)  # fmt: skip
    return verdict | {"legend_text": legend, "threshold_red": high}


def _verdict(truth: Truth, row: Row, level: int, variance: float | None) -> Row:
    status = truth.status(level)
    return {
        "variance_pct": variance, "status_level": level, "status_label": status["status_label"],
        "severity_label": status["severity_label"], "status_color": row[COLOURS[level]],
    }  # fmt: skip


def _plain(number: Value) -> str:
    text = f"{number}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _float(value: Value) -> float | None:
    return None if value is None else float(value)


FUNCTIONS: dict[str, Any] = {
    "fnc_evaluar_variable": judge,
    "fnc_evaluar_carga": judge_load,
    "fnc_calc_gradiente": physics.fnc_calc_gradiente,
    "fnc_calc_fluid_level_tvd": physics.fnc_calc_fluid_level_tvd,
    "fnc_calc_pwf": physics.fnc_calc_pwf,
    "fnc_calc_hydralift_load_pct": physics.fnc_calc_hydralift_load_pct,
    "fnc_calc_road_load_pct": physics.fnc_calc_road_load_pct,
    "fnc_calc_desplazamiento_bpd": physics.fnc_calc_desplazamiento_bpd,
}
