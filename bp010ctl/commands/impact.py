"""`bp010ctl impact`: what a change would touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console

if TYPE_CHECKING:
    from bp010ctl.lineage.impact import Impact, Touched


def impact(
    name: Annotated[
        str,
        typer.Argument(
            help="schema.table, schema.table.column, a view, a routine, or a SCADA tag."
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    scratch: Annotated[
        bool,
        typer.Option("--scratch", help="Look at what the revisions make, not at the database."),
    ] = False,
) -> None:
    """Show what a change would touch: routines, views, seeds, cycles, dashboard elements.

    Values are followed from column to column; the database is only read.

    Example: `bp010ctl impact stage.tbl_pozo_produccion.pip`
    """
    from dataclasses import asdict

    from bp010ctl import lineage
    from bp010ctl.lineage import impact as impacts

    found = impacts.of(lineage.load(scratch=scratch), name)
    if json:
        console.as_json(asdict(found))
    else:
        _show(found)


def _show(found: Impact) -> None:
    console.say(f"{found.name}: {found.kind}")
    _section("routines", found.routines)
    _section("views", found.views)
    _section("columns whose values come from it", found.columns)
    for title, lines in (("seeds", found.seeds), ("cycles", found.cycles)):
        console.say(f"\n{title}: {len(lines) or 'none'}")
        for line in lines:
            console.say(f"    {line}")
    _section("dashboard elements", found.elements)


def _section(title: str, touched: list[Touched]) -> None:
    console.say(f"\n{title}: {len(touched) or 'none'}")
    for each in touched:
        console.say(f"    {each.name}" + (f"  <- {each.through}" if each.through else ""))
