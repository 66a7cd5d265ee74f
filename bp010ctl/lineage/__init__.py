"""Who reads and writes what, down to the column, and what a change would touch.

`load` gives the Lineage of the database in use and of the project's files: its `graph`, the values'
`flows`; `impact.of` follows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bp010ctl import seeds
from bp010ctl.base import database, settings
from bp010ctl.base.errors import LineageError
from bp010ctl.lineage.graph import Edge, Graph, Lineage, Node, read, resolve
from bp010ctl.migrations import prepared
from bp010ctl.server import scratch as scratches
from bp010ctl.server import target

__all__ = ["Edge", "Graph", "Lineage", "Node", "load", "made", "read", "resolve"]


def load(url: str | None = None, project: Path | None = None, *, scratch: bool = False) -> Lineage:
    """The lineage of the database in use, or of `url`.

    scratch: of a scratch database that the revisions make, which is also what an empty database
    gives. Nothing is written to the database in use.
    """
    folder = project or settings.load().project
    if not scratch:
        try:
            return _read(url or target.url(), folder)
        except LineageError:
            pass
    with made(folder) as scratched:
        return _read(scratched, folder)


@contextmanager
def made(project: Path) -> Iterator[str]:
    """The URL of a scratch database that the project's revisions make, with
    the reference rows of its seeds, which say what SQL made at run time does."""
    with prepared.database(scratches.server_url(), project=project) as url:
        if (project / "seeds").is_dir():
            with database.connect(url) as connection:
                seeds.load(connection, project / "seeds")
        yield url


def _read(url: str, folder: Path) -> Lineage:
    with database.connect(url) as connection:
        connection.read_only = True
        return read(connection, folder)
