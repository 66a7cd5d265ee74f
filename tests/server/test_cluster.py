"""The private cluster: one command, at any time, leaves one running server."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from bp010ctl.base.errors import ClusterError
from bp010ctl.server.cluster import SOCKET_PATH_LIMIT, Cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's user can reach (pytest's own are closed to it under root)."""
    folder = Path(tempfile.mkdtemp(prefix="bp010-home-"))
    folder.chmod(0o755)
    yield folder / "h"
    for name in ("h", "moved", "copy"):
        Cluster(folder / name, durable=False).destroy()
    shutil.rmtree(folder, ignore_errors=True)


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


def test_down_keeps_the_data(home: Path) -> None:
    cluster = Cluster(home, durable=False)
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
    assert row == (False, False, True, "", "pg_cron")
    assert (cluster.data.stat().st_mode & 0o777) == 0o700
    socket = cluster.status().socket
    assert socket is not None
    assert (socket.stat().st_mode & 0o777) == 0o700


def test_a_killed_postmaster_is_replaced(home: Path) -> None:
    cluster = Cluster(home, durable=False)
    cluster.up()
    pid = postmaster_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=60)
    assert cluster.status().state == "stopped"
    assert cluster.up()
    assert postmaster_pid(cluster) != pid
    assert answers(cluster)


def test_a_pid_file_of_a_stranger_is_cleared(home: Path) -> None:
    cluster = Cluster(home, durable=False)
    cluster.up()
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.down()
    stranger = os.getppid()  # alive, and no server of this folder
    (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger), *lines[1:]]) + "\n")
    assert cluster.status().state == "stopped"
    assert cluster.up()
    assert answers(cluster)


@pytest.mark.parametrize("running", [True, False])
def test_a_moved_folder_is_found(home: Path, running: bool) -> None:
    cluster = Cluster(home, durable=False)
    cluster.up()
    if not running:
        cluster.down()
    moved = home.rename(home.with_name("moved"))
    after = Cluster(moved, durable=False)
    after.up()
    assert answers(after)
    assert after.status().socket == moved / "run"


def test_a_copied_folder_is_a_second_cluster(home: Path) -> None:
    original = Cluster(home, durable=False)
    original.up()
    with psycopg.connect(original.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    copy = home.with_name("copy")
    assert os.system(f"cp -a {home} {copy} 2>/dev/null") in (0, 256)  # sockets may not copy
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
        groups = server.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'bp010%' AND NOT rolcanlogin"
            " ORDER BY 1"
        ).fetchall()
    assert groups == [("bp010_escritura",), ("bp010_lectura",), ("bp010_operacion",)]
