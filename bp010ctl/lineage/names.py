"""What names mean: columns, whole rows, variables and parameters; and where values end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bp010ctl.lineage.schema import Schema
from bp010ctl.lineage.scopes import Scope, Table, Use, alias_of, aliased
from bp010ctl.lineage.sources import (
    NOTHING,
    ROWS,
    Flow,
    Outputs,
    Sources,
    as_field,
    chosen,
    fields_of,
    flow_of,
    kind_of,
    union,
    unmarked,
)


class Names:
    """Looks names up for one routine or view, and notes in its Use what is read and written.

    variables: sources of the routine's parameters and variables by name, filled in by its body.
    steering: sources of the conditions under which a statement runs.
    existence: what it depends on which rows the last query gave.
    """

    def __init__(self, schema: Schema, use: Use) -> None:
        self.schema = schema
        self.use = use
        self.variables: dict[str, Sources] = {}
        self.parameters: Sequence[str] = ()
        self.root = Scope()
        self.steering: Sources = NOTHING
        self.existence: Sources = NOTHING

    def relation(self, item: Any, scope: Scope) -> Table:
        """The relation or CTE that a FROM or a target names."""
        alias = alias_of(item, item.relname)
        if not item.schemaname:
            cte = scope.cte(item.relname)
            if cte is None:
                return Table(alias, {})
            if cte.relation:
                self.use.reads.add((cte.relation, ""))
            return replace(cte, alias=alias)
        name = f"{item.schemaname}.{item.relname}"
        if name not in self.schema.relations:
            return Table(alias, {})
        self.use.reads.add((name, ""))
        return self.base(alias, name)

    def base(self, alias: str, name: str, *, hidden: bool = False) -> Table:
        """A relation of the database under an alias."""
        sources = {
            column.name: frozenset(
                {f"{name}.{column.name}{'#*' if self.schema.has_places(name, column) else ''}"}
            )
            for column in self.schema.relations[name].columns
        }
        return Table(alias, sources, name, hidden=hidden, existence=frozenset({f"{name}.{ROWS}"}))

    def _star(self, qualifier: list[str], scope: Scope) -> Outputs:
        if not qualifier:
            tables: Iterable[Table] = scope.tables
        else:
            tables = aliased(qualifier[-1], scope)
        return [column for table in tables for column in self._columns(table)] or [
            ("*", self._name(qualifier, scope) if qualifier else NOTHING)
        ]

    def _columns(self, table: Table) -> Outputs:
        """All columns of a table; of unknown rows one that stands for all."""
        if not table.rows:
            return [(name, self._take(table, name)) for name in table.columns]
        names = fields_of(table.other)
        return [(name, self._field_of(table.other, name)) for name in names or ["*"]]

    def _parameter(self, number: int) -> Sources:
        known = 0 < number <= len(self.parameters)
        return self.variables.get(self.parameters[number - 1], NOTHING) if known else NOTHING

    def _name(self, fields: list[str], scope: Scope) -> Sources:
        """A column, a whole row or a variable, as the parts of its name say."""
        if len(fields) == 1:
            return self._unqualified(fields[0], scope)
        table, column = fields[-2], fields[-1]
        if column == "*":
            return self._unqualified(table, scope)
        if len(fields) > 2 and (name := f"{fields[-3]}.{table}") in self.schema.relations:
            return self._take(self.base(table, name), column)
        tables = aliased(table, scope)
        if tables:
            return union(self._take(row, column) for row in tables)
        return self._field(table, column)

    def _field(self, variable: str, name: str) -> Sources:
        """A field of a row variable or row parameter; else the routine qualifies a variable."""
        sources = self.variables.get(f"{variable}.{name}")
        if sources is None and variable in self.parameters:
            self.use.fields.add((variable, name))
            sources = frozenset({f"${variable}.{name}"})
        return sources or self.variables.get(variable) or self.variables.get(name, NOTHING)

    def _unqualified(self, name: str, scope: Scope) -> Sources:
        tables = self._having(name, scope)
        if tables:
            return union(self._take(table, name) for table in tables)
        rows = aliased(name, scope)
        if rows:
            return union(
                as_field(self._take(row, column), column) for row in rows for column in row.columns
            )
        if name in self.parameters:
            self.use.fields.add((name, "*"))
        return self.variables.get(name, NOTHING)

    def _having(self, column: str, scope: Scope) -> list[Table]:
        """The tables that have a column of that name, at the nearest level that has any."""
        for level in scope.levels():
            tables = [
                table for table in level.tables if column in table.columns and not table.hidden
            ]
            if tables:
                return tables
        return []

    def _take(self, table: Table, column: str) -> Sources:
        if table.relation and column in table.columns:
            self.use.reads.add((table.relation, column))
        if table.rows and column not in table.columns:
            return self._field_of(table.other, column)
        return table.columns.get(column, table.other)

    def _field_of(self, rows: Sources, name: str) -> Sources:
        """A field of rows; of a parameter's it is told apart where the routine is called."""
        given = {row for row in rows if row.startswith("$") and not set(row) & set(".!@")}
        self.use.fields |= {(row[1:], name) for row in given}
        return chosen(rows - given, f".{name}") | {f"{row}.{name}" for row in given}

    def exists(self, relation: str, sources: Sources) -> None:
        """Note what it depends on which rows a relation has."""
        self.use.flows |= {
            Flow(unmarked(source), f"{relation}.{ROWS}", kind_of(source)) for source in sources
        }

    def flow(self, target: Table, column: str, sources: Sources) -> None:
        """Values end in a column of a table that it has; no unknown ones in a key."""
        if target.relation and column in target.columns:
            self.use.writes.add((target.relation, column))
            (own,) = target.columns[column]
            for source in sources | self.steering:
                if not (source.endswith(".*") and own in self.schema.keys):
                    self.use.flows.add(flow_of(source, own))
