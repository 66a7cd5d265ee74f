"""A folder of CSV files and its lake, for the tests of the bronze layer."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bp010ctl.bronze import casting, ingesting, silver, warehouse
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.ingesting import Outcome
from bp010ctl.bronze.lake import Lake
from bp010ctl.bronze.tables import BY_WORD
from support import PROJECT

WORDS = casting.words(PROJECT)


@dataclass
class Field:
    """A folder of CSV files and its lake."""

    folder: Path
    definition: Definition

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.definition.source / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def ingest(self, *words: str, **options: Any) -> list[Outcome]:
        tables = [BY_WORD[word] for word in words or BY_WORD]
        return ingesting.ingest(self.definition, WORDS, tables, **options).outcomes

    def one(self, name: str, content: str | bytes) -> Outcome:
        """What becomes of one file."""
        self.file(name, content)
        return next(outcome for outcome in self.ingest() if outcome.file == name)

    def refine(self) -> list[str]:
        """Make silver; the wells that were made anew."""
        return silver.refine(self.definition).made

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        return warehouse.query(Lake(self.definition.lake), text).rows

    def sensor(self, *columns: str) -> list[tuple[Any, ...]]:
        return self.rows(f"SELECT {', '.join(columns)} FROM bronze.sensor_data ORDER BY timestamp")

    def rejects(self, outcome: Outcome) -> list[tuple[str, str, str, str]]:
        assert outcome.rejects is not None
        with (self.definition.lake / "current" / outcome.rejects).open(encoding="utf-8") as file:
            return [(row["linea"], row["columna"], row["valor"], row["codigo"])
                    for row in csv.DictReader(file)]  # fmt: skip

    def digest(self) -> str:
        """Of every byte of the lake, names and times of change included."""
        made = hashlib.sha256()
        for path in sorted(self.definition.lake.rglob("*")):
            made.update(str(path).encode())
            made.update(str(path.lstat().st_mtime_ns).encode())
            if path.is_file():
                made.update(path.read_bytes())
        return made.hexdigest()
