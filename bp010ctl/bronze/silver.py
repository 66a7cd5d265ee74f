"""The silver layer: readings with their equipment, an even series, events, coverage, a row a well.

Made anew for the wells of which a file was read since. A value that was interpolated is marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from bp010ctl.bronze import warehouse
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.lake import Draft, Lake, Manifest
from bp010ctl.bronze.moments import INSTANT
from bp010ctl.bronze.tables import EQUIPOS, EVENTOS, IN_ORDER, OWN, SENSOR, Table

STEP = timedelta(minutes=10)
PUMP = ("numero_equipo", "modelo_bomba", "marca_bomba", "modelo_motor")
SINCE = "equipo_desde"
"""When the equipment in operation went into the well; null where none is known."""


@dataclass
class Well:
    """What bronze has of a well: sensors are its columns of numbers, in the file's order."""

    name: str
    readings: pl.DataFrame
    equipment: pl.DataFrame
    events: pl.DataFrame
    sensors: list[str]


@dataclass
class Result:
    """Wells that were made anew, those that were as they are; rows by table."""

    made: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def refine(definition: Definition, *, advance: Callable[[float], None] = lambda _: None) -> Result:
    """Bring silver up to bronze, all wells in one swap. advance: told the wells done.

    Raises BronzeError where nothing was ingested, or another process writes to the lake.
    """
    lake, result = Lake(definition.lake), Result()
    lake.require()
    with lake.writing() as draft:
        for name in wells(draft.manifest):
            signature = _signature(draft.manifest, name, definition)
            if draft.manifest.silver.get(name) == signature:
                result.same.append(name)
            else:
                _write(draft, definition, name, result)
                draft.manifest.silver[name] = signature
                draft.changed = True
                result.made.append(name)
            advance(1)
        if draft.changed or draft.moved:
            warehouse.write(draft.folder, draft.manifest)
            draft.publish()
    return result


def wells(manifest: Manifest) -> list[str]:
    """The wells that bronze has a file of."""
    return sorted({file.pozo for table in IN_ORDER for file in manifest.of(table.name)})


def _signature(manifest: Manifest, well: str, definition: Definition) -> str:
    """What silver of a well is made from."""
    files = [file.id for table in IN_ORDER for file in manifest.of(table.name) if file.pozo == well]
    return f"{files} {definition.longest_gap}"


def _write(draft: Draft, definition: Definition, name: str, result: Result) -> None:
    well = read(draft.folder, draft.manifest, name)
    gap = timedelta(minutes=definition.longest_gap)
    joined = with_equipment(well)
    series = even_series(well, joined, gap)
    made = {
        "lecturas": joined,
        "series_10min": series,
        "equipos": equipment(well),
        "eventos": events(well),
        "cobertura": coverage(well, joined, series),
        "pozos": summary(well, joined),
    }
    for table, rows in made.items():
        path = draft.folder / "silver" / table / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        rows.write_parquet(path, compression_level=2)
        result.rows[table] = result.rows.get(table, 0) + rows.height


def read(version: Path, manifest: Manifest, name: str) -> Well:
    """A well of a version of the lake; tables that it has no file of are empty."""
    readings, equipment, events = (
        _table(version, manifest, name, table) for table in (SENSOR, EQUIPOS, EVENTOS)
    )
    readings = readings.drop(OWN, strict=False)
    readings = readings.unique(SENSOR.moment, keep="last", maintain_order=True).sort(SENSOR.moment)
    sensors = [column for column, kind in readings.schema.items() if kind == pl.Float64]
    return Well(name, readings, equipment, events, sensors)


def _table(version: Path, manifest: Manifest, name: str, table: Table) -> pl.DataFrame:
    files = [file for file in manifest.of(table.name) if file.pozo == name and file.rows]
    kinds: dict[str, Any] = {column: _type(kind) for column, kind in table.declared.items()}
    if not files:
        return pl.DataFrame(schema=kinds)
    parts = sorted((version / "bronze" / table.name / f"pozo={name}").glob("*/*.parquet"))
    rows = pl.read_parquet(parts, hive_partitioning=False)
    missing = [pl.lit(None, kind).alias(column) for column, kind in kinds.items()
               if column not in rows.columns]  # fmt: skip
    return rows.with_columns(missing)


def _type(kind: str) -> Any:
    return {"time": INSTANT, "text": pl.String}.get(kind, pl.Float64)


def with_equipment(well: Well) -> pl.DataFrame:
    """Each reading with the equipment that was in operation at its time, null where none was.

    Of two that overlap it is the one that went in later.
    """
    named = _with_pump(well, well.readings, SENSOR.moment)
    return named.select(pl.lit(well.name).alias("pozo"), *well.readings.columns, SINCE, *PUMP)


