"""Where a value comes from, as texts: columns, functions, parameters, with marks.

A source is a column, `schema.table.column`, a function that made the value, `schema.name()`, or a
parameter of the routine around it, `$name`. `column#*` is an array column, each element in its
place, `column#3` one element. Marks follow: `@3` a place in an array, `@.level` a field of a row,
`@mtbf` a key in VALUES, and how the value depends on the source, see MARKS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

Sources = frozenset[str]
Outputs = list[tuple[str, Sources]]
"""The columns that a query gives, in order."""

NOTHING: Sources = frozenset()

VALUE, POSSIBLE, CONTROL = "value", "possible", "control"
KINDS = (VALUE, POSSIBLE, CONTROL)
"""How something depends on a column, the loosest last: its value comes from there; it may come
from there, through SQL made at run time; there it is chosen which rows count."""

MARKS = {"?": POSSIBLE, "~": CONTROL, "!": VALUE, "^": CONTROL}
"""Marks of a source: the kind of its way; `!` where its value was tested, so that it also tells
whether there is anything; `^` of a parameter of which it is only asked whether it is anything."""

ROWS = "+"
"""Stands among the columns of a relation for which rows there are."""


class Flow(NamedTuple):
    """A source, the column that it ends in, and how this one depends on it."""

    source: str
    target: str
    kind: str = VALUE


def union(parts: Iterable[Sources]) -> Sources:
    """All sources together."""
    return frozenset().union(*parts)


def tagged(sources: Sources, tag: str) -> Sources:
    """The sources, marked by a position in an array (`3`), a field of a row (`.level`) or a key in
    VALUES (`mtbf`)."""
    return frozenset(f"{source}@{tag}" for source in sources)


def chosen(sources: Sources, tag: str) -> Sources:
    """What is left of the sources when one mark is asked for: those with it and unmarked ones.

    Positions do not choose among keys or fields, nor these among the others. `column#*`, all
    elements of an array column in their places, becomes `column#3`; a parameter, of which it is not
    known yet what it is, `$name!3`. Several places may be asked for, as `1-8`.
    """
    return frozenset(left for source in sources if (left := _chosen(source, tag)))


@cache
def _chosen(source: str, tag: str) -> str:
    """What is left of a source, empty where another mark is asked for."""
    name, *tags = source.split("@")
    rivals = [other for other in tags if _sort(other) == _sort(tag)]
    if not rivals and tag.isdigit() and name.endswith("#*"):
        name = f"{name[:-1]}{tag}"
    elif not rivals and tag[:1].isdigit() and name.startswith("$") and "!" not in name:
        name = f"{name}!{tag}"
    if rivals and not any(_meant(rival, tag) for rival in rivals):
        return ""
    return "@".join([name, *(other for other in tags if other not in rivals)])


def _meant(place: str, asked: str) -> bool:
    """Whether a mark is the one that is asked for, or a place among several, `1-8`, `20-`."""
    first, between, last = asked.partition("-")
    if not between or not place.isdigit():
        return place == asked
    return int(first) <= int(place) and (not last or int(place) <= int(last))


def as_field(sources: Sources, name: str) -> Sources:
    """The sources of one field of a row, its keys and positions as they are."""
    conditions = steered(sources)  # the same for every field
    pieces = (source.split("@") for source in sources - conditions)
    fieldless = ("@".join(part for part in parts if part[0] != ".") for parts in pieces)
    return conditions | tagged(frozenset(fieldless), f".{name}")


@cache
def _sort(tag: str) -> str:
    if tag in MARKS:
        return "kind"
    return "position" if tag[:1].isdigit() else "field" if tag.startswith(".") else "key"


def fields_of(sources: Sources) -> list[str]:
    """The fields of the rows that the sources are known to be."""
    return sorted({tag[1:] for source in sources for tag in source.split("@")[1:] if tag[0] == "."})


@cache
def unmarked(source: str) -> str:
    """A source without marks; an array column as a whole is just the column."""
    return source.partition("@")[0].removesuffix("#*")


@cache
def plain(source: str) -> str:
    """A source without marks but for that of its kind."""
    name, *tags = source.split("@")
    return "@".join([name, *(tag for tag in tags if tag in MARKS)])


@cache
def _kindless(source: str) -> str:
    name, *tags = source.split("@")
    return "@".join([name, *(tag for tag in tags if tag not in MARKS)])


@cache
def kind_of(source: str) -> str:
    """How a value depends on a source, as its marks say."""
    return stronger(VALUE, *(MARKS[tag] for tag in source.split("@")[1:] if tag in MARKS))


@cache
def stronger(*kinds: str) -> str:
    """The kind of a way that goes through these kinds."""
    return max(kinds, key=KINDS.index)


def steering(sources: Iterable[str]) -> Sources:
    """The sources as those of a condition: they choose rows, no value comes from them."""
    return frozenset(f"{_kindless(source)}@~" for source in sources if source)


def steered(sources: Iterable[str]) -> Sources:
    """Those of the sources that choose rows."""
    return frozenset(source for source in sources if kind_of(source) == CONTROL)


def tested(sources: Iterable[str]) -> Sources:
    """The sources as those of a test of values, whose outcome is a value."""
    return frozenset(
        source if {"~", "!"} & set(source.split("@")) else f"{source}@!" for source in sources
    )


def counted(sources: Iterable[str]) -> Sources:
    """What it depends on whether there is a value: on the tests that it passed, and the rest as on
    conditions."""
    passed = {source for source in sources if "!" in source.split("@")}
    asked = {f"{source}@^" for source in sources if source.startswith("$")}
    return frozenset(passed | asked) | steering(frozenset(sources) - passed)


def looked_up(sources: Iterable[str]) -> Sources:
    """The sources of a row's field whose name stands in data: any of them may be meant."""
    possible = set()
    for source in sources:
        name, *tags = source.split("@")
        fields = [tag for tag in tags if tag.startswith(".")]
        kept = [tag for tag in tags if tag not in fields]
        possible.add("@".join([name, *kept, *(["?"] if fields and "?" not in kept else [])]))
    return frozenset(possible)


