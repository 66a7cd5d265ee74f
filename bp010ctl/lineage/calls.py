"""What calls do: the server's own functions, and routines whose own flows become the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pglast

from bp010ctl.lineage.expressions import Expressions
from bp010ctl.lineage.nodes import (
    COLLECTING,
    COUNTS,
    ROW_FUNCTIONS,
    ast,
    conjuncts,
    elements_of,
    literal,
    plain_name,
)
from bp010ctl.lineage.schema import Routine, Schema
from bp010ctl.lineage.scopes import Argument, Given, Scope, Stores, Use, aliased
from bp010ctl.lineage.sources import (
    NOTHING,
    Flow,
    Outputs,
    Sources,
    as_field,
    bound,
    chosen,
    counted,
    kind_of,
    steering,
    stronger,
    tested,
    union,
    unmarked,
)

Summarise = Callable[[Routine], Use]


class Calls(Expressions):
    """Evaluates calls of one routine or view. summarise: what a called routine does."""

    def __init__(self, schema: Schema, use: Use, summarise: Summarise) -> None:
        super().__init__(schema, use)
        self.summarise = summarise

    def run(self, statement: Any, scope: Scope | None = None) -> Outputs:
        """Evaluate a statement; its result columns with their sources."""
        raise NotImplementedError

    def call(self, call: Any, scope: Scope) -> dict[str, Sources]:
        """A call's result columns; the routine's own flows of its parameters become ours."""
        chosen_by = steering(self.sources((call.agg_order, call.over), scope))
        parts = [word.sval for word in call.funcname]
        routines = self.schema.called(parts, len(call.args or ()))
        if not routines:
            result = self._arguments(call, scope)
            key = self._key_asked_for(call.agg_filter)
            result = chosen(result, key) if key else result
            condition = self.sources(call.agg_filter, scope)
            if parts[-1] in COUNTS:
                counting = condition | (NOTHING if call.over else scope.existence)
                return {parts[-1]: counted(result) | chosen_by | tested(counting)}
            condition = steering(condition) if parts[-1] in COLLECTING else condition
            return {parts[-1]: result | chosen_by | condition}
        given = self._given(call, scope)
        results: dict[str, Sources] = {}
        for routine in routines:
            for name, sources in self._bound(routine, given).items():
                results[name] = results.get(name, NOTHING) | sources
        return results

    def _key_asked_for(self, condition: Any) -> str:
        """What a FILTER compares a column with: a text, a place of an array, or places, `1-8`."""
        asked = [self._places_asked_for(part) for part in conjuncts(condition)]
        return next(filter(None, asked), "")

    def _places_asked_for(self, condition: Any) -> str:
        if not isinstance(condition, ast.A_Expr):
            return ""
        operator, right = condition.name[-1].sval, condition.rexpr
        if operator == "=":
            return self._constant(right)
        if operator == "BETWEEN":
            first, last = map(self._place, right)
            return f"{first}-{last}" if first and last else ""
        place = self._place(right) if operator in {"<", "<=", ">", ">="} else ""
        if not place:
            return ""
        ends = {
            "<": (1, int(place) - 1),
            "<=": (1, place),
            ">": (int(place) + 1, ""),
            ">=": (place, ""),
        }
        return "{}-{}".format(*ends[operator])

    def _arguments(self, call: Any, scope: Scope) -> Sources:
        """What a call of the server's own is given; whole rows in an array or JSON keep fields."""
        if call.funcname[-1].sval in ROW_FUNCTIONS and (name := plain_name(call.args[0])):
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
            text = literal(value) or self._sentence(sources)
            given[argument.name if named else str(number)] = Argument(sources, row, text)
        return given

    def _sentence(self, sources: Sources) -> str:
        """The query that a value is, where one function has made it."""
        makers = {unmarked(source).removesuffix("()") for source in sources}
        return next(
            (self.schema.sentences[key] for key in makers & self.schema.sentences.keys()), ""
        )

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

        @cache
        def ours(source: str) -> Sources:
            if not source.startswith("$"):
                return frozenset({source})
            whole, at, tags = source[1:].partition("@")
            marks = tuple(tags.split("@"))
            whole, _, place = whole.partition("!")
            name, _, field = whole.partition(".")
            argument = arguments.get(name, Argument())
            sources = (argument.row.columns if argument.row else {}).get(field, argument.sources)
            if field and sources is argument.sources:
                sources = self._field_of(sources, field)
            sources = chosen(sources, place) if place else sources
            return frozenset(bound(origin, marks) if at else origin for origin in sources)

        for source, target, kind in summary.flows:
            if source.startswith("$"):
                self.use.flows |= {
                    Flow(unmarked(origin), target, stronger(kind, kind_of(origin)))
                    for origin in ours(source)
                }
        self._store(summary.stores, arguments)
        existence = union(map(ours, summary.existence))
        made = frozenset({f"{routine.key}()"})
        results = {
            name: made | union(map(ours, sources)) for name, sources in summary.outputs.items()
        }
        for name, using in summary.runs.items():
            outputs = self.made(arguments[name].text, [union(map(ours, part)) for part in using])
            for column, (_, sources) in zip(routine.outputs, outputs, strict=False):
                results[column] = sources | made
            existence |= self.existence
        for column, name in self._given_back(summary.stores, arguments, routine.outputs):
            results[name] = results.get(name, NOTHING) | {column}
        self.existence = existence
        return results

    def _store(self, how: Stores, arguments: Mapping[str, Argument]) -> None:
        """Follow values through a routine that is given the names of a source and of a table.

        It compares what is there with what it is to write, so that each column is read as well.
        """
        left = {leaf for name in how.leaves for leaf in elements_of(arguments[name].text)}
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
                self.exists(name, self.existence)
                for column, sources in fetched.items():
                    if column in table.columns:
                        self.flow(table, column, sources)
                        self._take(table, column)

    def _given_back(
        self, how: Stores, arguments: Mapping[str, Argument], outputs: Sequence[str]
    ) -> Iterable[tuple[str, str]]:
        """The columns of the table that a storing routine returns, each with its output."""
        for table in (arguments[argument].text for argument in how.tables):
            for columns in (elements_of(arguments[names].text) for names in how.gives):
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
            self.existence = table.existence
        return fetched

    def made(self, text: str, using: Sequence[Sources]) -> Outputs:
        """The columns of a query made at run time; using: the sources of its parameters."""
        around = self.variables, self.parameters, self.root
        self.parameters = [f"using {number}" for number in range(1, len(using) + 1)]
        self.variables = dict(zip(self.parameters, using, strict=True))
        self.root = Scope()
        try:
            outputs: Outputs = []
            for raw in pglast.parse_sql(text):
                outputs = self.run(raw.stmt)
            return outputs
        finally:
            self.variables, self.parameters, self.root = around
