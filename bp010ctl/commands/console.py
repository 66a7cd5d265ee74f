"""How commands talk to a person (tables, progress, confirmation) and to machines (JSON)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bp010ctl.base.errors import NotConfirmed


def say(text: str = "") -> None:
    """A line of the command's result, on standard output."""
    print(text, flush=True)


def note(text: str) -> None:
    """A line about how it goes, on standard error: a pipe gets results only."""
    print(text, file=sys.stderr, flush=True)


def as_json(value: Any) -> None:
    """The result for machines: one JSON document; dates and numbers as text where JSON has none."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str), flush=True)


def as_json_line(value: Any) -> None:
    """One of many results for machines, on a line of its own."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, numeric: Iterable[str] = ()
) -> None:
    """Rows under their column names; the columns named in `numeric` are right-aligned."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    right = set(numeric)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(
            *(cell if isinstance(cell, Text) else "" if cell is None else str(cell) for cell in row)
        )
    terminal = Console()
    terminal.print(grid) if terminal.is_terminal else Console(width=200).print(grid)


def number(value: float | None, digits: int) -> str:
    """A figure for people: thousands separated, `-` where there is none."""
    return "-" if value is None else f"{value:,.{digits}f}"


def coloured(text: str, colour: str | None) -> Any:
    """The text in a `#RRGGBB` colour of the catalogue, where the terminal has colours."""
    from rich.text import Text

    return Text(text, style=colour or "")


@contextmanager
def progress(description: str, total: float | None) -> Iterator[Callable[[float], None]]:
    """A bar on standard error while something long runs; the function given advances it.

    Silent where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield lambda amount: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(description, total=total)
        yield lambda amount: bar.advance(task, amount)


def confirm(database: str, given: str | None, deed: str) -> None:
    """Let `deed` on `database` pass only if its name is given: by --confirm, or typed here.

    Raises NotConfirmed otherwise.
    """
    if given is None and sys.stdin.isatty():
        given = input(f"{deed}\nType the database's name ({database}) to go on: ").strip()
    if given != database:
        raise NotConfirmed(
            f"{deed}: not confirmed, nothing was done",
            on=f"database {database!r}",
            hint=f"add `--confirm {database}`",
        )
