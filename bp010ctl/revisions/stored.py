"""What PostgreSQL has stored by a function's answers, and would keep when its body changes.

Entries of an index and rows of a materialized view are computed anew, rows that a CHECK has let in
are looked at again. A generated column, a domain's CHECK, a partitioned index and a partition key
take a revision written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RevisionError
from bp010ctl.revisions import mentions
from bp010ctl.schema.places import Places

Bodies = Mapping[str, frozenset[str]]
"""The code of each routine by name, one for each overload: comments and blanks do not count."""

HINTS = {
    "generated column": "drop it and add it again in a revision written by hand",
    "check of a domain": "drop it and add it again in a revision written by hand",
    "partition key": "make the table anew in a revision written by hand, and copy its rows",
    "partitioned index": "REINDEX INDEX CONCURRENTLY, in a revision outside a transaction after it",
}


@dataclass(frozen=True)
class Stored:
    """An index, check, generated column, partition key or materialized view whose expression calls
    functions."""

    kind: str
    name: str
    relation: str
    definition: str
    mark: str
    comment: str | None

    def __str__(self) -> str:
        of = "" if self.name.startswith(self.relation) else f" of {self.relation}"
        return f"{self.kind} {self.name}{of}"


def codes(connection: Connection) -> Bodies:
    """What each routine's body says and how it is run, and each view's definition."""
    by_name: dict[str, set[str]] = {}
    for name, body, settings in queries.tuples(connection, "revisions/routine_texts"):
        by_name.setdefault(name, set()).add(f"{settings} {_code(body)}".strip())
    return {name: frozenset(texts) for name, texts in by_name.items()}


@lru_cache(maxsize=2000)
def _code(body: str) -> str:
    """A body without its comments and its layout; a revision looks at the same ones again."""
    return " ".join(word for _, text in mentions.code(body) for word in text.split())


def outdated(connection: Connection, before: Bodies) -> list[Stored]:
    """What was stored by the answers of routines whose code is another one now, by way of others
    too. before: the codes of the state in which it was stored."""
    now = codes(connection)
    changed = {name for name in before.keys() & now.keys() if before[name] != now[name]}
    if not changed:
        return []
    called = _word(_callers(changed, now))
    return [item for item in kept(connection) if called.search(item.definition)]


def statements(stored: Iterable[Stored], *, down: bool = False) -> list[tuple[str, str]]:
    """What makes them anew: for each a name for its file and its text. Raises RevisionError for
    what cannot be made anew in place.

    down: on the way back the linter asks no reason for dropping a rule.
    """
    texts = [(item, _text(item, down=down)) for item in stored]
    return [(f"{item.relation}.{_verb(item)}".replace('"', ""), text) for item, text in texts]


def kept(connection: Connection) -> list[Stored]:
    """All that is stored so in the database."""
    return queries.records(connection, Stored, "revisions/stored")


def mutable(connection: Connection) -> set[str]:
    """What could not be made any more as it is, because a function in it is not IMMUTABLE now: the
    database keeps it, and no dump of it can be restored."""
    return {
        f"{item}: {error.diag.message_primary}"
        for item in kept(connection)
        if (statement := _made_anew(item)) and (error := _refused(connection, statement))
    }


def _made_anew(item: Stored) -> str | None:
    if item.kind.endswith("index"):
        return re.sub(r"^(CREATE (UNIQUE )?INDEX) \S+ ON (ONLY )?", r"\1 ON ", item.definition)
    if item.kind == "partition key":
        return f"CREATE TABLE pg_temp.bp010 (LIKE {item.relation}) PARTITION BY {item.definition}"
    return None


def _refused(connection: Connection, statement: str) -> psycopg.Error | None:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except psycopg.errors.InvalidObjectDefinition as error:
        return error
    except psycopg.Error:
        return None
    return None


def told(old: Iterable[Stored], files: Places) -> str:
    """That these are as they were stored before a function's body changed, for people."""
    lines = [f"    {item}{files.told('table', item.relation)}" for item in old]
    return "\n".join(["these keep what a function said before its body changed:", *lines])


def _verb(item: Stored) -> str:
    return {"index": "reindex", "check": "check", "materialized view": "refresh"}.get(item.kind, "")


def _text(item: Stored, *, down: bool) -> str:
    if item.kind == "index":
        return f"REINDEX INDEX {item.name};\n"
    if item.kind == "materialized view":
        return f"REFRESH MATERIALIZED VIEW {item.name};\n"
    if item.kind != "check":
        raise RevisionError(
            f"{item} keeps what a function said that changes now", hint=HINTS[item.kind]
        )
    waiver = "" if down else "-- squawk-ignore ban-drop-constraint: it comes back below\n"
    text = (
        f"-- noqa: disable=all\n{waiver}"
        f"ALTER TABLE {item.relation} DROP CONSTRAINT {item.name};\n"
        f"ALTER TABLE {item.relation}\nADD CONSTRAINT {item.name}\n{item.definition} NOT VALID;\n"
        "-- squawk-ignore constraint-missing-not-valid: no row may slip in between\n"
        f"ALTER TABLE {item.relation} VALIDATE CONSTRAINT {item.name};\n"
    )
    if item.comment:
        quoted = item.comment.replace("'", "''")
        text += f"COMMENT ON CONSTRAINT {item.name} ON {item.relation}\nIS '{quoted}';\n"
    return text


def _callers(names: set[str], bodies: Bodies) -> set[str]:
    """These and all whose code names them, however far away."""
    known = set(names)
    while True:
        word = _word(known)
        more = {name for name in bodies.keys() - known if any(map(word.search, bodies[name]))}
        if not more:
            return known
        known |= more


def _word(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(names)))})(?!\w)")
