"""The fingerprint of a database's catalog: what is defined, never what is stored.

Two databases with the same fingerprint have the same tables, columns in order, types, defaults,
constraints, indexes, partitions, triggers, rules, sequences, routines to the byte, views, types,
operators, casts, collations, publications, foreign servers, comments, grants, owners and `bp010_`
roles. Data, oids and extensions do not count, nor does
Alembic's own table.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.schema.places import Places

SETTINGS = {
    "search_path": "pg_catalog",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "quote_all_identifiers": "off",
}
"""What a session could set so that the same definition would be printed differently."""

KEPT_NAME = "View of the old system, kept under its name by bp010ctl adopt."
"""The comment of a view that an adoption made: no revision makes it, and it is no drift."""


QUERIES = ("schema/catalog", "schema/catalog_rest")


class Row(NamedTuple):
    """One object: its kind, its qualified name, its definition in lines of text."""

    kind: str
    identity: str
    definition: str


class Address(NamedTuple):
    """Where an object's own row is: catalog, oid, column number (0 for a whole object)."""

    classid: int
    objid: int
    objsubid: int


class Object(NamedTuple):
    """One object in its parts; definition and comment may have several lines, grants are one."""

    kind: str
    identity: str
    definition: str
    grants: str
    comment: str
    address: Address

    @property
    def row(self) -> Row:
        """It all as one row of a fingerprint."""
        parts = [self.definition] if self.definition else []
        parts += [f"grants {self.grants}"] if self.grants else []
        parts += [f"comment {self.comment}"] if self.comment else []
        return Row(self.kind, self.identity, "\n".join(parts))


def read(
    connection: Connection,
    schemas: Sequence[str] | None = None,
    partitions: Sequence[str] | None = None,
) -> list[Object]:
    """Every object of the user's schemas (or of those named), ordered by kind and name.

    partitions: the only partitions that count, by their quoted names; None means all of them.
    Reads only; the session's settings and transaction are left as they were.
    """
    settings = SETTINGS | {
        "bp010.schemas": ",".join(schemas or []),
        "bp010.partitions": "*" if partitions is None else "\n".join(partitions),
    }
    with connection.transaction(force_rollback=True):
        for setting, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
        with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
            return sorted(
                Object(kind, identity, definition, grants, comment, Address(*address))
                for query in QUERIES
                for kind, identity, definition, grants, comment, *address in cursor.execute(
                    queries.text(query).encode()
                )
            )


def fingerprint(connection: Connection, schemas: Sequence[str] | None = None) -> list[Row]:
    """Every object of the user's schemas (or of those named) as a row, ordered by kind and name.

    Reads only; the session's settings and transaction are left as they were.
    """
    return [item.row for item in read(connection, schemas)]


def digest(rows: Sequence[Row]) -> str:
    """A short stand-in for a fingerprint: SHA-256 over its rows, in hexadecimal."""
    return hashlib.sha256("\x1e".join("\x1f".join(row) for row in rows).encode()).hexdigest()


def difference(before: Sequence[Row], after: Sequence[Row], project: Path | None = None) -> str:
    """What differs, for people; empty where nothing does.

    `- kind name` is gone, `+ kind name` is new, `~ kind name` has the changed lines below it.
    project: whose files of sql/ are named, where they have the object.
    """
    files = Places(project, [*before, *after]) if project else None
    left = {(row.kind, row.identity): row.definition for row in before}
    right = {(row.kind, row.identity): row.definition for row in after}
    lines = []
    different = left.keys() ^ right.keys() | {
        key for key in left.keys() & right.keys() if left[key] != right[key]
    }
    for key in sorted(different):
        name = " ".join(key) + (files.told(*key) if files else "")
        if key not in right:
            lines.append(f"- {name}")
        elif key not in left:
            lines.append(f"+ {name}")
        else:
            lines.append(f"~ {name}")
            lines += _changed_lines(left[key], right[key])
    return "\n".join(lines)


def _changed_lines(before: str, after: str) -> list[str]:
    compared = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [f"    {line}" for line in compared if line[:2] in {"- ", "+ "}]
