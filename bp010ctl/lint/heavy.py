"""What Squawk lets pass in a migration, and production would feel: rows lost or written anew, a
table closed while it runs, triggers switched off, things dropped that nobody named.

Waived as Squawk's own findings are. Tables that the same revision makes are nobody's yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pglast import ast, parse_sql, split
from pglast.enums import AlterTableType, DropBehavior
from pglast.parser import ParseError

from bp010ctl.migrations.transactions import FIRST_WORD

BEFORE_THE_RULE = 60
"""Revisions up to this number were frozen before there was such a rule."""

ACCESS_EXCLUSIVE = 8
REWRITING = {
    AlterTableType.AT_SetLogged, AlterTableType.AT_SetUnLogged,
    AlterTableType.AT_SetTableSpace, AlterTableType.AT_SetAccessMethod,
}  # fmt: skip
SWITCHING = {
    AlterTableType.AT_DisableTrig, AlterTableType.AT_DisableTrigAll,
    AlterTableType.AT_DisableTrigUser, AlterTableType.AT_DisableRule,
}  # fmt: skip
MESSAGES = {
    "loses-rows": "rows that a way down cannot bring back; say which, or keep them aside",
    "writes-every-row": "every row is written anew while others wait; say which rows, in batches",
    "rewrites-table": "the table is written anew, closed to readers and writers meanwhile",
    "closes-table": "readers and writers wait until the revision is done",
    "switches-off": "what the trigger or rule stands for does not happen any more",
    "drops-unnamed": "whatever depends on it goes along, on each database something else",
}


def reports(name: str, text: str) -> Iterator[tuple[int, int, str, str]]:
    """Line (from 0), column, rule and message for each statement of a document.

    name: the document's, `vNN_words-up`; a document that is no new revision's has none.
    """
    number = re.match(r"v(\d+)_.*-up$", name)
    if number is None or int(number[1]) <= BEFORE_THE_RULE:
        return
    made: set[str] = set()
    for place, statement in _statements(text):
        if isinstance(statement, ast.CreateStmt | ast.CreateTableAsStmt):
            made.add(_relation(statement))
        elif _relation(statement) not in made:
            for rule in _rules(statement):
                yield text.count("\n", 0, place), 1, rule, MESSAGES[rule]


def _statements(text: str) -> Iterator[tuple[int, Any]]:
    """Each statement that can be read, and where it begins; one that cannot says nothing of it."""
    try:
        slices = split(text, with_parser=False, only_slices=True)
    except ParseError:
        return
    for part in slices:
        word = FIRST_WORD.match(text[part])
        blank = word.start(1) if word else 0
        try:
            for raw in parse_sql(text[part]):
                yield part.start + blank, raw.stmt
        except ParseError:
            continue


def _relation(statement: Any) -> str:
    into = getattr(statement, "into", None)
    relation = into.rel if into else getattr(statement, "relation", None)
    if relation is None and len(many := getattr(statement, "relations", None) or ()) == 1:
        relation = next(iter(many))
    return f"{relation.schemaname}.{relation.relname}" if relation else ""


def _rules(statement: Any) -> Iterator[str]:
    match statement:
        case ast.TruncateStmt() | ast.DropOwnedStmt() | ast.DeleteStmt(whereClause=None):
            yield "loses-rows"
        case ast.UpdateStmt(whereClause=None):
            yield "writes-every-row"
        case ast.ClusterStmt():
            yield "rewrites-table"
        case ast.VacuumStmt(options=options) if any(one.defname == "full" for one in options or ()):
            yield "rewrites-table"
        case ast.LockStmt(mode=mode) if mode == ACCESS_EXCLUSIVE:
            yield "closes-table"
        case ast.RefreshMatViewStmt(concurrent=False):
            yield "closes-table"
        case ast.DropStmt(behavior=DropBehavior.DROP_CASCADE):
            yield "drops-unnamed"
        case ast.AlterTableStmt(cmds=commands):
            yield from _of_commands(commands or ())


def _of_commands(commands: Iterable[Any]) -> Iterator[str]:
    kinds = {command.subtype for command in commands}
    behaviors = {command.behavior for command in commands}
    found = {
        "rewrites-table": kinds & REWRITING,
        "switches-off": kinds & SWITCHING,
        "drops-unnamed": behaviors & {DropBehavior.DROP_CASCADE},
    }
    yield from (rule for rule, why in found.items() if why)
