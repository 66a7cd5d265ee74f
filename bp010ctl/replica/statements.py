"""The statements of a table on both sides: what is read, and what proves it.

Keys are tuples of plain texts. A range is what lies above one key and up to another one, either of
which may be missing. The source compares keys by its own collation; only keys that sort alike on
both sides are cut into ranges for the proof, the others into 256 parts by their MD5.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psycopg import sql

from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable
from bp010ctl.replica.source import Source

Key = tuple[str, ...]
SEPARATOR = "0x1f"
PRIME, SMALL_PRIME = 1_000_003, 65_521
HASH_DIGITS = 15
"""Hexadecimal digits of the MD5 that are added up: 60 bits fit a bigint."""


@dataclass(frozen=True)
class Range:
    """Keys above `low` and up to `high`; or, with `part`, those whose MD5 begins so."""

    low: Key | None = None
    high: Key | None = None
    part: str | None = None

    def __str__(self) -> str:
        if self.part is not None:
            return f"keys whose MD5 begins with {self.part}"
        if self.low is None and self.high is None:
            return "all keys"
        above = f"above {','.join(self.low)}" if self.low else ""
        below = f"up to {','.join(self.high)}" if self.high else ""
        return "keys " + " ".join(filter(None, (above, below)))


ALL = Range()


@dataclass(frozen=True)
class Window:
    """What has changed since `start`: rows of the first table of the line, by the watermark of the
    last one, which is itself or the parent, or the parent's parent."""

    line: tuple[KeptTable, ...]
    start: str

    @property
    def name(self) -> str:
        return f"p{len(self.line) - 2}" if len(self.line) > 1 else "t"


