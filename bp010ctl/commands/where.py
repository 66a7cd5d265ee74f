"""`bp010ctl where`: everything about one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonOfAll

if TYPE_CHECKING:
    from bp010ctl.index import Entry

SHOWN = 8
"""How many places of a kind a person sees; --json has all of them."""

MANY = 4
"""From so many things of one name on, they are only listed."""


def where(
    name: Annotated[
        str, typer.Argument(help="A routine, view, table, column, seed, cycle or revision.")
    ],
    json: JsonOfAll = False,
) -> None:
    """Show where everything about a name is: text, migrations, tests, chains, seeds, meaning.

    Looks only at the project's files; the schema may be left out.

    Examples: `bp010ctl where fnc_hora_scada`, `bp010ctl where stage.tbl_pozo_produccion.pip`
    """
    from dataclasses import asdict

    from bp010ctl import index
    from bp010ctl.base import settings

    entries = index.find(name, index.Files(settings.load().project))
    if json:
        console.as_json([asdict(entry) for entry in entries])
    elif len(entries) > MANY:
        for entry in entries:
            console.say(f"{entry.kind:<8} {entry.name}  {entry.meaning}".rstrip())
        console.note("name one of them to see more")
    else:
        for entry in entries:
            _show(entry)


def _show(entry: Entry) -> None:
    console.say(f"{entry.name} ({entry.kind})")
    _line("means", [entry.meaning] if entry.meaning else [])
    _line("text", entry.text)
    _line("migrations", [f"{deed:<7} {path}".strip() for _, deed, path in entry.migrations])
    _line("runs in", entry.chains)
    _line("used by", entry.used_by)
    _line("seeds", entry.seeds)
    _line("tests", entry.tests)
    console.say()


def _line(title: str, places: list[str]) -> None:
    for number, place in enumerate(places[:SHOWN]):
        console.say(f"  {title if number == 0 else '':<11} {place}")
    if len(places) > SHOWN:
        console.say(f"  {'':<11} … and {len(places) - SHOWN} more (--json)")
