"""The SQL of `ingest`, filled in for a destination."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from bp010ctl.base.queries import statement
from bp010ctl.ingest.destinations import SCHEMA, Destination

WHOLE_ROW = sql.SQL("jsonb_strip_nulls(to_jsonb(carga) - ARRAY['orden', 'linea'])")
"""What a staged row says, for one that is kept out by no single value."""


def staging(destination: Destination) -> sql.Identifier:
    """The temporary table of a load's rows for this destination."""
    return sql.Identifier("pg_temp", f"ingesta_{destination.name}")


def target(destination: Destination) -> sql.Identifier:
    """The destination's table, qualified."""
    return sql.Identifier(SCHEMA, destination.table)


def names(columns: Iterable[str], of: str | None = None) -> sql.Composed:
    """Column names in a list, each with the alias `of` before it where one is given."""
    return sql.SQL(", ").join(_column(column, of) for column in columns)


def each(template: str, columns: Iterable[str]) -> sql.Composed:
    """An expression for each column, in a list; `{}` is the column's name."""
    pattern = sql.SQL(template)
    return sql.SQL(", ").join(pattern.format(sql.Identifier(column)) for column in columns)


def _column(column: str, of: str | None) -> sql.Identifier:
    return sql.Identifier(of, column) if of else sql.Identifier(column)


def copy_into(table: sql.Identifier, columns: Iterable[str]) -> sql.Composed:
    """The COPY that a load is written through."""
    return sql.SQL("COPY {} ({}) FROM STDIN").format(table, names(columns))


def create_staging(destination: Destination) -> sql.Composed:
    """An empty staging table with the destination's columns."""
    carga, destino = staging(destination), target(destination)
    return statement("ingest/staging", carga=carga, destino=destino)


def merge(destination: Destination, columns: list[str]) -> sql.Composed:
    """Rows of one key become one row; values that others take the place of are kept out."""
    last = "(array_agg({0} ORDER BY orden DESC) FILTER (WHERE {0} IS NOT NULL))[1]"
    return statement(
        "ingest/merge",
        carga=staging(destination),
        tabla=destination.table,
        clave=names(destination.key),
        clave_carga=names(destination.key, "carga"),
        clave_repetidas=names(destination.key, "repetidas"),
        clave_retirada=names(destination.key, "retirada"),
        clave_fundida=names(destination.key, "fundida"),
        nombres=sql.SQL(", ").join(map(sql.Literal, columns)),
        valores=each("retirada.{}::text", columns),
        usados=each("fundida.{}::text", columns),
        columnas=names(columns),
        ultimos=each(last, columns),
    )


def upsert(
    destination: Destination, columns: list[str], conversions: dict[str, str]
) -> sql.Composed:
    """Staged rows into the table, converted where `conversions` names their column."""
    return statement(
        "ingest/upsert",
        carga=staging(destination),
        destino=target(destination),
        clave=names(destination.key),
        clave_actual=names(destination.key, "actual"),
        clave_entrante=names(destination.key, "entrantes"),
        columnas=names(columns),
        valores=sql.SQL(", ").join(_converted(column, conversions) for column in columns),
        completas=each("coalesce(entrantes.{0}, actual.{0}) AS {0}", columns),
        finales=each("coalesce(entrantes.{0}, actual.{0})", columns),
        actuales=names(columns, "actual"),
        excluidas=each("coalesce(excluded.{0}, actual.{0})", columns),
    )


def _converted(column: str, conversions: dict[str, str]) -> sql.Composable:
    name = sql.Identifier(column)
    if column not in conversions:
        return name
    expression = sql.SQL("stage.fnc_convertir_scada({0}, {1}) AS {0}")
    return expression.format(name, sql.Literal(conversions[column]))


def unconvertible(destination: Destination, conversions: dict[str, str]) -> sql.Composed:
    """Whether any value of each column cannot be read by its conversion."""
    template = sql.SQL(
        "coalesce(bool_or(carga.{0} IS NOT NULL "
        "AND stage.fnc_convertir_scada(carga.{0}, {1}) IS NULL), FALSE)"
    )
    columns = (
        template.format(sql.Identifier(name), sql.Literal(conversion))
        for name, conversion in conversions.items()
    )
    carga = staging(destination)
    return statement("ingest/unconvertible", carga=carga, hay=sql.SQL(", ").join(columns))


def reject_cells(
    destination: Destination, column: str, conversion: str, reason: str
) -> sql.Composed:
    """Keep out the values of a column that its conversion cannot read."""
    return statement(
        "ingest/reject_cells",
        carga=staging(destination),
        tabla=destination.table,
        columna=sql.Identifier(column),
        nombre=column,
        conversion=conversion,
        razon=reason,
    )


def reject(
    destination: Destination,
    condition: sql.Composable,
    reason: str,
    code: str,
    column: str | None = None,
) -> sql.Composed:
    """Keep out the rows that meet a condition; `column` is what the message shows, without one the
    row itself is kept."""
    return statement(
        "ingest/reject",
        carga=staging(destination),
        tabla=destination.table,
        condicion=condition,
        columna=column,
        valor=WHOLE_ROW if column is None else sql.Identifier("carga", column),
        razon=reason,
        motivo=code,
    )
