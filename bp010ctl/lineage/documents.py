"""The documents that are generated: the data dictionary and the picture of the lineage.

The same database definitions and CSV files give the same text, byte for byte.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bp010ctl.lineage import drawing, impact
from bp010ctl.lineage.graph import Edge, Graph, Lineage, Node, by_relation, whole
from bp010ctl.lineage.project import READINGS, Tag
from bp010ctl.lineage.schema import Column, Relation
from bp010ctl.lineage.sources import ROWS, VALUE

DICTIONARY = "docs/reference/data-dictionary.md"
PICTURE = "docs/reference/lineage.md"
COLUMNS = "model/columns.csv"
LANDING = "stage.landing_scada_data"
SCHEMAS = {
    "stage": "what arrives, as it arrives, and what quality it has",
    "referencial": "what is agreed: units, variables, limits, rules, configuration",
    "universal": "what the ML services write",
    "reporting": "dimensions, facts, snapshot, KPIs and the views of the dashboards",
    "etl": "clock, dirty keys, cycles, ledger",
}
KINDS_EXPLAINED = [
    "## Three ways to depend on a column",
    "",
    "| | what it is | what counts as it |",
    "|---|---|---|",
    "| value | the column's value comes from there, directly or computed | what an expression is"
    " made of, the conditions of a CASE and of a filtered sum, what a look-up is made by, a count"
    " of rows that a value lets in |",
    "| could be | the value may come from there, through SQL that is made at run time | only what"
    " neither the text of that SQL, the function that makes it nor rows of the catalog settle |",
    "| control | there it is chosen which rows exist or which of them count | conditions, joins,"
    " groups, orders; whether there is a value at all; keys, clocks, and what passes through the"
    " queues and ledgers of `etl` |",
    "",
    "What quality rules, consistency rules, targets and the SCADA map name is taken from their"
    " rows: another rule is another lineage. The test suite moves every column of the readings"
    " and compares all others (`tests/truth/test_claims_of_impact.py`): nothing that changes is"
    " missing among the values, and nine in ten values that are claimed are seen to change.",
]
UNIT = re.compile(
    r"\((%|[^\W\d]*°?[\w²·]*(?:/[\w]+)?|1/year|percentage points)(?=[ ,)])[^()]*\)[^()]*$"
)
UNITS = {
    "%", "1/year", "A", "Hz", "USD/bbl", "USD/kWh", "V", "bbl", "bpd", "bpd/psi", "cP", "d",
    "fraction", "ft", "h", "hp", "in", "kW", "kWh", "kWh/bbl", "klbf", "lbf", "mD", "mcf", "mg/L",
    "min", "percentage points", "psi", "rb/stb", "rpm", "s", "scf", "spm", "°", "°API", "°F",
}  # fmt: skip
"""The units that comments name, in parentheses at their end."""

Described = dict[tuple[str, str, str], dict[str, str]]


def texts(lineage: Lineage, folder: Path) -> dict[str, str]:
    """The documents that the lineage gives, by their path in the project's folder."""
    return {
        DICTIONARY: dictionary(lineage, described(folder)),
        PICTURE: picture(lineage),
    }


def described(folder: Path) -> Described:
    """model/columns.csv by schema, table and column; empty where there is none."""
    path = folder / COLUMNS
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["schema"], row["table"], row["column"]): row for row in rows}


def unit_of(remark: str | None) -> str:
    """The unit that a column's comment names at its end in parentheses, else nothing."""
    match = UNIT.search(remark or "")
    return match[1] if match and match[1] in UNITS else ""


# -- the data dictionary ------------------------------------------------------------------------


def dictionary(lineage: Lineage, columns: Described) -> str:
    """Every table and view with its columns, as Markdown."""
    relations = sorted(lineage.schema.relations.values(), key=lambda other: other.name)
    lines = [
        "# Data dictionary",
        "",
        f"Made by `bp010ctl docs` from the database's own comments and `{COLUMNS}`; not to be "
        "edited by hand.",
        "",
        "Who owns a column is the routine or trigger that fills it, or `ingest` (the command), "
        "`seed` (`seeds/`), `ml` (the ML services), `default` (the column's default), or `none`: "
        "nobody, for the reason in that file.",
        "A view's column says where its values come from.",
    ]
    for schema, purpose in SCHEMAS.items():
        own = [other for other in relations if other.name.startswith(f"{schema}.")]
        lines += ["", f"## {schema}", "", f"{purpose[0].upper()}{purpose[1:]}."]
        for relation in own:
            lines += ["", f"### {relation.name}", "", relation.remark or "", ""]
            lines += _view(lineage, relation) if relation.definition else _table(relation, columns)
    return "\n".join(lines) + "\n"


def _table(relation: Relation, columns: Described) -> list[str]:
    schema, _, table = relation.name.partition(".")
    rows = []
    for column in relation.columns:
        row = columns.get((schema, table, column.name), {})
        rows.append((
            f"`{column.name}`", column.type, row.get("unit") or unit_of(column.remark),
            column.remark or "", row.get("owner", ""),
        ))  # fmt: skip
    return _markdown(("column", "type", "unit", "what it is", "owner"), rows)


