"""What routines and views do, from their text: SQL bodies, PL/pgSQL bodies, view queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pglast
from pglast.parser import ParseError

from bp010ctl.lineage import headers
from bp010ctl.lineage.schema import Attached, Relation, Routine, Schema
from bp010ctl.lineage.scopes import Use
from bp010ctl.lineage.sources import (
    NOTHING,
    ROWS,
    Flow,
    Outputs,
    Sources,
    kind_of,
    settled,
    steering,
    union,
    unmarked,
)
from bp010ctl.lineage.statements import Statements

OURS = r"(?:stage|referencial|universal|reporting|etl)\.\w+(?:%ROWTYPE)?(?![\w%(.])"
HEADER_TYPE = re.compile(rf"(?<!FUNCTION )(?<!PROCEDURE )\b{OURS}")
DECLARATIONS = re.compile(r"\bDECLARE\b.*?\bBEGIN\b", re.DOTALL | re.IGNORECASE)
DECLARED_TYPE = re.compile(
    rf"((?:\bDECLARE|;)(?:\s|--[^\n]*\n)*\w+\s+(?:CONSTANT\s+)?){OURS}(\[\])?", re.IGNORECASE
)
ASSIGNMENT = re.compile(r'\s*([\w".]+)\s*(?:\[.*?\]\s*)?:?=(.*)', re.DOTALL)
TEXT = re.compile(r"'((?:[^']|'')*)'")
PLACE = re.compile(r"%\d*\$?[sIL]")
CALLED = re.compile(r"\s*[a-z]\w*\.\w+\(.*\)\s*\Z", re.DOTALL)
PASSES = 2
"""A variable may be used above the line that sets it, in a loop."""


def uses(schema: Schema) -> dict[str, Use]:
    """What each routine and view of the database does, by its key or name."""
    bodies = _Bodies(schema)
    uses_of = {key: bodies.summarise(routine) for key, routine in schema.routines.items()}
    for relation in schema.relations.values():
        if relation.definition:
            uses_of[relation.name] = bodies.view(relation)
    for attached in schema.attached:
        uses_of[attached.key] = bodies.attached(attached)
    return uses_of


class _Bodies:
    """Routines summarised once each, callees before their callers."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.known: dict[str, Use] = {}

    def summarise(self, routine: Routine) -> Use:
        """What a routine does; a recursive call adds nothing."""
        if routine.key not in self.known:
            use = self.known[routine.key] = Use()
            evaluate = {"sql": self._sql, "plpgsql": self._plpgsql}.get(routine.language)
            try:
                if evaluate:
                    evaluate(routine, use)
            except ParseError:
                use.dynamic = True  # beyond the parser: its header is what there is
            use.outputs = {
                name: self._settled(routine.key, name, sources)
                for name, sources in use.outputs.items()
            }
        return self.known[routine.key]

    def view(self, relation: Relation) -> Use:
        """What a view reads and where its columns come from."""
        use = Use()
        statements = Statements(self.schema, use, self.summarise)
        (parsed,) = pglast.parse_sql(relation.definition or "")
        outputs = statements.run(parsed.stmt)
        use.flows |= {
            Flow(unmarked(source), f"{relation.name}.{ROWS}", kind_of(source))
            for source in statements.existence
        }
        for column, (_, sources) in zip(relation.column_names, outputs, strict=True):
            use.flows |= {
                Flow(unmarked(source), f"{relation.name}.{column}", kind_of(source))
                for source in self._settled(relation.name, column, sources)
            }
        return use

    def attached(self, attached: Attached) -> Use:
        """What a generated column, a policy or a rule does."""
        use = Use()
        statements = Statements(self.schema, use, self.summarise)
        row = statements.base(attached.relation.rpartition(".")[2], attached.relation)
        if attached.kind == "rule":
            statements.root.tables = [replace(row, alias=alias) for alias in ("new", "old")]
            rule: Any = pglast.parse_sql(attached.definition)[0].stmt
            statements.steering = steering(statements.sources(rule.whereClause, statements.root))
            for action in rule.actions or ():
                statements.run(action)
            return use
        statements.root.tables = [row]
        expression: Any = pglast.parse_sql(f"SELECT {attached.definition}")[0].stmt
        sources = statements.sources(expression.targetList[0].val, statements.root)
        if attached.kind == "generated":
            statements.flow(row, attached.name, sources)
        else:
            statements.exists(attached.relation, steering(sources))
        return use

    def _settled(self, asker: str, made: str, sources: Sources) -> Sources:
        """The sources of a column, by what rows name where the asker looks at columns by names."""
        named = self.schema.named.get(asker)
        if named is None:
            return sources
        return settled(sources, {entry.source for entry in named if entry.made in (None, made)})

    def _sql(self, routine: Routine, use: Use) -> None:
        statements = self._statements(routine, use)
        outputs: Outputs = []
        for statement in _statements_of(routine):
            outputs = statements.run(statement)
        use.existence = statements.existence
        give(use, routine, outputs)

    def _plpgsql(self, routine: Routine, use: Use) -> None:
        statements = self._statements(routine, use)
        for trigger in self.schema.triggers:
            if trigger.routine == routine.key:
                for alias in filter(None, (trigger.old_table, trigger.new_table)):
                    statements.root.ctes[alias] = statements.base(alias, trigger.relation)
                for alias in ("new", "old"):
                    row = statements.base(alias, trigger.relation, hidden=True)
                    statements.root.tables.append(row)
        body = _Body(statements, routine)
        tree = pglast.parse_plpgsql(parsable(routine.definition))
        for _ in range(PASSES):
            body.walk(tree)
        body.leave()
        if use.dynamic:
            use.stores = headers.stores(routine)

    def _statements(self, routine: Routine, use: Use) -> Statements:
        statements = Statements(self.schema, use, self.summarise)
        statements.parameters = routine.inputs
        statements.variables = {name: frozenset({f"${name}"}) for name in routine.inputs}
        return statements


