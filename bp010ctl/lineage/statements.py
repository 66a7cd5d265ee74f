"""Where the values of a statement that writes come from, and which columns they end in."""

from __future__ import annotations

from typing import Any

from pglast.enums import CmdType

from bp010ctl.lineage.nodes import ast
from bp010ctl.lineage.scopes import Scope, Table, alias_of
from bp010ctl.lineage.selects import Queries
from bp010ctl.lineage.sources import NOTHING, Outputs, Sources, steering, union


class Statements(Queries):
    """Evaluates any statements of one routine or view into its Use."""

    def run(self, statement: Any, scope: Scope | None = None) -> Outputs:
        """Evaluate a statement; its result columns with their sources."""
        known = {
            ast.InsertStmt: self._insert,
            ast.UpdateStmt: self._update,
            ast.DeleteStmt: self._delete,
            ast.MergeStmt: self._merge,
            ast.TruncateStmt: self._truncate,
        }
        scope = scope or self.root
        if type(statement) in known:
            return known[type(statement)](statement, scope)
        return super().run(statement, scope)

    def _insert(self, statement: Any, parent: Scope) -> Outputs:
        scope, target = self._target(statement, parent)
        given = self.select(statement.selectStmt, scope) if statement.selectStmt else []
        if statement.selectStmt and target.relation:
            self.exists(target.relation, self.existence | self.steering)
        columns = [item.name for item in statement.cols or ()] or list(target.columns)
        values = dict(zip(columns, (sources for _, sources in given), strict=False))
        for column, sources in values.items():
            self.flow(target, column, sources)
        conflict = statement.onConflictClause
        if conflict:
            updating = Scope(scope)
            updating.tables = [target, Table("excluded", values)]
            conditions = steering(self.sources(conflict.whereClause, updating))
            self._set(conflict.targetList, target, updating, conditions)
        scope.tables = [target]
        return self.targets(_returning(statement), scope)

    def _update(self, statement: Any, parent: Scope) -> Outputs:
        scope, target = self._target(statement, parent)
        scope.tables = [target]
        for item in statement.fromClause or ():
            self.from_(item, scope)
        conditions = steering(self.sources(statement.whereClause, scope) | scope.conditions)
        self._set(statement.targetList, target, scope, conditions)
        return self.targets(_returning(statement), scope)

    def _delete(self, statement: Any, parent: Scope) -> Outputs:
        scope, target = self._target(statement, parent)
        scope.tables = [target]
        for item in statement.usingClause or ():
            self.from_(item, scope)
        conditions = self.sources(statement.whereClause, scope) | self.steering
        if target.relation:
            self.exists(target.relation, conditions | scope.existence - target.existence)
        return self.targets(_returning(statement), scope)

    def _merge(self, statement: Any, parent: Scope) -> Outputs:
        scope, target = self._target(statement, parent)
        scope.tables = [target]
        self.from_(statement.sourceRelation, scope)
        joined = self.sources(statement.joinCondition, scope)
        for clause in statement.mergeWhenClauses:
            conditions = joined | self.sources(clause.condition, scope)
            if target.relation and clause.commandType != CmdType.CMD_UPDATE:
                self.exists(target.relation, conditions | scope.existence - target.existence)
            steers = steering(conditions)
            if clause.values:
                for item, value in zip(clause.targetList, clause.values, strict=False):
                    self.flow(target, item.name, self.sources(value, scope) | steers)
            else:
                self._set(clause.targetList, target, scope, steers)
        return []

    def _truncate(self, statement: Any, parent: Scope) -> Outputs:
        for item in statement.relations:
            name = f"{item.schemaname}.{item.relname}"
            if name in self.schema.relations:
                self.use.writes.add((name, ""))
        return []

    def _target(self, statement: Any, parent: Scope) -> tuple[Scope, Table]:
        """The scope of a statement and the table that it writes; writing is no reading."""
        scope = Scope(parent)
        self.with_(statement.withClause, scope)
        item = statement.relation
        name = f"{item.schemaname}.{item.relname}"
        alias = alias_of(item, item.relname)
        if name not in self.schema.relations:
            return scope, Table(alias, {})
        self.use.writes.add((name, ""))
        return scope, self.base(alias, name)

    def _set(
        self, targets: Any, target: Table, scope: Scope, conditions: Sources = NOTHING
    ) -> None:
        for item in targets or ():
            self.flow(target, item.name, self._assigned(item.val, scope) | conditions)

    def _assigned(self, value: Any, scope: Scope) -> Sources:
        """One of the values of `(a, b) = ROW(…)` or `(a, b) = (SELECT …)`, or a plain one."""
        if not isinstance(value, ast.MultiAssignRef):
            return self.sources(value, scope)
        place, source = value.colno - 1, value.source
        if isinstance(source, ast.RowExpr):
            outputs = self.values(source.args, scope)
        elif isinstance(source, ast.SubLink):
            outputs = self.select(source.subselect, scope)
        else:
            return self.sources(source, scope)
        if value.ncolumns == len(outputs):
            assigned: Sources = outputs[place][1]
            return assigned
        return union(sources for _, sources in outputs)  # a composite value spread out, `(row).*`


def _returning(statement: Any) -> Any:
    """The columns of RETURNING, wherever this version of the parser puts them."""
    clause = getattr(statement, "returningClause", None)
    return clause.exprs if clause else getattr(statement, "returningList", None)
