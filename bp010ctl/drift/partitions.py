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

OWN = re.compile(r"^(bound|local|partition of|valid) .*\n?| NOT VALID$", re.MULTILINE)
"""What a partition has of its own: limits, how it came to be one, and that its rows were looked at
when it was made."""

SELF = "partition"
Group = dict[tuple[str, str], Object]


def extra(have: Iterable[Object], made: Sequence[str]) -> dict[str, str]:
    """The partitions besides those that the migrations made, with the table of each."""
    found = {}
    for each in have:
        parent = PARENT.search(each.definition)
        if parent and "\nbound " in each.definition and each.identity not in made:
            found[each.identity] = parent[1]
    return found


def compare(
    want: Sequence[Object],
    have: Iterable[Object],
    found: Mapping[str, str],
    dates: Mapping[Address, datetime],
) -> list[Finding]:
    """What differs in these partitions (name to table) from the default partition of their table.

    dates: when each object was written, where that is known.
    """
    defaults = {
        parent[1]: each.identity
        for each in want
        if "\nbound DEFAULT" in each.definition and (parent := PARENT.search(each.definition))
    }
    models = {table: _group(want, name) for table, name in defaults.items()}
    groups: dict[str, list[Object]] = {name: [] for name in found}
    for each in have:
        if (name := relation_of(each)) in groups:
            groups[name].append(each)
    return [
        finding
        for name, objects in sorted(groups.items())
        if found[name] in models
        for finding in _differences(name, models[found[name]], _group(objects, name), dates)
    ]


def _group(objects: Iterable[Object], name: str) -> Group:
    """What belongs to a partition, each under a name that does not say which partition it is."""
    group = {}
    for each in objects:
        if relation_of(each) == name:
            neutral = each.definition.replace(name, SELF)
            if each.kind == "index":
                neutral = re.sub(r"INDEX \S+ ON", "INDEX ON", neutral)
            neutral = OWN.sub("", neutral + "\n")
            label = each.identity.removeprefix(name)
            if each.kind in {"index", "constraint"}:
                label = neutral.partition("\n")[0]
            kind = "table" if each.kind in {"table", "partitioned table"} else each.kind
            comment = "" if kind == "table" else each.comment
            group[kind, label] = each._replace(definition=neutral, comment=comment)
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


def _text(each: Object) -> str:
    grants = "".join(f"grant {entry}\n" for entry in filter(None, each.grants.split(", ")))
    return f"{each.definition}{grants}{each.comment}".strip()
