"""Which text each applied revision had: the rows of etl.revisiones, written as revisions run.

The table is itself made by a revision, FIRST. What ran before it in the same run is recorded with
it; what an earlier run applied is not known, and its row says so: no digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.migrations import digests

FIRST = "v22_huellas_de_revisiones"

Records = Mapping[str, str | None]
"""What SHA256SUMS said of each applied revision; None: applied before that was kept."""


class Recorder:
    """Called by Alembic inside each revision's own transaction (on_version_apply).

    chain: the revisions and their folders, the first one first; execute: runs a statement, or
    writes it out.
    """

    def __init__(self, chain: Sequence[tuple[str, Path]], execute: Callable[[str], Any]) -> None:
        self._folders = dict(chain)
        names = list(self._folders)
        self._kept = names[names.index(FIRST) :] if FIRST in names else []
        self._execute = execute
        self._below: dict[str, None] = {}

    def __call__(self, ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
        revision = step.up_revision_id
        if step.is_stamp:
            return
        if step.is_upgrade:
            for done in self._to_be_written(revision):
                self._execute(_written(done, digests.sums(self._folders[done])))
        elif revision in self._kept and revision != FIRST:
            self._execute(_said("migrations/record_delete", revision=revision))

    def _to_be_written(self, revision: str) -> list[str]:
        """Which rows this revision's transaction writes: its own; FIRST's writes those below too.

        A transaction that is tried again writes them again.
        """
        if revision not in self._kept:
            self._below.setdefault(revision)
            return []
        return [*(self._below if revision == FIRST else ()), revision]


def read(connection: Connection) -> Records | None:
    """The database's records; None where it keeps none yet, as in a table of somebody's own."""
    ((kept,),) = queries.tuples(connection, "migrations/has_records")
    return dict(queries.tuples(connection, "migrations/records")) if kept else None


def _written(revision: str, text: str) -> str:
    digest = digests.of(text)
    return _said("migrations/record_insert", revision=revision, huella=digest, archivos=text)


def _said(query: str, **values: str) -> str:
    """A statement with its values in it, as a script for psql needs them too."""
    return f"{queries.statement(query, **values).as_string(None).rstrip()};\n"
