"""Migrations among other sessions: one migrator at a time, retries, and who stands in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base.errors import LockNotObtained, MigrationError
from bp010ctl.migrations import chain, locks
from bp010ctl.migrations.engine import Listener, Options
from bp010ctl.schema import catalog
from support import Cli, chains

CHAIN = {
    "v01_a": (
        {"010_t": "CREATE SCHEMA a;\nCREATE TABLE a.t (x integer);\n"},
        {"010_t": "DROP TABLE a.t;\nDROP SCHEMA a;\n"},
    ),
    "v02_b": (
        {"010_u": "CREATE TABLE a.u (x integer);\n"},
        {"010_u": "DROP TABLE a.u;\n"},
    ),
    "v03_c": (
        {
            "010_w": "CREATE TABLE a.w (x integer);\n",
            "020_t": "ALTER TABLE a.t ADD COLUMN y integer;\n",
        },
        {"010_w": "DROP TABLE a.w;\n", "020_t": "ALTER TABLE a.t DROP COLUMN y;\n"},
    ),
}
PATIENCE = 120
"""Seconds in which a busy machine, too, has done what a test waits for."""
WAITING = "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
IMPATIENT = Options(lock_timeout=0.15, retries=2, pause=0.05)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(tmp_path / "project", CHAIN)


@contextmanager
def reading(url: str, table: str) -> Iterator[psycopg.Connection]:
    """Another session that has read a table and sits in its transaction."""
    with psycopg.connect(url, application_name="a long report") as connection:
        connection.execute(f"SELECT count(*) FROM {table}".encode())
        yield connection
        connection.rollback()


def fingerprint(url: str) -> list[catalog.Row]:
    with psycopg.connect(url) as connection:
        return catalog.fingerprint(connection)


def in_background(work: Callable[..., Any], *arguments: Any, **options: Any) -> list[Any]:
    """Start it in a thread; its result, or error, is put into the list."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append(work(*arguments, **options))
        except Exception as error:
            result.append(error)

    threading.Thread(target=run, daemon=True).start()
    return result


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s in vain"
        time.sleep(0.02)


