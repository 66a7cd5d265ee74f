"""Frozen text that is another one now than when this database ran it: nobody edited the database.

What a database ran it keeps in etl.revisiones; what was applied before that was kept is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.drift.findings import Finding
from bp010ctl.migrations import digests
from bp010ctl.migrations.records import Records


@dataclass(frozen=True)
class Rewritten:
    """An applied revision, and its files that the project has otherwise now: up/..., down/..."""

    revision: str
    files: list[str]

    def __str__(self) -> str:
        return f"{self.revision}: {', '.join(self.files)}"


def find(records: Records, migrations: Path, applied: Sequence[str]) -> list[Rewritten]:
    """The applied revisions of which it is known that their text has changed since."""
    found = []
    for revision in applied:
        text = records.get(revision)
        if text is None:
            continue
        then, now = digests.files(text), _now(migrations, revision)
        files = [each for each in sorted(then.keys() | now) if then.get(each) != now.get(each)]
        if files:
            found.append(Rewritten(revision, files))
    return found


def unknown(records: Records | None, applied: Sequence[str]) -> list[str]:
    """The applied revisions of which nobody knows what their text was."""
    return [each for each in applied if records is None or records.get(each) is None]


def explain(
    findings: Iterable[Finding], rewritten: Sequence[Rewritten], migrations: Path
) -> list[Finding]:
    """The findings, those about what a rewritten file makes with their revision's name."""
    texts = {
        each.revision: "\n".join(
            f"{file}\n{_text(sqlfiles.folder(migrations, each.revision) / file)}"
            for file in each.files
        )
        for each in rewritten
    }
    return [replace(each, rewritten=_cause(each, texts)) for each in findings]


def _now(migrations: Path, revision: str) -> dict[str, str]:
    return digests.files(digests.sums(sqlfiles.folder(migrations, revision)))


def _text(path: Path) -> str:
    """What is left of a file that is gone is its name."""
    return sqlfiles.text(path) if path.is_file() else ""


def _cause(finding: Finding, texts: dict[str, str]) -> str | None:
    """The newest rewritten revision whose files name the finding's table, index or routine."""
    named = re.match(r'("[^"]+"|\w+)\.("[^"]+"|\w+)', finding.name)
    if named is None:
        return None
    word = re.compile(rf"\b{re.escape(named[2].strip(chr(34)))}\b")
    return next((revision for revision in reversed(texts) if word.search(texts[revision])), None)
