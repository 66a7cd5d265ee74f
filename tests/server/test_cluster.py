"""The private cluster: one command, at any time, leaves one running server."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from bp010ctl.base.errors import ClusterError, RolesError
from bp010ctl.migrations import chain
from bp010ctl.server import cluster as clusters
from bp010ctl.server.cluster import SOCKET_PATH_LIMIT, Cluster
from bp010ctl.server.groups import GROUPS
from support import sampled


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's user can reach (pytest's own are closed to it under root)."""
    folder = Path(tempfile.mkdtemp(prefix="bp010-home-"))
    folder.chmod(0o755)
    yield folder / "h"
    for name in ("h", "moved", "copy"):
        Cluster(folder / name, durable=False).destroy()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The home of a cluster that was made and stopped."""
    parent = Path(tempfile.mkdtemp(prefix="bp010-made-"))
    parent.chmod(0o755)
    cluster = Cluster(parent / "h", durable=False)
    cluster.up()
    cluster.down()
    yield parent / "h"
    cluster.destroy()
    shutil.rmtree(parent)


@pytest.fixture
def used(home: Path, made: Path) -> Path:
    """A home whose cluster was made before and is stopped: making one takes seconds."""
    subprocess.run(["cp", "-a", made, home], check=True)
    return home


def answers(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.url()) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def postmaster_pid(cluster: Cluster) -> int:
    pid = cluster.status().pid
    assert pid is not None
    return pid


def test_up_makes_a_server_and_a_second_up_finds_it(home: Path) -> None:
    cluster = Cluster(home, durable=False)
    assert cluster.status().state == "absent"
    assert cluster.up()
    pid = postmaster_pid(cluster)
    assert not cluster.up()
    assert postmaster_pid(cluster) == pid
    assert answers(cluster)


def test_two_ups_at_once_make_one_server(home: Path) -> None:
    clusters = [Cluster(home, durable=False) for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        started = list(pool.map(lambda cluster: cluster.up(), clusters))
    assert started.count(True) == 1
    assert len({postmaster_pid(cluster) for cluster in clusters}) == 1


def test_down_keeps_the_data(used: Path) -> None:
    cluster = Cluster(used, durable=False)
    cluster.up()
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE public.kept AS SELECT 7 AS n")
    assert cluster.down()
    assert cluster.status().state == "stopped"
    assert not cluster.down()
    cluster.up()
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("SELECT n FROM public.kept").fetchone() == (7,)


def test_the_role_is_no_superuser_and_listens_on_no_address(home: Path) -> None:
    cluster = Cluster(home, durable=False)
    cluster.up()
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, current_setting('listen_addresses'), "
            "current_setting('shared_preload_libraries') "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        compression = connection.execute(
            "SELECT setting, CASE WHEN 'lz4' = ANY(enumvals) THEN 'lz4' ELSE 'pglz' END"
            " FROM pg_settings WHERE name = 'default_toast_compression'"
        ).fetchone()
    assert row == (False, False, True, "", "pg_cron")
    assert compression is not None
    assert compression[0] == compression[1]
    assert (cluster.data.stat().st_mode & 0o777) == 0o700
    socket = cluster.status().socket
    assert socket is not None
    assert (socket.stat().st_mode & 0o777) == 0o700


def test_a_killed_postmaster_is_replaced(used: Path) -> None:
    cluster = Cluster(used, durable=False)
    cluster.up()
    pid = postmaster_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=60)
    assert cluster.status().state == "stopped"
    assert cluster.up()
    assert postmaster_pid(cluster) != pid
    assert answers(cluster)


@pytest.mark.slow
def test_a_pid_file_of_a_stranger_is_cleared(used: Path) -> None:
    cluster = Cluster(used, durable=False)
    cluster.up()
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.down()
    stranger = os.getppid()  # alive, and no server of this folder
    (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger), *lines[1:]]) + "\n")
    assert cluster.status().state == "stopped"
    assert cluster.up()
    assert answers(cluster)


@pytest.mark.parametrize("running", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_moved_folder_is_found(used: Path, running: bool) -> None:
    cluster = Cluster(used, durable=False)
    cluster.up()
    if not running:
        cluster.down()
    moved = used.rename(used.with_name("moved"))
    after = Cluster(moved, durable=False)
    after.up()
    assert answers(after)
    assert after.status().socket == moved / "run"


@pytest.mark.slow
def test_a_copied_folder_is_a_second_cluster(used: Path) -> None:
    original = Cluster(used, durable=False)
    original.up()
    with psycopg.connect(original.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    copy = used.with_name("copy")
    assert os.system(f"cp -a {used} {copy} 2>/dev/null") in (0, 256)  # sockets may not copy
    assert Cluster(copy, durable=False).status().state == "stopped"
    assert postmaster_pid(original)
    assert answers(original)


def test_a_path_too_long_for_a_socket_still_works() -> None:
    parent = Path(tempfile.mkdtemp(prefix="bp010-home-"))
    parent.chmod(0o755)
    cluster = Cluster(parent / ("long" * 12) / ("path" * 12) / "h", durable=False)
    try:
        cluster.up()
        socket = cluster.status().socket
        assert socket is not None
        assert len(f"{socket}/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT
        assert answers(cluster)
    finally:
        cluster.destroy()
        shutil.rmtree(parent)
    assert not socket.exists()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that `postgres` cannot enter")
def test_roots_closed_folder_is_no_obstacle() -> None:
    parent = Path(tempfile.mkdtemp(prefix="bp010-closed-"))  # 0700
    cluster = Cluster(parent / "h", durable=False)
    try:
        cluster.up()
        assert answers(cluster)
        assert cluster.place.parent == Path("/var/lib/bp010")
    finally:
        place = cluster.place
        cluster.destroy()
        shutil.rmtree(parent)
    assert not place.exists()


def test_a_server_that_cannot_start_shows_its_log(home: Path) -> None:
    cluster = Cluster(home, durable=False)
    cluster.up()
    cluster.down()
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write("max_connections = nonsense\n")
    with pytest.raises(ClusterError, match="max_connections"):
        cluster.up()


def test_no_server_gives_the_next_step(home: Path) -> None:
    with pytest.raises(ClusterError) as caught:
        Cluster(home).url()
    assert "bp010ctl db up" in str(caught.value)


def test_the_role_of_the_private_cluster_may_not_create_roles(home: Path) -> None:
    """Neither in a new cluster nor in one of before; the groups are there all the same."""
    rights = "SELECT rolcreaterole, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'bp010'"
    own = Cluster(home, durable=False)
    own.up()
    with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as server:
        assert server.execute(rights).fetchone() == (False, False, True)
        server.execute("ALTER ROLE bp010 CREATEROLE")
    own.down()
    own.up()
    with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as server:
        assert server.execute(rights).fetchone() == (False, False, True)
        assert existing_groups(server) == sorted(GROUPS)


def existing_groups(server: psycopg.Connection[Any]) -> list[str]:
    rows = server.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'bp010%' AND NOT rolcanlogin ORDER BY 1"
    )
    return [name for (name,) in rows]


@pytest.mark.slow
def test_a_group_of_a_newer_revision_is_made_while_the_server_runs(home: Path) -> None:
    """Without it `migrate` says who makes it, before any revision runs."""
    own = Cluster(home, durable=False)
    own.up()
    with psycopg.connect(own.url("postgres", "postgres"), autocommit=True) as server:
        server.execute("DROP ROLE bp010_panel, bp010_modelos")
        with pytest.raises(RolesError, match=r"missing.*: bp010_modelos, bp010_panel") as refused:
            chain.migrate(own.url())
        assert "bp010ctl db up" in str(refused.value)
        assert "CREATE ROLE bp010_panel NOLOGIN" in str(refused.value)
        with psycopg.connect(own.url()) as migrated:
            assert migrated.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)
        assert own.up() is False
        assert existing_groups(server) == sorted(GROUPS)


# Who gets in ----------------------------------------------------------------------------------


@pytest.fixture
def far() -> Iterator[Cluster]:
    """A cluster whose path is too long for a socket, which goes into a folder of known name."""
    parent = Path(tempfile.mkdtemp(prefix="bp010-home-"))
    parent.chmod(0o755)
    cluster = Cluster(parent / ("long" * 12) / ("path" * 12) / "h", durable=False)
    yield cluster
    folder = cluster._socket_folder()
    if folder.is_symlink():
        folder.unlink()
    cluster.destroy()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(parent)


def a_link(folder: Path, target: Path) -> None:
    folder.symlink_to(target)


def a_folder_that_others_may_enter(folder: Path, target: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def a_strangers_folder(folder: Path, target: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of somebody else's")
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)


@pytest.mark.parametrize(
    "trap",
    sampled(
        {
            trap.__name__: (trap,)
            for trap in (a_link, a_folder_that_others_may_enter, a_strangers_folder)
        },
        3,
    ),
)
def test_a_socket_folder_that_was_laid_out_is_refused(
    far: Cluster, tmp_path: Path, trap: Callable[[Path, Path], None]
) -> None:
    far.up()
    far.down()
    shutil.rmtree(far._socket_folder())
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    (target / ".s.PGSQL.5432").write_text("of another server")
    trap(far._socket_folder(), target)
    before = far._socket_folder().lstat()
    with pytest.raises(ClusterError, match="something else is there"):
        far.up()
    assert far.status().state == "stopped"
    assert far._socket_folder().lstat() == before
    assert target.stat().st_uid == os.geteuid()
    assert (target / ".s.PGSQL.5432").read_text() == "of another server"


@pytest.mark.parametrize(
    "name",
    sampled({name: (name,) for name in ("data/pg_hba.conf", "data/bp010.conf", "server.log")}, 3),
)
def test_no_link_is_followed_when_files_are_written(used: Path, tmp_path: Path, name: str) -> None:
    cluster = Cluster(used, durable=False)
    cluster.up()
    cluster.down()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (used / name).unlink()
    (used / name).symlink_to(victim)
    with pytest.raises(ClusterError, match="something else is there"):
        cluster.up()
    assert victim.read_text() == "mine"
    assert victim.stat().st_uid == os.geteuid()
    (used / name).unlink()
    cluster.up()
    assert answers(cluster)


def asked_as(account: str, cluster: Cluster, role: str) -> str:
    """What psql says when another account of the machine connects as a role."""
    socket = cluster.status().socket
    done = subprocess.run(
        [cluster._bindir() / "psql", "-XAtw", "-h", str(socket), "-U", role, "-d", "postgres",
         "-c", "SELECT current_user"],
        user=account, cwd="/", env={"PATH": "/usr/bin:/bin"}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work as another account")
def test_other_accounts_do_not_get_in_even_where_the_folder_is_open(used: Path) -> None:
    cluster = Cluster(used)
    cluster.up()
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute("CREATE ROLE nobody LOGIN")  # the account's own name opens nothing either
    assert "Permission denied" in asked_as("nobody", cluster, "postgres")
    socket = cluster.status().socket
    assert socket is not None
    socket.chmod(0o755)
    for role in ("postgres", "bp010"):
        assert "Peer authentication failed" in asked_as("nobody", cluster, role)
        assert asked_as("postgres", cluster, role) == role
        assert asked_as("root", cluster, role) == role
    assert "no password supplied" in asked_as("nobody", cluster, "nobody")


# Right after a crash --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_server_that_still_recovers_is_waited_for(used: Path) -> None:
    cluster = Cluster(used)
    cluster.up()
    cluster.down()
    # a standby that nobody may read: it recovers until it is told to end that
    (cluster.data / "standby.signal").touch()
    if os.geteuid() == 0:
        shutil.chown(cluster.data / "standby.signal", cluster._account().pw_name)
    with (cluster.data / "postgresql.auto.conf").open("a") as conf:
        conf.write("hot_standby = off\n")
    told: list[str] = []

    def tell(words: str) -> None:
        told.append(words)
        threading.Timer(0.5, cluster._pg, ["pg_ctl", "-D", str(cluster.data), "promote"]).start()

    assert cluster.up(tell)
    assert answers(cluster)
    assert told == ["waiting for the server to recover from a crash"]


def works(pid: int) -> bool:
    return bool(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


@pytest.mark.slow
def test_what_a_killed_server_left_at_work_is_ended(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "LEAVING", 0.5)
    cluster = Cluster(used, durable=False)
    cluster.up()
    busy = psycopg.connect(cluster.url(), autocommit=True)
    pid = busy.info.backend_pid
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1e15::bigint)")
    killed = postmaster_pid(cluster)
    os.kill(killed, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(killed)] if psutil.pid_exists(killed) else [], timeout=60)
    assert works(pid)
    assert cluster.up()
    assert not works(pid)
    assert answers(cluster)
    busy.close()
