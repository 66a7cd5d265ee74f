"""`bp010ctl migrate`, empty to head, against `psql -1` of the same SQL plus Python's start-up.

Wall time of whole processes, the best of a few turns, each in a new scratch database on the server
of BP010_DATABASE_URL or of the private cluster. Start-up is counted twice: the bare interpreter
(the strict reading), and the interpreter with the libraries that a migration needs. Target: a ratio
of at most 1.5 with the libraries.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bp010ctl.migrations import chain
from bp010ctl.server import scratch, target

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
LIBRARIES = "import alembic.command, psycopg, sqlalchemy, typer"


def taken(*command: str, url: str | None = None) -> float:
    """Seconds that a process takes."""
    environment = dict(os.environ) | ({"BP010_DATABASE_URL": url} if url else {})
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def in_scratch(command: Callable[[str], list[str]]) -> float:
    with scratch.database(target.url()) as url:
        return taken(*command(url), url=url)


def main() -> None:
    plain = "\n".join(
        line for line in chain.sql().splitlines() if line not in {"BEGIN;", "COMMIT;"}
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.sql"
        file.write_text(plain)
        psql = ["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(file)]
        turns = [
            (
                in_scratch(lambda url: [sys.executable, "-m", "bp010ctl", "migrate"]),
                in_scratch(lambda url: [*psql, url]),
                taken(sys.executable, "-c", "pass"),
                taken(sys.executable, "-c", LIBRARIES),
            )
            for _ in range(TURNS)
        ]
    migrate, bare, interpreter, libraries = (min(column) for column in zip(*turns, strict=True))
    print(f"{len(chain.revisions())} revisions, {len(plain) // 1024} kB of SQL, best of {TURNS}")
    print(f"bp010ctl migrate            {migrate:6.2f} s")
    print(f"psql -1                     {bare:6.2f} s")
    print(f"Python                      {interpreter:6.2f} s, with libraries {libraries:.2f} s")
    print(f"ratio to psql + libraries   {migrate / (bare + libraries):6.2f}  (target: at most 1.5)")
    print(f"ratio to psql + interpreter {migrate / (bare + interpreter):6.2f}")


if __name__ == "__main__":
    main()