def settled(sources: Iterable[str], named: Collection[str]) -> Sources:
    """The sources once it is known which columns data name: these are certain, others are not.
    Of a table that SQL made at run time reads, `table.*`, they are those that are named."""
    possible = {source for source in sources if "?" in source.split("@")}
    certain = {
        source.replace(unmarked(source), column).replace("@?", "")
        for source in possible
        for column in named
        if unmarked(source) in (column, f"{column.rpartition('.')[0]}.*")
    }
    return (frozenset(sources) - possible) | certain


@cache
def bound(origin: str, tags: tuple[str, ...]) -> str:
    """An argument's source with the marks that its parameter has: those of place win, kinds add."""
    marks = [tag for tag in tags if tag in MARKS]
    places = [tag for tag in tags if tag not in MARKS]
    name, *own = (plain(origin) if places else origin).split("@")
    if "^" in marks:
        marks = [*(mark for mark in marks if mark != "^"), *([] if "!" in own else ["~"])]
    kept = [*own, *(mark for mark in marks if mark not in own)]
    return "@".join([name.removesuffix("#*") if places else name, *places, *kept])


@cache
def flow_of(source: str, target: str) -> Flow:
    """A flow into a column, or into an element of an array column, `column#3`."""
    name, *tags = source.split("@")
    places = [tag for tag in tags if tag.isdigit()]
    kind = kind_of(source)
    if not target.endswith("#*"):
        return Flow(unmarked(source), target, kind)
    if places:
        return Flow(unmarked(source), f"{target[:-1]}{places[-1]}", kind)
    if name.endswith("#*"):
        return Flow(name, target, kind)
    return Flow(unmarked(source), unmarked(target), kind)


@cache
def at_place(source: str, place: str) -> str:
    """A source as that of an array's element at a place."""
    _, *tags = source.split("@")
    return source if "()" in source or any(map(str.isdigit, tags)) else f"{source}@{place}"


@cache
def element_of(source: str) -> str:
    """A source as that of an element: places of arrays that it is made of count no more."""
    name, *marks = plain(source).split("@")
    return "@".join([name.removesuffix("#*"), *marks])