class Theirs:
    """Statements for the source. There the table is called `t`."""

    def __init__(self, table: KeptTable, source: Source) -> None:
        self.table = table
        self._source = source

    def rows(
        self,
        where: str = "TRUE",
        *,
        limit: int | None = None,
        joins: str = "",
        by_value: bool = False,
    ) -> str:
        """Each row as a line for COPY, and a remark on what of it cannot be kept, mostly NULL.

        by_value: each value by itself instead of a line, for rows that are too long for one.
        """
        order = f" ORDER BY {self._order} LIMIT {limit}" if limit else ""
        named = self.table.key_index if limit else None
        index = f" FORCE INDEX ({types.quoted(named)})" if named else ""
        return (
            f"SELECT {self._values_list() if by_value else self._line()}, {self._remark()}"
            f" FROM {self.table.quoted} AS t{index}{joins} WHERE {where}{order}"
        )

    def _line(self) -> str:
        copies = (_unless_null(column, column.mapping.copy, "\\\\N") for column in self._columns)
        return _joined(copies, "'\\t'")

    def _values_list(self) -> str:
        return ", ".join(_of(column, column.mapping.raw) for column in self._columns)

    def sums(self, ranges: Range, *, hashed: bool) -> str:
        """Rows and the sum of their hashes; without `hashed` a sum of their keys."""
        what = self._hash() if hashed else self._cheap()
        return (
            f"SELECT COUNT(*), CAST(SUM({what}) AS CHAR) FROM {self.table.quoted} AS t"
            f" WHERE {self.within(ranges)}"
        )

    def parts(self) -> str:
        """Rows and sums of hashes by the first two digits of the key's MD5."""
        return (
            f"SELECT LEFT(MD5({self._key_text()}), 2), COUNT(*), CAST(SUM({self._hash()}) AS CHAR)"
            f" FROM {self.table.quoted} AS t GROUP BY 1"
        )

    def hashes(self, ranges: Range, *, hashed: bool) -> str:
        """Each key with the hash of its row, as one text."""
        what = f"IFNULL({self._hash()}, '-')" if hashed else "0"
        return (
            f"SELECT CONCAT({self._key_text()}, '\\t', {what}), NULL"
            f" FROM {self.table.quoted} AS t WHERE {self.within(ranges)}"
        )

    def window_sums(self, window: Window) -> str:
        """Rows of a window and the sum of their hashes."""
        return (
            f"SELECT COUNT(*), CAST(SUM({self._hash()}) AS CHAR) FROM {self.table.quoted} AS t"
            f"{self.joins(window)} WHERE {self.since(window)}"
        )

    def key_after(self, low: Key, rows: int) -> str:
        """The key so many rows after another one, as plain texts."""
        texts = ", ".join(_of(column, column.mapping.text) for column in self.table.key_columns)
        return (
            f"SELECT {texts} FROM {self.table.quoted} AS t WHERE {self.within(Range(low))}"
            f" ORDER BY {self._order} LIMIT 1 OFFSET {rows}"
        )

    def joins(self, window: Window) -> str:
        """From the table to the ancestor whose watermark tells what has changed."""
        text, below = "", "t"
        for place, (child, parent) in enumerate(itertools.pairwise(window.line)):
            pairs = (
                f"{below}.{child.column(mine).quoted} = p{place}.{parent.column(other).quoted}"
                for mine, other in child.join
            )
            text += f" INNER JOIN {parent.quoted} AS p{place} ON {' AND '.join(pairs)}"
            below = f"p{place}"
        return text

    def since(self, window: Window) -> str:
        """The condition for rows of a window."""
        known, name = self._source.literal(window.start), window.name
        head = window.line[-1]
        marks = (f"{name}.{head.column(column).quoted} >= {known}" for column in head.watermark)
        return f"({' OR '.join(marks)})"

    def within(self, ranges: Range) -> str:
        """The condition for the keys of a range."""
        if ranges.part is not None:
            return f"LEFT(MD5({self._key_text()}), 2) = '{ranges.part}'"
        bounds = []
        if ranges.low is not None:
            bounds.append(self._beyond(ranges.low, ">"))
        if ranges.high is not None:
            bounds.append(self._beyond(ranges.high, "<", equal=True))
        return " AND ".join(bounds) or "TRUE"

    def among(self, keys: Sequence[Key]) -> str:
        """The condition for some keys."""
        columns = self.table.key_columns
        if len(columns) == 1:
            values = ", ".join(self._value(columns[0], key[0]) for key in keys)
            return f"t.{columns[0].quoted} IN ({values})"
        return "(" + " OR ".join(self._equal(columns, key) for key in keys) + ")"

    @property
    def _columns(self) -> tuple[Kept, ...]:
        return self.table.columns

    @property
    def _order(self) -> str:
        return ", ".join(f"t.{column.quoted}" for column in self.table.key_columns)

    def _beyond(self, key: Key, sign: str, *, equal: bool = False) -> str:
        """Keys beyond one, spelt out so that the index is used: a > x OR (a = x AND b > y)."""
        columns = self.table.key_columns
        choices = [
            self._equal(columns[:place], key[:place], f"{columns[place].quoted} {sign}", key[place])
            for place in range(len(columns))
        ]
        if equal:
            choices.append(self._equal(columns, key))
        return "(" + " OR ".join(choices) + ")"

    def _equal(
        self, columns: Sequence[Kept], key: Key, last: str | None = None, value: str = ""
    ) -> str:
        terms = [
            f"t.{column.quoted} = {self._value(column, text)}"
            for column, text in zip(columns, key, strict=False)
        ]
        if last:
            column = self.table.key_columns[len(columns)]
            terms.append(f"t.{last} {self._value(column, value)}")
        return "(" + " AND ".join(terms) + ")"

    def _value(self, column: Kept, text: str) -> str:
        mapping = column.mapping
        if mapping.nature == types.INTEGRAL or mapping.type.startswith("numeric"):
            return str(int(text)) if mapping.nature == types.INTEGRAL else _figure(text)
        if mapping.nature == types.BINARY:
            return f"X'{bytes.fromhex(text).hex()}'"
        if mapping.type.startswith("bit"):
            return f"b'{int(text, 2):b}'"
        return self._source.literal(text)

    def _remark(self) -> str:
        """Which columns cannot be kept, with their texts: `3=0000-00-00|7=…`."""
        bad = [
            (place, column, self._bad(column))
            for place, column in enumerate(self._columns)
            if column.mapping.bad
        ]
        if not bad:
            return "NULL"
        any_bad = " OR ".join(_of(column, condition) for _, column, condition in bad)
        remark = ", ".join(
            f"IF({_of(column, condition)}, CONCAT('{place}=', t.{column.quoted}), NULL)"
            for place, column, condition in bad
        )
        return f"IF({any_bad}, CONCAT_WS('|', {remark}), NULL)"

    def _bad(self, column: Kept) -> str:
        """The condition for what cannot be kept. In a column that is never NULL there, NULL here
        can only mean the zero date: that one is kept so."""
        assert column.mapping.bad is not None
        if column.nullable or column in self.table.key_columns:
            return column.mapping.bad
        return f"({column.mapping.bad} AND {{c}} <> 0)"

    def _hash(self) -> str:
        texts = _joined((_marked(column) for column in self._columns), SEPARATOR)
        digits = f"LEFT(MD5({texts}), {HASH_DIGITS})"
        return f"CAST(CONV({digits}, 16, 10) AS UNSIGNED)"

    def _cheap(self) -> str:
        """A number of a key that tells it from others well enough; 0 where its columns are none."""
        names = [f"t.{column.quoted}" for column in _integral(self.table)]
        mixed = _mixed(f"({name} % {PRIME})" for name in names)
        return f"({mixed}) * (({mixed}) % {SMALL_PRIME})" if names else "0"

    def _key_text(self) -> str:
        texts = ", ".join(_of(column, column.mapping.text) for column in self.table.key_columns)
        return f"CONCAT_WS({SEPARATOR}, {texts})"


