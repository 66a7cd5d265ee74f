"""The settings that a user can make, all of them by environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base.errors import Bp010Error


@dataclass(frozen=True)
class Settings:
    """Where the project is, where the private cluster lives, which database is meant.

    project: folder with alembic.ini, migrations/, sql/ and seeds/.
    home: BP010_HOME, default `.bp010` in the project.
    database_url: BP010_DATABASE_URL, any libpq URL or a reference (see credentials), else the
    secret that TARGET_SECRET_NAME names; None means the private cluster.
    bindir: BP010_PG_BINDIR, the folder with initdb and pg_ctl; None means "look for them".
    """

    project: Path
    home: Path
    database_url: str | None
    bindir: Path | None


def project_folder(start: Path | None = None) -> Path:
    """The nearest folder that holds alembic.ini, from this package's folder or from `start` up."""
    beside_package = Path(__file__).resolve().parents[2]
    here = (start or Path.cwd()).resolve()
    for folder in (beside_package, here, *here.parents):
        if (folder / "alembic.ini").is_file():
            return folder
    raise Bp010Error(
        "this is not a BP010 project: no alembic.ini found",
        on=str(here),
        hint="run the command inside a clone of the project",
    )


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment has them now."""
    project = project_folder()
    bindir = environ.get("BP010_PG_BINDIR")
    return Settings(
        project=project,
        home=Path(environ.get("BP010_HOME") or project / ".bp010").absolute(),
        database_url=environ.get("BP010_DATABASE_URL") or _secret_of(environ),
        bindir=Path(bindir) if bindir else None,
    )


def _secret_of(environ: Mapping[str, str]) -> str | None:
    name = environ.get("TARGET_SECRET_NAME")
    return f"secretsmanager:{name}" if name else None
