"""What the database has made against what it has to be."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from support.readings import rows
from support.truth import scenario
from support.truth.model import Column, Moment, Reading, Truth
from support.truth.tables import KEYS
from support.truth.views import PHRASES

Connection = psycopg.Connection[Any]
Row = dict[str, Any]

INPUTS = (
    "stage.tbl_pozo_maestra", "stage.tbl_pozo_reservas", "stage.landing_scada_data",
    "universal.stroke", "universal.diagnostico", "universal.validacion_experta",
    "universal.patron", "universal.ipr_resultados", "universal.ipr_puntos_operacion",
    "universal.arps_resultados_declinacion", "etl.etl_ejecuciones", "reporting.dim_rls_usuario",
    "reporting.dim_rls_ambito",
)  # fmt: skip
"""Tables that are filled before the chain runs, besides those of referencial."""


@dataclass(frozen=True)
class Mismatch:
    """A cell, or a whole row (column is empty), that is not what it has to be."""

    table: str
    column: str
    key: tuple[Any, ...]
    expected: Any
    found: Any

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        return f"{place} {self.key}: {self.expected!r} expected, {self.found!r} found"


def expectation(connection: Connection, columns: Mapping[str, Mapping[str, Column]]) -> Truth:
    """The truth of the scenario, from the tables that were filled before the chain ran."""
    agreed = rows(
        connection,
        "SELECT format('%s.%s', table_schema, table_name) AS name FROM information_schema.tables"
        " WHERE table_schema = 'referencial' AND table_type = 'BASE TABLE'",
    )
    names = [*INPUTS, *(table["name"] for table in agreed)]
    inputs = {name: rows(connection, f"SELECT * FROM {name}") for name in names}
    numbers = {
        (row["well_id"], row["timestamp_lectura"]): {"produccion_id": row["produccion_id"]}
        for row in rows(connection, "SELECT * FROM stage.tbl_pozo_produccion")
    }
    readings = {
        well: [
            Reading(
                well, when, scenario.arrival(well, number),
                scenario.stored(well, number) | numbers.get((well, when), {}),
            )
            for number, when in enumerate(times)
        ]
        for well, times in scenario.TIMES.items()
    }  # fmt: skip
    strokes = [(stroke["well_id"], stroke["number"]) for stroke in scenario.STROKES]
    return Truth(
        columns, inputs, readings, strokes, scenario.rejected(), scenario.NOW, PHRASES, KEYS
    )


def differences(connection: Connection, truth: Truth, tables: Iterable[str]) -> list[Mismatch]:
    """Every cell of these tables that is wrong, and every row too many or too few."""
    return [mismatch for table in tables for mismatch in _table(connection, truth, table)]


def _table(connection: Connection, truth: Truth, table: str) -> Iterable[Mismatch]:
    columns = truth.computed(table)
    names = tuple(name for name in IDENTITY if name in columns)
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*table.split("."))
    )
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        cells = cursor.execute(query).fetchall()
    stored = {tuple(row[name] for name in names): row for row in cells}
    wanted = {tuple(row[name] for name in names): row for row in truth.expected(table)}
    assert len(wanted) == len(truth.expected(table)), f"{table}: {names} do not tell rows apart"
    if len(stored) < len(cells):
        yield Mismatch(table, "", names, "one row of each", f"{len(cells) - len(stored)} more")
    for key in wanted.keys() - stored.keys():
        yield Mismatch(table, "", key, "a row", None)
    for key in stored.keys() - wanted.keys():
        yield Mismatch(table, "", key, None, "a row")
    for key in wanted.keys() & stored.keys():
        for column in columns:
            if not same(wanted[key][column], stored[key][column]):
                yield Mismatch(table, column, key, wanted[key][column], stored[key][column])


IDENTITY = (
    "well_id", "pozo_id", "fecha_id", "hora_id", "anio_mes", "fecha", "tramo", "hora", "regla_id",
    "timestamp_lectura", "variable", "posicion", "unit_id", "var_id", "motivo", "id",
    "variable_nombre", "var_id_scada", "id_formato1", "origen", "consumidor", "etl_tipo",
    "ubicacion_id", "error_mensaje", "medida", "user_email",
)  # fmt: skip
"""Columns that, as far as a table has them, tell its rows apart."""


def same(expected: Any, found: Any) -> bool:
    """Equal; numbers to nine digits, since sums may be added in another order."""
    if isinstance(expected, Moment):
        return expected.allows(found)
    if expected is None or found is None:
        return expected is None and found is None
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float | Decimal) and isinstance(found, int | float | Decimal):
        return math.isclose(float(expected), float(found), rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(expected, dict | list) and isinstance(found, str):
        found = json.loads(found)
    return bool(expected == found)
