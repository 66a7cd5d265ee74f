"""`bp010ctl graph`: who reads and writes what."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bp010ctl.commands import console


class Format(StrEnum):
    """How a graph can be printed."""

    mermaid = "mermaid"
    dot = "dot"
    svg = "svg"
    json = "json"


def graph(
    name: Annotated[
        str | None, typer.Argument(metavar="[OBJECT]", help="Only what is near this object.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Text that draws itself, or data.")] = (
        Format.mermaid
    ),
    depth: Annotated[int, typer.Option(min=0, help="How many steps from the object.")] = 1,
    scratch: Annotated[
        bool,
        typer.Option("--scratch", help="Look at what the revisions make, not at the database."),
    ] = False,
) -> None:
    """Show who reads and writes what: tables, views, routines, triggers, cycles, seeds, panels.

    Thick arrows write, dashed ones call or fire. What dynamic SQL does is taken from the routine's
    header, and marked with `?`. The database is only read.

    Example: `bp010ctl graph reporting.dataset_current_values --format dot | dot -Tsvg > foto.svg`
    """
    from bp010ctl import lineage
    from bp010ctl.lineage import drawing

    with console.working("graph"):
        drawn = lineage.load(scratch=scratch).graph
    if name is not None:
        known = [node.name for node in drawn.nodes]
        drawn = drawn.around(lineage.resolve(name, known), depth)
    if format is Format.json:
        console.as_json(drawing.data(drawn))
    else:
        draw = {"mermaid": drawing.mermaid, "dot": drawing.dot, "svg": drawing.svg}[format]
        console.say(draw(drawn).rstrip("\n"))
