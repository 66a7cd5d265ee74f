"""The project's files, read once for many questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from bp010ctl.base.errors import Bp010Error
from bp010ctl.lineage import documents, project
from bp010ctl.lineage.project import Project
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
        match = word(name).search(self.text)
        return self.text.count("\n", 0, match.start()) + 1 if match else None


class Files:
    """The files that a name can be looked up in. folder: the project's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def objects(self) -> dict[str, list[tuple[str, Text]]]:
        """What sql/ has: kind and text by name. A name may be a table's and its type's at once."""
        objects: dict[str, list[tuple[str, Text]]] = {}
        for folder, kind in KINDS.items():
            for path in sorted((self.folder / "sql" / folder).glob("*.sql")):
                objects.setdefault(path.stem, []).append((kind, self._text(path)))
        if not objects:
            raise Bp010Error(
                "there is no sql/ folder to look in",
                on=str(self.folder),
                hint="run the command inside a clone of the project",
            )
        return objects

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
        return {".".join(key): row for key, row in documents.described(self.folder).items()}

    @cached_property
    def project(self) -> Project:
        """What the CSV files say: the lines of the seeds, steps with the routine that they call."""
        return project.read(self.folder)

    @cached_property
    def cycles(self) -> dict[str, dict[str, str]]:
        """The cycles by name."""
        return {row["ciclo"]: row for row in self.seed_rows("etl.ciclos")}

    def seed_rows(self, table: str) -> list[dict[str, str]]:
        """The lines of a seed file by column."""
        return [row.values for row in self.project.rows if row.table == table]

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


@cache
def word(name: str) -> re.Pattern[str]:
    """The name as a word of its own: no part of a longer name, nor what follows another schema."""
    before = r"(?<![\w.])" if "." in name else r"(?<!\w)"
    return re.compile(rf"{before}{re.escape(name)}(?!\w)")
