"""Texts with `*` in a view, or between BEGIN ATOMIC and END: its columns are those of the day on
which the text was run. When a table or view below has got others since, the text says one thing
and the database another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import psycopg
from pglast import ast, parse_sql
from pglast.parser import ParseError
from pglast.visitors import Visitor

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.schema import objects
from bp010ctl.schema.objects import Source

HINT = "name its columns in that file, instead of *, in a revision of its own or in this one"


def stale(connection: Connection, texts: Mapping[str, Source]) -> list[str]:
    """The names whose text has a star and would make something else than there is now.

    The transaction stays as it was; the objects are there.
    """
    return [
        name
        for name, source in texts.items()
        if "*" in source.text and _has_star(source.text) and _differs(connection, source)
    ]


def as_made(connection: Connection, source: Source) -> Source:
    """The same with the text that makes what there is now, comments and grants as they were."""
    attached = "".join(f"{statement.strip()};\n" for statement in objects.attached(source))
    return replace(source, text="\n".join(_made(connection, source.name)) + attached)


def told(names: Iterable[str], texts: Mapping[str, Source]) -> str:
    """What is wrong with these, for people."""
    lines = [f"    {texts[name].path}: the columns of its * are others now" for name in names]
    return "\n".join(["a * in these would make other columns than the database has:", *lines])


@lru_cache(maxsize=2000)
def _has_star(text: str) -> bool:
    """Whether a statement in it asks for all columns; asked of the same texts again and again."""
    try:
        statements = parse_sql(text)
    except ParseError:
        return False
    seen = _Stars()
    seen(statements)
    return seen.found


class _Stars(Visitor):
    found = False

    def visit_ColumnRef(self, ancestors: object, node: ast.ColumnRef) -> None:
        self.found = self.found or any(isinstance(field, ast.A_Star) for field in node.fields or ())


def _differs(connection: Connection, source: Source) -> bool:
    before = list(_made(connection, source.name))
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(source.text.encode())
            return list(_made(connection, source.name)) != before
    except psycopg.Error:
        return bool(before)


def _made(connection: Connection, name: str) -> Iterator[str]:
    quoted = ".".join(f'"{part}"' for part in name.split("."))
    for (text,) in queries.tuples(
        connection, "revisions/made_text", {"quoted": quoted, "named": name}
    ):
        yield text
