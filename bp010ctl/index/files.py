"""The project's files, read once for many questions."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from bp010ctl.base.errors import Bp010Error
from bp010ctl.migrations import chain, frozen
from bp010ctl.migrations.chain import Revision

KINDS = {
    "procedures": "routine",
    "views": "view",
    "tables": "table",
    "types": "type",
    "triggers": "trigger",
}
"""Folders of sql/, and what a file in them is."""


@dataclass(frozen=True)
class Text:
    """A file of the project: its path in the project's folder, and what is in it."""

    path: str
    text: str

    def has(self, name: str) -> bool:
        """Whether the name stands in the text as a word of its own."""
        return self.line_of(name) is not None

    def line_of(self, name: str) -> int | None:
        """The first line that has the name as a word of its own."""
        if name not in self.text:  # spares most texts the slower search
            return None
        found = word(name).search(self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else None


class Files:
    """The files that a name can be looked up in. folder: the project's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def objects(self) -> dict[str, list[tuple[str, Text]]]:
        """What sql/ has: kind and text by name. A name may be a table's and its type's at once."""
        found: dict[str, list[tuple[str, Text]]] = {}
        for folder, kind in KINDS.items():
            for path in sorted((self.folder / "sql" / folder).glob("*.sql")):
                found.setdefault(path.stem, []).append((kind, self._text(path)))
        if not found:
            raise Bp010Error(
                "there is no sql/ folder to look in",
                on=str(self.folder),
                hint="run the command inside a clone of the project",
            )
        return found

    @cached_property
    def tests(self) -> list[Text]:
        """The test files, with the SQL that they load."""
        paths = sorted((self.folder / "tests").rglob("*.py"))
        return [self._text(path) for path in [*paths, *sorted(self.folder.glob("tests/**/*.sql"))]]

    @cached_property
    def seeds(self) -> list[Text]:
        """The CSV files of seeds/."""
        return [self._text(path) for path in sorted((self.folder / "seeds").glob("*.csv"))]

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """model/columns.csv by `schema.table.column`."""
        rows = self._rows("model/columns.csv")
        return {f"{row['schema']}.{row['table']}.{row['column']}": row for row in rows}

    @cached_property
    def cycles(self) -> dict[str, dict[str, str]]:
        """seeds/etl.ciclos.csv by cycle."""
        return {row["ciclo"]: row for row in self._rows("seeds/etl.ciclos.csv")}

    @cached_property
    def steps(self) -> list[dict[str, str]]:
        """seeds/etl.ciclo_pasos.csv: cycle, order, call."""
        return self._rows("seeds/etl.ciclo_pasos.csv")

    @cached_property
    def frozen(self) -> dict[Revision, list[Text]]:
        """What each revision runs on its way up, in the order of the chain."""
        return {
            revision: [
                self._text(path)
                for path in frozen.files(self.folder / "migrations", revision.name, "up")
            ]
            for revision in chain.revisions(self.folder)
        }

    def _text(self, path: Path) -> Text:
        text = path.read_text(encoding="utf-8", errors="replace")
        return Text(path.relative_to(self.folder).as_posix(), text)

    def _rows(self, name: str) -> list[dict[str, str]]:
        path = self.folder / name
        if not path.is_file():
            return []
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


@cache
def word(name: str) -> re.Pattern[str]:
    """The name as a word of its own: no part of a longer name, nor what follows another schema."""
    before = r"(?<![\w.])" if "." in name else r"(?<!\w)"
    return re.compile(rf"{before}{re.escape(name)}(?!\w)")
