"""From nothing to a field, on any version: migrate, seed, chain, drift, revision and prove.

`.ci/run` runs this on the newest version, besides the whole suite on 15.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import drift
from bp010ctl.migrations import chain
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import drafts, planning, proof
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli
from support.databases import new_database

CHAIN = [revision.name for revision in chain.revisions()]
OLDEST = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def field(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """A database that goes through all of it."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        yield url


def version_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10000


def test_the_chain_computes_and_a_second_run_changes_nothing(field: str, cli: Cli) -> None:
    made = cli("simulate", "--wells", "2", "--hours", "3", "--start", "2026-01-05", url=field)
    assert made.returncode == 0, made.stderr
    first = cli("run", url=field)
    assert first.returncode == 0, first.stderr
    facts = "SELECT * FROM reporting.fact_operaciones_horarias ORDER BY 1"
    with psycopg.connect(field) as connection:
        hours = connection.execute(facts).fetchall()
    assert len(hours) >= 4
    second = cli("run", url=field)
    assert second.returncode == 0, second.stderr
    with psycopg.connect(field) as connection:
        assert connection.execute(facts).fetchall() == hours


@pytest.mark.slow
def test_a_night_of_maintenance_and_a_full_reset_are_no_drift(
    field: str, cluster: Cluster, cli: Cli
) -> None:
    with psycopg.connect(field, autocommit=True) as connection:
        connection.execute("CALL etl.sp_ejecutar_ciclo('mantenimiento')")
    name = psycopg.conninfo.conninfo_to_dict(field)["dbname"]
    done = cli("run", "full-reset", "--confirm", str(name), url=field)
    assert done.returncode == 0, done.stderr
    done = cli("drift", "--json", url=field, home=cluster.home)
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert (report["findings"], report["not_compared"]) == ([], [])


def test_an_edit_by_hand_is_found(field: str, cluster: Cluster, cli: Cli) -> None:
    edit = "ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT {}"
    with psycopg.connect(field, autocommit=True) as connection:
        connection.execute(edit.format(60).encode())
        done = cli("drift", "--json", url=field, home=cluster.home)
        connection.execute(edit.format(300).encode())
    assert done.returncode == 1, done.stderr
    assert [finding["name"] for finding in json.loads(done.stdout)["findings"]] == [
        "etl.ciclos.limite_segundos"
    ]


def test_a_server_of_another_version_is_compared_without_a_false_word(
    field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is compared with is made on 15, whatever the database runs on."""
    if version_of(field) == 15 or not (OLDEST / "initdb").is_file():
        pytest.skip("it takes two versions: run it with `make test PG=18` beside Debian's 15")
    monkeypatch.setenv("BP010_HOME", str(tmp_path / "home"))
    other = Cluster(tmp_path / "other", durable=False, bindir=OLDEST)
    other.up()
    try:
        told = drift.verdict(field, lambda: other.url("postgres"))
        assert [str(difference) for difference in told.findings] == []
        assert any(note.endswith("compared with what 15 makes") for note in told.notes)
        with psycopg.connect(field, autocommit=True) as connection:
            view = connection.execute(
                "SELECT pg_get_viewdef('etl.v_gaps_por_recuperar'::regclass)"
            ).fetchone()
            assert view is not None
            name = "CREATE OR REPLACE VIEW etl.v_gaps_por_recuperar WITH (security_invoker) AS "
            text = name + view[0].rstrip(";")
            connection.execute((text + " LIMIT 5").encode())
            told = drift.verdict(field, lambda: other.url("postgres"))
            connection.execute(text.encode())
        assert [finding.name for finding in told.findings] == ["etl.v_gaps_por_recuperar"]
    finally:
        other.destroy()


def test_down_and_up_again(field: str) -> None:
    below = CHAIN[-3]
    chain.migrate(field, below, Options(allow_data_loss=True))
    assert chain.migrate(field).now == CHAIN[-1]


@pytest.mark.slow
def test_a_change_becomes_a_revision(tmp_path: Path, fresh_url: str) -> None:
    for name in ("migrations", "sql", "seeds"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    path = tmp_path / "sql/procedures/etl.fnc_version.sql"
    path.write_text(path.read_text().replace("-- Purpose:", "-- Purpose: "))
    draft = drafts.create("One blank more", fresh_url, tmp_path)
    assert draft is not None
    assert draft.changes == [planning.Change("changed", "etl.fnc_version")]


@pytest.mark.slow
def test_the_newest_revisions_are_proven(cluster: Cluster) -> None:
    proofs = proof.prove(cluster.url("postgres"), CHAIN[-2:])
    assert [proven.faults for proven in proofs] == [[], []]
    assert sum(outcome.rows for outcome in proofs) > 0
