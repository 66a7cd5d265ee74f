"""How each type of the source is kept: its PostgreSQL type, and its text on both sides.

A value is read as the text that its kind declares here, never as what a driver makes of it, and the
same text is computed on the other side to prove it. A value that PostgreSQL cannot hold (a zero
date, a NUL in a text) is left out by name; the condition for it is here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bp010ctl.replica.structure import Column

ORDERED, TEXTUAL, BINARY, FLOATING, INTEGRAL = (
    "ordered",
    "textual",
    "binary",
    "floating",
    "integral",
)

INTEGERS = {
    "tinyint": ("smallint", "smallint"),
    "smallint": ("smallint", "integer"),
    "mediumint": ("integer", "integer"),
    "int": ("integer", "bigint"),
    "bigint": ("bigint", "numeric(20,0)"),
}
"""PostgreSQL's type for a signed and for an unsigned integer."""

TEXTS = ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json")
BINARIES = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
GEOMETRIES = (
    "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
    "multipolygon", "geometrycollection",
)  # fmt: skip


def quoted(name: str) -> str:
    """An identifier of the source."""
    return "`" + name.replace("`", "``") + "`"


@dataclass(frozen=True)
class Mapping:
    """How a column is kept.

    type: PostgreSQL's; nature: ORDERED kinds sort alike on both sides, INTEGRAL ones can be added
    up too. text, copy, raw: the source's expressions for the plain text of a value, for its text as
    COPY takes it, and for what is read where the server could not put a whole row together.
    proof: PostgreSQL's expression of the plain text. bad: the source's condition for a value that
    cannot be kept, None where there is none. doubts: what a person should know about it.
    Each expression has `{c}` for the column.
    """

    type: str
    nature: str
    text: str
    proof: str
    bad: str | None = None
    doubts: tuple[str, ...] = ()

    @property
    def copy(self) -> str:
        if self.nature == TEXTUAL:
            return _escaped(self.text)
        if self.nature == BINARY:
            return f"CONCAT('\\\\\\\\x', {self.text})"
        return self.text

    @property
    def raw(self) -> str:
        return "{c}" if self.nature == BINARY else self.text


def _escaped(text: str) -> str:
    """COPY's escapes, those that it also writes itself."""
    pairs = [("\\\\", "\\\\\\\\"), ("\\t", "\\\\t"), ("\\n", "\\\\n"), ("\\r", "\\\\r")]
    for plain, escape in pairs:
        text = f"REPLACE({text}, '{plain}', '{escape}')"
    return text


DOUBLE = (
    "CASE WHEN abs({c}) >= 1e15 AND trunc({c}) = {c} THEN replace({c}::text, 'e+', 'e')"
    " WHEN abs({c}) >= 1e15 OR abs({c}) < 1e-4 AND abs({c}) >= 1e-15 THEN {c}::text::numeric::text"
    " ELSE {c}::text END"
)
"""A double as the source writes it: with an exponent below 1e-15 and, where it is whole, from 1e15
on. Where 16 digits would do but lie just on the edge, PostgreSQL writes 17 and the source 16: then
the hashes differ, and the values are compared."""

REAL_DATE = "IFNULL(DATE({c}) = FROM_DAYS(TO_DAYS({c})) AND YEAR({c}) > 0, 0)"
NO_DATE = "({c} IS NOT NULL AND NOT " + REAL_DATE + ")"


def mapping(column: Column) -> Mapping:
    """How the column is kept. Every type has an answer: what is unknown is kept as text."""
    for kinds, make in _KINDS:
        if column.kind in kinds:
            return make(column)
    return Mapping(
        "text", TEXTUAL, "CONVERT(CAST({c} AS CHAR) USING utf8mb4)", "{c}",
        doubts=(f"{column.kind} is not known here: kept as the text that the server gives",),
    )  # fmt: skip


def _integer(column: Column) -> Mapping:
    type = INTEGERS[column.kind][column.unsigned]
    doubts = []
    if column.kind == "bigint" and column.unsigned:
        doubts.append("unsigned 64 bit: kept as numeric(20,0), bigint ends at 2^63 - 1")
    if column.type.startswith("tinyint(1)"):
        doubts.append("TINYINT(1) may hold more than 0 and 1: kept as smallint, not as boolean")
    text = "({c} + 0)" if column.zerofill else "{c}"
    return Mapping(type, INTEGRAL, text, "{c}::text", doubts=tuple(doubts))


