"""Pieces of SQL that depend on which table is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql


def trusted(text: str) -> sql.SQL:
    """SQL that comes from the database's own catalog: a type, a default, a check."""
    return sql.SQL(text)


def quoted(name: str) -> str:
    """An identifier as SQL writes it, always in quotes."""
    return sql.Identifier(name).as_string()


def name_of(qualified: str) -> sql.Identifier:
    """`schema.name` as an identifier; the name may have any character, dots too."""
    return sql.Identifier(*qualified.split(".", 1))


def listed(parts: Iterable[sql.Composable], by: str = ", ") -> sql.Composed:
    """Pieces joined by commas, or by what is given."""
    return trusted(by).join(parts)


def columns(names: Iterable[str], table: str | None = None) -> sql.Composed:
    """Columns joined by commas, qualified with a table's alias where one is given."""
    return listed(sql.Identifier(*filter(None, (table, name))) for name in names)
