"""What hangs on a routine or view besides its definition: comments and grants.

They go when it is dropped and must come back when it is made again; and a text that no longer gives
one must take it away, although PostgreSQL keeps it when the object is replaced in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection

Given = dict[str, str]
"""The statement that gives a comment or grant -> the one that takes it away; IT is the object."""

Title = tuple[str, str]
"""A routine or view: its kind (`function`, `procedure`, `view`) and its identity."""

Attachments = dict[Title, Given]
"""What is given to each routine and view."""

IT = "\x01"
COLUMN_GRANT = re.compile(r"GRANT \w+ \(")

PROBES = {
    "function": "CREATE FUNCTION {}() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "procedure": "CREATE PROCEDURE {}() LANGUAGE sql AS 'SELECT 1'",
    "view": "CREATE VIEW {} AS SELECT 1 AS x",
}
"""A new object of each kind, to see what grants it starts with."""


def read(connection: Connection) -> Attachments:
    """The comments and grants of all routines and views, default ones included."""
    given: Attachments = {}
    for kind, identity, give, take in queries.tuples(connection, "schema/attachments"):
        given.setdefault((kind, identity), {})[give] = take
    return given


def about(statement: str, title: Title) -> str:
    """The statement for one object."""
    return statement.replace(IT, title[1])


def from_texts(
    connection: Connection, titles: Iterable[tuple[str, Title]], texts: Iterable[str]
) -> Attachments:
    """What these objects would have if they were new and only `said` had been run.

    titles: each object's schema and title; they exist. said: the COMMENT, GRANT and REVOKE
    statements of the texts. The transaction stays as it was.
    """
    objects = list(titles)
    with connection.transaction(force_rollback=True):
        now = read(connection)
        fresh = {key: _fresh(connection, *key) for key in {(name, of[0]) for name, of in objects}}
        for schema, title in objects:
            for statement in owed(fresh[schema, title[0]], now.get(title, {})):
                connection.execute(about(statement, title).encode())
        for statement in texts:
            connection.execute(statement.encode())
        after = read(connection)
    return {title: after.get(title, {}) for _, title in objects}


def _fresh(connection: Connection, schema: str, kind: str) -> Given:
    """What a new object of this kind starts with in this schema."""
    name = "bp010 probe"
    with connection.transaction(force_rollback=True):
        before = read(connection)
        connection.execute(sql.SQL(PROBES[kind]).format(sql.Identifier(schema, name)))
        made = read(connection)
        (title,) = made.keys() - before.keys()
        return made[title]


def owed(before: Given, now: Given) -> list[str]:
    """The statements that lead from `now` to exactly what was `before`."""
    kept = set(before.values())
    taken = [take for give, take in now.items() if give not in before and take not in kept]
    again = any(take.startswith("REVOKE ") for take in taken)  # takes it from the columns too
    return sorted(taken) + sorted(
        give for give in before if give not in now or (again and COLUMN_GRANT.match(give))
    )


def merged(before: Given, old: Given, new: Given) -> Given:
    """What is to be there: `before`, changed as a text changed that gave `old` and gives `new`.

    So what came from elsewhere stays, unless the text now says otherwise.
    """
    changed = {give: take for give, take in new.items() if give not in old}
    gone = old.keys() - new.keys()
    other = set(changed.values())
    kept = {give: take for give, take in before.items() if give not in gone and take not in other}
    return kept | changed
