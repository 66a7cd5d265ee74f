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

    touched = impacts.of(lineage.load(scratch=scratch), name)
    if json:
        console.as_json(asdict(touched))
    else:
        _show(touched)


def _show(touched: Impact) -> None:
    console.say(f"{touched.name}: {touched.kind}")
    _section("routines", touched.routines)
    _section("views", touched.views)
    _section("columns whose values come from it", touched.columns)
    for title, lines in (("seeds", touched.seeds), ("cycles", touched.cycles)):
        console.say(f"\n{title}: {len(lines) or 'none'}")
        for line in lines:
            console.say(f"    {line}")
    _section("dashboard elements", touched.elements)


def _section(title: str, touched: list[Touched]) -> None:
    console.say(f"\n{title}: {len(touched) or 'none'}")
    for element in touched:
        console.say(f"    {element.name}" + (f"  <- {element.through}" if element.through else ""))
