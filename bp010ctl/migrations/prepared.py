"""Scratch databases that are at a revision already: copies of one that was migrated before.

Migrating from nothing takes seconds, a copy a fraction of one. What was migrated once is kept on
the scratch server under a digest of every revision in it, and whoever needs a database there, or
further up, begins with a copy. Nobody can connect to what is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.migrations import chain, digests
from bp010ctl.migrations.engine import Options
from bp010ctl.server import scratch

FORMAT = "1"
"""Of what migrating adds to the revisions' own text; another one makes what is kept unknown."""

WORTH = 8
"""How many revisions must have run for their outcome to be kept."""


@contextmanager
def database(
    server: str,
    target: str = "head",
    options: Options | None = None,
    project: Path | None = None,
) -> Iterator[str]:
    """The URL of a scratch database at `target`, dropped at the end.

    server: any database's URL on the server for it. Raises what `chain.migrate` raises.
    """
    with on_the_way(server, target, project) as url:
        outcome = chain.migrate(url, target, options, project=project)
        if len(outcome.applied) >= WORTH:
            scratch.keep(url, _keys(target, project)[-1])
        yield url


@contextmanager
def on_the_way(server: str, target: str = "head", project: Path | None = None) -> Iterator[str]:
    """The URL of a scratch database below `target` or at it: a copy, or empty."""
    kept = scratch.kept(server)
    known = [key for key in _keys(target, project) if key in kept]
    with scratch.database(server, scratch.KEPT + known[-1] if known else None) as url:
        yield url


def _keys(target: str, project: Path | None) -> list[str]:
    """A digest for each revision on the way to `target`; each covers all that are below it."""
    revisions = chain.revisions(project)
    migrations = Path(chain.config(project).get_main_option("script_location") or "")
    digest = hashlib.sha256(FORMAT.encode())
    keys = []
    for revision in revisions[: chain.resolve(revisions, target, 0)]:
        sums = digests.sums(sqlfiles.folder(migrations, revision.name))
        digest.update(f"{revision.name}\n{sums}".encode())
        digest.update(revision.script.read_bytes())
        keys.append(digest.hexdigest()[:24])
    return keys
