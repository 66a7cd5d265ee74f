"""What utility statements inside bodies name: LOCK, TRUNCATE, ANALYZE, ALTER, DROP and the like.

plpgsql_check, and PostgreSQL when it makes a routine, look at queries only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pglast
from pglast import ast, enums
from pglast.parser import ParseError
from pglast.visitors import Ancestor, Visitor

from bp010ctl.lint import embedded

QUERIES = (
    ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.CallStmt,
)  # fmt: skip
RELATIONS = {
    enums.ObjectType.OBJECT_TABLE,
    enums.ObjectType.OBJECT_VIEW,
    enums.ObjectType.OBJECT_MATVIEW,
    enums.ObjectType.OBJECT_INDEX,
    enums.ObjectType.OBJECT_SEQUENCE,
}


class Named(NamedTuple):
    """A relation, or a column of one, that a statement names; place: where the statement stands in
    the file, in characters."""

    place: int
    relation: str
    column: str | None = None


def names(text: str) -> Iterator[Named]:
    """What the utility statements in a file's bodies name with its schema, and do not make."""
    for body in embedded.bodies(text):
        made: set[str] = set()
        for piece in embedded.pieces(body):
            if piece.mode == embedded.STATEMENT and not piece.dynamic:
                yield from _of_piece(piece, body.start, made)


def _of_piece(piece: embedded.Piece, start: int, made: set[str]) -> Iterator[Named]:
    try:
        statements = pglast.parse_sql(piece.text)
    except ParseError:
        return
    for raw in statements:
        if raw.stmt is None or isinstance(raw.stmt, QUERIES):
            continue
        place = start + piece.start + (raw.stmt_location or 0)
        visitor = _Relations()
        visitor(raw.stmt)
        made |= visitor.made
        for relation, column in visitor.named:
            if relation not in made:
                yield Named(place, relation, column)


class _Relations(Visitor):
    """Collects the relations that a statement names with a schema, and those that it makes."""

    def __init__(self) -> None:
        self.named: list[tuple[str, str | None]] = []
        self.made: set[str] = set()

    def visit_RangeVar(self, ancestors: Ancestor, relation: ast.RangeVar) -> None:
        name = _qualified(relation)
        above = ancestors.node
        if name is None:
            return
        if isinstance(above, ast.CreateStmt | ast.IntoClause | ast.ViewStmt):
            self.made.add(name)
        else:
            self.named.append((name, None))

    def visit_VacuumRelation(self, _: Ancestor, vacuumed: ast.VacuumRelation) -> None:
        name = _qualified(vacuumed.relation)
        if name is not None:
            self.named += [(name, column.sval) for column in vacuumed.va_cols or ()]

    def visit_DropStmt(self, _: Ancestor, drop: ast.DropStmt) -> None:
        if drop.removeType in RELATIONS and not drop.missing_ok:
            for name in drop.objects or ():
                self._add(name)

    def visit_CommentStmt(self, _: Ancestor, comment: ast.CommentStmt) -> None:
        if comment.objtype in RELATIONS:
            self._add(comment.object)

    def _add(self, name: Any) -> None:
        """Names come as tuples of strings, for which pglast has no type."""
        parts = [str(part.sval) for part in name]
        if len(parts) == 2:
            self.named.append((".".join(parts), None))


def _qualified(relation: ast.RangeVar | None) -> str | None:
    if relation is None or relation.schemaname in (None, "pg_temp"):
        return None
    return f"{relation.schemaname}.{relation.relname}"
