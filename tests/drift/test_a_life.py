"""A whole life of a database is no drift: nights of maintenance, a full reset, a dump's restore.

Of one that the revisions made and of one that was taken over from the old system, on whatever
version the suite runs; away from 15 what 15 makes is compared with as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from bp010ctl import adoption, drift, simulator
from bp010ctl.cycles import runner
from bp010ctl.server.cluster import Cluster
from support import PROJECT, legacy
from support.databases import new_database, programs, restore_dump
from support.fakes import set_clock

pytestmark = pytest.mark.slow

FIRST = datetime(2026, 1, 25, tzinfo=UTC)
NIGHTS = 10
"""Into the next month, whose partitions are made ahead."""
DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def servers(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Where what is compared with is made: this version, and 15."""
    urls = [cluster.url("postgres")]
    if (cluster.bindir or DEBIAN) == DEBIAN or not (DEBIAN / "initdb").is_file():
        yield urls
        return
    oldest = Cluster(tmp_path_factory.mktemp("oldest") / "h", durable=False, bindir=DEBIAN)
    oldest.up()
    yield [*urls, oldest.url("postgres")]
    oldest.destroy()


@pytest.fixture(params=["migrated", "adopted"])
def origin(
    request: pytest.FixtureRequest, cluster: Cluster, seeded_template: SimpleNamespace
) -> Iterator[tuple[str, bool]]:
    """A database with its reference rows, and whether it was adopted: then some are its own."""
    if request.param == "migrated":
        with new_database(cluster, seeded_template.template_dbname) as made:
            yield made, False
        return
    with new_database(cluster) as old:
        legacy.build(old, wells=2, readings=300)
        legacy.add_strangers(old)
        adoption.adopt(old, None, PROJECT)
        yield old, True


def differences(
    url: str, servers: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """What drift says, against what each server makes; what it could not compare belongs to it."""
    lines = []
    for number, server in enumerate(servers):
        monkeypatch.setenv("BP010_HOME", str(home / str(number)))
        told = drift.verdict(url, lambda server=server: server)  # type: ignore[misc]
        own_rows = [finding for finding in told.findings if finding.kind == "row"]
        lines += [str(finding) for finding in told.findings if finding.kind != "row"]
        lines += [f"row {finding.name} is {finding.state}" for finding in own_rows]
        lines += told.not_compared + told.unknown
    return lines


def a_day_and_its_night(url: str, number: int) -> list[tuple[str, str]]:
    """Polls of an evening, the chain, maintenance in the night; the steps that failed."""
    options = simulator.Options(
        start=FIRST + timedelta(days=number, hours=20), wells=2, hours=1, every=300, first_id=9000
    )
    with psycopg.connect(url, autocommit=True) as connection:
        if number == 0:
            simulator.write_wells(connection, simulator.wells(options), FIRST.date())
        simulator.write_landing(connection, simulator.simulate(options))
        set_clock(connection, str(options.start + timedelta(hours=7)))
        for cycle in ("stage", "reporting", "mantenimiento"):
            connection.execute("CALL etl.sp_ejecutar_ciclo(%s)", [cycle])
        return connection.execute(
            "SELECT paso, error_mensaje FROM etl.etl_ejecucion_pasos WHERE estado <> 'exitoso'"
        ).fetchall()


def test_a_life_is_no_drift(
    origin: tuple[str, bool],
    servers: list[str],
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, adopted = origin

    def compared() -> list[str]:
        return differences(url, servers, tmp_path, monkeypatch)

    own = compared()  # docs/adopting.md: reference rows of one's own are drift until in seeds/
    assert [line for line in own if not (adopted and line.startswith("row "))] == []
    assert bool(own) == adopted
    for night in range(NIGHTS):
        assert a_day_and_its_night(url, night) == []
        assert night not in (0, NIGHTS - 1) or compared() == own
    with psycopg.connect(url) as connection:
        partitioned = connection.execute(
            "SELECT count(*) FROM stage.tbl_pozo_produccion WHERE well_id >= 9000"
            " AND tableoid <> 'stage.tbl_pozo_produccion_default'::regclass"
        ).fetchone()
        result = runner.run(connection, "full-reset")
    assert partitioned == (2 * 12 * NIGHTS,)
    assert result.estado == "exitoso", result.steps
    assert compared() == own
    if not programs(cluster):
        pytest.skip("what came before is no drift; this PostgreSQL comes without pg_dump")
    with new_database(cluster) as copy:
        restore_dump(cluster, url, copy)
        assert differences(copy, servers, tmp_path, monkeypatch) == own
