"""One verdict about a live database: is it what its revision makes of it?

Only reads: one read-only transaction on the database, no lock beyond those of reading the catalog.
What is compared with is made in a scratch database, and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from bp010ctl.base import database, settings
from bp010ctl.base.errors import DriftError
from bp010ctl.drift import comparison, dates, expected, jobs, rewritten, seedrows
from bp010ctl.drift.findings import EARLY, Finding
from bp010ctl.drift.live import Live
from bp010ctl.drift.rewritten import Rewritten
from bp010ctl.migrations import chain, records
from bp010ctl.schema.places import Places

__all__ = ["Finding", "Rewritten", "Verdict", "verdict"]

PATIENCE = "2s"
"""Longest wait where somebody is changing the very object that is looked at."""


@dataclass(frozen=True)
class Verdict:
    """What was found.

    revision: the one applied, None is base. state: where that is on the project's chain, `head`,
    `behind` or `ahead`. pending: revisions above it, not migrated yet. findings: what differs.
    rewritten: applied revisions whose text in the project has changed since; unknown: those of
    which nobody knows. not_compared: what could not be looked at, and why. notes: what is worth
    knowing and no drift.
    """

    database: str
    revision: str | None
    head: str | None
    state: str
    pending: list[str]
    findings: list[Finding]
    rewritten: list[Rewritten]
    unknown: list[str]
    not_compared: list[str]
    notes: list[str]

    @property
    def clean(self) -> bool:
        """Everything was compared and nothing differs; revisions that wait are no difference."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """1: something differs. 2: nothing does, but something could not be compared. Else 0."""
        if self.findings or self.rewritten:
            return 1
        return 2 if self.not_compared else 0


def verdict(url: str, server: Callable[[], str], project: Path | None = None) -> Verdict:
    """Compare the database with its applied revision.

    server: asked for a server for scratch databases, where nothing is remembered.
    Raises MigrationError or DriftError where the database cannot be read.
    """
    config = settings.load()
    folder = project or config.project
    revisions = chain.revisions(folder)
    names = [known.name for known in revisions]
    revision = chain.current(url)
    if revision is not None and revision not in names:
        return _ahead(url, revision, names)
    place = chain.resolve(revisions, revision or "base", 0)
    make = expected.Maker(folder, names, config.home / "cache", server)
    model = make.at(place)
    live = _read(url, model, folder)
    findings, notes = comparison.compare(model, live)
    if names[place:] and findings:
        findings = list(_known_above(findings, live, make.at(len(names))))
    changed = rewritten.find(live.records or {}, folder / "migrations", names[:place])
    unknown = rewritten.unknown(live.records, names[:place])
    findings = rewritten.explain(findings, changed, unknown, folder / "migrations")
    places = Places(folder, [*model.objects, *live.objects])
    findings = [
        replace(finding, file=places.of(finding.kind, finding.name)) for finding in findings
    ]
    rows, remarks = seedrows.compare(model.seeds, live.seeds)
    scheduled = jobs.compare(url, live)
    not_compared = [f"reference rows: {model.unseeded}"] if model.unseeded else []
    return Verdict(
        database.name(url),
        revision,
        names[-1] if names else None,
        "behind" if names[place:] else "head",
        names[place:],
        findings + rows + scheduled.findings,
        changed,
        unknown,
        not_compared + scheduled.not_compared,
        notes + remarks + scheduled.notes,
    )


def _ahead(url: str, revision: str, names: list[str]) -> Verdict:
    """Of a database beyond this copy of the project only that can be said."""
    with database.connect(url, application_name="bp010ctl drift") as connection:
        kept = records.read(connection) or {}
    beyond = [applied for applied in kept if applied not in names and applied != revision]
    why = (
        f"everything: the database is at {revision}, which this copy of the project does not have"
        + (f" (nor {', '.join(sorted(beyond))})" if beyond else "")
        + "; bring the project up to date (git pull), or use the copy that migrated it"
    )
    head = names[-1] if names else None
    return Verdict(database.name(url), revision, head, "ahead", [], [], [], [], [why], [])


def _read(url: str, model: expected.Model, project: Path) -> Live:
    try:
        return _read_at_once(url, model, project)
    except psycopg.Error as error:
        raise DriftError(
            f"the database cannot be read: {str(error).splitlines()[0]}",
            on=database.describe(url),
            hint="as a login that reads everything: `bp010ctl roles grant USER lectura`"
            if isinstance(error, psycopg.errors.InsufficientPrivilege)
            else "try again if a migration is running",
        ) from error


def _read_at_once(url: str, model: expected.Model, project: Path) -> Live:
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
        yield replace(finding, cause=EARLY) if early else finding
