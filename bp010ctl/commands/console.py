"""How commands talk to a person (tables, progress, confirmation) and to machines (JSON)."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from bp010ctl.base.errors import Bp010Error, Interrupted, NotConfirmed
from bp010ctl.commands import screen

if TYPE_CHECKING:
    from rich.text import Text

GAP = 2
"""Blank columns behind each column of a table."""

SOON = 2
"""Seconds that nobody minds to wait without a word."""

SHORTEST = 16
"""What a text in a table is never shortened below while a column can be left out instead."""


def say(text: str = "", *, indent: int = 2, one_line: bool = False) -> None:
    """A line of the command's result, on standard output.

    A terminal gets it in lines that it can show, the second and later ones indented; one_line:
    shortened to a single one instead.
    """
    columns = screen.width()
    _take_away()
    text = screen.printable(text)
    fit = screen.shortened(text, columns) if one_line else screen.wrapped(text, columns, indent)
    print(fit, flush=True)


def note(text: str) -> None:
    """A line about how it goes, on standard error: a pipe gets results only."""
    _take_away()
    text = screen.printable(text)
    print(screen.wrapped(text, screen.width(sys.stderr), 2), file=sys.stderr, flush=True)


def failed(error: Bp010Error) -> None:
    """What failed, on what, and what to do next; for machines too, where they asked for JSON."""
    note(f"error: {error}")
    if _for_machines():
        as_json({"error": error.what, "on": error.on, "hint": error.hint})


def refused(error: Any) -> None:
    """What typer found wrong with the command's words."""
    error.show()
    if _for_machines():
        as_json({"error": error.format_message(), "on": None, "hint": "see --help"})


@contextmanager
def interruptible(hint: str) -> Iterator[None]:
    """Ctrl-C within is an error of its own; hint: what is left then, and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(hint=hint) from None


def _for_machines() -> bool:
    return "--json" in sys.argv[1:]


def as_json(value: Any) -> None:
    """The result for machines: one JSON document; dates and numbers as text where JSON has none."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str), flush=True)


def as_json_line(value: Any) -> None:
    """One of many results for machines, on a line of its own."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numeric: Iterable[str] = (),
    spare: Iterable[str] = (),
) -> None:
    """Rows under their column names, one line each.

    numeric: columns that are right-aligned and never shortened. spare: columns that a narrow
    terminal does without, the first ones first; a line below names them. What is still too wide
    is shortened, the longest texts first. A file or a pipe gets everything.
    """
    cells = [[_cell(value) for value in values] for values in rows]
    columns, numeric = list(columns), set(numeric)
    widths = _widths(columns, cells)
    available = screen.width()
    left_out = []
    for name in spare:
        if available is None or _narrowest(columns, widths, numeric) <= available:
            break
        place = columns.index(name)
        del columns[place], widths[place]
        for row in cells:
            del row[place]
        left_out.append(name)
    _print_grid(columns, cells, widths, numeric, available)
    if left_out:
        say(f"left out at {available} columns: {', '.join(left_out)}")


def _cell(value: Any) -> Text:
    from rich.text import Text

    if isinstance(value, Text):
        return value
    return Text("" if value is None else screen.printable(str(value)).replace("\n", " "))


def _widths(columns: list[str], cells: list[list[Text]]) -> list[int]:
    from rich.cells import cell_len

    return [
        max([cell_len(name), *(row[place].cell_len for row in cells)])
        for place, name in enumerate(columns)
    ]


def _narrowest(columns: list[str], widths: list[int], numeric: set[str]) -> int:
    """Columns that the table takes when its texts are as short as they may become."""
    from rich.cells import cell_len

    least = [
        most if name in numeric else min(most, max(SHORTEST, cell_len(name)))
        for name, most in zip(columns, widths, strict=True)
    ]
    return _with_gaps(least)


def _with_gaps(widths: list[int]) -> int:
    return sum(widths) + GAP * len(widths) + 1


def _print_grid(
    columns: list[str],
    cells: list[list[Text]],
    widths: list[int],
    numeric: set[str],
    available: int | None,
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    while available is not None and _with_gaps(widths) > available:
        texts = [place for place, name in enumerate(columns) if name not in numeric]
        longest = max(texts or range(len(columns)), key=lambda place: widths[place])
        if widths[longest] <= 1:
            break
        widths[longest] -= 1
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, most in zip(columns, widths, strict=True):
        side: Literal["left", "right"] = "right" if name in numeric else "left"
        grid.add_column(
            name, justify=side, no_wrap=True, overflow="ellipsis", min_width=most, max_width=most
        )
    for row in cells:
        grid.add_row(*row)
    Console(width=available or _with_gaps(widths), markup=False).print(grid)


def number(value: float | None, digits: int) -> str:
    """A figure for people: thousands separated, `-` where there is none."""
    return "-" if value is None else f"{value:,.{digits}f}"


def coloured(text: str, colour: str | None) -> Any:
    """The text in a `#RRGGBB` colour of the catalogue, where the terminal has colours."""
    from rich.text import Text

    return Text(screen.printable(text), style=colour or "")


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


_passing = False
"""Whether a passing line stands on standard error."""


def passing(text: str) -> None:
    """A line on standard error that says what goes on: the next one, or whatever else is said,
    takes its place. Nothing where standard error is no terminal."""
    global _passing
    if sys.stderr.isatty():
        fit = screen.shortened(screen.printable(text), screen.width(sys.stderr))
        print(f"\r{fit}\x1b[K", end="", file=sys.stderr, flush=True)
        _passing = True


def _take_away() -> None:
    """Clear the passing line's place."""
    global _passing
    if _passing:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        _passing = False


@contextmanager
def working(what: str) -> Iterator[None]:
    """A passing line that says for how long it has been at work, from the third second on."""
    over, started = threading.Event(), time.monotonic()

    def watch() -> None:
        while not over.wait(1):
            seconds = time.monotonic() - started
            if seconds >= SOON:
                passing(f"{what}: at work for {seconds:.0f} s")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        _take_away()


def confirm(name: str, given: str | None, deed: str, noun: str = "database") -> None:
    """Let `deed` on what is called so pass only if its name is given: by --confirm, or typed here.

    Raises NotConfirmed otherwise.
    """
    if given is None and sys.stdin.isatty():
        given = input(f"{deed}\nType the {noun}'s name ({name}) to go on: ").strip()
    if given != name:
        raise NotConfirmed(
            f"{deed}: not confirmed, nothing was done",
            on=f"{noun} {name!r}",
            hint=f"add `--confirm {name}`",
        )
