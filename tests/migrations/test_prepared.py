"""Scratch databases that begin as copies: the same as migrated from nothing, and never stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.errors import MigrationError
from bp010ctl.migrations import chain, prepared
from bp010ctl.migrations.engine import Options
from bp010ctl.schema import catalog
from bp010ctl.server import scratch
from bp010ctl.server.cluster import Cluster
from support import chains

LONG = {
    f"v{number:02d}_table_{number}": (
        {"010_t": f"CREATE TABLE public.t{number} (x integer);\n"},
        {"010_t": f"DROP TABLE public.t{number};\n"},
    )
    for number in range(1, prepared.WORTH + 2)
}
NAMES = list(LONG)
EDITED = Options(as_they_are=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(tmp_path / "project", LONG)


@pytest.fixture
def server(cluster: Cluster) -> Iterator[str]:
    """The suite's server without kept databases, before and afterwards."""
    url = cluster.url("postgres")
    forget(url)
    yield url
    forget(url)


def forget(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for key in scratch.kept(url):
            connection.execute(f"DROP DATABASE {scratch.KEPT}{key}".encode())


def tables(url: str) -> list[str]:
    statement = b"SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]+$' ORDER BY oid"
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(statement)]


def start(server: str, target: str, project: Path) -> list[str]:
    """The tables that a scratch database has before it is migrated."""
    with prepared.on_the_way(server, target, project) as url:
        return tables(url)


def test_the_second_one_is_a_copy_of_the_first(server: str, project: Path) -> None:
    assert start(server, "head", project) == []
    with prepared.database(server, project=project) as url:
        made = catalog_of(url)
        assert chain.current(url) == NAMES[-1]
    assert start(server, "head", project) == [f"t{number}" for number in range(1, len(NAMES) + 1)]
    with prepared.database(server, project=project) as url:
        assert chain.current(url) == NAMES[-1]
        assert catalog.difference(made, catalog_of(url)) == ""


def catalog_of(url: str) -> list[catalog.Row]:
    with psycopg.connect(url) as connection:
        return catalog.fingerprint(connection)


def test_rights_on_the_database_itself_come_along(server: str, project: Path) -> None:
    """CREATE DATABASE gives a copy none of its template's."""
    given = "GRANT TEMP ON DATABASE {0} TO bp010; REVOKE CONNECT ON DATABASE {0} FROM PUBLIC"
    with scratch.database(server) as url, psycopg.connect(url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(given.format(name).encode())
        rights = rights_on(url)
        connection.close()
        scratch.keep(url, "rights")
    with scratch.database(server, scratch.KEPT + "rights") as url:
        assert rights_on(url) == rights != set()


def rights_on(url: str) -> set[tuple[str, str]]:
    statement = (
        b"SELECT grantee::regrole::text, privilege_type FROM pg_database, aclexplode(datacl)"
        b" WHERE datname = current_database()"
    )
    with psycopg.connect(url) as connection:
        return set(connection.execute(statement).fetchall())


def test_what_is_below_serves_for_what_comes_on_top(server: str, project: Path) -> None:
    with prepared.database(server, NAMES[-2], project=project):
        pass
    assert start(server, "head", project) == [f"t{number}" for number in range(1, len(NAMES))]
    assert start(server, NAMES[-3], project) == []
    with prepared.database(server, project=project) as url:
        assert len(tables(url)) == len(NAMES)


def test_edited_text_makes_what_is_kept_unknown(server: str, project: Path) -> None:
    with prepared.database(server, project=project):
        pass
    first = next((project / "migrations" / "frozen").glob(f"*{NAMES[0]}/up/*.sql"))
    first.write_text("CREATE TABLE public.t0 (x integer);\n")
    with prepared.database(server, options=EDITED, project=project) as url:
        assert tables(url)[0] == "t0"


def test_an_edit_is_refused_where_a_copy_is_at_hand_too(server: str, project: Path) -> None:
    """What is kept under the edited text's digest is no licence to use it."""
    way_down = next((project / "migrations" / "frozen").glob(f"*{NAMES[0]}/down/*.sql"))
    way_down.write_text("DROP TABLE IF EXISTS public.t1;\n")
    with prepared.database(server, options=EDITED, project=project):
        pass
    with (
        pytest.raises(MigrationError, match="frozen SQL has changed"),
        prepared.database(server, project=project),
    ):
        pass


def test_nobody_can_change_what_is_kept(server: str, project: Path, cluster: Cluster) -> None:
    with prepared.database(server, project=project):
        pass
    (key,) = scratch.kept(server)
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        psycopg.connect(cluster.url(scratch.KEPT + key))


def test_a_short_way_is_not_kept(server: str, project: Path) -> None:
    with prepared.database(server, NAMES[prepared.WORTH - 2], project=project):
        pass
    assert scratch.kept(server) == set()


def test_a_few_are_kept_the_newest_ones(server: str, tmp_path: Path) -> None:
    kept: list[set[str]] = [set()]
    for number in range(scratch.FEW + 2):
        text = f"CREATE TABLE public.t{100 + number} (x integer);\n"
        ways = LONG | {NAMES[0]: ({"010_t": text}, LONG[NAMES[0]][1])}
        project = chains.project(tmp_path / f"project{number}", ways)
        with prepared.database(server, project=project):
            pass
        kept.append(scratch.kept(server))
    sizes = [len(keys) for keys in kept]
    assert sizes == [*range(scratch.FEW + 1), scratch.FEW, scratch.FEW]
    assert kept[-1] - kept[-2]
    assert kept[1] & kept[-1] == set()


def test_a_template_that_is_gone_meanwhile_costs_time_alone(server: str) -> None:
    with scratch.database(server, scratch.KEPT + "gone") as url:
        assert tables(url) == []


def test_keeping_the_same_twice_is_no_error(server: str, project: Path) -> None:
    with scratch.database(server) as url:
        scratch.keep(url, "twice")
        scratch.keep(url, "twice")
    assert scratch.kept(server) == {"twice"}
