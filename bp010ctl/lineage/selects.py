"""Where the columns of a query come from, and what chooses its rows.

Values are followed through joins, subqueries, CTEs, functions and RETURNING. Conditions, groupings
and orderings are control: no value flows out of them, but of a look-up, a table joined by values
that are no keys, what it gives is computed from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pglast.enums import JoinType, SetOperation

from bp010ctl.lineage.calls import Calls
from bp010ctl.lineage.nodes import aggregates, ast, conjuncts, is_column, literal, plain_name
from bp010ctl.lineage.scopes import Scope, Table, alias_of, either, result
from bp010ctl.lineage.sources import (
    CONTROL,
    NOTHING,
    Outputs,
    Sources,
    chosen,
    kind_of,
    steered,
    steering,
    tagged,
    union,
    unmarked,
)


class Queries(Calls):
    """Evaluates queries of one routine or view into its Use."""

    def run(self, statement: Any, scope: Scope | None = None) -> Outputs:
        """Evaluate a statement that is a query; its result columns with their sources."""
        if isinstance(statement, ast.SelectStmt):
            return self.select(statement, scope or self.root)
        if isinstance(statement, ast.CallStmt):
            return list(self.call(statement.funccall, scope or self.root).items())
        self.sources(statement, scope or self.root)
        return []

    def select(self, query: Any, parent: Scope) -> Outputs:
        """The columns of a query."""
        scope = Scope(parent)
        self.with_(query.withClause, scope)
        if query.op not in (None, SetOperation.SETOP_NONE):
            left, existence = self.select(query.larg, scope), self.existence
            outputs = either(left, self.select(query.rarg, scope))
            self.existence |= existence
            return outputs
        self.existence = NOTHING
        if query.valuesLists:
            rows = [self._values_row(row, scope) for row in query.valuesLists]
            merged = [frozenset().union(*column) for column in zip(*rows, strict=False)]
            return [(f"column{number}", sources) for number, sources in enumerate(merged, start=1)]
        for item in query.fromClause or ():
            self.from_(item, scope)
        self._narrow(query.whereClause, scope)
        filters = self.sources(query.whereClause, scope)
        scope.conditions |= filters
        scope.filters |= filters
        outputs = self.targets(query.targetList, scope)
        conditions = self._conditions(query, outputs, scope)
        self.existence = self.sources(query.havingClause, scope)
        if query.groupClause or not any(map(aggregates, query.targetList or ())):
            self.existence |= scope.existence  # else there is always one row
        return [(name, sources | conditions) for name, sources in outputs]

    def _conditions(self, query: Any, outputs: Outputs, scope: Scope) -> Sources:
        """What chooses, groups and orders the rows of a query."""
        given = dict(outputs)
        conditions = scope.conditions
        for part in (*(query.sortClause or ()), *(query.groupClause or ())):
            name = plain_name(getattr(part, "node", part))
            conditions |= given[name] if name in given else self.sources(part, scope)
        for clause in (
            query.havingClause, query.windowClause, query.distinctClause, query.limitOffset,
            query.limitCount,
        ):  # fmt: skip
            conditions |= self.sources(clause, scope)
        for table in scope.tables:  # a row that is not there has no values of others either
            if not table.relation:
                conditions |= steered(union(table.columns.values()) | table.other)
        return steering(conditions)

    def _narrow(self, condition: Any, scope: Scope) -> None:
        """Where a condition names the place, only its values count of columns that have places."""
        for part in conjuncts(condition):
            if not isinstance(part, ast.A_Expr) or part.name[-1].sval != "=":
                continue
            place = self._constant(part.rexpr)
            for number, table in enumerate(scope.tables):
                key = self.schema.places.get(table.relation or "")
                if place and key and is_column(part.lexpr, table.alias, key):
                    columns = {name: chosen(own, place) for name, own in table.columns.items()}
                    scope.tables[number] = replace(table, columns=columns)

    def _values_row(self, row: Any, scope: Scope) -> list[Sources]:
        """A row of VALUES; its first text constant is the key that a FILTER may ask for."""
        key = next((text for text in map(literal, row) if text and not text.isdigit()), "")
        cells = [self.sources(cell, scope) for cell in row]
        return [tagged(sources, key) for sources in cells] if key else cells

    def with_(self, clause: Any, scope: Scope) -> None:
        for cte in clause.ctes if clause else ():
            query, name = cte.ctequery, cte.ctename
            if clause.recursive and isinstance(query, ast.SelectStmt) and query.larg:
                outputs = self.select(query.larg, scope)
                scope.ctes[name] = result(name, outputs, cte.aliascolnames, self.existence)
            outputs = self.run(query, scope)
            scope.ctes[name] = result(name, outputs, cte.aliascolnames, self.existence)

    def from_(self, item: Any, scope: Scope) -> None:
        if isinstance(item, ast.JoinExpr):
            self.from_(item.larg, scope)
            before = len(scope.tables)
            self.from_(item.rarg, scope)
            quals = self.sources(item.quals, scope)
            self._narrow(item.quals, scope)
            self._look_up(scope, before, quals)
            for name in item.usingClause or ():
                quals |= self._name([name.sval], scope)
            scope.conditions |= quals
            if item.jointype == JoinType.JOIN_INNER:
                scope.filters |= quals
            else:  # an outer join leaves the rows that there are
                scope.tables[before:] = [
                    replace(table, existence=NOTHING) for table in scope.tables[before:]
                ]
        elif isinstance(item, ast.RangeVar):
            scope.tables.append(self.relation(item, scope))
        elif isinstance(item, ast.RangeSubselect):
            columns = item.alias.colnames if item.alias else None
            outputs = self.select(item.subquery, scope)
            scope.tables.append(result(alias_of(item, ""), outputs, columns, self.existence))
        elif isinstance(item, ast.RangeFunction):
            scope.tables.append(self._function(item, scope))

    def _look_up(self, scope: Scope, before: int, asked: Sources) -> None:
        """What a joined table gives depends on the values that it is joined by, keys apart."""
        for number in range(before, len(scope.tables)):
            table = scope.tables[number]
            own = union(table.columns.values())
            by = frozenset(
                asked_for
                for asked_for in asked - own
                if unmarked(asked_for) not in self.schema.keys
                and not asked_for.endswith("()")
                and kind_of(asked_for) != CONTROL
            )
            if table.relation and by:
                columns = {name: sources | by for name, sources in table.columns.items()}
                scope.tables[number] = replace(table, columns=columns)

    def _function(self, item: Any, scope: Scope) -> Table:
        """A function in FROM: the columns that it is known to give, else any column."""
        outputs: Outputs = []
        other: Sources = NOTHING
        existence: Sources = NOTHING
        for call, definitions in item.functions:
            results = self._results(call, scope)
            existence |= self.existence
            if definitions:
                everything = union(sources for _, sources in results)
                results = [(definition.colname, everything) for definition in definitions]
            outputs += results
            other |= union(sources for _, sources in results)
        columns = item.alias.colnames if item.alias else None
        if item.ordinality:
            outputs.append(("ordinality", NOTHING))
        alias = alias_of(item, outputs[0][0] if outputs else "")
        table = result(alias, outputs, columns)
        if len(outputs) == 1 and not columns:
            table.columns = {alias: other, **table.columns}
            table.rows = outputs[0][0] == "unnest"
        table.other = other
        table.existence = existence
        return table

    def _results(self, call: Any, scope: Scope) -> Outputs:
        """The columns of a call in FROM."""
        self.existence = NOTHING
        if not isinstance(call, ast.FuncCall):
            return [("", self.sources(call, scope))]
        parts = [part.sval for part in call.funcname]
        if self.schema.called(parts, len(call.args or ())):
            return list(self.call(call, scope).items())
        if parts[-1] == "unnest":
            return [("unnest", self.sources(argument, scope)) for argument in call.args]
        sources = self.sources(call, scope)
        row = self._row_type(call.args[0] if call.args else None)
        return [(name, sources) for name in row] if row else [(parts[-1], sources)]

    def _row_type(self, node: Any) -> Sequence[str]:
        """The columns of what `NULL::schema.table` stands for, as jsonb_populate_record takes."""
        if not isinstance(node, ast.TypeCast):
            return ()
        relation = self.schema.relations.get(".".join(part.sval for part in node.typeName.names))
        return relation.column_names if relation else ()
