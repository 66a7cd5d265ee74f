"""Frozen text that is another one now than when this database ran it: nobody edited the database.

What a database ran it keeps in etl.revisiones; what was applied before that was kept is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.drift.findings import BY_HAND, REWRITTEN, UNKNOWN, Finding
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
    changed = []
    for revision in applied:
        text = records.get(revision)
        if text is None:
            continue
        then, now = digests.files(text), _now(migrations, revision)
        files = [file for file in sorted(then.keys() | now) if then.get(file) != now.get(file)]
        if files:
            changed.append(Rewritten(revision, files))
    return changed


def unknown(records: Records | None, applied: Sequence[str]) -> list[str]:
    """The applied revisions of which nobody knows what their text was."""
    return [revision for revision in applied if records is None or records.get(revision) is None]


def explain(
    findings: Iterable[Finding],
    rewritten: Sequence[Rewritten],
    unknown: Sequence[str],
    migrations: Path,
) -> list[Finding]:
    """The findings with their cause: what the newest rewritten file that names the thing makes, or
    the newest file of a revision whose text may have changed, was perhaps edited by nobody."""
    changed = {text.revision: _texts(migrations, text) for text in rewritten}
    perhaps = {revision: _texts(migrations, _whole(migrations, revision)) for revision in unknown}
    return [_explained(finding, changed, perhaps) for finding in findings]


def _explained(finding: Finding, changed: dict[str, str], perhaps: dict[str, str]) -> Finding:
    if finding.cause != BY_HAND:
        return finding
    if since := _naming(finding, changed):
        return replace(finding, cause=REWRITTEN, since=since)
    if since := _naming(finding, perhaps):
        return replace(finding, cause=UNKNOWN, since=since)
    return finding


def _whole(migrations: Path, revision: str) -> Rewritten:
    up = (sqlfiles.folder(migrations, revision) / "up").glob("*.sql")
    return Rewritten(revision, [f"up/{path.name}" for path in sorted(up)])


def _texts(migrations: Path, text: Rewritten) -> str:
    folder = sqlfiles.folder(migrations, text.revision)
    return "\n".join(f"{file}\n{_text(folder / file)}" for file in text.files)


def _now(migrations: Path, revision: str) -> dict[str, str]:
    return digests.files(digests.sums(sqlfiles.folder(migrations, revision)))


def _text(path: Path) -> str:
    """What is left of a file that is gone is its name."""
    return sqlfiles.text(path) if path.is_file() else ""


def _naming(finding: Finding, texts: dict[str, str]) -> str | None:
    """The newest of these revisions whose files name the finding's table, index or routine."""
    named = re.match(r'("[^"]+"|\w+)\.("[^"]+"|\w+)', finding.name)
    if named is None:
        return None
    word = re.compile(rf"\b{re.escape(named[2].strip(chr(34)))}\b")
    return next((revision for revision in reversed(texts) if word.search(texts[revision])), None)
