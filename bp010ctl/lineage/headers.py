"""What a routine's header says that it reads and writes: the only word on SQL made at run time.

`-- Reads: stage.tbl_a, tbl_b. Writes: reporting.fact_c.` A name without schema has the schema of
the name before it; `reporting.fact_*` means all that begin so. `Reads and writes:` is both.
`Reads (dynamic):` names what only the SQL made at run time reads; without it, that may be anything
that the header names. A parameter's name stands for the table or routine that is given there:
`Reads: p_source(p_keys). Writes: p_table.` stores the rows of a routine, called with p_keys, in a
table; `Leaves: p_others` are columns that it does not touch, `Gives: p_returned` those of the table
that it returns, `Stamps: loaded_at by etl.now()` those that it fills by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bp010ctl.lineage.schema import Routine
from bp010ctl.lineage.scopes import Stores

HEADER = re.compile(r"\A\s*((?:[ \t]*--[^\n]*\n)+)")
LABEL = re.compile(
    r"\b(Reads and writes|Reads|Writes|Leaves|Gives|Stamps|Purpose|Second run|Dynamic)"
    r"( \(dynamic\))?:"
)
KINDS = {"Reads": ["reads"], "Writes": ["writes"], "Reads and writes": ["reads", "writes"]}
CALL = re.compile(r"\b(\w+)\(([\w, ]+)\)")
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
    dynamic = "dynamic " if any(role.startswith("dynamic") for role in named) else ""
    kinds = ("reads", "writes", f"{dynamic}reads", f"{dynamic}writes", "unknown")
    return Header(*(frozenset(named[kind]) for kind in kinds))


def stores(routine: Routine) -> Stores:
    """What a header says of parameters that hold names: of sources, of tables that are written."""
    roles: dict[str, set[str]] = defaultdict(set)
    calls: dict[str, tuple[str, ...]] = {}
    by: set[str] = set()
    for label, text in _labelled(routine):
        for kind in KINDS.get(label[1], [label[1].lower()]):
            roles[kind] |= set(re.findall(r"\b\w+\b", text))
        calls |= {call[1]: tuple(re.findall(r"\w+", call[2])) for call in CALL.finditer(text)}
        if label[1] == "Stamps":
            by |= {match[1] for match in re.finditer(r"\b(\w+\.\w+)\(\)", text)}
    inputs = set(routine.inputs)
    arguments = {argument for called in calls.values() for argument in called}
    sources = (roles["reads"] & inputs) - arguments
    return Stores(
        frozenset(roles["writes"] & inputs),
        {source: calls.get(source, ()) for source in sorted(sources)},
        frozenset(roles["leaves"] & inputs),
        frozenset(roles["gives"] & inputs),
        frozenset(roles["stamps"]),
        frozenset(by),
    )


def _labelled(routine: Routine) -> Iterator[tuple[re.Match[str], str]]:
    """The labels of a header, each with the text after it."""
    header = HEADER.match(routine.body)
    text = re.sub(r"\n[ \t]*--[ \t]*", " ", "\n" + header[1]) if header else ""
    labels = list(LABEL.finditer(text))
    ends = [*(match.start() for match in labels), len(text)][1:]
    for label, end in zip(labels, ends, strict=True):
        yield label, text[label.end() : end]


def _names(
    text: str, names: Collection[str], schemas: Collection[str]
) -> tuple[set[str], set[str]]:
    """The objects named in a text, and what looks like one but is none."""
    known: set[str] = set()
    unknown: set[str] = set()
    schema = ""
    for match in NAME.finditer(text):
        if match[1] and match[1] not in schemas:
            continue
        schema = match[1] or schema
        whole = f"{schema}.{match[2]}"
        meant = {name for name in names if name == whole or (match[3] and name.startswith(whole))}
        if match[1] and not meant:
            unknown.add(whole)
        elif not meant and "_" in match[2]:
            meant = {name for name in names if name.endswith(f".{match[2]}")}
        known |= meant if match[3] or len(meant) == 1 else set()
    return known, unknown
