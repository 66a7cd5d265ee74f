"""From an answer's text to rows as a landing file has them: values in the text they came in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any

from bp010ctl.sources.definitions import EPOCH_MS, ISO, Answer
from bp010ctl.sources.failures import PollFailed

HEADER = ("unit_id", "location_id", "var_id", "measure", "moddate", "modtime")
BEGINNING = 80
"""Characters of an answer that a message shows."""

Row = tuple[str, ...]


def document(body: bytes) -> Any:
    """The JSON of an answer, its numbers in the text that they came as. Raises PollFailed."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PollFailed(f"the answer is not UTF-8: byte {error.start}", passing=True) from None
    if not text.strip():
        raise PollFailed("the answer is empty", passing=True)
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise PollFailed("the answer's JSON is nested too deep") from None
    except ValueError as error:
        start = " ".join(text[:BEGINNING].split())
        if text.lstrip().startswith("<"):
            raise PollFailed(
                f"the answer is HTML or XML, not JSON: {start}", passing=True
            ) from None
        if getattr(error, "pos", 0) >= len(text.rstrip()) - 1 or "Unterminated" in str(error):
            what = f"the answer's JSON was cut short after {len(body):,} bytes"
            raise PollFailed(what, passing=True) from None
        raise PollFailed(f"the answer is not JSON ({error}): {start}", passing=True) from None


def objects(found: Any, answer: Answer) -> list[Mapping[str, Any]]:
    """The objects in an answer, those of an outer list spread into those within.

    Raises PollFailed where there is no list, or not as many as the answer says.
    """
    if not answer.rows and not answer.count and _is_plain(found):
        return list(found)
    listed = list(_spread(found, answer.rows.split(".") if answer.rows else [], {}, "the answer"))
    if answer.count:
        told = at(found, answer.count)
        if str(told) != str(len(listed)):
            what = f"the answer says {told} values ({answer.count}) and has {len(listed)}"
            raise PollFailed(what, passing=True)
    return listed


def _is_plain(found: Any) -> bool:
    return isinstance(found, list) and set(map(type, found)) <= {dict}


def at(found: Any, path: str) -> Any:
    """What is at a path of keys; None where nothing is."""
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _spread(
    found: Any, path: Sequence[str], outer: Mapping[str, Any], where: str
) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        for one in found:
            if not isinstance(one, Mapping):
                raise PollFailed(f"{where} holds something that is no object: {str(one)[:40]!r}")
            if path:
                yield from _spread(one, path, outer, where)
            else:
                yield {**outer, **one} if outer else one
    elif isinstance(found, Mapping) and path:
        key, *rest = path
        if key not in found:
            raise PollFailed(f"{where} has no {key!r}: {_shown(found)}")
        around = {**outer, **{name: one for name, one in found.items() if name != key}}
        yield from _spread(found[key], rest, around, key)
    else:
        raise PollFailed(f"{where} is no list of values: {_shown(found)}")


def _shown(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False)[:BEGINNING]


def rows(
    found: Sequence[Mapping[str, Any]], answer: Answer, unit: int | None, location: int
) -> list[Row]:
    """Landing rows in the order of HEADER; unit, location: what stands in where it is not told."""
    names = answer.fields
    columns = (
        (names.unit, "" if unit is None else str(unit)),
        (names.location, str(location)),
        (names.variable, ""),
        (names.value, ""),
        (names.date, ""),
        (names.time, ""),
    )
    moment = None if answer.times == ISO else _epoch(answer.times)
    made = _plain(found, [name for name, _ in columns])
    if made is None:
        getters = [_getter(name, default) for name, default in columns]
        made = [tuple(getter(one) for getter in getters) for one in found]
    return [(*row[:4], moment(row[4]), row[5]) for row in made] if moment else made


def loads(rows: Iterable[Row]) -> list[int]:
    """Which poll of its unit each row is of, from 0 on: a tag that comes again begins the next.

    All 0, one load with history, where the rows are not in the order of polls: a tag's whole past,
    then the next tag's, would be a load for each value.
    """
    polls: dict[str, int] = {}
    current: dict[str, dict[str, Row]] = {}
    numbers = []
    for row in rows:
        unit, variable = row[0], row[2]
        seen = current.setdefault(unit, {})
        if seen.setdefault(variable, row) != row:
            polls[unit] = polls.get(unit, 0) + 1
            current[unit] = {variable: row}
        numbers.append(polls.get(unit, 0))
    many = sum(polls.values()) + len(current)
    return numbers if 2 * many <= len(numbers) else [0] * len(numbers)


def _plain(found: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Row] | None:
    """The usual way, at once: all names are keys of each object itself, and all values texts."""
    if not all(name and "." not in name for name in names):
        return None
    try:
        made = list(map(itemgetter(*names), found))
    except KeyError:
        return None
    return made if set(map(type, chain.from_iterable(made))) <= {str} else None


def _getter(name: str, default: str) -> Callable[[Mapping[str, Any]], str]:
    if not name:
        return lambda one: default
    if "." in name:
        return lambda one: text(at(one, name))
    return lambda one: text(one.get(name))


def text(value: Any) -> str:
    """A JSON value as the field of a file has it; empty for null."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return f"[{','.join(map(text, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _epoch(times: str) -> Callable[[str], str]:
    """Seconds or milliseconds since 1970 as a time; what is none stays, to be kept out by name."""
    divisor = 1000 if times == EPOCH_MS else 1
    start = datetime(1970, 1, 1, tzinfo=UTC)

    def moment(value: str) -> str:
        try:
            return (start + timedelta(seconds=float(value) / divisor)).isoformat(sep=" ")
        except (ValueError, OverflowError):
            return value

    return moment
