"""The commands that bp010ctl has, by their full names."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from bp010ctl import cli


def commands() -> Iterator[tuple[str, typer._click.Command]]:
    """Every command with its full name, groups included."""
    pending = [("", typer.main.get_command(cli.app))]
    while pending:
        prefix, command = pending.pop()
        yield prefix or "bp010ctl", command
        for name, child in getattr(command, "commands", {}).items():
            pending.append((f"{prefix} {name}".strip(), child))


COMMANDS = dict(commands())
RUNNABLE = {name: one for name, one in COMMANDS.items() if not hasattr(one, "commands")}
