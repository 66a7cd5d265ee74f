"""A revision is one transaction, or declared to be outside of any.

A file that begins with the line DECLARED runs outside: CREATE INDEX CONCURRENTLY and the like. All
files of the revision's direction are so then, each statement is run by itself, and each must be one
that can be run once more after a failure half-way. Everywhere else nothing may end the transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import MigrationError

DECLARED = "-- outside a transaction"
FIRST_WORD = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w+)", re.DOTALL)
WORDS = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE"}
BLANK = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
LASTING_WORD = re.compile(r"^\s*(SET|RESET|DISCARD)\b|\bset_config\b", re.IGNORECASE | re.MULTILINE)
LASTING = re.compile(
    BLANK + r"(?:RESET\b|DISCARD\b|SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)"
    r"|SELECT\b.*\bset_config\s*\([^()]*,\s*'?f)",
    re.IGNORECASE | re.DOTALL,
)
"""A setting for the session: SET without LOCAL, set_config(..., false)."""
HARMLESS = {"TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO"}


@dataclass(frozen=True)
class Statement:
    """A statement of a file, without what stands before its first word; line counts from 1."""

    text: str
    line: int


def is_outside(text: str) -> bool:
    """Whether a frozen file is declared to run outside a transaction."""
    return text.startswith(DECLARED)


def is_blank(text: str) -> bool:
    """Whether there is nothing but comments in it."""
    return FIRST_WORD.match(text) is None


def statements(text: str) -> list[Statement]:
    """A file's statements one by one. Raises pglast's ParseError."""
    from pglast import parse_sql

    texts = []
    for raw in parse_sql(text):
        start = raw.stmt_location or 0
        whole = text[start:][: raw.stmt_len or None]
        blank = len(whole) - len(whole.lstrip())
        word = FIRST_WORD.match(whole)
        skipped = word.start(1) if word else blank
        texts.append(Statement(whole[skipped:], text.count("\n", 0, start + skipped) + 1))
    return texts


def ending(text: str) -> list[Statement]:
    """The statements of a file that begin or end a transaction.

    A quick look at first words spares nearly every file the parser.
    """
    from pglast import ast, parse_sql, split
    from pglast.parser import ParseError

    try:
        quick = split(text, with_parser=False)
        if not any(_first_word(statement) in WORDS for statement in quick):
            return []
        nodes = [raw.stmt for raw in parse_sql(text)]
    except ParseError:
        return []  # PostgreSQL says what is wrong with it, and runs none of it
    return [
        statement
        for node, statement in zip(nodes, statements(text), strict=True)
        if isinstance(node, ast.TransactionStmt) and getattr(node.kind, "name", "") not in HARMLESS
    ]


def lasting(text: str) -> list[str]:
    """The statements of a file whose settings would outlast it: the next revision, and Alembic
    itself, would run under another search_path or role.

    Of a routine's settings nobody speaks: they are part of its text.
    """
    from pglast import split
    from pglast.parser import ParseError

    if not LASTING_WORD.search(text):
        return []
    try:
        return [whole for whole in split(text, with_parser=False) if LASTING.match(whole)]
    except ParseError:
        return []


def _first_word(statement: str) -> str:
    match = FIRST_WORD.match(statement)
    return match[1].upper() if match else ""


def refuse(paths: Iterable[Path], below: Path) -> bool:
    """Whether these files of one revision and direction run outside a transaction.

    below: the folder that paths are told from. Raises MigrationError where a statement would end
    the transaction, where some files are outside and some are not, and where a statement outside
    could not be run again.
    """
    texts = {path: sqlfiles.text(path) for path in paths}
    outside = {path for path, text in texts.items() if is_outside(text)}
    if outside and outside != texts.keys():
        inside = min(texts.keys() - outside)
        raise MigrationError(
            "a revision runs outside a transaction as a whole, or not at all",
            on=f"{inside.relative_to(below)}, beside {min(outside).relative_to(below)}",
            hint=f"begin every file with `{DECLARED}`, or make two revisions of it",
        )
    for path, text in texts.items():
        where = path.relative_to(below)
        if path in outside:
            for statement in _not_repeatable(text):
                raise MigrationError(
                    f"cannot be run again, should it fail: {_title(statement.text)}",
                    on=f"{where}, line {statement.line}",
                    hint="outside a transaction: CREATE INDEX CONCURRENTLY IF NOT EXISTS, DROP "
                    "INDEX CONCURRENTLY IF EXISTS, REINDEX CONCURRENTLY, VACUUM, COMMENT",
                )
        for statement in [] if path in outside else ending(text):
            raise MigrationError(
                f"{_title(statement.text)} would end the revision's transaction, nothing was run",
                on=f"{where}, line {statement.line}",
                hint="take it out: each revision is one transaction. What cannot be in one goes "
                f"into a revision whose files begin with `{DECLARED}`",
            )
        for whole in lasting(text):
            raise MigrationError(
                f"{_title(whole)} would last beyond the revision, nothing was run",
                on=str(where),
                hint="SET LOCAL, or set_config(..., true), lasts as long as the revision",
            )
    return bool(outside)


def _not_repeatable(text: str) -> Iterator[Statement]:
    from pglast import ast, parse_sql
    from pglast.parser import ParseError

    try:
        nodes = [raw.stmt for raw in parse_sql(text)]
    except ParseError as error:
        raise MigrationError(f"not valid SQL: {error.args[0]}") from None
    for node, statement in zip(nodes, statements(text), strict=True):
        made = isinstance(node, ast.IndexStmt) and node.concurrent and node.if_not_exists
        gone = isinstance(node, ast.DropStmt) and node.concurrent and node.missing_ok
        kinds = ast.ReindexStmt | ast.VacuumStmt | ast.CommentStmt
        if not (made or gone or isinstance(node, kinds)):
            yield statement


def index_made(statement: str) -> tuple[str, str] | None:
    """Schema and name of the index that a CREATE INDEX CONCURRENTLY makes: its table's schema."""
    from pglast import ast, parse_sql

    node = parse_sql(statement)[0].stmt
    if not isinstance(node, ast.IndexStmt) or node.relation is None or node.idxname is None:
        return None
    return node.relation.schemaname or "public", node.idxname


def _title(statement: str) -> str:
    return " ".join(statement.split())[:60]
