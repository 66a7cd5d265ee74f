"""`bp010ctl impact`: what a change would touch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonOfAll

if TYPE_CHECKING:
    from bp010ctl.lineage.impact import Chosen, Impact, Touched

WIDTH = 100
LINES = 10
"""How wide a line is, and how many relations the first screen has."""


def impact(
    name: Annotated[
        str,
        typer.Argument(
            help="schema.table, schema.table.column, a view, a routine, or a SCADA tag."
        ),
    ],
    direct: Annotated[
        bool, typer.Option("--direct", help="Only what it touches itself; as --depth 1.")
    ] = False,
    depth: Annotated[
        int | None,
        typer.Option(min=1, help="How many steps values are followed.", show_default="all"),
    ] = None,
    all: Annotated[
        bool, typer.Option("--all", help="Every name, with what hands the value on.")
    ] = False,
    json: JsonOfAll = False,
    scratch: Annotated[
        bool,
        typer.Option("--scratch", help="Look at what the revisions make, not at the database."),
    ] = False,
) -> None:
    """Show what a change would touch: values, routines, views, seeds, cycles, dashboard elements.

    Columns whose values come from it are told apart from relations in which it only chooses rows.
    The database is only read.

    Example: `bp010ctl impact stage.tbl_pozo_produccion.pip`
    """
    from dataclasses import asdict

    from bp010ctl import lineage
    from bp010ctl.lineage import impact as impacts

    with console.working("impact"):
        touched = impacts.of(lineage.load(scratch=scratch), name, 1 if direct else depth)
    if json:
        console.as_json(asdict(touched))
    elif all:
        _show_all(touched)
    else:
        _show(touched)
    if touched.unknown and not json:
        console.note(touched.unknown)


def _show(touched: Impact) -> None:
    """One screen: names by their relation, long lists cut short."""
    console.say(f"{touched.name}: {touched.kind}\n")
    _list("values come from it", touched.columns, LINES)
    if touched.possible:
        _list("values could, through SQL made at run time", touched.possible, LINES // 3)
    chosen = [_choice(chosen) for chosen in touched.chosen]
    for title, elements in (
        ("only chooses rows of", chosen), ("routines", _names(touched.routines)),
        ("views", _names(touched.views)), ("seeds", touched.seeds),
        ("cycles", _steps(touched.cycles)), ("dashboard elements", _names(touched.elements)),
    ):  # fmt: skip
        console.say(f"{title}: {len(elements) or 'none'}")
        _wrapped(elements)
    console.say("\n`--all` lists every name with its way, `--direct` what is touched at once.")


def _names(touched: list[Touched]) -> list[str]:
    return [element.name for element in touched]


def _by_relation(touched: Iterable[Touched]) -> list[str]:
    """A line for each relation with its columns, as far as they fit."""
    relations: dict[str, list[str]] = {}
    for element in touched:
        relation, _, column = element.name.rpartition(".")
        relations.setdefault(relation, []).append(column)
    return [_cut(f"{relation}: ", columns) for relation, columns in relations.items()]


def _choice(chosen: Chosen) -> str:
    return f"{chosen.relation} (which rows there are)" if chosen.exists else chosen.relation


def _list(title: str, touched: list[Touched], most: int) -> None:
    console.say(f"{title}: {f'{len(touched)} columns' if touched else 'none'}")
    lines = _by_relation(touched)
    for line in lines[:most]:
        console.say(f"    {line}")
    if len(lines) > most:
        console.say(f"    … and of {len(lines) - most} more relations")


def _steps(cycles: list[str]) -> list[str]:
    """Steps of cycles by their numbers: `reporting 1 3 4`."""
    steps: dict[str, list[str]] = {}
    for step in cycles:
        cycle, _, order = step.partition(":")[0].rpartition(" ")
        steps.setdefault(cycle, []).append(order)
    return [f"{cycle} {' '.join(orders)}" for cycle, orders in steps.items()]


def _wrapped(names: list[str]) -> None:
    """Names in a row, on two lines at most."""
    rest = list(names)
    for room in (WIDTH - 6, WIDTH - 20):
        line: list[str] = []
        while rest and len(", ".join([*line, rest[0]])) < room:
            line.append(rest.pop(0))
        if line:
            more = f", … {len(rest)} more" if room < WIDTH - 6 else ","
            console.say(f"    {', '.join(line)}" + (more if rest else ""))


def _cut(start: str, names: list[str]) -> str:
    """A start and the names that fit on its line."""
    text = start + ", ".join(names)
    if len(text) <= WIDTH - 4:
        return text
    kept = len(names)
    while kept > 1 and len(f"{start}{', '.join(names[:kept])}, … {len(names)} in all") > WIDTH - 4:
        kept -= 1
    return f"{start}{', '.join(names[:kept])}, … {len(names)} in all"


def _show_all(touched: Impact) -> None:
    console.say(f"{touched.name}: {touched.kind}")
    _section("columns whose values come from it", touched.columns)
    _section("columns whose values could, through SQL made at run time", touched.possible)
    console.say(f"\nrelations in which it only chooses rows: {len(touched.chosen) or 'none'}")
    for chosen in touched.chosen:
        console.say(f"    {_choice(chosen)}" + "".join(f"\n        {c}" for c in chosen.columns))
    _section("routines", touched.routines)
    _section("views", touched.views)
    for title, lines in (("seeds", touched.seeds), ("cycles", touched.cycles)):
        console.say(f"\n{title}: {len(lines) or 'none'}")
        for line in lines:
            console.say(f"    {line}")
    _section("dashboard elements", touched.elements)


def _section(title: str, touched: list[Touched]) -> None:
    console.say(f"\n{title}: {len(touched) or 'none'}")
    for element in touched:
        console.say(f"    {element.name}" + (f"  <- {element.through}" if element.through else ""))
