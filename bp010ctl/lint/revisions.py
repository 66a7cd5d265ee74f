"""The revisions as files: named for their change, numbered by the chain, frozen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.lint.findings import Finding
from bp010ctl.migrations import chain, digests, transactions
from bp010ctl.migrations.chain import Revision
from bp010ctl.revisions.drafts import says_its_change

BEFORE_THE_RULE = 19
"""Revisions up to this number are in live databases under names of one word."""


def check(project: Path) -> list[Finding]:
    """What is wrong with scripts, folders and digests; the files are not read as SQL."""
    revisions = chain.revisions(project)
    names = [revision.name for revision in revisions]
    folder = project / "migrations"
    findings = [*_frozen(folder, names), *_names(folder, revisions), *_strays(folder, names)]
    plain = [
        Finding(str(path.relative_to(project)), 1, 1, rule, message)
        for path, rule, message in findings
    ]
    return plain + list(_transactions(project, names))


def _transactions(project: Path, names: Sequence[str]) -> Iterable[Finding]:
    """Statements that would end a revision's transaction."""
    for name in names:
        for path in sorted(sqlfiles.folder(project / "migrations", name).glob("*/*.sql")):
            text = sqlfiles.text(path)
            for fault in [] if transactions.is_outside(text) else transactions.ending(text):
                message = f"{fault.text.strip()} would end the revision's transaction"
                place = str(path.relative_to(project))
                yield Finding(place, fault.line, 1, "revision-transaction", message)


Report = tuple[Path, str, str]
"""A file or folder, the rule, and the message."""


def _frozen(folder: Path, names: Sequence[str]) -> Iterable[Report]:
    for slip in digests.slips(folder, names):
        yield slip.path, "frozen", f"frozen text {slip.what}"


def _names(folder: Path, revisions: Sequence[Revision]) -> Iterable[Report]:
    """Each script and each folder has the number of its place; new names say the change."""
    for place, revision in enumerate(revisions, start=1):
        name = sqlfiles.name_at(place, revision.name)
        for path in (revision.script, sqlfiles.folder(folder, revision.name)):
            if path.name.removesuffix(".py") != name:
                yield path, "revision-place", f"its place in the chain makes its name {name}"
        number = re.match(r"v(\d+)", revision.name)
        if number and int(number[1]) > BEFORE_THE_RULE and not says_its_change(revision.name):
            message = "the name does not say the change: vNN_ and two words at least"
            yield revision.script, "revision-name", message


def _strays(folder: Path, names: Sequence[str]) -> Iterable[Report]:
    known = {sqlfiles.folder(folder, revision) for revision in names}
    for path in sorted((folder / "frozen").iterdir()):
        if path.is_dir() and path not in known:
            yield path, "revision-stray", "no revision of the chain runs these files"
