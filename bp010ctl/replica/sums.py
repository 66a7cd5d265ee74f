"""What both sides add up, so that equal sums mean equal rows."""

from __future__ import annotations

from collections.abc import Iterable

from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable

HASH_DIGITS = 15
"""Hexadecimal digits of a row's MD5 that are added up: 60 bits fit a bigint."""

PRIME, SMALL_PRIME = 1_000_003, 65_521
"""What keys are taken modulo, so that their mix fits a bigint."""


def whole_numbers(table: KeptTable) -> list[Kept]:
    """The first whole-number columns of the key, as many as can be mixed without overflow."""
    columns = table.key_columns
    return [column for column in columns if column.mapping.nature == types.INTEGRAL][:4]


def mixed(terms: Iterable[str]) -> str:
    """Terms below PRIME as one number below 2^40."""
    return " + ".join(f"{term} * {31**place}" for place, term in enumerate(terms))


def is_text(column: Kept) -> bool:
    """Whether an empty value is told from NULL by more than its text."""
    return column.mapping.nature in (types.TEXTUAL, types.BINARY)