def test_past_the_limit_the_blocking_session_is_named(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    before = fingerprint(fresh_url)
    with reading(fresh_url, "a.t") as other:
        pid = other.info.backend_pid
        with pytest.raises(LockNotObtained) as caught:
            chain.migrate(fresh_url, options=IMPATIENT, project=project)
    error = str(caught.value)
    assert f"session {pid} (user 'bp010', application 'a long report'" in error
    assert "idle in transaction since 20" in error
    assert "SELECT count(*) FROM a.t" in error
    assert "after 3 tries" in error
    assert f"pg_terminate_backend({pid})" in error
    assert fingerprint(fresh_url) == before
    assert chain.current(fresh_url) == "v02_b"


def test_revisions_done_before_the_blocked_one_stay_done(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, "v01", project=project)
    with reading(fresh_url, "a.t"), pytest.raises(LockNotObtained):
        chain.migrate(fresh_url, options=IMPATIENT, project=project)
    assert chain.current(fresh_url) == "v02_b"


def test_it_goes_on_when_the_blocking_session_is_gone(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, "v01", project=project)
    notes: list[str] = []
    applied: list[str] = []
    listener = Listener(lambda done: applied.append(done.revision), notes.append)
    patient = Options(lock_timeout=0.15, retries=20, pause=0.01)
    with reading(fresh_url, "a.t") as other:
        result = in_background(
            chain.migrate, fresh_url, options=patient, listener=listener, project=project
        )
        wait_for(lambda: len(notes) >= 2)
        other.rollback()
    wait_for(lambda: result)
    assert isinstance(result[0], chain.Outcome), result[0]
    assert result[0].now == "v03_c"
    assert applied == ["v02_b", "v03_c"]
    assert "try 2 of 21 in 0.01 s" in notes[0]
    assert "try 3 of 21 in 0.02 s" in notes[1]
    assert "a long report" in notes[1]


def test_a_blocked_downgrade_changes_nothing(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    before = fingerprint(fresh_url)
    with reading(fresh_url, "a.t"), pytest.raises(LockNotObtained, match="after 3 tries"):
        chain.migrate(fresh_url, "base", IMPATIENT, project=project)
    assert fingerprint(fresh_url) == before
    assert chain.current(fresh_url) == "v03_c"


def test_without_retries_one_try_is_made_and_no_other_announced(
    project: Path, fresh_url: str
) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    notes: list[str] = []
    once = Options(lock_timeout=0.15, retries=0)
    with reading(fresh_url, "a.t"), pytest.raises(LockNotObtained, match=r"after 1 try\b"):
        chain.migrate(
            fresh_url, options=once, listener=Listener(note=notes.append), project=project
        )
    assert notes == []


def test_the_second_migrator_waits_and_both_end_well(project: Path, fresh_url: str) -> None:
    notes: list[str] = []
    with psycopg.connect(fresh_url, application_name="the first one") as first:
        first.autocommit = True
        with locks.only_migrator(first, None, print):
            second = in_background(
                chain.migrate, fresh_url, listener=Listener(note=notes.append), project=project
            )
            wait_for(lambda: notes)
            open_ones = first.execute(
                "SELECT xact_start FROM pg_stat_activity WHERE application_name LIKE %s",
                ("bp010ctl migrate%",),
            ).fetchall()
            assert chain.current(fresh_url) is None
    wait_for(lambda: second)
    assert isinstance(second[0], chain.Outcome), second[0]
    assert second[0].now == "v03_c"
    assert len(notes) == 1
    assert "application 'the first one'" in notes[0]
    assert open_ones == [(None,)]


def test_threads_of_one_process_apply_each_revision_once(project: Path, fresh_url: str) -> None:
    applied: list[str] = []
    listener = Listener(lambda done: applied.append(done.revision))
    runs = [
        in_background(chain.migrate, fresh_url, listener=listener, project=project)
        for _ in range(4)
    ]
    wait_for(lambda: all(runs))
    assert [run[0].now for run in runs] == ["v03_c"] * 4
    assert applied == list(CHAIN)


def test_two_commands_at_once_both_end_well(fresh_url: str, cli: Cli) -> None:
    runs = [in_background(cli, "migrate", url=fresh_url) for _ in range(2)]
    wait_for(lambda: all(runs))
    assert [run[0].returncode for run in runs] == [0, 0], runs
    assert chain.current(fresh_url) == chain.revisions()[-1].name


def test_the_wait_for_another_migrator_has_a_limit(project: Path, fresh_url: str) -> None:
    with (
        psycopg.connect(fresh_url, application_name="the first one") as first,
        locks.only_migrator(first, None, print),
        pytest.raises(LockNotObtained, match="another migration is running") as caught,
    ):
        chain.migrate(fresh_url, options=Options(wait=0.2), project=project)
    assert "the first one" in str(caught.value)
    assert chain.current(fresh_url) is None


def test_the_lock_is_the_database_s_own(project: Path, fresh_url: str, server_url: str) -> None:
    with psycopg.connect(server_url) as other, locks.only_migrator(other, None, print):
        outcome = chain.migrate(fresh_url, options=Options(wait=0.2), project=project)
    assert outcome.now == "v03_c"


def test_a_statement_timeout_ends_a_slow_statement(tmp_path: Path, fresh_url: str) -> None:
    project = chains.project(
        tmp_path / "project",
        {"v01_a": ({"010_x": "SELECT pg_sleep(30);\n"}, {"010_x": "SELECT 1"})},
    )
    with pytest.raises(MigrationError, match="statement timeout") as caught:
        chain.migrate(fresh_url, options=Options(statement_timeout=0.1), project=project)
    assert "longer one" in str(caught.value)


def test_a_deadlock_is_tried_again(project: Path, fresh_url: str, tmp_path: Path) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    up = "LOCK TABLE a.t;\nLOCK TABLE a.u;\n"
    path = project / "migrations/frozen/003_v03_c/up/010_w.sql"
    chains.edit(project, "v03_c", "up/010_w.sql", up + path.read_text())
    notes: list[str] = []
    with psycopg.connect(fresh_url.replace("bp010@", "postgres@")) as other:
        other.execute("SET deadlock_timeout = '10min'")  # the migrator is the one that is told
        other.execute("LOCK TABLE a.u")
        run = in_background(
            chain.migrate, fresh_url, options=Options(pause=0.05),
            listener=Listener(note=notes.append), project=project,
        )  # fmt: skip
        wait_for(lambda: other.execute(WAITING, ["a.u"]).fetchone())
        other.execute("LOCK TABLE a.t")
        other.rollback()
    wait_for(lambda: run)
    assert isinstance(run[0], chain.Outcome), run[0]
    assert run[0].now == "v03_c"
    assert notes
