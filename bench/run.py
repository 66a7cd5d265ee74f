"""Run the benchmarks, each on a new, migrated and seeded database of one throwaway server.

The server is durable, as in production, and its data lie on disk. `python bench/run.py NAME…`
runs those named only. Figures are ratios within one run on one machine; docs/benchmarks.md keeps
the last ones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl import seeds
from bp010ctl.base import database, settings
from bp010ctl.migrations import chain
from bp010ctl.server import cluster

HERE = Path(__file__).parent


def main() -> None:
    wanted = sys.argv[1:] or sorted(
        path.stem for path in HERE.glob("*.py") if path.name != Path(__file__).name
    )
    home = Path(tempfile.mkdtemp(prefix="bp010-bench-"))
    home.chmod(0o755)
    server = cluster.Cluster(home / "h")
    server.up()
    try:
        for name in wanted:
            print(f"\n== {name}", flush=True)
            environment = dict(os.environ) | {
                "BP010_DATABASE_URL": ready(server, f"bench_{name}"),
                "BP010_BENCH_SUPERUSER_URL": server.url(f"bench_{name}", "postgres"),
                "BP010_HOME": str(server.home),
            }
            subprocess.run([sys.executable, HERE / f"{name}.py"], env=environment, check=True)
    finally:
        server.destroy()
        shutil.rmtree(home)


def ready(server: cluster.Cluster, name: str) -> str:
    """The URL of a new database, migrated and seeded."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = server.url(name)
    chain.migrate(url)
    with database.connect(url) as connection:
        seeds.load(connection, settings.load().project / "seeds")
    return url


if __name__ == "__main__":
    main()
