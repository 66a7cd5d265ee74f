"""The grammar of the command line: help by groups, whole sentences, and spellings of old."""

from __future__ import annotations

from typing import Any

import typer.core

OLD_SPELLINGS = {
    "--conversiones": "--conversions",
    "--desde": "--from",
    "--desde-cero": "--from-scratch",
    "--fecha": "--date",
    "--hasta": "--to",
    "--pozo": "--well",
    "--regimen": "--regime",
    "--sin-conversiones": "--no-conversions",
    "--zona": "--zone",
}
"""Options had Spanish names once. They go on working and are not shown."""


def first_sentence(help: str) -> str:
    """What a list of commands says about one of them: the first sentence of its help, uncut."""
    return " ".join(help.split("\n\n")[0].split()).split(". ")[0].rstrip(".") + "."


def modern(arguments: list[str], known: set[str]) -> list[str]:
    """The words of a command line with options of old by their names of today.

    known: the options of the command; a name that it still has is left alone. What follows `--` is
    no option.
    """
    renamed: list[str] = []
    for position, word in enumerate(arguments):
        if word == "--":
            return renamed + arguments[position:]
        name, equals, value = word.partition("=")
        new = OLD_SPELLINGS.get(name, "")
        renamed.append(f"{new}{equals}{value}" if new in known and name not in known else word)
    return renamed


class Command(typer.core.TyperCommand):
    """A command that also takes its options by their names of old."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {option for parameter in self.params for option in _spellings(parameter)}
        return super().parse_args(ctx, modern(args, known))


class Groups(typer.core.TyperGroup):
    """Commands in groups (`rich_help_panel`), in the order in which they are wired."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            if not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                title = panel if isinstance(panel, str) else "Commands"
                groups.setdefault(title, []).append((name, first_sentence(command.help or "")))
        width = max((len(name) for rows in groups.values() for name, _ in rows), default=0)
        for title, rows in groups.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in rows])


def _spellings(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]