def _decimal(column: Column) -> Mapping:
    doubts: tuple[str, ...] = ()
    if (column.precision or 0) > 38 or (column.scale or 0) > 10:
        doubts = ("wide DECIMAL: kept exactly; many readers round it to 10 places or 38 digits",)
    text = "({c} + 0)" if column.zerofill else "{c}"
    return Mapping(
        f"numeric({column.precision},{column.scale or 0})", ORDERED, text, "{c}::text",
        doubts=doubts,
    )  # fmt: skip


def _float(column: Column) -> Mapping:
    doubts = ("FLOAT is shown with six digits by the source: read with all that it holds",)
    return Mapping(
        "real", FLOATING, "({c} + 0e0)", DOUBLE.replace("{c}", "{c}::double precision"),
        doubts=doubts,
    )  # fmt: skip


def _double(column: Column) -> Mapping:
    return Mapping("double precision", FLOATING, "({c} + 0e0)", DOUBLE)


def _date(column: Column) -> Mapping:
    return Mapping(
        "date", ORDERED, f"IF({REAL_DATE}, {{c}}, NULL)", "{c}::text", NO_DATE,
        ("zero and impossible dates (0000-00-00, 2024-02-31) are set aside by name",),
    )  # fmt: skip


def _datetime(column: Column) -> Mapping:
    digits = column.fraction or 0
    text = f"IF({REAL_DATE}, {_trimmed(digits)}, NULL)"
    zero = "zero and impossible dates are set aside by name"
    if column.kind == "timestamp":
        return Mapping(
            f"timestamptz({digits})", ORDERED, text, "({c} AT TIME ZONE 'UTC')::text", NO_DATE,
            (zero, "TIMESTAMP is an instant: kept with its zone, UTC"),
        )  # fmt: skip
    return Mapping(f"timestamp({digits})", ORDERED, text, "{c}::text", NO_DATE, (zero,))


def _trimmed(digits: int) -> str:
    """A time without the zeros at the end of its fraction, as PostgreSQL writes it."""
    if not digits:
        return "{c}"
    return "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {c}))"


def _time(column: Column) -> Mapping:
    return Mapping(
        "interval", ORDERED, _trimmed(column.fraction or 0), "{c}::text",
        doubts=("TIME goes from -838:59:59 to 838:59:59: kept as interval",),
    )  # fmt: skip


def _year(column: Column) -> Mapping:
    return Mapping(
        "smallint", INTEGRAL, "({c} + 0)", "{c}::text", doubts=("YEAR 0000 is kept as 0",)
    )


def _bit(column: Column) -> Mapping:
    size = column.precision or 1
    return Mapping(
        f"bit({size})", TEXTUAL, f"LPAD(BIN({{c}} + 0), {size}, '0')", "{c}::text",
        doubts=("BIT is kept as bit, digit by digit; drivers give bytes",),
    )  # fmt: skip


def _text(column: Column) -> Mapping:
    doubts = []
    if column.kind in ("enum", "set"):
        doubts.append(f"{column.kind.upper()} is kept as its text; it sorts by position there")
    if column.kind == "json":
        doubts.append("JSON is kept as text, byte for byte; cast it to jsonb where you query it")
    if column.charset not in (None, "utf8", "utf8mb3", "utf8mb4", "ascii"):
        doubts.append(f"{column.charset} text is converted by the server; check accents once")
    return Mapping("text", TEXTUAL, "CONVERT({c} USING utf8mb4)", "{c}", doubts=tuple(doubts))


def _binary(column: Column) -> Mapping:
    return Mapping("bytea", BINARY, "LOWER(HEX({c}))", "encode({c}, 'hex')")


def _geometry(column: Column) -> Mapping:
    return Mapping(
        "bytea", BINARY, "LOWER(HEX({c}))", "encode({c}, 'hex')",
        doubts=("geometry is kept as the source's bytes: SRID, then WKB",),
    )  # fmt: skip


def _plain_text(column: Column) -> Mapping:
    type = "uuid" if column.kind == "uuid" else "text"
    return Mapping(type, TEXTUAL, "CONVERT(CAST({c} AS CHAR) USING utf8mb4)", "{c}::text")


_KINDS: list[tuple[tuple[str, ...], Callable[[Column], Mapping]]] = [
    (tuple(INTEGERS), _integer),
    (("decimal", "numeric"), _decimal),
    (("float",), _float),
    (("double", "real"), _double),
    (("date",), _date),
    (("datetime", "timestamp"), _datetime),
    (("time",), _time),
    (("year",), _year),
    (("bit",), _bit),
    (TEXTS, _text),
    (BINARIES, _binary),
    (GEOMETRIES, _geometry),
    (("uuid", "inet4", "inet6"), _plain_text),
]
