"""Whether every row arrived: counts and checksums of the content on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from bp010ctl.adoption.conversion import Conversion, checksum
from bp010ctl.base.composing import columns, listed, name_of, trusted
from bp010ctl.base.database import Connection


@dataclass(frozen=True)
class Verdict:
    """One table: rows of the old one, copied, set aside; checksums of the copied ones, old and new.

    values: measures that double precision or a conversion cannot hold; they are NULL now.
    """

    table: str
    old: int
    copied: int
    aside: int
    values: int
    old_sum: int
    new_sum: int

    @property
    def sound(self) -> bool:
        """Whether nothing is missing and nothing differs."""
        return self.old == self.copied + self.aside and self.old_sum == self.new_sum


def verify(connection: Connection, conversion: Conversion, old_rows: int) -> Verdict:
    """Compare a copied table with the old one, and note the figures.

    old_rows: rows of the old table when the adoption began.
    """
    try:
        with connection.transaction():
            return _verify(connection, conversion, old_rows)
    except psycopg.errors.NumericValueOutOfRange:
        with connection.transaction():
            return _verify(connection, replace(conversion, safe=True), old_rows)


def _verify(connection: Connection, conversion: Conversion, old_rows: int) -> Verdict:
    table = conversion.spec.table
    rows = conversion.rows()
    if conversion.spec.computed:
        text = "SELECT f.* FROM ({}) AS f WHERE EXISTS (SELECT FROM {} AS n WHERE {})"
        rows = sql.SQL(text).format(rows, name_of(table), _same_row(conversion))
    measured, old_sum, raw = _sum(
        connection, conversion, sql.SQL("({})").format(rows), "sum(f.crudos)"
    )
    kept = listed((sql.Identifier("f", name) for name in conversion.measures), ", ")
    counted = sql.SQL("sum(num_nonnulls({}))").format(kept) if conversion.measures else trusted("0")
    copied, new_sum, values = _sum(connection, conversion, name_of(table), counted)
    present = _count(connection, conversion.origin)
    verdict = Verdict(
        table, max(present, old_rows), copied, present - measured, raw - values, old_sum, new_sum
    )
    connection.execute(
        "DELETE FROM adopcion.apartados WHERE tabla = %s AND columna IS NOT NULL", [table]
    )
    if verdict.values:
        _list_values(connection, conversion)
    connection.execute(
        "UPDATE adopcion.tablas SET suma_legado = %s, suma_nueva = %s, valores_apartados = %s"
        " WHERE tabla = %s",
        [old_sum, new_sum, verdict.values, table],
    )
    return verdict


def _same_row(conversion: Conversion) -> sql.Composed:
    return listed(
        (
            sql.SQL("{} = {}").format(sql.Identifier("n", name), sql.Identifier("f", name))
            for name in conversion.identifying()
        ),
        " AND ",
    )


def _sum(
    connection: Connection, conversion: Conversion, rows: sql.Composable, more: str | sql.Composable
) -> tuple[int, int, int]:
    """Number and checksum of the rows, and a further figure."""
    further = trusted(more) if isinstance(more, str) else more
    text = sql.SQL("{}, coalesce({}, 0) FROM {} AS f").format(
        checksum(conversion.supplied), further, rows
    )
    row = connection.execute(text).fetchone() or (0, 0, 0)
    return int(row[0]), int(row[1]), int(row[2])


def _count(connection: Connection, table: str) -> int:
    text = sql.SQL("SELECT count(*) FROM {}").format(name_of(table))
    row = connection.execute(text).fetchone()
    return int(row[0]) if row else 0


def _list_values(connection: Connection, conversion: Conversion) -> None:
    """Note each measure that has no place in the new table, with its row and its old value."""
    key = conversion.spec.keys[0].columns if conversion.spec.keys else conversion.identifying()
    cells = listed(
        sql.SQL("({}, {}::text, f.{})").format(
            name, sql.Identifier("l", conversion.names[name]), sql.Identifier(name)
        )
        for name in conversion.measures
    )
    same = listed(
        (
            sql.SQL("l.{} = f.{}").format(
                sql.Identifier(conversion.names[name]), sql.Identifier(name)
            )
            for name in conversion.identifying()
        ),
        " AND ",
    )
    text = sql.SQL(
        "INSERT INTO adopcion.apartados SELECT {}, concat_ws('/', {}), c.columna, c.crudo, {}"
        " FROM {} AS l JOIN ({}) AS f ON {}"
        " CROSS JOIN LATERAL (VALUES {}) AS c (columna, crudo, valor)"
        " WHERE c.crudo IS NOT NULL AND c.valor IS NULL"
    )
    connection.execute(
        text.format(
            conversion.spec.table, columns(key, "f"), "no number that the column can hold",
            name_of(conversion.origin), conversion.rows(), same, cells,
        )
    )  # fmt: skip


def report(
    connection: Connection,
    conversions: list[tuple[Conversion, int]],
    advance: Callable[[float], None],
) -> list[Verdict]:
    """The verdict on every copied table. advance: hears the old rows of each that is done."""
    verdicts = []
    for conversion, old_rows in conversions:
        verdicts.append(verify(connection, conversion, old_rows))
        advance(old_rows)
    return verdicts
