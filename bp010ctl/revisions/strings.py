"""Strings in bodies that are whole statements: SQL that is made at run time.

A string that PostgreSQL could read and cannot any more is the doing of what lies between. One that
it never could (pieces of statements, temporary tables) says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pglast.parser import ParseError, scan

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.revisions import mentions
from bp010ctl.schema import objects

STATEMENT = re.compile(r"\s*(SELECT|CALL|INSERT|UPDATE|DELETE|MERGE|WITH)\s", re.IGNORECASE)
FORMATTED = re.compile(r"%(\d+\$)?-?\d*[sLI]|\$\d+")
"""Filled in when it runs: by format(), or by USING."""

GOES_ON = re.compile(r"'\s*\n\s*'")

AMBIGUOUS = "42725"
"""Said of NULL where a value will have a type."""


@dataclass(frozen=True)
class Statement:
    """A string in the body of a routine; where: its file and line; path: the search_path there."""

    routine: str
    text: str
    path: str
    where: str = field(compare=False)


def statements(connection: Connection, project: Path) -> list[Statement]:
    """All strings that begin as a statement does."""
    texts = objects.current(project)
    return [
        Statement(name, text, path, objects.place(texts, name, body, line, project))
        for name, body, path in queries.tuples(connection, "revisions/bodies_with_strings")
        for line, text in _strings(body)
        if STATEMENT.match(text)
    ]


def dead(connection: Connection, statements: list[Statement]) -> dict[Statement, str]:
    """Those that name what there is not, each with what PostgreSQL says of it."""
    told = {}
    for statement in statements:
        filled = FORMATTED.sub("NULL", statement.text)
        error = mentions.unresolved(connection, filled, statement.path)
        if error is not None and error.sqlstate != AMBIGUOUS:
            told[statement] = error.diag.message_primary or str(error)
    return told


def _strings(body: str) -> Iterator[tuple[int, str]]:
    """The line and the content of each string; one that goes on in the next line is one."""
    try:
        tokens = scan(body)
    except ParseError:
        return
    for token in tokens:
        if token.name == "SCONST":
            quoted = body[token.start : token.end + 1]
            yield body.count("\n", 0, token.start) + 1, _content(quoted)


def _content(quoted: str) -> str:
    if quoted.startswith("$"):
        tag = quoted[: quoted.index("$", 1) + 1]
        return quoted[len(tag) : -len(tag)]
    whole = GOES_ON.sub("", quoted[quoted.index("'") + 1 : -1])
    return whole.replace("''", "'")
