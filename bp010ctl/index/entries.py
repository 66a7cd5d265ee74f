"""What the project says about a name: one entry for each thing that is called so."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base.errors import UsageError
from bp010ctl.index.files import Files, Text

COMMENT = r"COMMENT\s+ON\s+\w+\s+{name}(?:\s*\([^;]*?\))?\s+IS\s+'((?:[^']|'')*)'"


@dataclass(frozen=True)
class Entry:
    """One thing of the project and where everything about it is; places are `path:line`.

    kind: routine, view, table, type, trigger, column, cycle or revision.
    migrations: revision, what it does to the thing, path. chains: the steps that come to it.
    """

    kind: str
    name: str
    meaning: str = ""
    text: list[str] = field(default_factory=list)
    migrations: list[tuple[str, str, str]] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)


def find(name: str, files: Files) -> list[Entry]:
    """The things of that name, qualified or not. Raises UsageError where there is none.

    A seed is found by its table's name; `seeds/` and `.csv` around it do not matter, nor do the
    parentheses after a routine.
    """
    asked = Path(name.strip().partition("(")[0]).name.removesuffix(".csv").removesuffix(".sql")
    entries = list(_entries(asked, files))
    if not entries:
        near = difflib.get_close_matches(asked, _names(files), n=4, cutoff=0.6)
        raise UsageError(
            f"nothing in the project is called {asked}",
            hint="near it: " + ", ".join(near)
            if near
            else "names are routines, views, tables, columns, seeds, cycles and revisions",
        )
    return entries


def _entries(asked: str, files: Files) -> Iterator[Entry]:
    for name, made in files.objects.items():
        if _is(asked, name):
            for kind, text in made:
                yield _object(kind, name, text, files)
    for column in files.columns:
        if _is(asked, column):
            yield _column(column, files)
    if asked in files.cycles:
        yield _cycle(asked, files)
    for revision, texts in files.frozen.items():
        if asked in (revision.name, revision.name.partition("_")[0]):
            places = [(revision.name, "", text.path) for text in texts]
            yield Entry("revision", revision.name, revision.sentence, migrations=places)


def _is(asked: str, name: str) -> bool:
    return name == asked or name.endswith(f".{asked}")


def _names(files: Files) -> set[str]:
    whole = {*files.objects, *files.columns}
    short = {name.rpartition(".")[2] for name in whole}
    return whole | short | {*files.cycles} | {revision.name for revision in files.frozen}


def _object(kind: str, name: str, text: Text, files: Files) -> Entry:
    return Entry(
        kind,
        name,
        _meaning(name, text),
        [text.path],
        list(_migrations(name, files)),
        _places(name, files.tests),
        list(_chains(name, files)),
        sorted(_users(name, files)),
        _places(name, files.seeds, whole_file=f"seeds/{name}.csv"),
    )


def _meaning(name: str, text: Text) -> str:
    comment = re.search(COMMENT.format(name=re.escape(name)), text.text)
    return comment[1].replace("''", "'") if comment else ""


def _migrations(name: str, files: Files) -> Iterator[tuple[str, str, str]]:
    """The revisions that make, change and drop a thing: told by file names, else by DDL."""
    own = re.compile(rf"\d+_{re.escape(name)}(\.drop)?\.sql")
    ddl = _ddl(name)
    known = False
    for revision, texts in files.frozen.items():
        for text in texts:
            named = own.fullmatch(Path(text.path).name)
            statement = ddl.search(text.text) if name.rpartition(".")[2] in text.text else None
            if named or statement:
                gone = bool(named and named[1]) or bool(
                    statement and statement[0].startswith("DROP")
                )
                yield revision.name, "drops" if gone else "changes" if known else "makes", text.path
                known = not gone


def _ddl(name: str) -> re.Pattern[str]:
    """A statement that makes, alters or drops the thing, or adds an index, trigger or policy."""
    table, _, trigger = name.rpartition(".")
    if "." in table:
        on = rf"TRIGGER\s+(IF\s+EXISTS\s+)?{re.escape(trigger)}\s[^;]*?\bON\s+{re.escape(table)}"
        return re.compile(rf"\b(CREATE|DROP)\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?{on}(?!\w)")
    itself = (
        r"(CREATE|ALTER|DROP)\s+(OR\s+REPLACE\s+)?(TABLE|VIEW|TYPE|DOMAIN|FUNCTION|PROCEDURE)\s+"
        r"(IF\s+(NOT\s+)?EXISTS\s+)?(ONLY\s+)?"
    )
    added = r"CREATE\s+(UNIQUE\s+)?(INDEX|TRIGGER|POLICY|STATISTICS)\s[^;]*?\bON\s+(ONLY\s+)?"
    return re.compile(rf"\b({itself}|{added}){re.escape(name)}(?!\w)")


def _places(name: str, texts: list[Text], whole_file: str = "") -> list[str]:
    """Where a name stands first in each text: by its schema, or by itself where it is long enough
    to be nobody else's."""
    short = name.rpartition(".")[2]
    names = [name, short] if "_" in short else [name]
    places: list[str] = []
    for text in texts:
        lines = [line for spelling in names if (line := text.line_of(spelling))]
        if text.path == whole_file:
            places.insert(0, text.path)
        elif lines:
            places.append(f"{text.path}:{min(lines)}")
    return places


