"""What a routine's header says that it reads and writes: the only word on SQL made at run time.

`-- Reads: stage.tbl_a, tbl_b. Writes: reporting.fact_c.` A name without schema has the schema of
the name before it. `Reads and writes:` is both. `Reads (dynamic):` names what only the SQL made at
run time reads; without it, that may be anything that the header names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from bp010ctl.lineage.schema import Routine

HEADER = re.compile(r"\A\s*((?:[ \t]*--[^\n]*\n)+)")
LABEL = re.compile(r"\b(Reads and writes|Reads|Writes|Purpose|Second run|Dynamic)( \(dynamic\))?:")
KINDS = {"Reads": ["reads"], "Writes": ["writes"], "Reads and writes": ["reads", "writes"]}
NAME = re.compile(r"\b(?:([a-z]\w*)\.)?([a-z]\w*_\w+|[a-z]\w*)\b")


@dataclass(frozen=True)
class Header:
    """The relations and routines that a header names, by what it says about them.

    dynamic_reads, dynamic_writes: what SQL made at run time may read and write.
    unknown: qualified names that are nothing in the database.
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    dynamic_reads: frozenset[str] = frozenset()
    dynamic_writes: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


def read(routine: Routine, names: Collection[str]) -> Header:
    """The header of a routine's body; names: all relations and routines there are."""
    found = HEADER.match(routine.body)
    if not found:
        return Header()
    text = re.sub(r"\n[ \t]*--[ \t]*", " ", "\n" + found[1])
    schemas = {name.partition(".")[0] for name in names}
    named: dict[str, set[str]] = defaultdict(set)
    labels = list(LABEL.finditer(text))
    ends = [each.start() for each in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        if label[1] not in KINDS:
            continue
        known, unknown = _names(text[label.end() : end], names, schemas)
        named["unknown"] |= unknown
        for kind in KINDS[label[1]]:
            named[kind] |= known
            if label[2]:
                named[f"dynamic {kind}"] |= known
    dynamic = "dynamic " if any(each.startswith("dynamic") for each in named) else ""
    kinds = ("reads", "writes", f"{dynamic}reads", f"{dynamic}writes", "unknown")
    return Header(*(frozenset(named[kind]) for kind in kinds))


def _names(
    text: str, names: Collection[str], schemas: Collection[str]
) -> tuple[set[str], set[str]]:
    """The objects named in a text, and what looks like one but is none."""
    known: set[str] = set()
    unknown: set[str] = set()
    schema = ""
    for found in NAME.finditer(text):
        if found[1] and found[1] in schemas:
            schema = found[1]
            (known if found[0] in names else unknown).add(found[0])
        elif not found[1] and "_" in found[2]:
            same = f"{schema}.{found[2]}"
            fitting = [each for each in names if each.endswith(f".{found[2]}")]
            known |= {same} if same in names else set(fitting if len(fitting) == 1 else ())
    return known, unknown