def _of(column: Kept, expression: str) -> str:
    return expression.replace("{c}", f"t.{column.quoted}")


def _marked(column: Kept) -> str:
    """The text that goes into the hash: NULL is told from an empty text."""
    if column.mapping.nature in (types.TEXTUAL, types.BINARY):
        return _unless_null(column, f"CONCAT('=', {column.mapping.text})", "")
    return _unless_null(column, column.mapping.text, "")


def _unless_null(column: Kept, expression: str, instead: str) -> str:
    """The expression, or another text where the value is NULL.

    A text that grows over max_allowed_packet becomes NULL by itself, with no more than a warning:
    it must not pass for the NULL of the column.
    """
    if column.mapping.nature in (types.TEXTUAL, types.BINARY):
        return _of(column, f"IF({{c}} IS NULL, '{instead}', {expression})")
    return f"IFNULL({_of(column, expression)}, '{instead}')"


def _joined(texts: Iterable[str], separator: str) -> str:
    """Texts one after the other; NULL where one of them is. CONCAT_WS would leave that one out."""
    return "CONCAT(" + f", {separator}, ".join(texts) + ")"


def _figure(text: str) -> str:
    """A number's text, nothing else."""
    from decimal import Decimal

    return f"{Decimal(text):f}"


class Ours:
    """Statements for the replica, whose table is called `t`."""

    def __init__(self, table: KeptTable, schema: str) -> None:
        self.table = table
        self.name = sql.Identifier(schema, table.target)
        self.columns = [sql.Identifier(column.target) for column in table.columns]
        self.key = [sql.Identifier(column.target) for column in table.key_columns]

    def copy(self, into: sql.Composable | None = None) -> sql.Composed:
        """COPY of lines into the table, or another one of its shape."""
        return sql.SQL("COPY {} ({}) FROM STDIN").format(into or self.name, _list(self.columns))

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
            _list(marks), stage or self.name
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
        ).format(name, _list(self.columns), self.name)

    def upsert(self, stage: sql.Composable) -> sql.Composed:
        """Bring the staged rows in; those that are the same already are not written."""
        others = [column for column in self.columns if column not in self.key]
        if not others:
            return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING").format(
                self.name, _list(self.columns), _list(self.columns), stage
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
            name=self.name, columns=_list(self.columns), stage=stage, key=_list(self.key),
            sets=sets, old=_list(old), new=_list(new),
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
            self.name, arrays, _list(self.key), self.same_key("t", "s")
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
            sql.SQL("coalesce('=' || {}, '')" if _is_text(column) else "coalesce({}, '')").format(
                _proof(column)
            )
            for column in self.table.columns
        )
        return sql.SQL(
            "('x' || left(md5(concat_ws(e'\\x1f', {})), {}))::bit(60)::bigint"
        ).format(texts, HASH_DIGITS)  # fmt: skip

    def _cheap(self) -> sql.Composable:
        names = [sql.Identifier(column.target) for column in _integral(self.table)]
        if not names:
            return sql.SQL("0")
        mixed = sql.SQL(_mixed(f"(t.{{}} % {PRIME})::bigint" for _ in names)).format(*names)
        return sql.SQL("({0}) * (({0}) % {1})").format(mixed, SMALL_PRIME)


def _integral(table: KeptTable) -> list[Kept]:
    """The first whole-number columns of the key, as many as can be mixed without overflow."""
    found = [each for each in table.key_columns if each.mapping.nature == types.INTEGRAL]
    return found[:4]


def _mixed(terms: Iterable[str]) -> str:
    """Terms below PRIME as one number below 2^40."""
    return " + ".join(f"{term} * {31**place}" for place, term in enumerate(terms))


def _is_text(column: Kept) -> bool:
    return column.mapping.nature in (types.TEXTUAL, types.BINARY)


def _proof(column: Kept) -> sql.Composable:
    name = sql.SQL("t.{}").format(sql.Identifier(column.target))
    pieces = column.mapping.proof.split("{c}")
    return sql.SQL("").join(
        part
        for place, piece in enumerate(pieces)
        for part in ([sql.SQL(piece)] if place == 0 else [name, sql.SQL(piece)])
    )


def _list(names: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(names)


def _qualified(names: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("t.{}").format(name) for name in names)