def _users(name: str, files: Files) -> set[str]:
    """Routines, views, tables and triggers whose text has the name."""
    return {
        other
        for other, made in files.objects.items()
        for _, text in made
        if other != name and text.has(name)
    }


def _chains(name: str, files: Files) -> Iterator[str]:
    """The steps of the cycles that come to a thing, with the way to it and the cycle's schedule."""
    ways = _ways(name, files)
    for step in files.project.steps:
        if step.routine in ways:
            place = _place(step.cycle, step.order, files)
            yield f"{place}: {' → '.join(ways[step.routine])}"


def _place(cycle: str, order: int | str, files: Files) -> str:
    """A step's cycle, its number in it, and the cycle's schedule."""
    cron = files.cycles.get(cycle, {}).get("expresion_cron") or "by hand"
    return f"{cycle} {order} ({cron})"


def _ways(name: str, files: Files) -> dict[str, list[str]]:
    """The shortest way down to `name` from each thing that uses it, however far away."""
    ways = {name: [name]}
    pending = [name]
    for below in pending:
        for above in sorted(_users(below, files) - ways.keys()):
            if any(kind == "routine" for kind, _ in files.objects[above]):
                ways[above] = [above, *ways[below]]
                pending.append(above)
    return ways


def _column(name: str, files: Files) -> Entry:
    table = name.rpartition(".")[0]
    row = files.columns[name]
    parts = [
        f"unit {row['unit']}" if row["unit"] else "",
        f"from {row['source']}" if row["source"] else "",
        row["formula"],
        f"filled by {row['owner']}" if row["owner"] else "",
        f"empty unless {row['empty_unless']}" if row["empty_unless"] else "",
    ]
    short = name.rpartition(".")[2]
    users = {
        f"{text.path}:{text.line_of(short)}"
        for user in _users(table, files)
        for _, text in files.objects[user]
        if text.line_of(short)
    }
    return Entry(
        "column",
        name,
        "; ".join(part for part in parts if part),
        [text.path for _, text in files.objects.get(table, [])],
        list(_migrations(table, files)),
        [f"{text.path}:{line}" for text in files.tests if (line := text.line_of(short))],
        used_by=sorted(users),
        seeds=[f"{text.path}:{line}" for text in files.seeds if (line := text.line_of(short))],
    )


def _cycle(name: str, files: Files) -> Entry:
    steps = [
        f"{_place(name, row['orden'], files)}: {row['llamada']}"
        for row in files.seed_rows("etl.ciclo_pasos")
        if row["ciclo"] == name
    ]
    seeds = ["seeds/etl.ciclos.csv", "seeds/etl.ciclo_pasos.csv"]
    return Entry("cycle", name, files.cycles[name]["descripcion"], chains=steps, seeds=seeds)