def _with_pump(well: Well, rows: pl.DataFrame, moment: str) -> pl.DataFrame:
    pumps = well.equipment.select(
        pl.col("fecha_entrada_operacion").alias(SINCE), "fecha_salida_operacion", *PUMP
    ).sort(SINCE, maintain_order=True)
    named = rows.sort(moment).join_asof(
        pumps, left_on=moment, right_on=SINCE, strategy="backward", coalesce=False
    )
    over = pl.col(moment) >= pl.col("fecha_salida_operacion")
    return named.with_columns(
        pl.when(over.fill_null(False)).then(None).otherwise(pl.col(column)).alias(column)
        for column in (SINCE, *PUMP)
    )


def even_series(well: Well, joined: pl.DataFrame, longest: timedelta) -> pl.DataFrame:
    """Every ten minutes, while one equipment ran: each sensor's value, and whether it is
    interpolated.

    At an instant with a reading that is its value. Between two readings of the same equipment it is
    on the line between them, unless they are further apart than `longest`. Nowhere else is one.
    """
    groups = joined.partition_by(SINCE, maintain_order=True)
    parts = [_even(well, group, longest) for group in groups if group.height]
    kinds: dict[str, Any] = {"pozo": pl.String, SENSOR.moment: INSTANT, SINCE: INSTANT}
    kinds |= dict.fromkeys(PUMP, pl.String)
    for sensor in well.sensors:
        kinds |= {sensor: pl.Float64, f"{sensor}_interpolado": pl.Boolean}
    return pl.concat([pl.DataFrame(schema=kinds), *parts]) if parts else pl.DataFrame(schema=kinds)


def _even(well: Well, group: pl.DataFrame, longest: timedelta) -> pl.DataFrame:
    moment = pl.col(SENSOR.moment)
    first, last = group.select(
        moment.min().dt.offset_by("599999999us").dt.truncate("10m").alias("first"),
        moment.max().dt.truncate("10m").alias("last"),
    ).row(0)
    grid = pl.DataFrame({
        SENSOR.moment: pl.datetime_range(first, last, STEP, time_unit="us", eager=True)
    })  # fmt: skip
    for sensor in well.sensors:
        grid = grid.with_columns(_on_the_line(grid, group, sensor, longest))
    same = group.select(pl.col("pozo", SINCE, *PUMP).first())
    made = grid.join(same, how="cross")
    marks = [name for sensor in well.sensors for name in (sensor, f"{sensor}_interpolado")]
    return made.select("pozo", SENSOR.moment, SINCE, *PUMP, *marks)


def _on_the_line(
    grid: pl.DataFrame, group: pl.DataFrame, sensor: str, longest: timedelta
) -> list[pl.Series]:
    """A sensor's values on the grid, and which are interpolated."""
    moment = SENSOR.moment
    known = group.select(pl.col(moment).alias("at"), pl.col(sensor).alias("value")).drop_nulls()
    around = (
        grid.select(moment)
        .join_asof(known, left_on=moment, right_on="at", strategy="backward", coalesce=False)
        .join_asof(known, left_on=moment, right_on="at", strategy="forward", coalesce=False,
                   suffix="_next")
    )  # fmt: skip
    part = (pl.col(moment) - pl.col("at")) / (pl.col("at_next") - pl.col("at"))
    line = pl.col("value") + (pl.col("value_next") - pl.col("value")) * part
    near = (pl.col("at_next") - pl.col("at")) <= longest
    exact = (pl.col("at") == pl.col(moment)).fill_null(False)
    made = around.select(
        pl.when(exact).then("value").when(near).then(line).alias(sensor),
        pl.when(~exact & near).then(True).when(exact).then(False)
        .alias(f"{sensor}_interpolado"),
    )  # fmt: skip
    return made.get_columns()


def equipment(well: Well) -> pl.DataFrame:
    """The equipment: `activo` until its exit is known, and then the days that it was there."""
    out = pl.col("fecha_salida_operacion")
    days = (out - pl.col("fecha_entrada_operacion")).dt.total_seconds() / 86_400
    state = pl.when(out.is_null()).then(pl.lit("activo")).otherwise(pl.lit("inactivo"))
    return (
        well.equipment.drop(OWN, strict=False)
        .select(
            pl.lit(well.name).alias("pozo"),
            pl.all(),
            state.alias("estado"),
            days.alias("dias_operacion"),
        )
        .sort("fecha_entrada_operacion")
    )


def events(well: Well) -> pl.DataFrame:
    """The events with the equipment that was in operation when they began; hours, where they
    ended."""
    rows = well.events.drop(OWN, strict=False).rename(
        {"categoria_principal": "tipo_evento", "categoria_secundaria": "descripcion"}
    )
    named = _with_pump(well, rows, EVENTOS.moment)
    hours = (pl.col("fecha_fin") - pl.col("fecha_inicio")).dt.total_seconds() / 3600
    return named.select(
        pl.lit(well.name).alias("pozo"), *rows.columns, hours.alias("horas"), SINCE, *PUMP
    )


