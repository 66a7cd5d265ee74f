"""Values of a file on their way into COPY: literal → checked text of a column's kind.

A `Converter` belongs to one column and remembers what it has converted: a poll repeats its unit,
its variables and its times, so that a million values cost a few thousand checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

Decode = Callable[[str], str | None]
Check = Callable[[str], str]

COPY_NULL = "\\N"
REMEMBERED = 50_000
"""Values that a converter keeps, none longer than LONGEST_REMEMBERED: memory stays flat."""
LONGEST_REMEMBERED = 48

NUMBER = re.compile(r"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?")
TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r" ?(Z|[-+][0-9]{2}(?::?[0-9]{2})?)?)?"
)
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?")
UNUSUAL = re.compile("[\\\\\t\n\r\0\ud800-\udfff]")
"""Characters that COPY escapes, or that PostgreSQL text cannot hold."""
COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NO_OFFSET = timedelta(0)
LARGEST_OFFSET = timedelta(hours=15, minutes=59)
INTEGER_BITS = {"smallint": 15, "integer": 31, "bigint": 63}
NO_TEXT, NO_TIME = "texto_invalido", "fecha_invalida"
TRUTH = {"true": "t", "t": "t", "1": "t", "false": "f", "f": "f", "0": "f"}


class BadValue(ValueError):
    """A value that its column cannot hold; the message is the reason.

    code: the reason in the words of stage.tbl_landing_rechazos.motivo.
    """

    def __init__(self, reason: str, code: str = "no_numerico") -> None:
        super().__init__(reason)
        self.code = code


class Converter(dict[str, str | None]):
    """One column's way from a file's literal to COPY text; a missing key is converted.

    The value None marks a literal that the column cannot hold; `bad` says why.
    bare: the check of literals without quotes, where those have rules of their own.
    """

    def __init__(self, check: Check, decode: Decode, bare: Check | None = None) -> None:
        super().__init__()
        self._decode = decode

        def convert(literal: str) -> str:
            value = decode(literal)
            if value is None:
                return COPY_NULL
            return check(value) if bare is None or literal[-1] == "'" else bare(value)

        self._convert = convert

    def __missing__(self, literal: str) -> str | None:
        try:
            converted: str | None = self._convert(literal)
        except BadValue:
            converted = None
        if len(literal) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[literal] = converted
        return converted

    def bad(self, literal: str) -> BadValue | None:
        """Why the column cannot hold this literal; None where it can."""
        try:
            self._convert(literal)
        except BadValue as bad:
            return bad
        return None

    def shown(self, literal: str) -> str | None:
        """The value as a person would read it in a message."""
        try:
            return self._decode(literal)
        except BadValue:
            return literal


def check_for(kind: str) -> Check:
    """The check for a column of this PostgreSQL type (as format_type writes it)."""
    if kind in INTEGER_BITS:
        return lambda value: _integer(value, INTEGER_BITS[kind])
    return _CHECKS.get(kind, _text)


def is_whole(kind: str) -> bool:
    """Whether columns of this PostgreSQL type hold whole numbers."""
    return kind in INTEGER_BITS


def is_number(kind: str) -> bool:
    """Whether columns of this PostgreSQL type hold numbers."""
    return is_whole(kind) or _CHECKS.get(kind) is _number


def _text(value: str) -> str:
    if not UNUSUAL.search(value):
        return value
    if "\0" in value:
        raise BadValue("holds the character NUL, which PostgreSQL text cannot", NO_TEXT)
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadValue("holds bytes that are not UTF-8, or half of a surrogate pair", NO_TEXT)
    return value.translate(COPY_ESCAPES)


def number(value: str) -> float:
    """A decimal number within double precision; anything else is a BadValue."""
    value = value.strip()
    if not NUMBER.fullmatch(value):
        lowered = value.lower().lstrip("+-")
        if lowered in ("nan", "inf", "infinity"):
            raise BadValue("is not finite", "no_finito")
        raise BadValue("is not a number")
    read = float(value)
    lost = read == 0 and any(digit in "123456789" for digit in re.split("[eE]", value)[0])
    if lost or read in (float("inf"), float("-inf")):
        raise BadValue("is out of the range of double precision", "fuera_de_rango")
    return read


def _number(value: str) -> str:
    number(value)
    return value.strip()


def _integer(value: str, bits: int) -> str:
    read = number(value)
    if not read.is_integer():
        raise BadValue("is not a whole number")
    whole = int(read) if re.search("[.eE]", value) else int(value)
    if not -(1 << bits) <= whole < 1 << bits:
        raise BadValue(f"is out of the range of a {bits + 1}-bit integer", "fuera_de_rango")
    return str(whole)


def _boolean(value: str) -> str:
    try:
        return TRUTH[value.strip().lower()]
    except KeyError:
        raise BadValue("is not true, false, 1 or 0", "booleano_ilegible") from None


def _timestamp(value: str) -> str:
    value = value.strip()
    match = TIMESTAMP.fullmatch(value)
    if not match:
        raise BadValue("is not a time (YYYY-MM-DD HH:MM:SS)", NO_TIME)
    day, hour, zone = match.groups()
    try:
        read = datetime.fromisoformat(f"{day}T{_six_digits(hour or '00:00')}{zone or ''}")
    except ValueError as error:
        raise BadValue(f"is not a time: {error}", NO_TIME) from None
    if abs(read.utcoffset() or NO_OFFSET) > LARGEST_OFFSET:
        raise BadValue("is not a time: the zone is more than 15 hours off", NO_TIME)
    return value


def local_time(value: str) -> datetime | None:
    """A time that `_timestamp` has passed, where it names no zone; None where it does."""
    match = TIMESTAMP.fullmatch(value)
    if match is None or match[3]:
        return None
    return datetime.fromisoformat(f"{match[1]}T{_six_digits(match[2] or '00:00')}")


def _date(value: str) -> str:
    return _timestamp(value)[:10]


def _time(value: str) -> str:
    value = value.strip()
    if not TIME.fullmatch(value):
        raise BadValue("is not a time of day (HH:MM:SS)", NO_TIME)
    try:
        time.fromisoformat(_six_digits(value))
    except ValueError as error:
        raise BadValue(f"is not a time of day: {error}", NO_TIME) from None
    return value


def _six_digits(hour: str) -> str:
    """Digits beyond the microseconds that Python would not take; PostgreSQL rounds them."""
    return hour[:15]


_CHECKS: dict[str, Check] = {
    "double precision": _number,
    "real": _number,
    "numeric": _number,
    "boolean": _boolean,
    "timestamp with time zone": _timestamp,
    "timestamp without time zone": _timestamp,
    "date": _date,
    "time without time zone": _time,
}
