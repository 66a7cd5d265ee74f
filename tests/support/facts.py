"""Rows of the facts, put there by hand: for routines and views that start from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from support.readings import Connection, insert

SUMS = {
    "produccion_fluido_bbl": "produccion_fluido_bbl",
    "prod_petroleo_bbl": "produccion_petroleo_bbl",
    "prod_agua_bbl": "produccion_agua_bbl", "prod_gas_mcf": "produccion_gas_mcf",
    "emboladas_hora": "emboladas_totales", "tiempo_operacion_min / 60": "tiempo_operacion_hrs",
    "tiempo_paro_noprog_min / 60": "tiempo_paro_noprog_hrs", "numero_fallas_hora": "numero_fallas",
    "consumo_energia_kwh": "consumo_energia_kwh",
}  # fmt: skip
"""What the columns of a day's facts are the sums of, over its hours."""


def make_dimensions(connection: Connection, wells: Iterable[int], days: Iterable[date]) -> None:
    """What facts of these wells and days refer to, where it is not there yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting.dim_hora (hora_id) SELECT generate_series(0, 23)"
            " ON CONFLICT DO NOTHING"
        )
        cursor.executemany(
            "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo) VALUES (%s, 'Pozo ' || %s)"
            " ON CONFLICT DO NOTHING",
            [(well, well) for well in wells],
        )
        cursor.executemany(
            "INSERT INTO reporting.dim_tiempo (fecha_id, fecha, anio, mes, dia, anio_mes)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(day_id(day), day, day.year, day.month, day.day, f"{day:%Y-%m}") for day in days],
        )


def day_id(day: date) -> int:
    """The day's key: 20260105."""
    return int(f"{day:%Y%m%d}")


def insert_hours(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Hourly facts: `pozo_id`, `fecha_hora` (UTC is the operating zone) and any columns."""
    rows = [dict(row) for row in rows]
    for row in rows:
        instant = datetime.fromisoformat(str(row["fecha_hora"])).astimezone(UTC)
        row |= {"fecha_id": day_id(instant.date()), "hora_id": instant.hour}
    days = {datetime.strptime(str(row["fecha_id"]), "%Y%m%d").date() for row in rows}
    make_dimensions(connection, {row["pozo_id"] for row in rows}, days)
    insert(connection, "reporting.fact_operaciones_horarias", rows)


def insert_days(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Daily facts of the period DIARIO: `pozo_id`, `fecha` (a date) and any columns."""
    rows = [dict(row) for row in rows]
    days = [row.pop("fecha") for row in rows]
    make_dimensions(connection, {row["pozo_id"] for row in rows}, set(days))
    facts = [
        {"fecha_id": day_id(day), "periodo_comparacion": "DIARIO"} | row
        for day, row in zip(days, rows, strict=True)
    ]
    insert(connection, "reporting.fact_operaciones_diarias", facts)


def insert_summary(
    connection: Connection, hour: str, well: int = 1, readings: int = 1, **columns: Any
) -> None:
    """An hourly summary; the series' first and last values and increments as {position: value}."""
    arrays = {}
    for name in ("primeros", "ultimos", "incrementos"):
        values = columns.pop(name, {})
        arrays[name] = [float(values[n]) if n in values else None for n in range(1, 22)]
    base = {
        "well_id": well, "tramo": hour, "lecturas": readings, "primera_lectura": hour,
        "ultima_lectura": hour, "ruido_diario": False, "ruido_medidor": False,
    }  # fmt: skip
    insert(connection, "reporting.tbl_resumen_horario", [base | arrays | columns])


def close_counters(
    connection: Connection, day: str, values: Mapping[int, float], well: int = 1
) -> None:
    """Last values of series on a day: {position: value}."""
    insert(
        connection,
        "reporting.tbl_cierre_contador",
        [
            {"well_id": well, "posicion": position, "fecha": day, "valor": value}
            for position, value in values.items()
        ],
    )


def add_to_dimension(connection: Connection) -> None:
    """Every well of the master, in dim_pozo."""
    connection.execute(
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo) "
        "SELECT well_id, nombre_pozo FROM stage.tbl_pozo_maestra"
    )


def equal(one: float | None, other: float | None, precision: float = 1e-9) -> bool:
    """Equal but for rounding, absent values included."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= precision + 1e-12 * abs(other)