def coverage(well: Well, joined: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """For each equipment and sensor: its values, when, and in how many of the ten minutes between
    the equipment's first and last reading there is one; the longest time without."""
    parts = [_covered(well, group, sensor) for group in joined.partition_by(SINCE)
             for sensor in well.sensors if group.height]  # fmt: skip
    interpolated = pl.concat([
        pl.DataFrame(schema={SINCE: INSTANT, "sensor": pl.String, "interpolados": pl.UInt32}),
        *(series.group_by(SINCE).agg(pl.lit(sensor).alias("sensor"),
                                     pl.col(f"{sensor}_interpolado").sum().cast(pl.UInt32)
                                     .alias("interpolados")) for sensor in well.sensors),
    ])  # fmt: skip
    kinds: dict[str, Any] = {
        "pozo": pl.String, SINCE: INSTANT, "numero_equipo": pl.String, "sensor": pl.String,
        "valores": pl.UInt32, "primero": INSTANT, "ultimo": INSTANT, "tramos": pl.UInt32,
        "tramos_con_valor": pl.UInt32, "cobertura_pct": pl.Float64, "mayor_hueco_min": pl.Float64,
    }  # fmt: skip
    every = pl.concat([pl.DataFrame(schema=kinds), *parts])
    return every.join(interpolated, [SINCE, "sensor"], how="left", nulls_equal=True)


def _covered(well: Well, group: pl.DataFrame, sensor: str) -> pl.DataFrame:
    moment = pl.col(SENSOR.moment)
    slot = moment.dt.truncate("10m")
    slots = group.select(((slot.max() - slot.min()).dt.total_minutes() // 10 + 1).cast(pl.UInt32))
    known = group.filter(pl.col(sensor).is_not_null())
    hole = (moment.diff().max().dt.total_seconds() / 60).cast(pl.Float64)
    made = known.select(
        pl.len().cast(pl.UInt32).alias("valores"),
        moment.min().alias("primero"),
        moment.max().alias("ultimo"),
        pl.lit(slots.item(), pl.UInt32).alias("tramos"),
        slot.n_unique().cast(pl.UInt32).alias("tramos_con_valor"),
        hole.alias("mayor_hueco_min"),
    )
    pump = group.select(pl.col(SINCE, "numero_equipo").first())
    same = pump.with_columns(pl.lit(well.name).alias("pozo"), pl.lit(sensor).alias("sensor"))
    share = (100 * pl.col("tramos_con_valor") / pl.col("tramos")).alias("cobertura_pct")
    return pl.concat([same, made], how="horizontal").with_columns(share).select(
        "pozo", SINCE, "numero_equipo", "sensor", "valores", "primero", "ultimo", "tramos",
        "tramos_con_valor", "cobertura_pct", "mayor_hueco_min",
    )  # fmt: skip


def summary(well: Well, joined: pl.DataFrame) -> pl.DataFrame:
    """One row: readings, equipment and events of the well."""
    running = well.equipment.filter(pl.col("fecha_salida_operacion").is_null())
    newest = running.sort("fecha_entrada_operacion").tail(1)
    stops = well.events.select(
        ((pl.col("fecha_fin") - pl.col("fecha_inicio")).dt.total_seconds() / 3600).sum()
    ).item()
    times = joined[SENSOR.moment]
    row = {
        "pozo": well.name, "lecturas": joined.height, "primera_lectura": times.min(),
        "ultima_lectura": times.max(), "sensores": len(well.sensors),
        "lecturas_sin_equipo": int(joined[SINCE].null_count()),
        "equipos": well.equipment.height, "equipos_sin_salida": running.height,
        "numero_equipo": newest["numero_equipo"].item() if newest.height else None,
        "equipo_desde": newest["fecha_entrada_operacion"].item() if newest.height else None,
        "eventos": well.events.height,
        "eventos_abiertos": int(well.events["fecha_fin"].null_count()),
        "horas_en_evento": float(stops or 0),
    }  # fmt: skip
    kinds: dict[str, Any] = {
        "pozo": pl.String, "lecturas": pl.Int64, "primera_lectura": INSTANT,
        "ultima_lectura": INSTANT, "sensores": pl.Int64, "lecturas_sin_equipo": pl.Int64,
        "equipos": pl.Int64, "equipos_sin_salida": pl.Int64, "numero_equipo": pl.String,
        "equipo_desde": INSTANT, "eventos": pl.Int64, "eventos_abiertos": pl.Int64,
        "horas_en_evento": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame([row], schema=kinds)
