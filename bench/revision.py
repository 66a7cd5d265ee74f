"""`bp010ctl revision` for one changed routine: among about 60, and in the whole project.

Wall time of the whole process, with its proof up, down and up, the best of a few turns, on the
private cluster. The smaller project is the first revisions of this one. Target among 60: 3 s.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bp010ctl.base import database, settings, sqlfiles
from bp010ctl.migrations import chain
from bp010ctl.schema import objects
from bp010ctl.server import scratch

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SMALL = 60
PARTS = ("alembic.ini", "bp010ctl", "migrations")


def copy(folder: Path, revisions: list[str]) -> dict[str, objects.Source]:
    """A project of these revisions only; gives its routines and views."""
    project = settings.load().project
    folder.mkdir()
    for part in PARTS:
        whole = project / part
        (shutil.copytree if whole.is_dir() else shutil.copy2)(whole, folder / part)
    for revision in chain.revisions(folder):
        if revision.name not in revisions:
            shutil.rmtree(sqlfiles.folder(folder / "migrations", revision.name))
            revision.script.unlink()
    sources = objects.frozen(folder / "migrations", revisions)
    views = {path.stem for path in (project / "sql" / "views").glob("*.sql")}
    for name, source in sources.items():
        path = folder / "sql" / ("views" if name in views else "procedures") / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.text)
    return sources


def measure(folder: Path) -> float:
    """The best of some turns, each with a change of its own in the first procedure."""
    file = next((folder / "sql" / "procedures").glob("*.sp_*.sql"))
    text = file.read_text()
    command = [sys.executable, "-m", "bp010ctl", "revision", "-m", "Measured once", "--dry-run"]
    turns = []
    for turn in range(TURNS):
        file.write_text(text.replace("BEGIN\n", f"BEGIN\n    -- turn {turn}\n", 1))
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        turns.append(time.perf_counter() - start)
        assert "proven up, down and up again" in done.stdout, done.stdout
    return min(turns)


def main() -> None:
    with database.connect(scratch.server_url()):
        pass  # says it if the server is not there
    names = [revision.name for revision in chain.revisions()]
    frozen = settings.load().project / "migrations"
    first = next(
        count
        for count in range(1, len(names) + 1)
        if len(objects.frozen(frozen, names[:count])) >= SMALL
    )
    with tempfile.TemporaryDirectory(prefix="bp010-bench-") as home:
        for title, revisions in (("small", names[:first]), ("whole", names)):
            folder = Path(home) / title
            objects_there = len(copy(folder, revisions))
            taken = measure(folder)
            print(f"one of {objects_there:3} routines and views {taken:6.2f} s (best of {TURNS})")


if __name__ == "__main__":
    main()
