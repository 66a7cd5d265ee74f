"""No routine or view is deleted or renamed as `proven` where the cycles then fail to run.

Each of them in turn, on the whole project: a sample here, all of them with the slow tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from bp010ctl import simulator
from bp010ctl.base.errors import RevisionError
from bp010ctl.revisions import planning
from bp010ctl.revisions.planning import Plan
from bp010ctl.schema import objects
from bp010ctl.server.cluster import Cluster
from support import PROJECT
from support.databases import new_database

pytestmark = pytest.mark.needs_library("plpgsql_check")

NAMES = sorted(objects.current(PROJECT))
SAMPLE = {
    "stage.fnc_hora_scada",  # one SQL body does
    "stage.sp_pivot_landing",  # a step of a cycle names it
}
CYCLES = ["stage", "universal", "reporting", "vigilancia", "recuperacion", "mantenimiento"]
FIELD = simulator.Options(start=datetime(2026, 1, 6, tzinfo=UTC), wells=1, hours=1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose sql/ may be spoiled."""
    folder = tmp_path_factory.mktemp("deletions")
    for name in ("migrations", "sql", "seeds"):
        shutil.copytree(PROJECT / name, folder / name)
    (folder / "bp010ctl").symlink_to(PROJECT / "bp010ctl")
    shutil.copy(PROJECT / "alembic.ini", folder)
    return folder


def spoil(project: Path, name: str, kind: str) -> list[Path]:
    """Delete or rename a text; the files to restore it from, and to take away again."""
    (path,) = (project / "sql").glob(f"*/{name}.sql")
    if kind == "deleted":
        path.unlink()
        return [path]
    other = path.with_name(f"{name}_otra.sql")
    other.write_text(path.read_text().replace(name, f"{name}_otra"))
    path.unlink()
    return [path, other]


@pytest.fixture
def plan(project: Path, migrated_url: str, request: pytest.FixtureRequest) -> Iterator[Plan | None]:
    """What `revision` would do about it; None where it refuses to."""
    files = spoil(project, *request.param)
    try:
        yield planning.plan(migrated_url, project)
    except RevisionError:
        yield None
    finally:
        for path in files[1:]:
            path.unlink()
        shutil.copy(PROJECT / files[0].relative_to(project), files[0])


def run_everything(url: str) -> None:
    """Wells and their telemetry, and each cycle once."""
    with psycopg.connect(url, autocommit=True) as connection:
        simulator.write_wells(connection, simulator.wells(FIELD), FIELD.start.date())
        simulator.write_landing(connection, simulator.simulate(FIELD))
        for cycle in CYCLES:
            connection.execute("CALL etl.sp_ejecutar_ciclo(%s)", [cycle])
        failed = connection.execute(
            "SELECT paso, error_mensaje FROM etl.etl_ejecucion_pasos WHERE estado <> 'exitoso'"
        ).fetchall()
        hours = connection.execute("SELECT count(*) FROM reporting.fact_operaciones_horarias")
        assert failed == []
        assert hours.fetchone() == (1,)


def cases(names: Sequence[str]) -> list[object]:
    return [
        pytest.param(
            (name, kind),
            id=f"{name} {kind}",
            marks=[] if name in SAMPLE and kind == "deleted" else pytest.mark.slow,
        )
        for name in names
        for kind in ("deleted", "renamed")
    ]


def test_the_field_runs_as_it_is(cluster: Cluster, seeded_template: SimpleNamespace) -> None:
    with new_database(cluster, seeded_template.template_dbname) as url:
        run_everything(url)


@pytest.mark.parametrize("plan", cases(NAMES), indirect=True)
def test_what_is_proven_runs(
    plan: Plan | None, cluster: Cluster, seeded_template: SimpleNamespace
) -> None:
    if plan is None:
        return
    with new_database(cluster, seeded_template.template_dbname) as url:
        with psycopg.connect(url) as connection:
            for step in plan.up:
                connection.execute(step.text.encode())
        run_everything(url)
