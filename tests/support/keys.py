"""Rows told by natural keys: a number that a lost try used up is not used again, so that a database
whose work was disturbed has other numbers for the same rules, variables and readings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

Column = tuple[str, str]
"""A table and its column."""

UNBOUND: dict[Column, str] = {
    ("stage.tbl_pozo_scada_dq", "produccion_id"): "stage.tbl_pozo_produccion",
    ("stage.tbl_pozo_scada_dq", "regla_id"): "referencial.tbl_dq_rules",
    ("stage.tbl_pozo_scada_dq", "variable_id"): "referencial.tbl_maestra_variables",
}
"""Numbers of other tables' rows without a foreign key."""

COLUMNS = """
SELECT attrelid::regclass::text, attname::text, attidentity <> '' FROM pg_attribute
WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (
    SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND relnamespace::regnamespace::text IN
        ('stage', 'referencial', 'universal', 'reporting', 'etl'))
ORDER BY attrelid, attnum
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, columns.own, columns.target
FROM pg_constraint CROSS JOIN LATERAL (SELECT
    (SELECT array_agg(attname::text ORDER BY array_position(conkey, attnum)) FROM pg_attribute
        WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS own,
    (SELECT array_agg(attname::text ORDER BY array_position(confkey, attnum)) FROM pg_attribute
        WHERE attrelid = confrelid AND attnum = ANY (confkey)) AS target) AS columns
WHERE contype IN ('p', 'u', 'f') AND conparentid = 0 ORDER BY conname
"""


@dataclass(frozen=True)
class Keys:
    """columns: of each table, but its own number. numbers: a table's identity column. natural: the
    columns that name a row beside its number. targets: the table whose number a column holds."""

    columns: dict[str, list[str]]
    numbers: dict[str, str]
    natural: dict[str, list[str]]
    targets: dict[Column, str]

    @classmethod
    def read(cls, db: Connection[Any]) -> Keys:
        """As the database's catalog has them."""
        columns: dict[str, list[str]] = {}
        numbers: dict[str, str] = {}
        for table, column, identity in db.execute(COLUMNS.encode()):
            columns.setdefault(table, [])
            if identity:
                numbers[table] = column
            else:
                columns[table].append(column)
        natural: dict[str, list[str]] = {}
        targets = dict(UNBOUND)
        for table, target, own, others in db.execute(CONSTRAINTS.encode()):
            if others is None and numbers.get(table) not in own:
                natural.setdefault(table, own)
            elif others and others == [numbers.get(target)]:
                targets[table, own[0]] = target
        return cls(columns, numbers, natural, targets)

    def rows(self, db: Connection[Any], table: str, apart: Collection[str]) -> list[Any]:
        """The table's rows in a fixed order, without these columns and its own number."""
        told = sql.SQL(", ").join(
            self._told(table, column, "row")
            for column in self.columns[table]
            if column not in apart
        )
        query = sql.SQL("SELECT ROW({})::text FROM {} AS row ORDER BY 1")
        return db.execute(query.format(told, _name(table))).fetchall()

    def _told(self, table: str, column: str, alias: str) -> sql.Composable:
        """The column's value; in place of another row's number that row's key."""
        own = sql.Identifier(alias, column)
        target = self.targets.get((table, column))
        if target is None or target not in self.natural:
            return own
        inner = f"{alias}.{column}"
        key = sql.SQL(", ").join(self._told(target, name, inner) for name in self.natural[target])
        return sql.SQL("(SELECT ROW({})::text FROM {} AS {} WHERE {} = {})").format(
            key, _name(target), sql.Identifier(inner),
            sql.Identifier(inner, self.numbers[target]), own,
        )  # fmt: skip


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
