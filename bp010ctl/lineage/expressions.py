"""Where the value of an expression comes from.

Its parts are followed through operators, functions, arrays, rows and JSON. A condition inside an
expression, as that of CASE, is part of the value; whether there is a value at all says nothing of
which one, and counts as control.
"""

from __future__ import annotations

from typing import Any

from pglast.enums import SubLinkType

from bp010ctl.lineage.names import Names
from bp010ctl.lineage.nodes import FIELD_OPERATORS, ast, literal, name_of, places_in
from bp010ctl.lineage.scopes import Scope
from bp010ctl.lineage.sources import (
    NOTHING,
    Outputs,
    Sources,
    as_field,
    at_place,
    chosen,
    element_of,
    looked_up,
    steering,
    tagged,
    tested,
    union,
)


class Expressions(Names):
    """Evaluates expressions of one routine or view; all that they read is noted in its Use."""

    def select(self, query: Any, parent: Scope) -> Outputs:
        """The columns of a query."""
        raise NotImplementedError

    def call(self, node: Any, scope: Scope) -> dict[str, Sources]:
        """The columns that a call gives."""
        raise NotImplementedError

    def targets(self, targets: Any, scope: Scope) -> Outputs:
        return self.values([target.val for target in targets or ()], scope, targets)

    def values(self, values: Any, scope: Scope, targets: Any = None) -> Outputs:
        """Expressions in a row, `*` and `alias.*` spread out; targets give names."""
        outputs: Outputs = []
        for place, value in enumerate(values):
            if isinstance(value, ast.ColumnRef) and isinstance(value.fields[-1], ast.A_Star):
                outputs += self._star([part.sval for part in value.fields[:-1]], scope)
            else:
                name = (targets[place].name if targets else None) or name_of(value)
                outputs.append((name, self.sources(value, scope)))
        return outputs

    def sources(self, node: Any, scope: Scope) -> Sources:
        """The sources of an expression; all that it reads is noted on the way."""
        if node is None or isinstance(node, str | int | float | bool):
            return NOTHING
        if isinstance(node, tuple | list):
            return union(self.sources(part, scope) for part in node)
        if isinstance(node, ast.ColumnRef):
            return self._name([getattr(field, "sval", "*") for field in node.fields], scope)
        if isinstance(node, ast.ParamRef):
            return self._parameter(node.number)
        if isinstance(node, ast.SubLink):
            asked = self.sources(node.testexpr, scope)
            outputs = self.select(node.subselect, scope)
            if node.subLinkType == SubLinkType.EXISTS_SUBLINK:
                return tested(self.existence)
            return asked | union(sources for _, sources in outputs)
        if isinstance(node, ast.NullTest):  # whether there is a value says nothing of which
            return steering(self.sources(node.arg, scope))
        if isinstance(node, ast.A_Expr) and node.name[-1].sval in FIELD_OPERATORS:
            return self._json_field(node, scope)
        if isinstance(node, ast.CaseExpr):
            return self._case(node, scope)
        if isinstance(node, ast.FuncCall):
            return union(self.call(node, scope).values())
        if isinstance(node, ast.A_Indirection):
            return self._part(node, scope)
        if isinstance(node, ast.RowExpr):
            return union(as_field(value, name) for name, value in self.values(node.args, scope))
        if isinstance(node, ast.A_ArrayExpr):
            return union(
                tagged(frozenset(map(element_of, self.sources(element, scope))), str(place))
                for place, element in enumerate(node.elements or (), start=1)
            )
        if isinstance(node, ast.Node):
            return union(self.sources(getattr(node, name), scope) for name in node)
        return NOTHING

    def _part(self, node: Any, scope: Scope) -> Sources:
        """A field of a row or an element of an array."""
        names = [part.sval for part in node.indirection if isinstance(part, ast.String)]
        row = node.arg.fields[0] if isinstance(node.arg, ast.ColumnRef) else None
        if row and len(node.arg.fields) == 1 and not self._having(row.sval, scope):
            sources = self._name([row.sval, *names[:1]], scope)
        else:
            sources = self.sources(node.arg, scope)
            sources = chosen(sources, f".{names[0]}") if names else sources
        indices = [step for step in node.indirection if isinstance(step, ast.A_Indices)]
        asked = self.sources([(step.lidx, step.uidx) for step in indices], scope)
        if not indices or indices[-1].is_slice:
            return sources
        place = self._constant(indices[-1].uidx)  # of a matrix's row, the last index tells it
        return chosen(sources, place) if place else sources | asked

    def _json_field(self, node: Any, scope: Scope) -> Sources:
        """A field of a row as JSON: the one that a constant names, or any where data name it."""
        row, name = self.sources(node.lexpr, scope), literal(node.rexpr)
        if name:
            return chosen(row, f".{name}")
        return looked_up(row) | steering(self.sources(node.rexpr, scope))

    def _case(self, node: Any, scope: Scope) -> Sources:
        """A CASE; what it gives for one place of an array is the value of that place alone."""
        sources = tested(self.sources(node.arg, scope)) | self.sources(node.defresult, scope)
        for when in node.args:
            asked = when.expr
            if not node.arg and isinstance(asked, ast.A_Expr) and asked.name[-1].sval == "=":
                asked = asked.rexpr
            place = self._place(asked)
            given = self.sources(when.result, scope)
            if place:
                given = frozenset(at_place(source, place) for source in chosen(given, place))
            sources |= tested(self.sources(when.expr, scope)) | given
        return sources

    def _place(self, node: Any) -> str:
        """The place that a routine gives for a constant name."""
        return "" if literal(node) else self._constant(node)

    def _constant(self, node: Any) -> str:
        """A constant as text, also the position that a routine gives for a constant name."""
        if not isinstance(node, ast.FuncCall) or len(node.args or ()) != 1:
            return literal(node)
        name = literal(node.args[0])
        for routine in self.schema.called([part.sval for part in node.funcname], 1):
            places = places_in(routine.body)
            return str(places.index(name) + 1) if name in places else ""
        return ""
