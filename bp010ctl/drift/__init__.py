"""One verdict about a live database: is it what its revision makes of it?

Only reads: one read-only transaction on the database, no lock beyond those of reading the catalog.
What is compared with is made in a scratch database of the private server, and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from bp010ctl.base import database, settings
from bp010ctl.base.errors import DriftError
from bp010ctl.drift import comparison, dates, expected, jobs, rewritten, seedrows
from bp010ctl.drift.findings import Finding
from bp010ctl.drift.live import Live
from bp010ctl.drift.rewritten import Rewritten
from bp010ctl.migrations import chain

__all__ = ["Finding", "Rewritten", "Verdict", "verdict"]

PATIENCE = "2s"
"""Longest wait where somebody is changing the very object that is looked at."""


@dataclass(frozen=True)
class Verdict:
    """What was found.

    revision: the one applied, None is base. pending: revisions above it, not migrated yet.
    findings: what differs. rewritten: applied revisions whose text in the project has changed
    since; unknown: those of which nobody knows. notes: what is worth knowing and no drift.
    """

    database: str
    revision: str | None
    head: str | None
    pending: list[str]
    findings: list[Finding]
    notes: list[str]
    rewritten: list[Rewritten]
    unknown: list[str]

    @property
    def clean(self) -> bool:
        """No drift; revisions that wait to be migrated are none."""
        return not self.findings and not self.rewritten


def verdict(url: str, server: Callable[[], str], project: Path | None = None) -> Verdict:
    """Compare the database with its applied revision.

    server: asked for a server for scratch databases, where nothing is remembered.
    Raises MigrationError for a revision that this project does not know, DriftError where the
    database cannot be read.
    """
    config = settings.load()
    folder = project or config.project
    revisions = chain.revisions(folder)
    names = [each.name for each in revisions]
    revision = chain.current(url)
    place = chain.resolve(revisions, revision or "base", 0)
    pending = names[place:]
    make = expected.Maker(folder, names, config.home / "cache", server)
    model = make.at(place)
    try:
        live = _read(url, model, folder)
    except psycopg.Error as error:
        raise DriftError(
            f"the database cannot be read: {str(error).splitlines()[0]}",
            on=database.describe(url),
            hint="try again if a migration is running; it takes the right to read all tables",
        ) from error
    findings, notes = comparison.compare(model, live)
    if pending and findings:
        findings = list(_known_above(findings, live, make.at(len(names))))
    if not pending:
        rows, said = seedrows.compare(model.seeds, live.seeds)
        findings, notes = findings + rows, notes + said
    if live.cycles is not None:
        found, said = jobs.compare(url, live.cycles)
        findings, notes = findings + found, notes + said
    changed = rewritten.find(live.records or {}, folder / "migrations", names[:place])
    return Verdict(
        database.name(url),
        revision,
        names[-1] if names else None,
        pending,
        rewritten.explain(findings, changed, folder / "migrations"),
        notes,
        changed,
        rewritten.unknown(live.records, names[:place]),
    )


def _read(url: str, model: expected.Model, project: Path) -> Live:
    with database.connect(url, application_name="bp010ctl drift") as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", (PATIENCE,))
            live = Live.read(connection, model, project / "seeds")
            return replace(live, dates=dates.of_objects(connection, live.objects))


def _known_above(
    findings: Iterable[Finding], live: Live, head: expected.Model
) -> Iterable[Finding]:
    """Note on each finding that is what the newest revision makes: run by hand before its time."""
    above = {finding.key for finding in comparison.compare(head, live)[0]}
    for finding in findings:
        early = finding.key not in above
        yield replace(finding, as_at_head=True) if early else finding
