"""The server for scratch databases beside the private cluster: on demand, warm, worth nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.settings import Settings
from bp010ctl.server import scratch
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, sampled


@pytest.fixture(scope="module")
def config() -> Iterator[Settings]:
    """Settings of a home of our own that the server's user can reach, with nothing in it yet."""
    folder = Path(tempfile.mkdtemp(prefix="bp010-beside-"))
    folder.chmod(0o755)
    bindir = os.environ.get("BP010_PG_BINDIR")
    settings = Settings(PROJECT, folder / "h", None, Path(bindir) if bindir else None)
    yield settings
    Cluster.private(settings).destroy()
    assert list(folder.iterdir()) == []
    shutil.rmtree(folder)


def databases(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_it_starts_on_demand_without_pg_cron_and_stays(config: Settings) -> None:
    told: list[str] = []
    url = scratch.server_url(told.append, config)
    private = Cluster.private(config)
    assert told[-1:] == ["started a server for scratch databases; `bp010ctl db down` stops it"]
    assert private.status().state == "absent"
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW shared_preload_libraries").fetchone() == ("",)
        with scratch.database(url) as made:
            assert databases(made) >= {connection.info.dbname}
    pid = private.beside().status().pid
    assert (scratch.server_url(told.append, config), len(told)) == (url, 1)
    with scratch.server(config) as again:
        assert again == url
    assert private.beside().status().pid == pid


@pytest.mark.parametrize(
    "harm",
    sampled(
        {harm: (harm,) for harm in ("another version", "a broken configuration", "no data")}, 3
    ),
)
def test_what_does_not_start_is_made_anew(config: Settings, harm: str) -> None:
    scratch.server_url(config=config)
    beside = Cluster.private(config).beside()
    beside.down()
    if harm == "another version":
        (beside.data / "PG_VERSION").write_text("9\n")
    elif harm == "a broken configuration":
        (beside.data / "postgresql.conf").write_text("nothing = at all\n")
    else:
        shutil.rmtree(beside.data / "global")
    assert "bp010" in databases(scratch.server_url(config=config))


@pytest.mark.slow
def test_commands_leave_the_private_server_alone_and_down_stops_both(
    config: Settings, cli: Cli
) -> None:
    private = Cluster.private(config)
    private.up()
    private.beside().down()
    before = databases(private.url("postgres"))
    done = cli("drift", home=config.home)  # of an empty database: it is what no revision makes
    assert (done.returncode, "no drift" in done.stdout) == (0, True), done.stdout
    assert "started a server for scratch databases" in done.stderr
    assert databases(private.url("postgres")) == before
    assert "scratch running" in cli("db", "status", home=config.home).stdout
    assert cli("db", "down", home=config.home).returncode == 0
    assert (private.status().state, private.beside().status().state) == ("stopped", "stopped")


def test_where_neither_runs_one_for_the_moment_leaves_nothing_behind(config: Settings) -> None:
    private = Cluster.private(config)
    private.down()
    with scratch.server(config) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW shared_preload_libraries").fetchone() == ("",)
    assert private.beside().status().state in ("absent", "stopped")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_in_a_folder_of_somebody_else_it_is_their_server(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = Cluster.private(config)
    private.up()
    monkeypatch.setattr(os, "geteuid", lambda: config.home.stat().st_uid + 1)
    assert scratch.server_url(config=config) == private.url()
