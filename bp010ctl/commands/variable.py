"""`bp010ctl variable …`: a new SCADA variable."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import Json

app = typer.Typer(
    name="variable",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Variables that controllers send: add one.",
)


class Kind(enum.StrEnum):
    """Class of a variable, for `--class`."""

    SENSOR = "SENSOR"
    KPI = "KPI"
    DESIGN = "DISEÑO"
    RESERVOIR = "YACIMIENTO"


class Type(enum.StrEnum):
    """What a column of the readings holds, for `--type`."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"


class Conversion(enum.StrEnum):
    """How the controller sends it, for `--conversion`."""

    HOURS_AND_MINUTES = "hhmm"
    TENTHS = "x0.1"


class Counter(enum.StrEnum):
    """What it counts, for `--counter`."""

    DAY = "diario"
    METER = "medidor"
    LIFE = "vida"


@app.callback()
def variable() -> None:
    """Hold the commands together, also while there is one."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its column, in snake_case.")],
    tag: Annotated[int, typer.Option(help="Its number in SCADA (var_id of the landing).")],
    description: Annotated[
        str, typer.Option("--description", "-m", help="What it is: one English sentence.")
    ],
    unit: Annotated[
        str, typer.Option(help="A symbol of seeds/referencial.tbl_ref_unidades.csv.")
    ] = "",
    kind: Annotated[Kind, typer.Option("--class", help="Class of variable.")] = Kind.SENSOR,
    type_: Annotated[Type, typer.Option("--type", help="What its column holds.")] = Type.NUMBER,
    conversion: Annotated[
        Conversion | None, typer.Option(help="How it is encoded; else it is taken as it is.")
    ] = None,
    counter: Annotated[Counter | None, typer.Option(help="Where it counts: what.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a variable's revision, its rows in the seeds, and its line in model/columns.csv.

    What is left is said at the end; docs/adding-a-variable.md explains it.

    Example: `bp010ctl variable add nivel_tanque --tag 12400 --unit ft -m "Level of the tank"`
    """
    from bp010ctl.revisions import variables

    column = "double precision" if type_ is Type.NUMBER else type_.value
    with console.working("variable"):
        addition = variables.add(
            variables.Variable(
                name, tag, unit, description, kind, column, conversion or "", counter or ""
            ),
            dry_run=dry_run,
        )
    draft = addition.draft
    lines = {str(path): line for path, line in addition.lines.items()}
    if json:
        files = {f"migrations/{path}": text for path, text in draft.texts.items()}
        console.as_json({"revision": draft.revision, "files": files, "lines": lines})
        return
    for path, text in draft.texts.items():
        console.say(f"migrations/{path}")
        for line in filter(None, text.splitlines()):
            console.say(f"    {line}")
    for path, line in lines.items():
        console.say(path)
        console.say(f"    {line}")
    if dry_run:
        console.say("dry run: nothing was written")
        return
    for step in _left(draft.revision):
        console.say(step)


def _left(revision: str) -> list[str]:
    """What a person still has to do, in order."""
    return [
        f"next: bp010ctl prove {revision}, migrate, seed (in this order), docs",
        "then, where somebody is to see it: docs/adding-a-variable.md, 'Where a person sees it'",
        "polls of the last 30 days have it, too, after: bp010ctl run stage --from DAY",
    ]
