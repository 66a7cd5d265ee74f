"""The statements of a table at the source: what is read, and what proves it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable
from bp010ctl.replica.ranges import Key, Range, Window
from bp010ctl.replica.source import Source
from bp010ctl.replica.sums import HASH_DIGITS, PRIME, SMALL_PRIME, is_text, mixed, whole_numbers

SEPARATOR = "0x1f"


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
        names = [f"t.{column.quoted}" for column in whole_numbers(self.table)]
        mix = mixed(f"({name} % {PRIME})" for name in names)
        return f"({mix}) * (({mix}) % {SMALL_PRIME})" if names else "0"

    def _key_text(self) -> str:
        texts = ", ".join(_of(column, column.mapping.text) for column in self.table.key_columns)
        return f"CONCAT_WS({SEPARATOR}, {texts})"


def _of(column: Kept, expression: str) -> str:
    return expression.replace("{c}", f"t.{column.quoted}")


def _marked(column: Kept) -> str:
    """The text that goes into the hash: NULL is told from an empty text."""
    if is_text(column):
        return _unless_null(column, f"CONCAT('=', {column.mapping.text})", "")
    return _unless_null(column, column.mapping.text, "")


def _unless_null(column: Kept, expression: str, instead: str) -> str:
    """The expression, or another text where the value is NULL.

    A text that grows over max_allowed_packet becomes NULL by itself, with no more than a warning:
    it must not pass for the NULL of the column.
    """
    if is_text(column):
        return _of(column, f"IF({{c}} IS NULL, '{instead}', {expression})")
    return f"IFNULL({_of(column, expression)}, '{instead}')"


def _joined(texts: Iterable[str], separator: str) -> str:
    """Texts one after the other; NULL where one of them is. CONCAT_WS would leave that one out."""
    return "CONCAT(" + f", {separator}, ".join(texts) + ")"


def _figure(text: str) -> str:
    """A number's text, nothing else."""
    return f"{Decimal(text):f}"
