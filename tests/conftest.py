"""One throwaway cluster for the whole suite; databases are cloned from migrated templates.

Fixtures, from cheap to dear:
migrated_url   one database for the session, migrated, unseeded; read only
bare           a connection to it; each test is rolled back, but one that is marked with
               `commits`, which gets a database of its own
seeded_db      the same of one migrated and seeded database
fresh_url      a new empty database
database       a new copy of the migrated template; change what you like
seeded         a new copy of the migrated and seeded template

With `--adopted` the migrated template is a database of the old system that `adopt` took over,
emptied afterwards. Only what works on it or on its copies runs then.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from pytest_postgresql import factories

from bp010ctl.server import scratch
from bp010ctl.server.cluster import Cluster
from bp010ctl.server.groups import GROUPS
from bp010ctl.server.names import PORT, ROLE
from support import PROJECT, Cli, commands, exports, legacy
from support.databases import new_database

pytest_plugins = ["support.replicas"]

REAL_DATA = PROJECT.parent / "shared" / "data"
ENOUGH_MEMORY = 2 << 30

_adopted = False

# A suite that was started in the background inherits "ignore Ctrl-C", and so would the commands
# that some tests stop by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

for variable in [name for name in os.environ if name.startswith(("BP010_", "PG"))]:
    if variable != "BP010_PG_BINDIR":
        del os.environ[variable]  # the suite never works on anything that a user has set up


def _home() -> Path:
    """A folder for the suite's cluster, in memory where there is room; remains are cleared."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH_MEMORY
    parent = memory if roomy and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    for left in parent.glob(f"bp010-suite-{os.geteuid()}-*") if first else ():
        if not Path(f"/proc/{left.name.rsplit('-', 1)[1]}").exists():
            Cluster(left, durable=False).destroy()
    return parent / f"bp010-suite-{os.geteuid()}-{os.getpid()}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--adopted", action="store_true", help="test on adopted databases instead of migrated ones"
    )
    parser.addoption("--torture", type=int, help="how many faults tests/faults draws [20]")
    parser.addoption("--torture-seed", help="the one fault that tests/faults tries again")


def pytest_configure(config: pytest.Config) -> None:
    global _adopted
    _adopted = config.getoption("adopted")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs an extension or a program that this server lacks. Adopted: leave out what
    works on no adopted database, skip what needs a migrated one."""
    bindir = _bindir()
    for item in items:
        for needed in item.iter_markers("needs_library"):
            if not _has_library(needed.args[0]):
                reason = f"this PostgreSQL comes without {needed.args[0]}"
                item.add_marker(pytest.mark.skip(reason=reason))
        for needed in item.iter_markers("needs_program"):
            if bindir and not (bindir / needed.args[0]).is_file():
                reason = f"this PostgreSQL comes without {needed.args[0]}"
                item.add_marker(pytest.mark.skip(reason=reason))
    if not _adopted:
        return
    for item in items:
        needs = item.get_closest_marker("needs_migrated")
        if needs:
            item.add_marker(pytest.mark.skip(reason=needs.args[0]))
    templates = {"migrated_template", "seeded_template"}
    used = {item: bool(templates & set(getattr(item, "fixturenames", ()))) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not used[item]])
    items[:] = [item for item in items if used[item]]


def _bindir() -> Path | None:
    named = os.environ.get("BP010_PG_BINDIR")
    return Path(named) if named else None


@cache
def _has_library(name: str) -> bool:
    return Cluster(Path("/nonexistent"), bindir=_bindir()).has_library(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The suite's own server, without durability."""
    throwaway = Cluster(_home(), durable=False, bindir=_bindir())
    throwaway.up()
    with psycopg.connect(throwaway.url("postgres", "postgres"), autocommit=True) as server:
        # nobody but a superuser may end an autovacuum worker, whose database is to be dropped
        server.execute("ALTER SYSTEM SET autovacuum = off")
        server.execute("SELECT pg_reload_conf()")
        # tests make users of every kind; that migrating needs no such right, one has a cluster for
        server.execute("ALTER ROLE bp010 CREATEROLE")
        # a member keeps each group, whatever is migrated down beside the tests that use it
        server.execute(f"GRANT {', '.join(GROUPS)} TO postgres".encode())
    yield throwaway
    throwaway.destroy()


@pytest.fixture(scope="session")
def server_url(cluster: Cluster) -> str:
    """The maintenance database as superuser: for what only a superuser can look at or break."""
    return cluster.url("postgres", "postgres")


