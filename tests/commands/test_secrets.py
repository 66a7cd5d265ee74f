"""A password is seen nowhere: in no process list, log, ledger row, error, JSON or traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.base.errors import Bp010Error
from bp010ctl.server import target
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, exports

SECRET = "Canario-en-la-mina"
ON_A_DATABASE = [
    ("status", "--json"),
    ("health", "--json"),
    ("runs", "--failed"),
    ("seed",),
    ("run", "stage"),
    ("roles", "check", "--json"),
    ("roles", "grant", "nadie", "panel", "--json"),
    ("well", "9999", "--json"),
    ("db", "up"),
    ("db", "psql", "-c", "SELECT pg_sleep(0.5)"),
    ("ingest", "/nothing/there.csv", "--json"),
]
"""Commands that succeed and commands that fail, each on a database whose URL has the password."""

WRONG_URLS = [
    "postgresql://bp010:{}@/nothing?host=/nowhere",
    "postgresql://bp010:{}@127.0.0.1:1/bp010",
    "postgresql://bp010:{}@localhost:port/bp010",
    "postgresql://bp010:{}@/bp010?bogus=1",
    "postgresql://bp010:p@{}@localhost:port/bp010",
    "postgresql://bp010:a/{}@localhost/bp010",
    "postgresql://bp010@/bp010?host=/nowhere&password={}&bogus=1",
    "host=/nowhere user=bp010 password={} bogus=1",
    "host=/nowhere user=bp010 password='{} x' bogus=1",
    "host=/nowhere user=bp010 password = {}",
    "postgres//bp010:{}@localhost/bp010",
    "postgresql://bp010:a?{}@localhost/bp010",
    "postgresql://bp010:a#{}@[::1/bp010",
]
TRACEBACK = """
import sys
from bp010ctl import cli
from bp010ctl.server import target
def broken(*_, **__):
    raise RuntimeError("broken by a test")
target.database.connect = broken
sys.argv = ["bp010ctl", "status"]
cli.main()
"""


def with_secret(url: str) -> str:
    """The same database as a URL with a password, which the suite's server does not ask for."""
    parts = conninfo_to_dict(url)
    return f"postgresql://bp010:{SECRET}@/{parts['dbname']}?host={parts['host']}"


@contextmanager
def watched() -> Iterator[set[str]]:
    """The command lines with the password in them, of all processes meanwhile."""
    caught: set[str] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                except OSError:
                    continue
                if SECRET in line:
                    caught.add(line)
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield caught
    finally:
        stop.set()
        watcher.join()


def test_no_command_shows_the_password(
    cli: Cli, cluster: Cluster, seeded: str, exported: exports.Exports, tmp_path: Path
) -> None:
    url = with_secret(seeded)
    commands = [*ON_A_DATABASE, ("ingest", str(exported.poll))]
    with watched() as lines:
        shown = {words: cli(*words, url=url) for words in commands}
    leaks = [
        words for words, done in shown.items() if SECRET in done.stdout + done.stderr + str(done)
    ]
    assert leaks == []
    assert lines == set()
    assert {done.returncode for done in shown.values()} >= {0, 1}
    assert SECRET not in cluster.log.read_text(errors="replace")
    with psycopg.connect(seeded) as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'etl'::regnamespace"
        ).fetchall()
        kept = [
            table
            for (table,) in tables
            for (row,) in connection.execute(f"SELECT t::text FROM {table} AS t".encode())
            if SECRET in row
        ]
    assert kept == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("url", WRONG_URLS)
def test_a_url_that_cannot_be_used_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Not even the part of a password that was taken for a host, because nobody %-encoded it."""
    monkeypatch.setenv("BP010_DATABASE_URL", url.format(SECRET))
    with pytest.raises(Bp010Error) as refused:
        target.connect()
    assert SECRET not in str(refused.value)
    assert refused.value.hint


def test_psql_gets_no_url_that_shows_a_password(cli: Cli) -> None:
    done = cli("db", "psql", "-c", "x", url=f"postgresql://bp010:p@{SECRET}@localhost/bp010")
    assert done.returncode == 2
    assert SECRET not in done.stdout + done.stderr
    assert "%40" in done.stderr


def test_a_traceback_shows_no_password(seeded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRACEBACK], cwd=PROJECT, check=False, capture_output=True, text=True,
        env=dict(os.environ) | {"BP010_DATABASE_URL": with_secret(seeded)},
    )  # fmt: skip
    assert "Traceback" in done.stderr
    assert "broken by a test" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_watching_sees_a_password_on_a_command_line() -> None:
    """The watcher is no blind one."""
    with watched() as lines:
        subprocess.run(["sh", "-c", "sleep 0.4; true", SECRET], check=True)
    assert lines
