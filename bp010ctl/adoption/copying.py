"""One old table into its new one: range by range, each in one transaction with its progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import psycopg
from psycopg import sql

from bp010ctl.adoption import legacy
from bp010ctl.adoption.conversion import Conversion
from bp010ctl.base import queries
from bp010ctl.base.composing import columns, name_of, trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import AdoptionError

BATCH = 50_000
"""Rows of a range: a second or two of work to lose when the process dies."""


def make_months(connection: Connection, readings: Conversion) -> None:
    """Partitions of the new readings for the months of the old ones, as maintenance makes them."""
    moment = trusted(readings.moment("timestamp_lectura"))
    months = queries.statement("adoption/months", momento=moment)
    for name, start, end in connection.execute(months).fetchall():
        create = sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})"
        )
        month = sql.Identifier("stage", name)
        connection.execute(create.format(month, name_of(legacy.READINGS), str(start), str(end)))
        connection.execute(
            sql.SQL("SELECT etl.fnc_repetir_disparadores({}::regclass)").format(
                month.as_string(connection)
            )
        )


def copy(
    connection: Connection,
    conversion: Conversion,
    advance: Callable[[float], None],
    batch: int = BATCH,
) -> None:
    """Copy what is left of a table; it may have been interrupted anywhere before.

    advance: hears the number of old rows dealt with after each commit. Raises AdoptionError where
    an original row does not go in.
    """
    done = False
    while not done:
        try:
            rows, done = _range(connection, conversion, batch)
        except psycopg.errors.NumericValueOutOfRange:
            rows, done = _range(connection, replace(conversion, safe=True), batch)
        advance(rows)


def _range(connection: Connection, conversion: Conversion, batch: int) -> tuple[int, bool]:
    """The next range: old rows in it, and whether the table is done."""
    with connection.transaction():
        last, done = connection.execute(
            "SELECT ultima_clave, terminada FROM adopcion.tablas WHERE tabla = %s FOR UPDATE",
            [conversion.spec.table],
        ).fetchone() or (None, True)
        if done:
            return 0, True
        upto = _end(connection, conversion, last, batch)
        within = _within(conversion, last, upto)
        rows = _count(connection, conversion, within)
        copied = _insert(connection, conversion, within)
        if copied != rows and not conversion.spec.computed:
            raise AdoptionError(
                f"{rows - copied} rows of {conversion.origin} did not go in",
                on=conversion.spec.table,
                hint="nothing is lost; the old rows are where they were",
            )
        connection.execute(
            "UPDATE adopcion.tablas SET ultima_clave = %s, terminada = %s,"
            " filas_copiadas = filas_copiadas + %s, filas_apartadas = filas_apartadas + %s"
            " WHERE tabla = %s",
            [upto, upto is None, copied, rows - copied, conversion.spec.table],
        )
    return rows, upto is None


def _end(
    connection: Connection, conversion: Conversion, last: int | None, batch: int
) -> int | None:
    """The key that the next range ends with; None is the last range, of rows without a key."""
    if conversion.spec.batch is None:
        return None
    key = sql.Identifier("l", conversion.names[conversion.spec.batch])
    newest = conversion.spec.newest_first
    beyond = trusted("TRUE") if last is None else _beyond(key, last, newest)
    text = sql.SQL(
        "SELECT {}(k) FROM (SELECT {} AS k FROM {} AS l WHERE {} ORDER BY 1 {} LIMIT {}) AS t"
    )
    row = connection.execute(
        text.format(
            trusted("min" if newest else "max"), key, name_of(conversion.origin),
            sql.SQL("{} AND {} IS NOT NULL").format(beyond, key),
            trusted("DESC" if newest else "ASC"), batch,
        )
    ).fetchone()  # fmt: skip
    return row[0] if row else None


def _beyond(key: sql.Composable, last: int, newest: bool) -> sql.Composed:
    return sql.SQL("{} < {}" if newest else "{} > {}").format(key, last)


def _within(conversion: Conversion, last: int | None, upto: int | None) -> sql.Composable:
    """The condition on `l` of a range."""
    if conversion.spec.batch is None:
        return trusted("TRUE")
    key = sql.Identifier("l", conversion.names[conversion.spec.batch])
    if upto is None:
        return sql.SQL("{} IS NULL").format(key)
    newest = conversion.spec.newest_first
    ending = sql.SQL("{} >= {}" if newest else "{} <= {}").format(key, upto)
    if last is None:
        return ending
    return sql.SQL("{} AND {}").format(_beyond(key, last, newest), ending)


def _count(connection: Connection, conversion: Conversion, within: sql.Composable) -> int:
    text = sql.SQL("SELECT count(*) FROM {} AS l WHERE {}")
    row = connection.execute(text.format(name_of(conversion.origin), within)).fetchone()
    return int(row[0]) if row else 0


def _insert(connection: Connection, conversion: Conversion, within: sql.Composable) -> int:
    """Rows that went in; of computed ones, those that fit and are not there yet."""
    text = "INSERT INTO {} ({}) SELECT {} FROM ({}) AS f"
    rows = [
        name_of(conversion.spec.table),
        columns(conversion.supplied),
        columns(conversion.supplied, "f"),
        conversion.rows(within),
    ]
    if conversion.spec.computed:
        text += " WHERE {} {} ON CONFLICT DO NOTHING"
        order: sql.Composable = trusted("")
        if conversion.spec.newest_first and conversion.spec.batch:
            order = sql.SQL("ORDER BY {} DESC").format(sql.Identifier("f", conversion.spec.batch))
        rows += [conversion.fits(), order]
    return connection.execute(sql.SQL(text).format(*rows)).rowcount
