"""Whether EventBridge Scheduler would take a schedule, as its manual says; no account is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((.*)\)")
AT = re.compile(r"at\((.*)\)")


@dataclass(frozen=True)
class Field:
    """A field of a cron expression: its bounds, names of its values (the first is the lowest), and
    what else may stand in it."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    others: str = r"(?!)"


FIELDS = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day of month", 1, 31, others=r"\?|L|LW|(?:[1-9]|[12]\d|3[01])W"),
    Field("month", 1, 12, MONTHS),
    Field(
        "day of week",
        1,
        7,
        DAYS,
        others=r"\?|L|[1-7]L|[1-7]#[1-5]|(?:SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5]",
    ),
    Field("year", 1970, 2199),
)


def faults(expression: str, zone: str | None) -> Iterator[str]:
    """What is wrong with a schedule and its time zone."""
    if zone is not None and zone not in available_timezones():
        yield f"there is no time zone {zone}"
    if rate := RATE.fullmatch(expression):
        if int(rate[1]) < 1:
            yield f"{expression} is never"
    elif cron := CRON.fullmatch(expression):
        yield from _cron(cron[1].split(" "))
    elif at := AT.fullmatch(expression):
        try:
            datetime.strptime(at[1], "%Y-%m-%dT%H:%M:%S")
        except ValueError:
            yield f"{expression} is no moment such as at(2026-01-31T06:00:00)"
    else:
        yield f"{expression} is no rate(…), cron(…) or at(…)"


def _cron(words: list[str]) -> Iterator[str]:
    if len(words) != len(FIELDS):
        yield f"cron has 6 fields, with the year, here are {len(words)}"
        return
    bad = [
        fault for field, word in zip(FIELDS, words, strict=True) for fault in _field(field, word)
    ]
    yield from bad
    day, month, weekday = words[2:5]
    if (day == "?") == (weekday == "?"):
        yield "one of day of month and day of week is `?`, and only one"
    elif not bad and day.isdecimal() and month.isdecimal() and int(day) > LENGTHS[int(month) - 1]:
        yield f"month {month} has no day {day}"


def _field(field: Field, word: str) -> Iterator[str]:
    for part in word.split(","):
        span, slash, step = part.partition("/")
        if slash and not (step.isdecimal() and int(step) > 0):
            yield f"{field.name}: {part} has no step"
        elif re.fullmatch(field.others, span) and not slash:
            continue
        elif span != "*":
            ends = [_number(field, end) for end in span.split("-")]
            if len(ends) > 2 or None in ends:
                yield f"{field.name}: {part} is not {field.low} to {field.high}"


def _number(field: Field, word: str) -> int | None:
    if word in field.names:
        return field.names.index(word) + field.low
    number = int(word) if word.isdecimal() else -1
    return number if field.low <= number <= field.high else None
