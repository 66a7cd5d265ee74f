"""One seed file into its table: COPY, resolve natural keys, write only what differs.

In the statements `d` is the destination, `c` the file's cells, `f` the rows made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from bp010ctl.base.composing import columns, listed, name_of, trusted
from bp010ctl.seeds.files import Content
from bp010ctl.seeds.tables import Column, Cursor, Table

TOUCHED = "fecha_actualizacion"
"""Column that a change sets to its default."""


@dataclass(frozen=True)
class TableResult:
    """Rows of one table: what the load did with them. Removed: deactivated or deleted."""

    table: str
    inserted: int
    updated: int
    unchanged: int
    removed: int


class Load:
    """The load of one file, by way of two temporary tables: its cells and the rows they make."""

    def __init__(self, table: Table, content: Content) -> None:
        self.table = table
        self.content = content
        self.destination = name_of(table.name)
        self.cells = sql.Identifier("pg_temp", f"cells.{table.name}")
        self.rows = sql.Identifier("pg_temp", f"rows.{table.name}")
        self.inserted = 0
        self.updated = 0

    def stage(self, cursor: Cursor) -> None:
        """Copy the file's cells."""
        typed = [
            sql.SQL("{} {}").format(sql.Identifier(name), trusted(self.table.fields[name].type))
            for name in self.content.header
        ]
        create = sql.SQL("CREATE TEMP TABLE {} (linea integer, {})")
        cursor.execute(create.format(self.cells, listed(typed)))
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(self.cells)) as copy:
            for row in self.content.rows:
                copy.write_row((row.line, *(row.values[name] for name in self.content.header)))

    def resolve(self, cursor: Cursor) -> None:
        """Make the table's rows: surrogate ids for natural keys, defaults where nothing is said.

        The tables that this one refers to must have been written.
        """
        expressions = listed(self._expression(column) for column in self.table.columns.values())
        row = sql.SQL("SELECT c.linea, ROW({})::{} AS fila FROM {}").format(
            expressions, self.destination, self._sources()
        )
        if self.table.spec.completed_by:
            completed = sql.SQL(
                "SELECT r.linea, f.* FROM ({}) AS r CROSS JOIN LATERAL {}(r.fila) AS f"
            )
            rows = completed.format(row, name_of(self.table.spec.completed_by))
        else:
            rows = sql.SQL("SELECT r.linea, (r.fila).* FROM ({}) AS r").format(row)
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} AS {}").format(self.rows, rows))

    def write(self, cursor: Cursor) -> None:
        """Update the rows that differ, insert those that are new."""
        changing = self._changing()
        if changing:
            update = sql.SQL(
                "UPDATE {} AS d SET {} FROM {} AS f WHERE {} AND ROW({}) IS DISTINCT FROM ROW({})"
            )
            cursor.execute(
                update.format(
                    self.destination,
                    listed(self._assignments(changing)),
                    self.rows,
                    self.same_key,
                    columns(changing, "d"),
                    columns(changing, "f"),
                )
            )
            self.updated = cursor.rowcount
        own = [column.name for column in self.table.columns.values() if not column.identity]
        insert = sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM {} AS f "
            "WHERE NOT EXISTS (SELECT FROM {} AS d WHERE {}) ORDER BY f.linea"
        )
        cursor.execute(
            insert.format(
                self.destination,
                columns(own),
                columns(own, "f"),
                self.rows,
                self.destination,
                self.same_key,
            )
        )
        self.inserted = cursor.rowcount

    @property
    def cleared(self) -> sql.Composed:
        """The statement that drops the temporary tables."""
        return sql.SQL("DROP TABLE {}, {}").format(self.cells, self.rows)

    def result(self, removed: int) -> TableResult:
        """What was done."""
        unchanged = len(self.content.rows) - self.inserted - self.updated
        return TableResult(self.table.name, self.inserted, self.updated, unchanged, removed)

    @property
    def same_key(self) -> sql.Composed:
        """A stored row `d` is the row `f` of the file."""
        names = [*self.table.key_columns, *self.table.spec.scope]
        return listed(
            (
                sql.SQL("{} = {}").format(sql.Identifier("d", name), sql.Identifier("f", name))
                for name in names
            ),
            " AND ",
        )

    @property
    def touch(self) -> list[sql.Composable]:
        """The assignment that notes the time of a change, where the table has a column for it."""
        if TOUCHED not in self.table.columns:
            return []
        return [sql.SQL("{} = DEFAULT").format(sql.Identifier(TOUCHED))]

    def _assignments(self, changing: list[str]) -> list[sql.Composable]:
        own: list[sql.Composable] = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier("f", name))
            for name in changing
        ]
        return own + self.touch

    def _changing(self) -> list[str]:
        """Columns that the file decides: its own, completed ones, `activo`."""
        given = {self.table.fields[name].column for name in self.content.header}
        given.update(self.table.spec.completed)
        if self.table.deactivates:
            given.add("activo")
        return [name for name in self.table.columns if name in given - set(self.table.key_columns)]

    def _expression(self, column: Column) -> sql.Composable:
        """The value of a column in a row made from the cells."""
        field = next((f for f in self.table.fields.values() if f.column == column.name), None)
        if field and field.name in self.content.header:
            lookup = self.table.lookups.get(column.name)
            if lookup and lookup.surrogate:
                return sql.Identifier(f"de {field.name}", lookup.surrogate)
            return sql.Identifier("c", field.name)
        if column.name in self.table.spec.scope:
            return sql.Literal(self.table.spec.scope[column.name])
        if column.name in self.table.spec.completed:
            return sql.SQL("NULL")
        if column.name == "activo" and self.table.deactivates:
            return sql.SQL("TRUE")
        stored = sql.Identifier("d", column.name)
        if column.default is None:
            return stored
        new = sql.Identifier("d", self.table.key_columns[0])
        default = trusted(column.default)
        return sql.SQL("CASE WHEN {} IS NULL THEN {} ELSE {} END").format(new, default, stored)

    def _sources(self) -> sql.Composed:
        """The cells, the rows that they refer to, and the stored row of the same key."""
        joins = [sql.SQL("{} AS c").format(self.cells)]
        for lookup in self.table.lookups.values():
            (name,), (key,) = lookup.names, lookup.target_names
            if name in self.content.header:
                joins.append(
                    sql.SQL("{} AS {alias} ON {alias}.{key} = c.{name}").format(
                        name_of(lookup.target),
                        alias=sql.Identifier(f"de {name}"),
                        key=sql.Identifier(key),
                        name=sql.Identifier(name),
                    )
                )
        same = [
            sql.SQL("d.{} = {}").format(sql.Identifier(name), self._expression(column))
            for name, column in self.table.columns.items()
            if name in self.table.key_columns or name in self.table.spec.scope
        ]
        joins.append(sql.SQL("{} AS d ON {}").format(self.destination, listed(same, " AND ")))
        return listed(joins, " LEFT JOIN ")
