"""Partitions that maintenance makes: each has to be what its table's own default partition is.

Which partitions there are, with which limits, is the maintenance's business; that they have the
columns, defaults, checks, keys, indexes, triggers, owner and grants of their table is the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, Finding, unified
from bp010ctl.schema.catalog import Address, Object
from bp010ctl.schema.places import PARENT, relation_of

OWN = re.compile(
    r"^(bound|local|partition of) .*\n?|^valid (true|false)\n| NOT VALID$", re.MULTILINE
)
"""What a partition has of its own: limits, how it came to be one, and that its rows were looked at
when it was made; an index is valid or not as well, and says so in more words."""

SELF = "partition"
Group = dict[tuple[str, str], Object]


def extra(have: Iterable[Object], made: Sequence[str]) -> dict[str, str]:
    """The partitions besides those that the migrations made, with the table of each."""
    beyond = {}
    for item in have:
        parent = PARENT.search(item.definition)
        if parent and "\nbound " in item.definition and item.identity not in made:
            beyond[item.identity] = parent[1]
    return beyond


def compare(
    want: Sequence[Object],
    have: Iterable[Object],
    existing: Mapping[str, str],
    dates: Mapping[Address, datetime],
) -> list[Finding]:
    """What differs in these partitions (name to table) from the default partition of their table.

    dates: when each object was written, where that is known.
    """
    defaults = {
        parent[1]: item.identity
        for item in want
        if "\nbound DEFAULT" in item.definition and (parent := PARENT.search(item.definition))
    }
    models = {table: _group(want, name) for table, name in defaults.items()}
    groups: dict[str, list[Object]] = {name: [] for name in existing}
    for item in have:
        if (name := relation_of(item)) in groups:
            groups[name].append(item)
    return [
        finding
        for name, objects in sorted(groups.items())
        if existing[name] in models
        for finding in _differences(name, models[existing[name]], _group(objects, name), dates)
    ]


def _group(objects: Iterable[Object], name: str) -> Group:
    """What belongs to a partition, each under a name that does not say which partition it is."""
    group = {}
    for item in objects:
        if relation_of(item) == name:
            neutral = item.definition.replace(name, SELF)
            if item.kind == "index":
                neutral = re.sub(r"INDEX \S+ ON", "INDEX ON", neutral)
            neutral = OWN.sub("", neutral + "\n")
            label = item.identity.removeprefix(name)
            if item.kind in {"index", "constraint"}:
                label = neutral.partition("\n")[0]
            kind = "table" if item.kind in {"table", "partitioned table"} else item.kind
            comment = "" if kind == "table" else item.comment
            group[kind, label] = item._replace(definition=neutral, comment=comment)
    return group


def _differences(
    name: str, want: Group, have: Group, dates: Mapping[Address, datetime]
) -> Iterable[Finding]:
    for key in sorted(want.keys() | have.keys()):
        kind, label = key
        if key not in have:
            label = label if label.startswith((".", " ")) else f" {label}"
            yield Finding(kind, f"{name}{label}", MISSING)
            continue
        there, edited = have[key], dates.get(have[key].address)
        if key not in want:
            yield Finding(kind, there.identity, UNEXPECTED, edited=edited)
        elif _text(want[key]) != _text(there):
            diff = unified(_text(want[key]), _text(there))
            yield Finding(kind, there.identity, CHANGED, diff, edited)


def _text(item: Object) -> str:
    grants = "".join(f"grant {entry}\n" for entry in filter(None, item.grants.split(", ")))
    return f"{item.definition}{grants}{item.comment}".strip()
