"""Where a number comes from: source columns, formula, owner, time and quality verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from bp010ctl.base import queries
from bp010ctl.base.composing import name_of
from bp010ctl.base.database import Connection
from bp010ctl.serve import panels

READINGS = "stage.tbl_pozo_produccion"
PLACES = {
    "reporting.dataset_current_values": ("well_id", "ultima_actualizacion", "updated_at"),
    "reporting.dim_pozo": ("pozo_id", "fecha_ultima_actualizacion", "pozo_id"),
    "reporting.fact_operaciones_horarias": ("pozo_id", "fecha_hora", "fecha_hora"),
    "reporting.fact_operaciones_diarias": ("pozo_id", "fecha_carga", "fecha_id"),
    "reporting.fact_operaciones_mensuales": ("pozo_id", "fecha_ultima_carga", "anio_mes"),
    "reporting.dataset_latest_dynacard": ("well_id", "timestamp_carta", "timestamp_carta"),
    "stage.tbl_pozo_produccion": ("well_id", "timestamp_lectura", "timestamp_lectura"),
    "stage.tbl_pozo_maestra": ("well_id", "fecha_registro", "well_id"),
    "stage.tbl_pozo_reservas": ("well_id", "fecha_registro", "fecha_registro"),
}
"""Tables with a row a well: the column of the well, that of the time, that of the newest row."""
LONGEST = 300
"""Characters of a value that a page shows."""


@dataclass(frozen=True)
class Origin:
    """What is written about a column; sources: as written, with the column that a name stands for
    where that is described, too."""

    column: str
    unit: str
    formula: str
    owner: str
    empty_unless: str
    sources: tuple[tuple[str, str | None], ...]
    feeds: tuple[str, ...]
    elements: tuple[panels.Element, ...]


@dataclass(frozen=True)
class Verdict:
    """What a quality rule says of a well's newest judged day; bad counts doubtful values, too."""

    variable: str
    day: Any
    total: int
    bad: int


@cache
def origin(column: str) -> Origin | None:
    """What is written about `schema.table.column`; None where nothing is."""
    meaning = panels.meanings().get(column)
    if meaning is None:
        return None
    return Origin(
        column,
        meaning["unit"],
        meaning["formula"],
        meaning["owner"],
        meaning["empty_unless"],
        tuple(_sources(column)),
        tuple(sorted(_feeds().get(column, ()))),
        tuple(element for element in panels.elements() if element.column == column),
    )


def meaning(connection: Connection, column: str) -> str:
    """What the database's own comment says of a column; nothing where there is none."""
    table, _, name = column.rpartition(".")
    rows = queries.tuples(connection, "serve/origin_meaning", {"tabla": table, "columna": name})
    return str(rows[0][0] or "") if rows else ""


def value(connection: Connection, column: str, pozo: int) -> tuple[Any, datetime | None]:
    """The well's newest value of a column, and the time of it; (None, None) where the table has no
    row a well or none that the user may see."""
    table, _, name = column.rpartition(".")
    if table not in PLACES:
        return None, None
    key, time, order = PLACES[table]
    statement = queries.statement(
        "serve/origin_value",
        columna=sql.Identifier(name),
        tabla=name_of(table),
        clave=sql.Identifier(key),
        momento=sql.Identifier("fila", time),
        orden=sql.Identifier("fila", order),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(statement, {"pozo": pozo}).fetchone()
    if row is None:
        return None, None
    shown = row["valor"]
    if isinstance(shown, (str, list, dict)):
        text = str(shown)
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return shown, row["momento"]


def verdicts(connection: Connection, column: str, pozo: int) -> list[Verdict]:
    """What the quality rules say of the readings that the column's value comes from."""
    names = [name.rpartition(".")[2] for name in _readings(column)]
    where = {"pozo": pozo, "columnas": names}
    return queries.records(connection, Verdict, "serve/origin_verdicts", where)


def _sources(column: str) -> list[tuple[str, str | None]]:
    table = column.rpartition(".")[0]
    written = [part.strip() for part in panels.meanings()[column]["source"].split(",")]
    known = panels.meanings()
    return [
        (part, next((name for name in (part, f"{table}.{part}") if name in known), None))
        for part in written
        if part
    ]


@cache
def _feeds() -> dict[str, set[str]]:
    """The columns that name each column as their source."""
    feeds: dict[str, set[str]] = {}
    for column in panels.meanings():
        for _, source in _sources(column):
            if source and source != column:
                feeds.setdefault(source, set()).add(column)
    return feeds


def _readings(column: str) -> set[str]:
    """The columns of the readings that a column's value comes from, by whatever way."""
    seen, left = set(), [column]
    while left:
        one = left.pop()
        if one in seen or one not in panels.meanings():
            continue
        seen.add(one)
        left += [source for _, source in _sources(one) if source]
    return {one for one in seen if one.startswith(f"{READINGS}.")}
