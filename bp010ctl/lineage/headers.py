"""What a routine's header says that it reads and writes: the only word on SQL made at run time.

`-- Reads: stage.tbl_a, tbl_b. Writes: reporting.fact_c.` A name without schema has the schema of
the name before it; `reporting.fact_*` means all that begin so. `Reads and writes:` is both.
`Reads (dynamic):` names what only the SQL made at run time reads; without it, that may be anything
that the header names. A parameter's name stands for the table or routine that is given there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bp010ctl.lineage.schema import Routine

HEADER = re.compile(r"\A\s*((?:[ \t]*--[^\n]*\n)+)")
LABEL = re.compile(r"\b(Reads and writes|Reads|Writes|Purpose|Second run|Dynamic)( \(dynamic\))?:")
KINDS = {"Reads": ["reads"], "Writes": ["writes"], "Reads and writes": ["reads", "writes"]}
NAME = re.compile(r"\b(?:([a-z]\w*)\.)?([a-z]\w*)\b(\*?)")


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
    schemas = {name.partition(".")[0] for name in names}
    named: dict[str, set[str]] = defaultdict(set)
    for label, text in _labelled(routine):
        if label[1] not in KINDS:
            continue
        known, unknown = _names(text, names, schemas)
        named["unknown"] |= unknown
        for kind in KINDS[label[1]]:
            named[kind] |= known
            if label[2]:
                named[f"dynamic {kind}"] |= known
    dynamic = "dynamic " if any(each.startswith("dynamic") for each in named) else ""
    kinds = ("reads", "writes", f"{dynamic}reads", f"{dynamic}writes", "unknown")
    return Header(*(frozenset(named[kind]) for kind in kinds))


def parameters(routine: Routine) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters that a header says hold names: of what is read, of tables that are written."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, text in _labelled(routine):
        for kind in KINDS.get(label[1], ()):
            found[kind] |= set(re.findall(r"\b\w+\b", text)) & set(routine.inputs)
    return frozenset(found["reads"]), frozenset(found["writes"])


def _labelled(routine: Routine) -> Iterator[tuple[re.Match[str], str]]:
    """The labels of a header, each with the text after it."""
    found = HEADER.match(routine.body)
    text = re.sub(r"\n[ \t]*--[ \t]*", " ", "\n" + found[1]) if found else ""
    labels = list(LABEL.finditer(text))
    ends = [*(each.start() for each in labels), len(text)][1:]
    for label, end in zip(labels, ends, strict=True):
        yield label, text[label.end() : end]


def _names(
    text: str, names: Collection[str], schemas: Collection[str]
) -> tuple[set[str], set[str]]:
    """The objects named in a text, and what looks like one but is none."""
    known: set[str] = set()
    unknown: set[str] = set()
    schema = ""
    for found in NAME.finditer(text):
        if found[1] and found[1] not in schemas:
            continue
        schema = found[1] or schema
        whole = f"{schema}.{found[2]}"
        meant = {each for each in names if each == whole or (found[3] and each.startswith(whole))}
        if found[1] and not meant:
            unknown.add(whole)
        elif not meant and "_" in found[2]:
            meant = {each for each in names if each.endswith(f".{found[2]}")}
        known |= meant if found[3] or len(meant) == 1 else set()
    return known, unknown
