"""Where the values of a query come from: what it reads and calls, and what flows where.

A value's sources are columns, `schema.table.column`, functions that made it, `schema.name()`, and
parameters of the routine around it, `$name`. They are followed through joins, subqueries, CTEs,
functions and RETURNING. Conditions, orderings and groupings count as read, but nothing flows out
of them; only what a table is joined by, keys apart, flows into what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pglast.enums import SetOperation

from bp010ctl.lineage.schema import Routine, Schema
from bp010ctl.lineage.scopes import (
    NOTHING,
    Argument,
    Given,
    Outputs,
    Scope,
    Sources,
    Stores,
    Table,
    Use,
    alias_of,
    aliased,
    as_field,
    ast,
    chosen,
    either,
    fields_of,
    literal,
    name_of,
    plain_name,
    result,
    tagged,
    union,
    unmarked,
)


def _flow(source: str, target: str) -> tuple[str, str]:
    """A flow into a column, or into an element of an array column, `column#3`."""
    places = [tag for tag in source.split("@")[1:] if tag.isdigit()]
    if not target.endswith("#*"):
        return unmarked(source), target
    if places:
        return unmarked(source), f"{target[:-1]}{places[-1]}"
    return (source, target) if source.endswith("#*") else (unmarked(source), unmarked(target))


def _places(body: str) -> list[str]:
    """The texts, in order, of the constant array in which a body looks for its argument."""
    match = re.search(r"\bARRAY\[([^\]]*)\]", body) if "array_position(" in body else None
    return re.findall(r"'(\w+)'", match[1]) if match else []


def _elements(text: str) -> list[str]:
    """The elements of an array of names, as a constant."""
    return [element.strip() for element in text.strip("{}").split(",") if element.strip()]


Summarise = Callable[[Routine], Use]


class Queries:
    """Evaluates queries and expressions of one routine or view into its Use.

    variables: sources of the routine's parameters and variables by name, filled in by its body.
    summarise: what a called routine does.
    """

    def __init__(self, schema: Schema, use: Use, summarise: Summarise) -> None:
        self.schema = schema
        self.use = use
        self.summarise = summarise
        self.variables: dict[str, Sources] = {}
        self.parameters: Sequence[str] = ()
        self.root = Scope()

    def run(self, statement: Any, scope: Scope | None = None) -> Outputs:
        """Evaluate a statement that is a query; its result columns with their sources."""
        if isinstance(statement, ast.SelectStmt):
            return self.select(statement, scope or self.root)
        if isinstance(statement, ast.CallStmt):
            return list(self._call(statement.funccall, scope or self.root).items())
        self.sources(statement, scope or self.root)
        return []

    # -- queries ------------------------------------------------------------------------------

    def select(self, query: Any, parent: Scope) -> Outputs:
        """The columns of a query."""
        scope = Scope(parent)
        self.with_(query.withClause, scope)
        if query.op not in (None, SetOperation.SETOP_NONE):
            return either(self.select(query.larg, scope), self.select(query.rarg, scope))
        if query.valuesLists:
            rows = [self._values_row(row, scope) for row in query.valuesLists]
            merged = [frozenset().union(*column) for column in zip(*rows, strict=False)]
            return [(f"column{number}", sources) for number, sources in enumerate(merged, start=1)]
        for item in query.fromClause or ():
            self.from_(item, scope)
        outputs = self.targets(query.targetList, scope)
        named = {name for name, _ in outputs}
        for part in (*(query.sortClause or ()), *(query.groupClause or ())):
            if plain_name(getattr(part, "node", part)) not in named:
                self.sources(part, scope)
        for clause in (
            query.whereClause, query.havingClause, query.windowClause, query.distinctClause,
            query.limitOffset, query.limitCount,
        ):  # fmt: skip
            self.sources(clause, scope)
        return outputs

    def _values_row(self, row: Any, scope: Scope) -> list[Sources]:
        """A row of VALUES; its first text constant is the key that a FILTER may ask for."""
        key = next((text for text in map(literal, row) if text and not text.isdigit()), "")
        cells = [self.sources(cell, scope) for cell in row]
        return [tagged(sources, key) for sources in cells] if key else cells

    def with_(self, clause: Any, scope: Scope) -> None:
        for cte in clause.ctes if clause else ():
            query, name = cte.ctequery, cte.ctename
            if clause.recursive and isinstance(query, ast.SelectStmt) and query.larg:
                scope.ctes[name] = result(name, self.select(query.larg, scope), cte.aliascolnames)
            scope.ctes[name] = result(name, self.run(query, scope), cte.aliascolnames)

    def from_(self, item: Any, scope: Scope) -> None:
        if isinstance(item, ast.JoinExpr):
            self.from_(item.larg, scope)
            before = len(scope.tables)
            self.from_(item.rarg, scope)
            self._look_up(scope, before, self.sources(item.quals, scope))
            for name in item.usingClause or ():
                self._name([name.sval], scope)
        elif isinstance(item, ast.RangeVar):
            scope.tables.append(self.relation(item, scope))
        elif isinstance(item, ast.RangeSubselect):
            columns = item.alias.colnames if item.alias else None
            outputs = self.select(item.subquery, scope)
            scope.tables.append(result(alias_of(item, ""), outputs, columns))
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
                if unmarked(asked_for) not in self.schema.keys and not asked_for.endswith("()")
            )
            if table.relation and by:
                columns = {name: sources | by for name, sources in table.columns.items()}
                scope.tables[number] = Table(table.alias, columns, table.relation, table.other)

    def relation(self, item: Any, scope: Scope) -> Table:
        """The relation or CTE that a FROM or a target names."""
        alias = alias_of(item, item.relname)
        if not item.schemaname:
            cte = scope.cte(item.relname)
            if cte is None:
                return Table(alias, {})
            if cte.relation:
                self.use.reads.add((cte.relation, ""))
            return Table(alias, cte.columns, cte.relation, cte.other)
        name = f"{item.schemaname}.{item.relname}"
        if name not in self.schema.relations:
            return Table(alias, {})
        self.use.reads.add((name, ""))
        return self.base(alias, name)

    def base(self, alias: str, name: str, *, hidden: bool = False) -> Table:
        """A relation of the database under an alias."""
        sources = {
            column.name: frozenset(
                {f"{name}.{column.name}{'#*' if column.type.endswith('[]') else ''}"}
            )
            for column in self.schema.relations[name].columns
        }
        return Table(alias, sources, name, hidden=hidden)

    def _function(self, item: Any, scope: Scope) -> Table:
        """A function in FROM: the columns that it is known to give, else any column."""
        outputs: Outputs = []
        other: Sources = NOTHING
        for call, definitions in item.functions:
            results = self._results(call, scope)
            if definitions:
                everything = union(sources for _, sources in results)
                results = [(definition.colname, everything) for definition in definitions]
            outputs += results
            other |= union(sources for _, sources in results)
        columns = item.alias.colnames if item.alias else None
        alias = alias_of(item, outputs[0][0] if outputs else "")
        table = result(alias, outputs, columns)
        if len(outputs) == 1 and not columns:
            table.columns = {alias: other, **table.columns}
            table.rows = outputs[0][0] == "unnest"
        table.other = other
        return table

    def _results(self, call: Any, scope: Scope) -> Outputs:
        """The columns of a call in FROM."""
        if not isinstance(call, ast.FuncCall):
            return [("", self.sources(call, scope))]
        parts = [part.sval for part in call.funcname]
        if self.schema.called(parts, len(call.args or ())):
            return list(self._call(call, scope).items())
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

    # -- expressions --------------------------------------------------------------------------

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
            self.sources(node.testexpr, scope)
            return union(sources for _, sources in self.select(node.subselect, scope))
        if isinstance(node, ast.FuncCall):
            return union(self._call(node, scope).values())
        if isinstance(node, ast.A_Indirection):
            return self._part(node, scope)
        if isinstance(node, ast.RowExpr):
            return union(as_field(value, name) for name, value in self.values(node.args, scope))
        if isinstance(node, ast.A_ArrayExpr):
            return union(
                tagged(frozenset(map(unmarked, self.sources(element, scope))), str(place))
                for place, element in enumerate(node.elements or (), start=1)
            )
        if isinstance(node, ast.Node):
            return union(self.sources(getattr(node, name), scope) for name in node)
        return NOTHING

    def _part(self, node: Any, scope: Scope) -> Sources:
        """A field of a row or an element of an array."""
        names = [part.sval for part in node.indirection if isinstance(part, ast.String)]
        if isinstance(node.arg, ast.ColumnRef) and len(node.arg.fields) == 1:
            sources = self._name([node.arg.fields[0].sval, *names[:1]], scope)
        else:
            sources = self.sources(node.arg, scope)
            sources = chosen(sources, f".{names[0]}") if names else sources
        for step in node.indirection:
            if isinstance(step, ast.A_Indices):
                self.sources((step.lidx, step.uidx), scope)
                place = self._constant(step.uidx)
                sources = chosen(sources, place) if place and not step.is_slice else sources
        return sources

    def _constant(self, node: Any) -> str:
        """A constant as text, also the position that a routine gives for a constant name."""
        if not isinstance(node, ast.FuncCall) or len(node.args or ()) != 1:
            return literal(node)
        name = literal(node.args[0])
        for routine in self.schema.called([part.sval for part in node.funcname], 1):
            places = _places(routine.body)
            return str(places.index(name) + 1) if name in places else ""
        return ""

    def _key_asked_for(self, condition: Any) -> str:
        """The text that a FILTER compares a column with."""
        if isinstance(condition, ast.A_Expr) and condition.name[-1].sval == "=":
            return self._constant(condition.rexpr)
        return ""

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
        for level in scope.levels():
            tables = [table for table in level.tables if name in table.columns and not table.hidden]
            if tables:
                return union(self._take(table, name) for table in tables)
        rows = aliased(name, scope)
        if rows:
            return union(self._take(row, column) for row in rows for column in row.columns)
        if name in self.parameters:
            self.use.fields.add((name, "*"))
        return self.variables.get(name, NOTHING)

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

    def _call(self, call: Any, scope: Scope) -> dict[str, Sources]:
        """A call's result columns; the routine's own flows of its parameters become ours."""
        for part in (call.agg_order, call.over):
            self.sources(part, scope)
        parts = [word.sval for word in call.funcname]
        routines = self.schema.called(parts, len(call.args or ()))
        if not routines:
            result = self._arguments(call, scope)
            key = self._key_asked_for(call.agg_filter)
            result = chosen(result, key) if key else result
            return {parts[-1]: result | self.sources(call.agg_filter, scope)}
        given = self._given(call, scope)
        results: dict[str, Sources] = {}
        for routine in routines:
            for name, sources in self._bound(routine, given).items():
                results[name] = results.get(name, NOTHING) | sources
        return results

    def _arguments(self, call: Any, scope: Scope) -> Sources:
        """What a call of the server's own is given; an array of whole rows keeps their fields."""
        if call.funcname[-1].sval == "array_agg" and (name := plain_name(call.args[0])):
            known = any(name in table.columns for level in scope.levels() for table in level.tables)
            for row in () if known else aliased(name, scope)[:1]:
                return union(as_field(sources, field) for field, sources in self._columns(row))
        return self.sources(call.args, scope)

    def _given(self, call: Any, scope: Scope) -> Given:
        """A call's arguments; of a whole row nothing is read yet."""
        given: Given = {}
        for number, argument in enumerate(call.args or ()):
            named = isinstance(argument, ast.NamedArgExpr)
            value = argument.arg if named else argument
            rows = aliased(plain_name(value) or "", scope)
            row = rows[0] if rows else None
            sources = union(row.columns.values()) if row else self.sources(value, scope)
            given[argument.name if named else str(number)] = Argument(sources, row, literal(value))
        return given

    def _bound(self, routine: Routine, given: Given) -> dict[str, Sources]:
        """What a routine returns for these arguments; what it does with them is ours as well."""
        self.use.calls.add(routine.key)
        summary = self.summarise(routine)
        arguments = {
            name: given.get(name) or given.get(str(number), Argument())
            for number, name in enumerate(routine.inputs)
        }
        for name, field in summary.fields:
            if row := arguments[name].row:
                for column in row.columns if field == "*" else [field]:
                    self._take(row, column)

        def ours(source: str) -> Sources:
            if not source.startswith("$"):
                return frozenset({source})
            whole, at, tags = source[1:].partition("@")
            whole, _, place = whole.partition("!")
            name, _, field = whole.partition(".")
            argument = arguments.get(name, Argument())
            sources = (argument.row.columns if argument.row else {}).get(field, argument.sources)
            if field and sources is argument.sources:
                sources = self._field_of(sources, field)
            sources = chosen(sources, place) if place else sources
            return frozenset(f"{unmarked(origin)}@{tags}" if at else origin for origin in sources)

        for source, target in summary.flows:
            if source.startswith("$"):
                self.use.flows |= {(origin, target) for origin in ours(source)}
        self._store(summary.stores, arguments)
        made = frozenset({f"{routine.key}()"})
        results = {
            name: made | union(map(ours, sources)) for name, sources in summary.outputs.items()
        }
        for column, name in self._given_back(summary.stores, arguments, routine.outputs):
            results[name] = results.get(name, NOTHING) | {column}
        return results

    def _store(self, how: Stores, arguments: Mapping[str, Argument]) -> None:
        """Follow values through a routine that is given the names of a source and of a table.

        It compares what is there with what it is to write, so that each column is read as well.
        """
        left = {leaf for name in how.leaves for leaf in _elements(arguments[name].text)}
        for name in (arguments[argument].text for argument in how.tables):
            if name not in self.schema.relations:
                continue
            table = self.base(name, name)
            self.use.writes.add((name, ""))
            for source, given in how.sources.items():
                numbered = {str(place): arguments[argument] for place, argument in enumerate(given)}
                fetched = self._fetched(arguments[source].text, numbered)
                for leaf in left:
                    fetched.pop(leaf, None)
                if fetched:
                    self.use.calls |= how.by
                    made = frozenset(f"{routine}()" for routine in how.by)
                    fetched = dict.fromkeys(how.stamps & table.columns.keys(), made) | fetched
                for column, sources in fetched.items():
                    if column in table.columns:
                        self.flow(table, column, sources)
                        self._take(table, column)

    def _given_back(
        self, how: Stores, arguments: Mapping[str, Argument], outputs: Sequence[str]
    ) -> Iterable[tuple[str, str]]:
        """The columns of the table that a storing routine returns, each with its output."""
        for table in (arguments[argument].text for argument in how.tables):
            for columns in (_elements(arguments[names].text) for names in how.gives):
                yield from zip((f"{table}.{column}" for column in columns), outputs, strict=False)

    def _fetched(self, name: str, given: Given) -> dict[str, Sources]:
        """The columns of a relation, or of a routine with its arguments, by its name."""
        fetched: dict[str, Sources] = {}
        for routine in self.schema.overloads.get(name, ()):
            for column, sources in self._bound(routine, given).items():
                fetched[column] = fetched.get(column, NOTHING) | sources
        if name in self.schema.relations:
            table = self.base(name, name)
            fetched = {column: self._take(table, column) for column in table.columns}
        return fetched

    def flow(self, target: Table, column: str, sources: Sources) -> None:
        """Values end in a column of a table, where it has that column; no unknown ones in a key."""
        if target.relation and column in target.columns:
            self.use.writes.add((target.relation, column))
            (own,) = target.columns[column]
            for source in sources:
                if not (source.endswith(".*") and own in self.schema.keys):
                    self.use.flows.add(_flow(source, own))