@pytest.fixture(scope="session")
def server(cluster: Cluster) -> SimpleNamespace:
    """The suite's cluster in pytest-postgresql's terms; tests work as the role bp010."""
    return SimpleNamespace(
        host=str(cluster.status().socket),
        port=PORT,
        user=ROLE,
        password=None,
        options="",
        maintenance_dbname="postgres",
        template_dbname=None,
    )


def load_migrations(**where: Any) -> None:
    from bp010ctl.migrations import chain

    if _adopted:
        legacy.build_adopted(_url(where))
    else:
        chain.migrate(_url(where))


def load_seeds(**where: Any) -> None:
    from bp010ctl import seeds

    with psycopg.connect(_url(where)) as connection:
        scratch.copy_rights(
            connection, where["dbname"].replace("seeded", "migrated"), where["dbname"]
        )
        seeds.load(connection, PROJECT / "seeds")


def _url(where: dict[str, Any]) -> str:
    return f"postgresql://{where['user']}@/{where['dbname']}?host={where['host']}"


migrated_template = factories.postgresql_noproc(
    depends_on="server", dbname="migrated", load=[load_migrations]
)
seeded_template = factories.postgresql_noproc(
    depends_on="migrated_template", dbname="seeded", load=[load_seeds]
)


@pytest.fixture(scope="session")
def migrated_url(cluster: Cluster, migrated_template: Any) -> Iterator[str]:
    with new_database(cluster, migrated_template.template_dbname) as url:
        yield url


class Shared(psycopg.Connection[Any]):
    """A session of a database that tests share: what one of them did is undone, never kept."""

    def commit(self) -> None:
        raise AssertionError("other tests share this database: mark the test with `commits`")


@pytest.fixture(scope="session")
def _bare_connection(migrated_url: str) -> Iterator[psycopg.Connection[Any]]:
    with closing(Shared.connect(migrated_url)) as connection:
        yield connection


@pytest.fixture(scope="session")
def _seeded_connection(cluster: Cluster, seeded_template: Any) -> Iterator[psycopg.Connection[Any]]:
    template = seeded_template.template_dbname
    with new_database(cluster, template) as url, closing(Shared.connect(url)) as connection:
        yield connection


def _rolled_back(connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """The connection at UTC for one test; what it changed, settings included, is undone."""
    connection.execute("SET TIME ZONE 'UTC'")
    yield connection
    connection.rollback()


def _session(
    request: pytest.FixtureRequest, shared: str, own: str
) -> Iterator[psycopg.Connection[Any]]:
    """The shared connection, or one to a database of its own for a test that `commits`."""
    if request.node.get_closest_marker("commits") is None:
        yield from _rolled_back(request.getfixturevalue(shared))
    else:
        with psycopg.connect(request.getfixturevalue(own)) as connection:
            yield from _rolled_back(connection)


@pytest.fixture
def bare(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    yield from _session(request, "_bare_connection", "database")


@pytest.fixture
def seeded_db(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    yield from _session(request, "_seeded_connection", "seeded")


@pytest.fixture
def fresh_url(cluster: Cluster) -> Iterator[str]:
    with new_database(cluster) as url:
        yield url


@pytest.fixture
def database(cluster: Cluster, migrated_template: Any) -> Iterator[str]:
    with new_database(cluster, migrated_template.template_dbname) as url:
        yield url


@pytest.fixture
def seeded(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    with new_database(cluster, seeded_template.template_dbname) as url:
        yield url


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run `bp010ctl …` as a user would, on the database given by `url=`.

    BP010_HOME is an empty folder of the test's own unless `home=` names another one.
    """

    def run(
        *arguments: str, url: str | None = None, home: Path | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        environment = dict(os.environ) | {"BP010_HOME": str(home or tmp_path / "home")}
        if url is not None:
            environment["BP010_DATABASE_URL"] = url
        return commands.run(arguments, environment, stdin)

    return run


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> exports.Exports:
    """One well's export files with measured values: master, poll, wide reading, workbook."""
    return exports.write(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of whole exports beside the project; it is not part of the project.

    What `exported` and tests/fixtures/field prove needs no such folder: this is for what only the
    exporter's own files and their full length can show.
    """
    if not REAL_DATA.is_dir():
        pytest.skip(f"whole exports are not part of the project: {REAL_DATA} is missing")
    return REAL_DATA