def _statements_of(routine: Routine) -> Iterator[Any]:
    """The statements of an SQL body: a text, or `BEGIN ATOMIC` and `RETURN`, which have none."""
    if routine.body.strip():
        yield from (raw.stmt for raw in pglast.parse_sql(routine.body))
        return
    parsed: Any = pglast.parse_sql(routine.definition)[0].stmt
    body = parsed.sql_body
    if isinstance(body, pglast.ast.ReturnStmt):
        yield pglast.ast.SelectStmt(targetList=(pglast.ast.ResTarget(val=body.returnval),))
    else:
        yield from (statement for part in body or () for statement in part)


def parsable(definition: str) -> str:
    """A definition that pglast can parse: it knows no types but those of pg_catalog.

    The others stand as `record`, which has fields too, and their arrays as arrays of text.
    """
    header, tag, body = definition.partition("\nAS $")
    body = DECLARATIONS.sub(
        lambda match: DECLARED_TYPE.sub(
            lambda declared: declared[1] + ("text[]" if declared[2] else "record"), match[0]
        ),
        body,
    )
    return HEADER_TYPE.sub("record", header) + tag + body


def give(use: Use, routine: Routine, outputs: Outputs) -> None:
    """Note the columns that a query of the routine returns; `*` of a parameter's rows is all."""
    sources = [origins for _, origins in outputs]
    rows = [] if len(outputs) != 1 else [row for row in sources[0] if row.endswith(".*")]
    if rows and all(row.startswith("$") for row in rows):
        others = sources[0] - set(rows)
        sources = [
            others | frozenset(f"{row[:-1]}{name}" for row in rows) for name in routine.outputs
        ]
    elif len(sources) == 1:
        sources *= len(routine.outputs)
    for name, given in zip(routine.outputs, sources, strict=False):
        use.outputs[name] = use.outputs.get(name, NOTHING) | given


