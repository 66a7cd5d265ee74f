"""The statements of a table here: how rows are written, and what proves them."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from bp010ctl.base.composing import listed
from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable
from bp010ctl.replica.ranges import Key, Range
from bp010ctl.replica.sums import HASH_DIGITS, PRIME, SMALL_PRIME, is_text, mixed, whole_numbers


class Ours:
    """Statements for the replica, whose table is called `t`."""

    def __init__(self, table: KeptTable, schema: str) -> None:
        self.table = table
        self.name = sql.Identifier(schema, table.target)
        self.columns = [sql.Identifier(column.target) for column in table.columns]
        self.key = [sql.Identifier(column.target) for column in table.key_columns]

    def copy(self, into: sql.Composable | None = None) -> sql.Composed:
        """COPY of lines into the table, or another one of its shape."""
        return sql.SQL("COPY {} ({}) FROM STDIN").format(into or self.name, listed(self.columns))

    def sums(self, ranges: Range, *, hashed: bool) -> sql.Composed:
        """Rows and the sum of their hashes; without `hashed` a sum of their keys."""
        what = self._hash() if hashed else self._cheap()
        return sql.SQL("SELECT count(*), sum({})::text FROM {} AS t WHERE {}").format(
            what, self.name, self.within(ranges)
        )

    def staged_sums(self, stage: sql.Composable) -> sql.Composed:
        """Rows of this table that were staged last, and the sum of their hashes."""
        return sql.SQL(
            "SELECT count(*), sum({})::text FROM {} AS t INNER JOIN {} AS s ON {}"
        ).format(self._hash(), self.name, stage, self.same_key("t", "s"))

    def newest(self, stage: sql.Composable | None = None) -> sql.Composed:
        """The newest watermark of the table, or of staged rows."""
        marks = [
            sql.Identifier(self.table.column(column).target) for column in self.table.watermark
        ]
        return sql.SQL("SELECT max(greatest({}))::text FROM {}").format(
            listed(marks), stage or self.name
        )

    def parts(self) -> sql.Composed:
        """Rows and sums of hashes by the first two digits of the key's MD5."""
        return sql.SQL(
            "SELECT left(md5({}), 2), count(*), sum({})::text FROM {} AS t GROUP BY 1"
        ).format(self._key_text(), self._hash(), self.name)

    def hashes(self, ranges: Range, *, hashed: bool) -> sql.Composed:
        """COPY of each key with the hash of its row, as one text."""
        return sql.SQL(
            "SELECT concat({}, e'\\t', {}) FROM {} AS t WHERE {}"
        ).format(
            self._key_text(), self._hash() if hashed else sql.SQL("0"), self.name,
            self.within(ranges),
        )  # fmt: skip

    def within(self, ranges: Range) -> sql.Composable:
        """The condition for the keys of a range. Only for keys that sort alike on both sides."""
        if ranges.part is not None:
            return sql.SQL("left(md5({}), 2) = {}").format(self._key_text(), ranges.part)
        bounds: list[sql.Composable] = []
        for sign, key in ((">", ranges.low), ("<=", ranges.high)):
            if key is not None:
                template = "({}) " + sign + " ({})"
                bounds.append(sql.SQL(template).format(_qualified(self.key), self._values(key)))
        return sql.SQL(" AND ").join(bounds) if bounds else sql.SQL("TRUE")

    def same_key(self, one: str, other: str) -> sql.Composable:
        """The condition that rows of two names have the same key."""
        return sql.SQL(" AND ").join(
            sql.SQL("{}.{} = {}.{}").format(
                sql.Identifier(one), column, sql.Identifier(other), column
            )
            for column in self.key
        )  # fmt: skip

    def stage(self) -> tuple[sql.Composable, sql.Composed]:
        """The name of a temporary table of this shape, and the statement that makes it anew."""
        name = sql.Identifier("pg_temp", "tramo")
        return name, sql.SQL(
            "DROP TABLE IF EXISTS {0}; CREATE TEMPORARY TABLE tramo AS SELECT {1} FROM {2} LIMIT 0"
        ).format(name, listed(self.columns), self.name)

    def upsert(self, stage: sql.Composable) -> sql.Composed:
        """Bring the staged rows in; those that are the same already are not written."""
        others = [column for column in self.columns if column not in self.key]
        if not others:
            return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING").format(
                self.name, listed(self.columns), listed(self.columns), stage
            )
        new = [sql.SQL("excluded.{}").format(column) for column in others]
        old = [sql.SQL("t.{}").format(column) for column in others]
        sets = sql.SQL(", ").join(
            sql.SQL("{} = excluded.{}").format(column, column) for column in others
        )
        return sql.SQL(
            "INSERT INTO {name} AS t ({columns}) SELECT {columns} FROM {stage} ON CONFLICT ({key})"
            " DO UPDATE SET {sets} WHERE ROW({old}) IS DISTINCT FROM ROW({new})"
        ).format(
            name=self.name, columns=listed(self.columns), stage=stage, key=listed(self.key),
            sets=sets, old=listed(old), new=listed(new),
        )  # fmt: skip

    def delete(self) -> sql.Composed:
        """Delete the keys given as one array of texts for each column of the key."""
        arrays = sql.SQL(", ").join(
            sql.SQL("%s::text[]::{}[]").format(sql.SQL(column.type))
            if column.mapping.nature != types.BINARY
            else sql.SQL("(SELECT array_agg(decode(h, 'hex')) FROM unnest(%s::text[]) AS h)")
            for column in self.table.key_columns
        )
        return sql.SQL("DELETE FROM {} AS t USING unnest({}) AS s ({}) WHERE {}").format(
            self.name, arrays, listed(self.key), self.same_key("t", "s")
        )

    def delete_all(self) -> sql.Composed:
        """Delete every row."""
        return sql.SQL("DELETE FROM {}").format(self.name)

    def vacuum(self) -> sql.Composed:
        """What makes counting cheap after a load, and plans good; only an owner's has an effect."""
        return sql.SQL("VACUUM (ANALYZE) {}").format(self.name)

    def any_row(self) -> sql.Composed:
        """A row, if there is one."""
        return sql.SQL("SELECT 1 FROM {} LIMIT 1").format(self.name)

    def staged_rejects(self, stage: sql.Composable) -> sql.Composed:
        """The keys of staged rows of which something was set aside before."""
        return sql.SQL(
            "SELECT DISTINCT r.llave FROM etl.replica_rechazos AS r INNER JOIN {} AS t"
            " ON r.llave = {} WHERE r.replica = %(replica)s AND r.tabla = %(tabla)s"
        ).format(stage, self.key_texts())

    def differing(self, stage: sql.Composable) -> sql.Composed:
        """Staged rows that are missing here or differ, as JSON of the row there and here."""
        return sql.SQL(
            "SELECT to_jsonb(s), CASE WHEN t.{} IS NOT NULL THEN to_jsonb(t) END"
            " FROM {} AS s LEFT JOIN {} AS t ON {} WHERE t.* IS DISTINCT FROM s.*"
        ).format(self.key[0], stage, self.name, self.same_key("t", "s"))

    def key_texts(self) -> sql.Composable:
        """The key of `t` as an array of plain texts."""
        return sql.SQL("ARRAY[{}]").format(sql.SQL(", ").join(self._key_parts()))

    def _key_parts(self) -> list[sql.Composable]:
        return [_proof(column) for column in self.table.key_columns]

    def _key_text(self) -> sql.Composable:
        return sql.SQL("concat_ws(e'\\x1f', {})").format(sql.SQL(", ").join(self._key_parts()))

    def _values(self, key: Key) -> sql.Composable:
        return sql.SQL(", ").join(
            sql.SQL("{}::{}").format(text, sql.SQL(column.type))
            for text, column in zip(key, self.table.key_columns, strict=True)
        )

    def _hash(self) -> sql.Composable:
        texts = sql.SQL(", ").join(
            sql.SQL("coalesce('=' || {}, '')" if is_text(column) else "coalesce({}, '')").format(
                _proof(column)
            )
            for column in self.table.columns
        )
        return sql.SQL(
            "('x' || left(md5(concat_ws(e'\\x1f', {})), {}))::bit(60)::bigint"
        ).format(texts, HASH_DIGITS)  # fmt: skip

    def _cheap(self) -> sql.Composable:
        names = [sql.Identifier(column.target) for column in whole_numbers(self.table)]
        if not names:
            return sql.SQL("0")
        mix = sql.SQL(mixed(f"(t.{{}} % {PRIME})::bigint" for _ in names)).format(*names)
        return sql.SQL("({0}) * (({0}) % {1})").format(mix, SMALL_PRIME)


def _proof(column: Kept) -> sql.Composable:
    name = sql.SQL("t.{}").format(sql.Identifier(column.target))
    pieces = column.mapping.proof.split("{c}")
    return sql.SQL("").join(
        part
        for place, piece in enumerate(pieces)
        for part in ([sql.SQL(piece)] if place == 0 else [name, sql.SQL(piece)])
    )


def _qualified(names: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("t.{}").format(name) for name in names)
