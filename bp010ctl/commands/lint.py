"""`bp010ctl lint`: every check of SQL in one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bp010ctl.commands import console


class Format(StrEnum):
    """How findings are printed."""

    text = "text"
    github = "github"
    json = "json"


def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders; all.")
    ] = None,
    shape: Annotated[Format, typer.Option("--format", help="For people or for CI.")] = Format.text,
) -> None:
    """Check SQL: style (sqlfluff), bodies of routines (plpgsql_check), migrations' locks (Squawk).

    Statements inside routines and DO blocks are checked too. Findings are file:line:column; exit
    code 1 where there are any.

    Example: `bp010ctl lint sql/procedures --format github`
    """
    from bp010ctl import lint as linting
    from bp010ctl.base import settings
    from bp010ctl.server import scratch

    config = settings.load()
    cache = config.home / "cache" / "lint.json"
    with (
        console.interruptible("nothing was changed: lint only reads"),
        console.progress("lint", None),
    ):
        findings = linting.check(config.project, scratch.server, cache, paths or ())
    text = linting.FORMATS[shape](findings)
    if text:
        console.say(text)
    if shape is Format.text:
        console.say(f"{len(findings)} findings" if findings else "nothing found")
    if findings:
        raise typer.Exit(1)