def _view(lineage: Lineage, relation: Relation) -> list[str]:
    sources: dict[str, set[str]] = {}
    for source, target, kind in lineage.uses[relation.name].flows:
        if kind == VALUE and not source.endswith(("()", f".{ROWS}")):
            sources.setdefault(target, set()).add(source)
    rows = []
    for column in relation.columns:
        origins = by_relation(
            (table, name)
            for table, _, name in (
                whole(origin).rpartition(".")
                for origin in sources.get(f"{relation.name}.{column.name}", ())
            )
        )
        rows.append(
            (f"`{column.name}`", column.type, unit_of(column.remark), _said(column), _from(origins))
        )
    return _markdown(("column", "type", "unit", "what it is", "comes from"), rows)


def _said(column: Column) -> str:
    return column.remark or ""


def _from(origins: dict[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{table}: {', '.join(names)}" for table, names in origins.items())


# -- the picture --------------------------------------------------------------------------------


def picture(lineage: Lineage) -> str:
    """From SCADA tags to dashboard views: a Mermaid flowchart, the chains, every tag's way."""
    return "\n".join([
        "# Lineage",
        "",
        "Made by `bp010ctl docs`; not to be edited by hand. `bp010ctl graph OBJECT` draws any part "
        "of it,",
        "`bp010ctl impact OBJECT` says what a change would touch.",
        "",
        *KINDS_EXPLAINED,
        "",
        "## From SCADA tag to dashboard",
        "",
        "Values only: configuration, targets and the ledger are left out. A routine stands for "
        "all its parts.",
        "",
        "```mermaid",
        drawing.mermaid(overview(lineage)).rstrip("\n"),
        "```",
        "",
        "## Chains",
        "",
        "What each step reads and writes, by itself or through a routine that it calls.",
        "",
        *_chains(lineage),
        "",
        "## SCADA tags",
        "",
        f"The column of `{READINGS}` that each tag fills, and the dashboard elements whose values "
        "come from it.",
        "",
        *_tags(lineage),
    ]) + "\n"  # fmt: skip


def overview(lineage: Lineage) -> Graph:
    """Tag groups, tables, chain steps, views and panels, and the values that flow between them."""
    parts = _parts(lineage)
    kinds = {step.routine: "procedure" for step in lineage.project.steps}
    kinds |= {relation.name: relation.kind for relation in lineage.schema.relations.values()}
    edges = set(_tag_edges(lineage)) | {
        Edge(edge.source, edge.target, edge.kind)
        for edge in lineage.graph.edges
        if edge.kind == "shows"
    }
    for source, target, key in lineage.flows:
        start, end = source.rpartition(".")[0], target.rpartition(".")[0]
        if start == end or _aside(start) or _aside(end) or source.endswith(("()", f".{ROWS}")):
            continue
        if key in lineage.schema.relations:
            edges.add(Edge(start, end, "reads"))
        for step in parts.get(key, ()):
            edges |= {Edge(start, step, "reads"), Edge(step, end, "writes")}
    names = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = {Node(name, kinds.get(name) or name.partition(" ")[0]) for name in names}
    return Graph(tuple(sorted(nodes)), tuple(sorted(edges)))


def _aside(relation: str) -> bool:
    """Whether the overview leaves it out."""
    return relation.partition(".")[0] in {"referencial", "etl"} or relation.endswith("rechazos")


def _parts(lineage: Lineage) -> dict[str, list[str]]:
    """The chain steps that each routine is a part of."""
    parts: dict[str, list[str]] = {}
    for step in dict.fromkeys(ordered.routine for ordered in lineage.project.steps):
        for routine in lineage.schema.overloads.get(step, ()):
            for key in lineage.called(routine.key):
                parts.setdefault(key, []).append(step)
    return parts


def group(lineage: Lineage, tag: Tag) -> str:
    """The kind of values that a tag delivers."""
    types = {column.name: column.type for column in lineage.schema.relations[READINGS].columns}
    if types.get(tag.column) == "text":
        return "tags cards"
    counters = {"diario": "daily counters", "medidor": "meters", "vida": "lifetime counters"}
    return f"tags {counters.get(tag.counter, 'measured values')}"


def _tag_edges(lineage: Lineage) -> Iterator[Edge]:
    for name in {group(lineage, tag) for tag in lineage.project.tags}:
        yield Edge(name, LANDING, "fills")


def _chains(lineage: Lineage) -> list[str]:
    rows = []
    for step in lineage.project.steps:
        reads, writes = set(), set()
        for routine in lineage.schema.overloads.get(step.routine, ()):
            for key in lineage.called(routine.key):
                use, (read, written) = lineage.uses[key], lineage.declared(key)
                reads |= {table for table, _ in use.reads} | read
                writes |= {table for table, _ in use.writes} | written
        rows.append((step.cycle, str(step.order), f"`{step.routine}`", _list(reads), _list(writes)))
    return _markdown(("cycle", "step", "routine", "reads", "writes"), rows)


def _tags(lineage: Lineage) -> list[str]:
    rows = []
    for tag in lineage.project.tags:
        elements = impact.shown(lineage, tag.number)
        shown = dict.fromkeys(element.name.partition(" (")[0] for element in elements)
        rows.append((
            tag.number, tag.name, tag.variable, f"`{tag.column}`",
            group(lineage, tag).removeprefix("tags "), "; ".join(shown),
        ))  # fmt: skip
    return _markdown(("tag", "name", "variable", "column", "kind", "shown in"), rows)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(columns)} |",
        f"|{'---|' * len(columns)}",
        *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows),
    ]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
