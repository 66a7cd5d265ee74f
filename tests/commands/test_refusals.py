"""One set of words for what keeps a command from its work: what, on what, what to do next."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base import connecting
from bp010ctl.base.errors import ClusterError, MigrationError
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, sampled
from support.databases import settle

CHAIN = [revision.name for revision in chain.revisions()]


def said(cli: Cli, url: str, *words: str) -> tuple[int, str]:
    done = cli(*words, url=url)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


# -- what does not go together ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "why"),
    sampled(
        {
            "--from": (("--from", CHAIN[0]), "--from goes with --sql alone"),
            "--plan": (("--sql", "--plan"), "--sql and --plan do not go together"),
            "--json": (("--sql", "--json"), "--sql and --json do not go together"),
        },
        3,
    ),
)
def test_an_option_without_effect_is_refused(cli: Cli, words: tuple[str, ...], why: str) -> None:
    done = cli("migrate", *words)
    assert done.returncode == 2
    assert why in done.stderr


# -- where the database stands ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    sampled({words[0]: (words,) for words in (("status",), ("run",), ("gaps",), ("well", "1"))}, 2),
)
def test_a_database_without_migrations(cli: Cli, fresh_url: str, words: tuple[str, ...]) -> None:
    code, text = said(cli, fresh_url, *words)
    assert code == 1
    assert "this database has no migrations yet" in text
    assert "hint: `bp010ctl migrate`, then `bp010ctl seed`" in text


def test_a_database_that_is_behind(cli: Cli, fresh_url: str) -> None:
    chain.migrate(fresh_url, CHAIN[1])
    code, text = said(cli, fresh_url, "status")
    assert code == 1
    behind = f"{len(CHAIN) - 2} revisions behind: it is at {CHAIN[1]}, the project at {CHAIN[-1]}"
    assert behind in text
    assert "migrate --plan" in text


def test_a_database_that_is_ahead(cli: Cli, fresh_url: str) -> None:
    chain.migrate(fresh_url, CHAIN[1])
    with psycopg.connect(fresh_url) as connection:
        connection.execute("UPDATE public.alembic_version SET version_num = 'v99_otro_mundo'")
    code, text = said(cli, fresh_url, "status")
    assert code == 1
    assert "'v99_otro_mundo', which this copy of the project does not have" in text


def test_a_database_that_lost_something(cli: Cli, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("DROP VIEW reporting.vw_alerts CASCADE")
    code, text = said(cli, database, "status")
    assert code == 1
    assert 'something of the model is missing: relation "reporting.vw_alerts"' in text
    assert "`bp010ctl drift` names what differs" in text


def test_health_of_a_database_that_is_not_ready_is_critical_and_json(
    cli: Cli, fresh_url: str
) -> None:
    done = cli("health", "--json", url=fresh_url)
    assert done.returncode == 2
    assert json.loads(done.stdout) == [
        {"name": "database", "level": 2, "message": "this database has no migrations yet"}
    ]


def test_somebody_without_rights(cli: Cli, cluster: Cluster, seeded: str, server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS nadie")
        server.execute("CREATE ROLE nadie LOGIN")
    try:
        code, text = said(cli, seeded.replace("bp010@", "nadie@"), "status")
        assert code == 1
        assert "this login is in no group that may use the database" in text
        assert "bp010ctl roles grant" in text
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute("GRANT bp010_escritura TO nadie")
        code, text = said(cli, seeded.replace("bp010@", "nadie@"), "status")
        assert code == 1
        assert "this role may not do that: permission denied for schema reporting" in text
        assert "bp010ctl roles grant" in text
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute("DROP ROLE nadie")


# -- the way there ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "what", "hint"),
    [
        ("postgresql://x@localhost:1/x", "Connection refused", "is the server running there"),
        ("postgresql://x@no-such-host.invalid/x", "no host of that name", "check the host"),
        ("postgresql://x@localhost:1/x?nosuch=1", 'query parameter: "nosuch"', "for example"),
    ],
)
def test_no_way_to_a_given_server(cli: Cli, url: str, what: str, hint: str) -> None:
    code, text = said(cli, url, "status")
    assert code == (2 if "libpq URL" in text else 1)
    assert what in text
    assert hint in text
    assert "bp010ctl db up" not in text, "that is for the private server only"


def test_a_database_that_is_not_there(cli: Cli, fresh_url: str) -> None:
    code, text = said(cli, fresh_url.replace("prueba_", "ninguna_"), "status")
    assert code == 1
    assert "there is no such database on that server" in text


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        ('FATAL:  password authentication failed for user "x"', "wants a password"),
        ("fe_sendauth: no password supplied", "wants a password"),
        ('FATAL:  role "x" does not exist', "does not know this role"),
        ('FATAL:  no pg_hba.conf entry for host "::1", user "x"', "lets nobody in"),
        ("connection timeout expired", "did not answer in time"),
        ("FATAL:  the database system is starting up", "starting or stopping"),
        ("FATAL:  sorry, too many clients already", "no connection left"),
    ],
)
def test_each_reason_of_the_server_has_words(reason: str, meaning: str) -> None:
    error = connecting.failure(reason, "database 'x'")
    assert meaning in error.what
    assert reason in error.what
    assert error.hint


@pytest.mark.parametrize(
    "url", ["postgres//u:s3cret@h", "postgresql://u:s3cret@h/x?no=1", "host=h password='s3cret' x"]
)
def test_a_reason_never_quotes_the_password(cli: Cli, url: str) -> None:
    done = cli("status", url=url)
    assert done.returncode == 2
    assert "s3cret" not in done.stderr + done.stdout


# -- the private server ----------------------------------------------------------------------------


def let_in(folder: Path) -> None:
    """Open the folder, and those above it that belong to the tests, to other users."""
    for place in (folder, *folder.parents):
        status = place.stat()
        if place.name and status.st_uid == os.geteuid() and status.st_mode & 0o755 != 0o755:
            place.chmod(0o755)


def test_the_home_of_another_user_is_named(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give a folder to somebody else")
    data = tmp_path / "home" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    shutil.chown(data, "nobody")
    data.chmod(0o700)
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from bp010ctl.server.cluster import Cluster\n"
        "from bp010ctl.base.errors import ClusterError; os.setresuid(1, 1, 1)\n"
        "try:\n    Cluster(Path(sys.argv[2])).status()\n"
        "except ClusterError as error:\n    print(error)"
    )
    call = [sys.executable, "-c", code, str(PROJECT), str(tmp_path / "home")]
    tmp_path.chmod(0o700)
    closed = subprocess.run(call, capture_output=True, text=True, check=False)
    assert "in a folder that is closed to this user" in closed.stdout, closed.stderr
    let_in(tmp_path)
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert "the private cluster belongs to the user 'nobody'" in done.stdout, done.stderr


def test_data_of_another_version_is_not_touched(cluster: Cluster, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True, mode=0o700)
    let_in(home)  # the server's user reaches it, so it is used where it is
    (home / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ClusterError, match=r"the data is of PostgreSQL 9, the programs are of \d"):
        Cluster(home, durable=False, bindir=cluster.bindir).up()
    assert [path.name for path in (home / "data").iterdir()] == ["PG_VERSION"]


# -- ranges that cannot be -------------------------------------------------------------------------


def test_ranges_that_cannot_be_are_refused(cli: Cli, seeded: str) -> None:
    words = ("run", "reporting-only", "--from", "2026-02-01")
    code, text = said(cli, seeded, *words, "--to", "2026-01-01")
    assert (code, "no day lies from 2026-02-01 to 2026-01-01" in text) == (2, True)
    code, text = said(cli, seeded, *words, "--well", "99999")
    assert (code, "there is no well 99999" in text) == (2, True)


# -- a migration that failed -----------------------------------------------------------------------


def test_a_failed_migration_says_where_it_stands_and_who_is_in_the_way(
    fresh_url: str, server_url: str
) -> None:
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS analista")
        server.execute("CREATE ROLE analista")
    place = CHAIN.index("v12_vistas_frontend")
    chain.migrate(fresh_url, CHAIN[place])
    with psycopg.connect(fresh_url.replace("bp010@", "postgres@"), autocommit=True) as other:
        other.execute("CREATE SCHEMA informes")
        other.execute("CREATE VIEW informes.mia AS SELECT * FROM reporting.vw_alerts")
        other.execute("ALTER VIEW informes.mia OWNER TO analista")
    try:
        with pytest.raises(MigrationError) as refusal:
            chain.migrate(fresh_url, CHAIN[place - 1])
        text = str(refusal.value)
        assert "revision v12_vistas_frontend failed: cannot drop view reporting.vw_alerts" in text
        assert "informes.mia of analista is in the way" in text
        assert "no revision ran" in text
        assert "goes on from there" in text
        assert "CASCADE" not in text
        assert chain.current(fresh_url) == CHAIN[place]
    finally:
        with psycopg.connect(fresh_url.replace("bp010@", "postgres@"), autocommit=True) as other:
            other.execute("DROP SCHEMA informes CASCADE")
            other.execute("DROP ROLE analista")
        settle(fresh_url)


def test_a_failure_after_others_says_how_many_stay(fresh_url: str) -> None:
    place = CHAIN.index("v05_etl")
    chain.migrate(fresh_url, CHAIN[place])
    with psycopg.connect(fresh_url) as connection:
        connection.execute("CREATE TABLE etl.revisiones (mia integer)")
    with pytest.raises(MigrationError) as refusal:
        chain.migrate(fresh_url)
    applied = CHAIN.index("v22_huellas_de_revisiones") - place - 1
    total = len(CHAIN) - place - 1
    text = str(refusal.value)
    assert "revision v22_huellas_de_revisiones failed" in text
    assert f"{applied} of {total} revisions were done and stay" in text
    assert chain.current(fresh_url) == CHAIN[place + applied]


@pytest.mark.parametrize("words", [("seed", "--from"), ("backup",), ("restore",), ("ingest",)])
def test_a_name_that_no_file_can_have(cli: Cli, migrated_url: str, words: tuple[str, ...]) -> None:
    code, text = said(cli, migrated_url, *words, "9" * 400)
    assert code != 0
    assert "error: " in text
