"""Who counts on a routine or view by its name alone, so that PostgreSQL knows of no dependency.

Rows (the steps of a cycle are calls in a table, and come from seeds/), strings in bodies that
become SQL at run time, and the statements of bp010ctl itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pglast.parser import ParseError, scan
from psycopg import sql

from bp010ctl.base import queries, sqlfiles
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.schema import objects, transactions

CALL = re.compile(r"\s*(CALL|SELECT)\s", re.IGNORECASE)
CALLED = re.compile(r"\s*CALL\s+(\w+\.\w+)", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s")
"""Filled in when it runs: `{desde}` in the call of a cycle's step, `%(name)s` in a query."""

UNRESOLVED = {"3F000", "42P01", "42703", "42704", "42725", "42809", "42883"}
"""What PostgreSQL says of a name or a signature that there is not, or not once."""


@dataclass(frozen=True)
class Text:
    """A text that names what it needs, and where it is: `path:line`, or a table's column."""

    place: str
    text: str


def of(connection: Connection, project: Path, names: Collection[str]) -> list[str]:
    """Where any of these names (`schema.name`) stands, for people; comments do not count."""
    if not names:
        return []
    word = re.compile(rf"(?<![\w.])({'|'.join(map(_spelt, sorted(names)))})(?!\w)", re.IGNORECASE)
    texts = [
        *_in_seeds(project),
        *_in_rows(connection, project, word.pattern),
        *_in_tool(project),
    ]
    told = [(text.place, match[1]) for text in texts if (match := word.search(text.text))]
    for text in _in_bodies(connection, project):
        if match := word.search(text.text) or _apart(text.text, names):
            told.append((text.place, match[1]))
    return [f"{place} names {name}" for place, name in told]


def _spelt(name: str) -> str:
    """A pattern for `schema.name`, with the quotes and blanks that it may have."""
    return r"\s*\.\s*".join(f'"?{re.escape(part)}"?' for part in name.split("."))


def _apart(line: str, names: Collection[str]) -> re.Match[str] | None:
    """The name of a routine or view without its schema, as a string of its own."""
    bare = "|".join(re.escape(name.partition(".")[2]) for name in sorted(names))
    return re.search(rf"'({bare})'", line)


def dead_calls(connection: Connection, project: Path) -> set[str]:
    """The calls in seeds and rows that lead nowhere, for people; nothing is called."""
    texts = [*_in_seeds(project), *_in_rows(connection, project, r"^\s*(CALL|SELECT)\s")]
    calls = [text for text in texts if CALL.match(text.text)]
    ending = transactions.procedures(connection)
    dead = {
        f"{text.place}: {text.text.strip()}: {error.diag.message_primary}"
        for text in calls
        if (error := unresolved(connection, text.text))
    }
    return dead | {
        f"{text.place}: {text.text.strip()}: {match[1]} ends its transaction, which a call that "
        "comes from a row may not"
        for text in calls
        if (match := CALLED.match(text.text)) and match[1].lower() in ending
    }


def dead_queries(
    connection: Connection, project: Path, names: Collection[str] | None = None
) -> set[str]:
    """bp010ctl's own queries that name what there is not, for people; those that are filled in, or
    ask of temporary tables or other servers, are among them. names: only those that name these."""
    texts = {path: sqlfiles.text(path) for path in _sources(project / "bp010ctl", ".sql")}
    return {
        f"{path.relative_to(project).as_posix()}: {error.diag.message_primary}"
        for path, text in texts.items()
        if names is None or any(name in text for name in names)
        if (error := unresolved(connection, text))
    }


def unresolved(connection: Connection, call: str, path: str = "") -> psycopg.Error | None:
    """What PostgreSQL says when it looks the names up: as the body of a routine, never run.

    path: the search_path that it runs with, where that is not the session's.
    """
    statement = sql.SQL("CREATE FUNCTION pg_temp.probe() RETURNS void LANGUAGE sql AS {}").format(
        sql.Literal(PLACEHOLDER.sub("NULL", call).replace("%%", "%"))
    )
    try:
        with connection.transaction(force_rollback=True):
            if path:
                connection.execute("SELECT set_config('search_path', %s, true)", (path,))
            connection.execute(statement)
    except psycopg.Error as error:
        return error if error.sqlstate in UNRESOLVED else None
    return None


def _in_seeds(project: Path) -> Iterator[Text]:
    for path in sorted((project / "seeds").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            try:
                for row in rows:
                    for cell in row:
                        yield Text(f"seeds/{path.name}:{rows.line_num}", cell)
            except (csv.Error, UnicodeDecodeError):
                continue  # `bp010ctl seed` says what is wrong with it


def _in_rows(connection: Connection, project: Path, pattern: str) -> list[Text]:
    """Values that match, of rows that came with the revisions; a table's seeds speak for it."""
    parts = [
        sql.SQL("SELECT {}, {}::text FROM {}").format(
            sql.Literal(f"a row of {table}, {column}"), sql.Identifier(column), trusted(table)
        )
        for table, column in queries.tuples(connection, "revisions/text_columns")
        if not (project / "seeds" / f"{table}.csv").is_file()
    ]
    if not parts:
        return []
    statement = sql.SQL(
        "SELECT DISTINCT * FROM ({}) AS cells (place, cell) WHERE cell ~* {}"
    ).format(sql.SQL(" UNION ALL ").join(parts), sql.Literal(pattern))
    return [Text(*row) for row in connection.execute(statement).fetchall()]


def _in_bodies(connection: Connection, project: Path) -> Iterator[Text]:
    texts = objects.current(project)
    for name, body, _ in queries.tuples(connection, "revisions/routine_texts"):
        for line, text in code(body):
            yield Text(objects.place(texts, name, body, line, project), text)


def code(body: str) -> Iterator[tuple[int, str]]:
    """A body's lines with their numbers, comments left blank."""
    try:
        comments = [token for token in scan(body) if token.name in {"SQL_COMMENT", "C_COMMENT"}]
    except ParseError:
        comments = []
    for token in reversed(comments):
        blank = re.sub(r"[^\n]", " ", body[token.start : token.end + 1])
        body = body[: token.start] + blank + body[token.end + 1 :]
    yield from enumerate(body.split("\n"), start=1)


def _in_tool(project: Path) -> Iterator[Text]:
    """The lines of bp010ctl's own statements and modules."""
    for path in _sources(project / "bp010ctl", ".py", ".sql"):
        mark = "--" if path.suffix == ".sql" else "#"
        for line, text in enumerate(sqlfiles.text(path).split("\n"), start=1):
            if not text.lstrip().startswith(mark):
                yield Text(f"{path.relative_to(project).as_posix()}:{line}", text)


def _sources(folder: Path, *suffixes: str) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
