"""The SQL files that Python runs, and the one way of filling them in.

A file belongs to the room that uses it: bp010ctl/<room>/queries/<name>.sql is called
"<room>/<name>". A file that several rooms need lives in the lowest of them. A name that would only
repeat its room's does without; in cycles/ a name starts with the module that asks.

Values are psycopg's placeholders, %(name)s. Pieces of SQL (a table, a list of columns) are
`__part__`, which `statement` fills in; where the grammar wants a literal, '__part__' in quotes
keeps the file valid SQL, and the quotes go with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from psycopg import sql
from psycopg.rows import args_row, dict_row, tuple_row

from bp010ctl.base.database import Connection

Row = dict[str, Any]
Kind = TypeVar("Kind")
Values = Mapping[str, Any] | None

PART = re.compile(r"'?__([a-z]+(?:_[a-z]+)*)__'?")


@cache
def text(name: str) -> str:
    """The query "<room>/<name>" as it is written."""
    room, _, file = name.partition("/")
    return (files("bp010ctl") / room / "queries" / f"{file}.sql").read_text(encoding="utf-8")


@cache
def _pieces(name: str) -> tuple[str, ...]:
    return tuple(PART.split(text(name)))


def statement(name: str, **parts: Any) -> sql.Composed:
    """The query with each `__part__` replaced: SQL as it is, other values as literals."""
    filled: list[sql.Composable] = []
    for place, piece in enumerate(_pieces(name)):
        value = parts[piece] if place % 2 else sql.SQL(piece)
        filled.append(value if isinstance(value, sql.Composable) else sql.Literal(value))
    return sql.Composed(filled)


def tuples(connection: Connection, name: str, values: Values = None) -> list[tuple[Any, ...]]:
    """The query's rows as tuples."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(text(name).encode(), values).fetchall()


def dicts(connection: Connection, name: str, values: Values = None) -> list[Row]:
    """The query's rows by column."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(text(name).encode(), values).fetchall()


def records(
    connection: Connection, kind: type[Kind], name: str, values: Values = None
) -> list[Kind]:
    """The query's rows as objects of a class, whose arguments are the columns in their order."""
    with connection.cursor(row_factory=args_row(kind)) as cursor:
        return cursor.execute(text(name).encode(), values).fetchall()
