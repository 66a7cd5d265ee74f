"""What a source's schema is made of, as it says itself: tables, columns, keys, sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bp010ctl.base import queries
from bp010ctl.base.errors import ReplicaError
from bp010ctl.replica.source import Source


@dataclass(frozen=True)
class Column:
    """A column: kind is its bare type (`int`), type the whole of it (`int(10) unsigned`)."""

    name: str
    kind: str
    type: str
    nullable: bool
    charset: str | None = None
    precision: int | None = None
    scale: int | None = None
    fraction: int | None = None
    length: int | None = None
    extra: str = ""
    comment: str = ""

    @property
    def unsigned(self) -> bool:
        return "unsigned" in self.type

    @property
    def zerofill(self) -> bool:
        return "zerofill" in self.type


@dataclass(frozen=True)
class ForeignKey:
    """Columns that name a row of another table, which need not exist (nor be in this schema)."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass
class Table:
    """A table: rows and size are the server's estimates; key is its primary key, else the first
    unique key without NULLs, else empty; indexes are their leading columns in order."""

    name: str
    engine: str
    rows: int
    size: int
    columns: list[Column] = field(default_factory=list)
    key: tuple[str, ...] = ()
    key_index: str | None = None
    indexes: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name.lower() == name.lower())

    def indexed(self, column: str) -> bool:
        """Whether some index begins with the column."""
        return any(index and index[0].lower() == column.lower() for index in self.indexes)


def read(source: Source) -> list[Table]:
    """The tables of the source's schema by name. Raises ReplicaError where there are none."""
    rows = source.texts(queries.text("replica/mysql_tables"))
    tables = {row[0] or "": _table(row) for row in rows}
    for row in source.texts(queries.text("replica/mysql_columns")):
        if row[0] and row[0] in tables:
            tables[row[0]].columns.append(_column(row))
    for table, column in _json_columns(source):
        if table in tables:
            columns = tables[table].columns
            place = [field.name for field in columns].index(column)
            columns[place] = replace(columns[place], kind="json")
    for name, indexes in _indexes(source).items():
        if name in tables:
            _set_key(tables[name], indexes)
    for name, keys in _foreign_keys(source).items():
        if name in tables:
            tables[name].foreign_keys = keys
    if not tables:
        raise ReplicaError(
            "the source's schema has no tables that this user may read",
            on=source.address.url,
            hint=f"GRANT SELECT ON {source.address.database}.* TO the user of the URL",
        )
    return sorted(tables.values(), key=lambda table: table.name)


def _table(row: tuple[str | None, ...]) -> Table:
    name, engine, rows, size = row
    return Table(name or "", engine or "", int(rows or 0), int(size or 0))


def _column(row: tuple[str | None, ...]) -> Column:
    _, name, kind, whole, nullable, charset, precision, scale, fraction, length, extra, text = row
    return Column(
        name=name or "",
        kind=(kind or "").lower(),
        type=(whole or "").lower() if kind not in ("enum", "set") else whole or "",
        nullable=nullable == "YES",
        charset=charset,
        precision=int(precision) if precision else None,
        scale=int(scale) if scale else None,
        fraction=int(fraction) if fraction else None,
        length=int(length) if length else None,
        extra=(extra or "").lower(),
        comment=text or "",
    )


def _json_columns(source: Source) -> list[tuple[str, str]]:
    """MariaDB's JSON is a longtext with a check that it is valid."""
    if "MariaDB" not in source.version:
        return []
    rows = source.texts(queries.text("replica/mysql_json_checks"))
    pairs = ((table, re.fullmatch(r"json_valid\(`(.+)`\)", clause or "")) for table, clause in rows)
    return [(table or "", match[1]) for table, match in pairs if match]


def _indexes(source: Source) -> dict[str, dict[str, tuple[bool, list[str]]]]:
    """By table and index: whether it can identify a row, and its columns."""
    indexes: dict[str, dict[str, tuple[bool, list[str]]]] = {}
    for row in source.texts(queries.text("replica/mysql_indexes")):
        table, index, identifying, column, part = row
        whole = identifying == "1" and part is None
        known, columns = indexes.setdefault(table or "", {}).setdefault(index or "", (whole, []))
        columns.append(column or "")
        indexes[table or ""][index or ""] = (known and whole, columns)
    return indexes


def _set_key(table: Table, indexes: dict[str, tuple[bool, list[str]]]) -> None:
    table.indexes = [tuple(columns) for _, columns in indexes.values()]
    for name, (unique, columns) in sorted(indexes.items(), key=lambda index: index[0] != "PRIMARY"):
        if unique and not any(table.column(column).nullable for column in columns):
            table.key, table.key_index = tuple(columns), name
            return


def _foreign_keys(source: Source) -> dict[str, list[ForeignKey]]:
    parts: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in source.texts(queries.text("replica/mysql_foreign_keys")):
        table, constraint, column, other, references = (text or "" for text in row)
        parts.setdefault((table, constraint), []).append((column, other, references))
    foreign: dict[str, list[ForeignKey]] = {}
    for (table, _), columns in parts.items():
        key = ForeignKey(
            tuple(pair[0] for pair in columns), columns[0][1], tuple(pair[2] for pair in columns)
        )
        foreign.setdefault(table, []).append(key)
    return foreign