class _Body:
    """Walks a PL/pgSQL body: its statements, what they leave in variables, what it returns."""

    def __init__(self, statements: Statements, routine: Routine) -> None:
        self.statements = statements
        self.routine = routine
        self.use = statements.use

    def walk(self, node: Any) -> None:
        """Every statement and expression below a node."""
        if isinstance(node, list):
            for part in node:
                self.walk(part)
        elif isinstance(node, dict):
            for name, content in node.items():
                handler = (
                    f"on_{name.removeprefix('PLpgSQL_')}" if name.startswith("PLpgSQL_") else ""
                )
                getattr(self, handler, self.walk)(content)

    def leave(self) -> None:
        """What is in the output parameters at the end is returned."""
        for name in self.routine.outputs:
            sources = self.statements.variables.get(name, NOTHING) - {f"${name}"}
            self.use.outputs[name] = self.use.outputs.get(name, NOTHING) | sources

    # -- the statements that move values; of all others only the expressions count -------------

    def on_expr(self, content: Any) -> None:
        self._query(content)

    def on_var(self, content: Any) -> None:
        if "default_val" in content:
            outputs = self._query(content["default_val"]["PLpgSQL_expr"])
            self._keep([content["refname"]], outputs)
        if "cursor_explicit_expr" in content:
            self._keep(
                [content["refname"]], self._query(content["cursor_explicit_expr"]["PLpgSQL_expr"])
            )

    def on_stmt_assign(self, content: Any) -> None:
        assignment = ASSIGNMENT.match(content["expr"]["PLpgSQL_expr"]["query"])
        assert assignment is not None
        name = assignment[1].replace('"', "").lower()
        self._keep([name], self._run(f"SELECT {assignment[2]}"))

    def on_stmt_if(self, content: Any) -> None:
        """What runs under a condition is chosen by it."""
        around = self.statements.steering
        self._under(content["cond"], content.get("then_body"))
        for branch in content.get("elsif_list", ()):
            self._under(branch["PLpgSQL_if_elsif"]["cond"], branch["PLpgSQL_if_elsif"].get("stmts"))
        self.walk(content.get("else_body"))
        self.statements.steering = around

    def on_stmt_while(self, content: Any) -> None:
        around = self.statements.steering
        self._under(content["cond"], content.get("body"))
        self.statements.steering = around

    def _under(self, condition: Any, body: Any) -> None:
        outputs = self._query(condition["PLpgSQL_expr"])
        self.statements.steering |= steering(union(sources for _, sources in outputs))
        self.walk(body)

    def on_stmt_execsql(self, content: Any) -> None:
        outputs = self._query(content["sqlstmt"]["PLpgSQL_expr"])
        self._into(content, outputs)

    def on_stmt_dynexecute(self, content: Any) -> None:
        self.use.dynamic = True
        outputs = self._query(content["query"]["PLpgSQL_expr"])
        for parameter in content.get("params", ()):
            outputs += self._query(parameter["PLpgSQL_expr"])
        everything: Sources = frozenset().union(*(sources for _, sources in outputs))
        self._into(content, [("", everything)] * 1000)

    def on_stmt_call(self, content: Any) -> None:
        self._into(content, self._query(content["expr"]["PLpgSQL_expr"]))

    def on_stmt_fors(self, content: Any) -> None:
        self._into({"target": content["var"]}, self._query(content["query"]["PLpgSQL_expr"]))
        self.walk(content.get("body"))

    def on_stmt_dynfors(self, content: Any) -> None:
        self.on_stmt_dynexecute({**content, "target": content["var"]})
        self.walk(content.get("body"))

    def on_stmt_foreach_a(self, content: Any) -> None:
        self.walk([content.get("expr"), content.get("body")])

    def on_stmt_return_query(self, content: Any) -> None:
        if "query" in content:
            give(self.use, self.routine, self._query(content["query"]["PLpgSQL_expr"]))
            self.use.existence |= self.statements.existence
        else:
            self.use.dynamic = True
            self.walk([content.get("dynquery"), content.get("params")])
            outputs = self._made(content)
            everything = self._dynamic_sources()
            give(
                self.use,
                self.routine,
                outputs or [("", everything)] * len(self.routine.outputs),
            )

    def _made(self, content: Any) -> Outputs:
        """The columns of a query made at run time, where the text that it is made of tells them."""
        using = [
            [sources for _, sources in self._query(parameter["PLpgSQL_expr"])]
            for parameter in content.get("params", ())
        ]
        expression = content["dynquery"]["PLpgSQL_expr"]["query"]
        if expression.strip() in self.routine.inputs:
            self.use.runs[expression.strip()] = [union(sources) for sources in using]
        outputs: Outputs = []
        for text in self._texts(expression):
            outputs = self.statements.made(text, [union(sources) for sources in using])
            self.use.existence |= self.statements.existence
        return outputs

    def _texts(self, expression: str) -> Iterator[str]:
        """The queries that an expression's text constants are: calls, with places to fill in."""
        for text in TEXT.findall(expression):
            query = f"SELECT filas.* FROM {PLACE.sub('NULL', text)} AS filas"
            if CALLED.match(text):
                yield query

    def _dynamic_sources(self) -> Sources:
        """Any column of what SQL made at run time reads, by the routine's header."""
        schema = self.statements.schema
        header = headers.read(self.routine, schema.relations.keys() | schema.overloads.keys())
        return frozenset(
            f"{relation}.*@?" for relation in header.dynamic_reads & schema.relations.keys()
        )

    def on_stmt_return(self, content: Any) -> None:
        if "expr" in content:
            self._return(content["expr"]["PLpgSQL_expr"])

    on_stmt_return_next = on_stmt_return

    def _return(self, expression: Any) -> None:
        """A value, or a whole row by its variable."""
        fields = f"{expression['query'].strip().lower()}."
        row = [
            (name, self.statements.variables[f"{fields}{name}"])
            for name in self.routine.outputs
            if f"{fields}{name}" in self.statements.variables
        ]
        for name, sources in row:
            self.use.outputs[name] = self.use.outputs.get(name, NOTHING) | sources
        if not row:
            give(self.use, self.routine, self._query(expression))

    # -- the pieces -----------------------------------------------------------------------------

    def _query(self, expression: Any) -> Outputs:
        text = expression["query"]
        return self._run(text if expression.get("parseMode", 0) == 0 else f"SELECT {text}")

    def _run(self, text: str) -> Outputs:
        outputs: Outputs = []
        for raw in pglast.parse_sql(text):
            outputs = self.statements.run(raw.stmt)
        return outputs

    def _into(self, content: Any, outputs: Outputs) -> None:
        """Keep what a query gives in the variables after INTO."""
        target = content.get("target")
        if not target:
            return
        ((kind, row),) = target.items()
        if kind == "PLpgSQL_row":
            self._keep([field["name"] for field in row["fields"]], outputs)
        elif kind == "PLpgSQL_rec":
            name = row["refname"]
            self._keep([f"{name}.{column}" for column, _ in outputs], outputs)
            self._keep([name], [("", frozenset().union(*(given for _, given in outputs)))])
        else:
            self._keep([row["refname"]], outputs)

    def _keep(self, names: list[str], outputs: Outputs) -> None:
        variables = self.statements.variables
        for name, (_, sources) in zip(names, outputs, strict=False):
            sources |= self.statements.steering
            variables[name] = variables.get(name, NOTHING) | sources
            if name.startswith("new."):
                self._write(name.removeprefix("new."), sources)

    def _write(self, column: str, sources: Sources) -> None:
        """A trigger changes the row that is being stored."""
        for trigger in self.statements.schema.triggers:
            if trigger.routine == self.routine.key:
                self.use.writes.add((trigger.relation, column))
                target = f"{trigger.relation}.{column}"
                self.use.flows |= {
                    Flow(unmarked(source), target, kind_of(source)) for source in sources
                }
