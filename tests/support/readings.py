"""Wells and readings for the tests of the chain, and ways to compare tables.

Shared by every test that works on a migrated and seeded copy (fixture `seeded`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]
Row = Mapping[str, Any]

AUDIT = {
    "cargado_en",
    "creada_en",
    "created_at",
    "fecha_carga",
    "fecha_creacion",
    "fecha_ultima_actualizacion",
    "fecha_ultima_carga",
    "updated_at",
}
TIMES = {*AUDIT, "actualizado_en", "fecha_calculo"}
"""Audit times of the facts and of the other computed tables."""
FACTS = (
    "reporting.dim_pozo",
    "reporting.dim_tiempo",
    "reporting.dim_hora",
    "reporting.tbl_resumen_horario",
    "reporting.tbl_cierre_contador",
    "reporting.fact_operaciones_horarias",
    "reporting.fact_operaciones_diarias",
    "reporting.fact_operaciones_mensuales",
)


def set_clock(connection: Connection, instant: datetime | str) -> None:
    """Stand etl.fnc_ahora() still for this session."""
    connection.execute("SELECT set_config('bp010.ahora', %s, false)", [str(instant)])


def set_config(connection: Connection, kpi: str, parametro: str, valor: object) -> None:
    """Change one value of referencial.tbl_config_kpi: a text or a number."""
    column = sql.Identifier("valor_texto" if isinstance(valor, str) else "valor")
    done = connection.execute(
        sql.SQL(
            "UPDATE referencial.tbl_config_kpi SET {} = %s WHERE kpi_nombre = %s AND parametro = %s"
        ).format(column),
        [valor, kpi, parametro],
    )
    assert done.rowcount == 1, (kpi, parametro)


def make_wells(connection: Connection, *wells: int, **columns: Any) -> None:
    """Master rows for the wells, all with the same further columns."""
    for well in wells:
        row = {"well_id": well, "nombre_pozo": f"Pozo {well}", "fecha_registro": date(2026, 1, 1)}
        insert(connection, "stage.tbl_pozo_maestra", [row | columns])


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows; those with the same columns travel together."""
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(list(row.values()))
    for columns, values in groups.items():
        with connection.cursor() as cursor:
            cursor.executemany(_insert(table, columns), values)


def _insert(table: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        _name(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )


def insert_readings(connection: Connection, rows: Iterable[Row]) -> None:
    """Readings from dicts: well_id, timestamp_lectura and any columns."""
    insert(connection, "stage.tbl_pozo_produccion", rows)


def load_facts(
    connection: Connection,
    desde: object = None,
    hasta: object = None,
    well: int | None = None,
) -> None:
    """CALL reporting.sp_load_to_reporting with its three levels; no limits: what changed."""
    connection.execute(
        "CALL reporting.sp_load_to_reporting("
        "%s::timestamptz, %s::timestamptz, true, true, true, %s::integer)",
        [desde, hasta, well],
    )


def dump(
    connection: Connection, table: str, apart: Collection[str] = AUDIT
) -> list[tuple[Any, ...]]:
    """The rows in a fixed order, without surrogate ids and audit times."""
    # as text: every digit of a float counts, NaN equals NaN
    query = sql.SQL("SELECT fila::text FROM ({}) AS fila ORDER BY 1")
    return connection.execute(query.format(_compared(connection, table, apart))).fetchall()


def dumps(
    connection: Connection, tables: Iterable[str] = FACTS, apart: Collection[str] = AUDIT
) -> dict[str, Any]:
    """`dump` of several tables."""
    return {table: dump(connection, table, apart) for table in tables}


def digest(connection: Connection, table: str) -> tuple[int, int]:
    """Number of rows and a checksum of what `dump` gives, for large tables."""
    query = sql.SQL("SELECT count(*), sum(hashtextextended(fila::text, 0)) FROM ({}) AS fila")
    sums = connection.execute(query.format(_compared(connection, table, AUDIT))).fetchone()
    return sums or (0, 0)


def xmins(connection: Connection, tables: Iterable[str] = FACTS) -> dict[str, Any]:
    """Which transaction wrote each row of each table: equal before and after means untouched."""
    query = sql.SQL("SELECT ctid::text, xmin::text FROM {} ORDER BY 1")
    return {table: connection.execute(query.format(_name(table))).fetchall() for table in tables}


def rows(connection: Connection, query: str, *parameters: Any) -> list[dict[str, Any]]:
    """The result of a query as dicts."""
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(query.encode(), parameters or None).fetchall()


def row(connection: Connection, query: str, *parameters: Any) -> dict[str, Any]:
    """The only row of a query."""
    only = rows(connection, query, *parameters)
    assert len(only) == 1, only
    return only[0]


def scalar(connection: Connection, query: str, *parameters: Any) -> Any:
    """The only value of a query."""
    ((value,),) = connection.execute(query.encode(), parameters or None).fetchall()
    return value


def _compared(connection: Connection, table: str, apart: Collection[str]) -> sql.Composed:
    """A SELECT of the table's columns but these and surrogate ids."""
    compared = [column for column in _columns(connection, table) if column not in apart]
    columns = sql.SQL(", ").join(map(sql.Identifier, compared))
    return sql.SQL("SELECT {} FROM {}").format(columns, _name(table))


def _columns(connection: Connection, table: str) -> list[str]:
    schema, _, name = table.partition(".")
    names = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE (table_schema, table_name) = (%s, %s) AND is_identity = 'NO' "
        "ORDER BY ordinal_position",
        [schema, name],
    ).fetchall()
    return [column for (column,) in names]


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))


def set_limit(connection: Connection, well: int, id_formato1: int, **values: object) -> None:
    """One limit row of a well; an existing one is replaced."""
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    connection.execute(
        "DELETE FROM referencial.tbl_limites_pozo WHERE pozo_id = %s AND variable_id = "
        "(SELECT variable_id FROM referencial.tbl_maestra_variables WHERE id_formato1 = %s)",
        [well, id_formato1],
    )
    connection.execute(
        f"INSERT INTO referencial.tbl_limites_pozo (pozo_id, variable_id, {names}) "
        f"SELECT %s, variable_id, {marks} FROM referencial.tbl_maestra_variables "
        "WHERE id_formato1 = %s".encode(),
        [well, *values.values(), id_formato1],
    )
