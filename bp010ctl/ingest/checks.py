"""What a column takes from a file: by its type, the file's decimal mark, and its "no value"s."""

from __future__ import annotations

import re

from bp010ctl.ingest import decimals
from bp010ctl.ingest.absences import Absences
from bp010ctl.ingest.decimals import DecimalMark
from bp010ctl.ingest.values import (
    COPY_NULL,
    NUMBER,
    BadValue,
    Check,
    check_for,
    is_number,
    is_whole,
)

SIMPLE = re.compile(r"[-+]?[0-9]{1,300}(?:\.[0-9]{1,300})?")
"""Numbers as most are written: a double holds them whatever their digits."""


def of_value(kind: str, mark: DecimalMark, absences: Absences) -> Check:
    """The check of a column of this PostgreSQL type; gives COPY text, `\\N` for no value."""
    base = check_for(kind)
    if is_whole(kind):
        return lambda value: _number(value.strip(), base, mark, absences)
    if is_number(kind):
        return _of_measured(base, mark, absences)
    if base is check_for("text"):
        return lambda value: _text(value, base, absences)
    return lambda value: _other(value, base, absences)


def of_measure(mark: DecimalMark) -> Check:
    """The check of a landing value: kept as it is, but for a decimal comma."""
    base = check_for("text")
    if mark.mark is not None:
        return lambda value: base(decimals.measure(value, mark))

    def check(value: str) -> str:
        if value.isprintable() and "\\" not in value and "," not in value:
            return value  # neither a decimal comma nor what COPY escapes
        return base(decimals.measure(value, mark))

    return check


def _of_measured(base: Check, mark: DecimalMark, absences: Absences) -> Check:
    """Numbers with decimals: millions of them are different, so the usual one is soon done."""
    simple, sure, low, high = SIMPLE.fullmatch, mark.sure_point, absences.low, absences.high

    def check(value: str) -> str:
        if simple(value) and (mark.point or "." not in value or sure(value)):
            if not low < float(value) < high:
                absences.number(float(value))
            return value
        return _number(value.strip(), base, mark, absences)

    return check


def _number(value: str, base: Check, mark: DecimalMark, absences: Absences) -> str:
    if not value:
        return COPY_NULL
    try:
        read = base(mark.plain(value))
    except BadValue:
        if absences.word(value):
            return COPY_NULL
        raise
    absences.number(float(read))
    return read


def _text(value: str, base: Check, absences: Absences) -> str:
    if len(value) <= absences.longest:
        if absences.word(value):
            return COPY_NULL
        if NUMBER.fullmatch(value.strip()):
            absences.number(float(value))
    return base(value)


def _other(value: str, base: Check, absences: Absences) -> str:
    """Times and truth values."""
    try:
        return base(value)
    except BadValue:
        if absences.word(value):
            return COPY_NULL
        raise
