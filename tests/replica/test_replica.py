"""A replica as its users have it: planned, loaded, kept up to date, and proven equal or not."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp010ctl.base import settings
from bp010ctl.base.errors import ReplicaError, UsageError
from bp010ctl.migrations import chain as migrations
from bp010ctl.migrations.engine import Options
from bp010ctl.replica import (
    clusters,
    documents,
    files,
    lines,
    loading,
    planning,
    plans,
    requests,
    revisions,
    running,
    sessions,
    source,
)
from bp010ctl.replica.plans import Plan
from support import PROJECT, made_source, mariadb
from support.replicas import Make, Replica, planned

SALES = (
    "CREATE TABLE sales (id int PRIMARY KEY AUTO_INCREMENT, changed datetime NOT NULL,"
    " total double, KEY (changed))",
    "CREATE TABLE saleslines (id int, line int, what varchar(20), PRIMARY KEY (id, line),"
    " FOREIGN KEY (id) REFERENCES sales (id))",
    "INSERT INTO sales SELECT seq, '2026-01-01' + INTERVAL seq MINUTE, seq / 3 FROM seq_1_to_2500",
    "INSERT INTO saleslines SELECT seq, 1, CONCAT('line ', seq) FROM seq_1_to_2500",
    "INSERT INTO saleslines SELECT 7, seq + 1, 'skewed' FROM seq_1_to_900",
)


@pytest.fixture
def sales(replica: Make) -> Replica:
    """A table with a watermark, and its lines; loaded and proven."""
    kept = replica(*SALES)
    assert {outcome.how for outcome in kept.run().outcomes} == {"all rows"}
    return kept


def test_the_first_run_loads_all_and_the_second_writes_nothing(sales: Replica) -> None:
    assert sales.here("SELECT count(*), sum(id) FROM sales") == [(2500, 2500 * 2501 // 2)]
    again = {outcome.table: outcome for outcome in sales.run().outcomes}
    assert (again["sales"].written, again["saleslines"].written) == (0, 0)
    assert again["sales"].proof == "conteo"
    assert sales.equal()


def test_what_changed_arrives_with_its_lines(sales: Replica) -> None:
    sales.there(
        "UPDATE sales SET total = -1, changed = '2026-01-03' WHERE id = 9",
        "UPDATE saleslines SET what = 'new' WHERE id = 9",
        "INSERT INTO sales VALUES (9000, '2026-01-03', 5)",
        "INSERT INTO saleslines VALUES (9000, 1, 'first')",
    )
    written = {outcome.table: outcome.written for outcome in sales.run().outcomes}
    assert written == {"sales": 2, "saleslines": 2}
    assert sales.here("SELECT what FROM saleslines WHERE id IN (9, 9000) ORDER BY id") == [
        ("new",), ("first",),
    ]  # fmt: skip
    assert sales.equal()


def test_a_row_committed_late_at_the_watermark_arrives(sales: Replica) -> None:
    """It was written before the newest row that a run saw, and committed after that run."""
    late = sales.source()
    late.begin()
    with late.cursor() as cursor:
        cursor.execute("INSERT INTO sales VALUES (8000, '2026-01-02 17:39:59', 1)")
    sales.there("INSERT INTO sales VALUES (8001, '2026-01-02 17:40:00', 2)")
    assert sales.outcome("sales").written == 1
    late.commit()
    late.close()
    assert sales.outcome("sales").written == 1
    assert sales.here("SELECT id FROM sales WHERE id >= 8000 ORDER BY 1") == [(8000,), (8001,)]


def test_what_is_committed_while_a_run_reads_is_for_the_next_one(
    sales: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = loading.Loader.changed

    def reading(loader: loading.Loader, window: Any) -> Any:
        if loader.table.name == "sales":
            sales.there("INSERT INTO sales VALUES (8002, '2026-01-02 17:40:00', 2)",
                        "INSERT INTO saleslines VALUES (8002, 1, 'with it')")  # fmt: skip
        return read(loader, window)

    with monkeypatch.context() as patched:
        patched.setattr(loading.Loader, "changed", reading)
        assert {outcome.written for outcome in sales.run().outcomes} == {0}
    assert {outcome.written for outcome in sales.run().outcomes} == {1}
    assert sales.equal()


def test_a_run_that_ends_between_a_parent_and_its_lines_loses_none(
    sales: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent's watermark has moved on by weeks; the lines are read from their own."""
    sales.there(
        "UPDATE sales SET changed = '2026-01-05' WHERE id = 9",
        "UPDATE saleslines SET what = 'new' WHERE id = 9",
        "INSERT INTO sales VALUES (9000, '2026-03-03', 5)",
    )
    read = loading.Loader.changed

    def broken(loader: loading.Loader, window: Any) -> Any:
        if loader.table.name == "saleslines":
            raise ReplicaError("the power is cut")
        return read(loader, window)

    with monkeypatch.context() as cut:
        cut.setattr(loading.Loader, "changed", broken)
        result = running.run(sales.plan, sales.url, requests.Request())
        assert [bool(outcome.error) for outcome in result.outcomes] == [False, True]
    assert sales.outcome("saleslines").written == 1
    assert sales.here("SELECT what FROM saleslines WHERE id = 9") == [("new",)]


def test_rows_dated_in_the_future_do_not_stop_the_watermark(sales: Replica) -> None:
    sales.there("INSERT INTO sales VALUES (7000, '9999-01-01', 1)")
    sales.run()
    now = datetime.now().isoformat(sep=" ", timespec="seconds")
    sales.there(f"INSERT INTO sales VALUES (7001, '{now}', 1)")
    sales.run()
    assert sales.here("SELECT count(*) FROM sales WHERE id >= 7000") == [(2,)]


def test_deleted_rows_are_found(sales: Replica) -> None:
    sales.there("DELETE FROM saleslines WHERE id % 3 = 0", "DELETE FROM sales WHERE id % 3 = 0")
    deleted = {outcome.table: outcome.deleted for outcome in sales.run().outcomes}
    assert deleted == {"sales": 833, "saleslines": 833}
    assert sales.equal()


def test_a_deleted_row_does_not_hide_behind_one_that_was_missed(sales: Replica) -> None:
    """As many rows as before: the keys tell."""
    sales.there(
        "DELETE FROM sales WHERE id = 2000", "INSERT INTO sales VALUES (2600, '2020-01-01', 1)"
    )
    outcome = sales.outcome("sales")
    assert (outcome.deleted, outcome.written) == (1, 1)
    assert sales.equal()


def test_a_change_that_no_watermark_tells_is_found_by_comparing(sales: Replica) -> None:
    sales.there("UPDATE saleslines SET what = 'silent' WHERE id = 7 AND line = 500")
    assert sales.outcome("saleslines").written == 0
    verdict = sales.verify()["saleslines"]
    assert (verdict.verdict, verdict.changed, verdict.missing, verdict.extra) == (
        "diferente",
        1,
        0,
        0,
    )
    (row,) = verdict.differing
    assert row["key"] == ["7", "500"]
    assert (row["source"]["what"], row["replica"]["what"]) == ("silent", "skewed")
    outcome = sales.outcome("saleslines", compare=True)
    assert (outcome.written, outcome.proof) == (1, "igual")
    assert sales.equal()


def test_a_comparison_that_is_due_by_the_class_is_made(sales: Replica) -> None:
    sales.there("UPDATE sales SET total = 77 WHERE id = 5")
    assert sales.outcome("sales").written == 0
    sales.here("UPDATE etl.replica_tablas SET probada_en = probada_en - interval '25 hours'")
    outcome = sales.outcome("sales")
    assert (outcome.written, outcome.proof) == (1, "igual")


def test_verify_shows_what_somebody_did_to_the_replica(sales: Replica) -> None:
    sales.here("UPDATE sales SET total = 99 WHERE id = 3")
    sales.here("DELETE FROM sales WHERE id = 4")
    sales.here("INSERT INTO sales VALUES (4000, '2026-01-01', 1)")
    verdict = sales.verify()["sales"]
    assert (verdict.changed, verdict.missing, verdict.extra) == (1, 1, 1)
    shown = [(row["key"], row["source"] is None, not row["replica"]) for row in verdict.differing]
    assert sorted(shown) == [
        (["3"], False, False), (["4"], False, True), (["4000"], True, True),
    ]  # fmt: skip
    assert sales.here("SELECT total FROM sales WHERE id = 3") == [(99.0,)]  # it writes nothing
    sales.run(compare=True)
    assert sales.equal()


def test_the_ranges_of_a_table_that_grows_grow_in_number(
    sales: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK_BYTES", 1)  # a thousand rows
    sales.there("INSERT INTO sales SELECT seq, NOW(), 1 FROM seq_2501_to_9000")
    sales.run(compare=True)
    bounds = sales.here("SELECT hasta FROM etl.replica_tramos WHERE tabla = 'sales' ORDER BY orden")
    assert [key for (key,) in bounds] == [["2500"], *([str(n)] for n in range(3501, 8000, 1001))]
    assert sales.verify()["sales"].ranges == 7
    sales.there("DELETE FROM sales WHERE id IN (10, 3600, 8900)")
    assert sales.outcome("sales").deleted == 3
    assert sales.equal()


def test_nothing_is_proven_before_it_was_loaded(replica: Make) -> None:
    kept = replica("CREATE TABLE t (id int PRIMARY KEY)")
    assert kept.verify()["t"].verdict == "not loaded"
    kept.run()
    assert kept.equal()


def test_lookback_reads_days_again(sales: Replica) -> None:
    assert sales.outcome("sales", lookback=0).read < 2500
    days = (datetime.now() - datetime(2025, 12, 30)).days
    assert sales.outcome("sales", lookback=days).read == 2500


def test_a_full_refresh_reads_all_rows_and_writes_those_that_differ(sales: Replica) -> None:
    sales.there("UPDATE sales SET total = 8 WHERE id = 8")
    outcome = sales.outcome("sales", full=True)
    assert (outcome.how, outcome.read, outcome.written) == ("all rows", 2500, 1)


def test_an_interrupted_load_goes_on_after_its_last_chunk(
    replica: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = replica(*SALES)
    monkeypatch.setattr(loading, "CHUNK_BYTES", 1)  # chunks of a thousand rows
    load = loading.Loader._chunk
    chunks: list[Any] = []

    def broken(loader: loading.Loader, number: int, low: Any, **arguments: Any) -> Any:
        if len(chunks) == 2:
            raise ReplicaError("the power is cut")
        chunks.append((loader.table.name, number))
        return load(loader, number, low, **arguments)

    with monkeypatch.context() as cut:
        cut.setattr(loading.Loader, "_chunk", broken)
        result = running.run(kept.plan, kept.url, requests.Request())
        assert not result.good
    assert kept.here("SELECT count(*), max(id) FROM sales") == [(2000, 2000)]
    assert kept.here("SELECT estado FROM etl.etl_ejecuciones") == [("fallido",)]
    kept.there("DELETE FROM sales WHERE id = 10", "UPDATE sales SET total = 1 WHERE id = 11",
               "INSERT INTO sales VALUES (2700, '2026-01-01', 1)")  # fmt: skip
    outcome = kept.outcome("sales")
    assert outcome.read == 500 + 1 + 1  # the rest, the new row, and the one that had changed
    assert outcome.deleted == 1
    assert kept.equal()


def test_text_keys_are_read_in_the_order_of_the_source(
    replica: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its collation takes ñ after n and forgets case: no chunk may lose or repeat a key by it."""
    monkeypatch.setattr(loading, "CHUNK_BYTES", 1)
    kept = replica(
        "CREATE TABLE t (k varchar(20) COLLATE utf8mb4_spanish_ci PRIMARY KEY, v int)",
        "INSERT INTO t SELECT CONCAT(ELT(1 + seq % 6, 'n', 'Ñ', 'o', 'N', 'll', ' z'), seq), seq"
        " FROM seq_1_to_3500",
    )
    outcome = kept.outcome("t")
    assert (outcome.read, outcome.written) == (3500, 3500)
    kept.there("DELETE FROM t WHERE v % 10 = 0", "UPDATE t SET v = -v WHERE v % 10 = 1")
    outcome = kept.outcome("t")
    assert (outcome.deleted, outcome.written) == (350, 350)
    assert kept.equal()


def test_a_new_column_is_named_and_becomes_a_revision(
    sales: Replica, tmp_path: Path, migrated_template: Any
) -> None:
    sales.there(
        "ALTER TABLE sales ADD COLUMN note varchar(10) DEFAULT 'x'", "CREATE TABLE more (id int)"
    )
    result = sales.run()
    assert result.differences == ["new table more", "new column sales.note (varchar(10))"]
    assert sales.here("SELECT detalle FROM etl.replica_calidad WHERE medida = 'estructura'") == [
        ("new column sales.note (varchar(10))",)
    ]
    sales.plan, remarks = planning.refreshed(tmp_path, sales.plan)
    assert remarks == result.differences
    assert [column.name for column in sales.plan.tables["sales"].columns][-1] == "note"
    with pytest.raises(ReplicaError, match=r"has no sales.note, more.id"):
        sales.run()
    sales.here("CREATE TABLE more (id integer)")
    sales.here("ALTER TABLE sales ADD COLUMN note text")
    outcome = sales.outcome("sales")
    assert (outcome.written, outcome.proof) == (2500, "igual")
    assert sales.equal()


def test_a_column_that_is_gone_fails_its_table_by_name_and_no_other(sales: Replica) -> None:
    sales.there(
        "ALTER TABLE saleslines DROP COLUMN what",
        "UPDATE sales SET changed = '2026-02-01', total = 3 WHERE id = 1",
    )
    result = running.run(sales.plan, sales.url, requests.Request())
    assert result.differences == ["column saleslines.what is gone"]
    errors = {outcome.table: outcome.error for outcome in result.outcomes}
    assert errors["sales"] is None
    assert "what" in (errors["saleslines"] or "")
    assert sales.here("SELECT total FROM sales WHERE id = 1") == [(3.0,)]


def test_runs_are_in_the_ledger_with_a_step_for_each_table(sales: Replica) -> None:
    (run,) = sales.here(
        "SELECT id, etl_tipo, ubicacion_id, estado, modo, registros_extraidos, registros_cargados"
        " FROM etl.etl_ejecuciones"
    )
    assert run[1:] == ("replica", "caso.sales", "exitoso", "incremental", 5900, 5900)
    steps = sales.here(
        f"SELECT paso, estado, registros FROM etl.etl_ejecucion_pasos WHERE ejecucion_id = {run[0]}"
        " ORDER BY orden"
    )
    assert steps == [("caso.sales", "exitoso", 2500), ("caso.saleslines", "exitoso", 3400)]
    figures = dict(
        sales.here("SELECT medida, valor FROM etl.replica_calidad WHERE tabla = 'sales'")
    )
    assert (figures["leidas"], figures["filas_origen"], figures["diferian"]) == (2500, 2500, 0)


def test_health_names_a_replica_that_is_late_or_different(sales: Replica) -> None:
    from bp010ctl.base import database
    from bp010ctl.cycles import health

    def check() -> Any:
        with database.connect(sales.url, autocommit=True) as connection:
            return next(
                check for check in health.checks(connection) if check.name == "replica caso"
            )

    assert (check().level, check().message) == (health.OK, "2 tables")
    sales.here("UPDATE etl.replica_tablas SET foto_en = foto_en - interval '3 days'")
    assert check().level == health.WARNING
    assert "2 tables late" in check().message
    sales.here("UPDATE sales SET total = 0 WHERE id = 1")
    sales.verify()
    assert check().level == health.CRITICAL
    assert "sales not equal: bp010ctl replica verify caso" in check().message


def test_only_what_is_due_by_its_class_is_run(sales: Replica) -> None:
    assert sales.run(due=True).outcomes == []
    sales.here(
        "UPDATE etl.replica_tablas SET foto_en = foto_en - interval '25 hours'"
        " WHERE tabla = 'sales'"
    )
    assert {outcome.table for outcome in sales.run(due=True).outcomes} == {"sales", "saleslines"}
    assert sales.run(due=True).outcomes == []


def test_one_run_at_a_time(sales: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(sales.url) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('bp010 replica'), hashtext('caso'))")
        monkeypatch.setattr(sessions, "LOCK_SECONDS", 0.1)
        with pytest.raises(ReplicaError, match="another run of the replica caso goes on"):
            running.run(sales.plan, sales.url, requests.Request())
    assert sales.run().good


def test_an_intent_says_what_a_run_would_do(sales: Replica) -> None:
    expected = {
        intent["table"]: intent["how"]
        for intent in running.intents(sales.plan, sales.url, requests.Request())
    }
    assert expected["sales"].startswith("read from 24h before 2026-01-02 17:40:00 on")
    full = running.intents(sales.plan, sales.url, requests.Request(full=True))
    assert full[0]["how"].startswith("loaded again")


def test_a_table_brings_its_cluster_and_an_unknown_one_is_refused(sales: Replica) -> None:
    (cluster,) = running.chosen(sales.plan, ["SALESLINES"])
    assert [table.name for table in cluster] == ["sales", "saleslines"]
    with pytest.raises(UsageError, match="no table nosuch"):
        running.chosen(sales.plan, ["nosuch"])


def test_a_source_that_is_away_is_tried_again_and_then_said(
    sales: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(running, "_structure", lambda plan, listener: [])
    notes: list[str] = []
    away = source.address("mysql://root@localhost/caso?unix_socket=/nonexistent/s")[0]
    gone = Plan(sales.plan.name, away, sales.plan.classes, sales.plan.tables)
    result = running.run(gone, sales.url, requests.Request(), requests.Listener(note=notes.append))
    assert "no connection to the source" in (result.stopped or "")
    assert len(notes) == 2
    row = sales.here("SELECT estado, error_tipo FROM etl.etl_ejecuciones ORDER BY id DESC LIMIT 1")
    assert row == [("fallido", "conexion")]


@pytest.fixture(scope="module")
def made(maria: mariadb.Server, tmp_path_factory: Any) -> tuple[Plan, Path]:
    """The plan of the made source, and the project that its file is in."""
    made_source.make(maria.connect(), "estructura", scale=0.05)
    project = tmp_path_factory.mktemp("plan")
    drafted = planning.plan(project, maria.url("estructura"), small=30)
    return drafted.plan, project


class TestPlan:
    """What is read from the made source's structure."""

    def test_it_has_all_tables_columns_and_foreign_keys(self, made: Any) -> None:
        tables = made[0].tables.values()
        assert len(tables) == 44
        assert sum(len(table.columns) for table in tables) == 692
        assert sum(len(table.foreign_keys) for table in tables) == 86

    def test_it_is_the_structure_of_the_system_being_replaced(self, made: Any) -> None:
        facts = PROJECT.parent / "shared" / "reference" / "neighbours" / "mysql_columns.csv"
        if not facts.is_file():
            pytest.skip(f"the facts are not part of the project: {facts} is missing")
        with facts.open() as file:
            wanted = [
                (row["table"], row["type"], row["nullable"] == "yes")
                for row in csv.DictReader(file)
            ]
        columns = [(table.name, column.source, column.nullable)
                 for table in made[0].tables.values() for column in table.columns]  # fmt: skip
        assert sorted(columns) == sorted(wanted)

    def test_parents_go_with_their_lines_and_after_what_they_name(self, made: Any) -> None:
        clusters = [[table.name for table in cluster] for cluster in made[0].clusters()]
        sale = next(cluster for cluster in clusters if cluster[0] == "factcabecera")
        assert sale == ["factcabecera", "factlineas", "factcoberturas", "factlineasbonificaciones",
                        "factlineascostos", "factpagos", "factreglasaplicadas"]  # fmt: skip
        assert ["asientos", "asientos_detalle"] in clusters
        order = [name for cluster in clusters for name in cluster]
        assert len(order) == len(set(order)) == 44
        assert order.index("operadores") < order.index("factcabecera") < order.index("reccabecera")
        assert order.index("rubros") < order.index("subrubros") < order.index("medicamentos")

    def test_it_says_why_and_what_is_doubtful(self, made: Any) -> None:
        tables = made[0].tables
        assert tables["asientos"].watermark == ("FechaHora",)
        assert "no index on the watermark FechaHora" in " ".join(tables["asientos"].doubts)
        assert tables["factlineas"].strategy == "parent"
        assert tables["factlineascostos"].doubts == (
            "lines of factlineas by name: no foreign key declares it",
        )
        assert tables["clientes"].watermark == ("FechaModificacion", "FechaAlta")
        assert tables["rubros"].strategy == "compare"

    def test_its_file_says_the_same_and_keeps_what_a_person_wrote(
        self, made: Any, maria: mariadb.Server, tmp_path: Path
    ) -> None:
        plan, project = made
        shutil.copytree(project / "replica", tmp_path / "replica")
        file = files.path(tmp_path, "estructura")
        assert files.load(file) == plan
        text = file.read_text().replace('every = "4h"', 'every = "90min" # mine')
        file.write_text(
            text.replace('name = "Rubro", target = "rubro"', 'name = "Rubro", target = "nombre"')
        )
        root = maria.connect("estructura")
        with root.cursor() as cursor:
            cursor.execute("ALTER TABLE rubros ADD COLUMN nueva int")
            again = planning.plan(tmp_path, maria.url("estructura"))
            cursor.execute("ALTER TABLE rubros DROP COLUMN nueva")
        assert again.remarks == ["new column rubros.nueva (int(11))"]
        assert 'every = "90min" # mine' in file.read_text()
        targets = [column.target for column in again.plan.tables["rubros"].columns]
        assert "nombre" in targets
        assert targets[-1] == "nueva"
        assert again.plan.classes["largest"].every == timedelta(minutes=90)

    def test_its_document_has_every_table_and_a_diagram(self, made: Any) -> None:
        text = documents.markdown(made[0])
        assert text.count("\n## ") == 44 + 3
        assert "44 tables, 692 columns, 86 foreign keys" in text
        diagram = text.split("```mermaid\n")[1].split("```")[0]
        assert 'factcabecera ||--o{ factlineas : "IDComprobante"' in diagram
        assert "(not in the source)" in diagram

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (('strategy = "parent"', 'strategy = "guess"'), "none of watermark"),
            (('type = "integer"', 'type = "text"'), "is integer"),
            (('class = "master"', 'class = "tiny"'), "none of largest"),
            (("[source]", "[sauce]"), "cannot be read"),
        ],
    )
    def test_a_mistake_in_it_is_named(
        self, made: Any, tmp_path: Path, wrong: tuple[str, str], message: str
    ) -> None:
        file = tmp_path / "mal.toml"
        file.write_text(files.path(made[1], "estructura").read_text().replace(*wrong, 1))
        with pytest.raises(ReplicaError, match=message):
            files.load(file)


def test_the_whole_made_source_ends_equal_and_again_after_changes(
    maria: mariadb.Server, database: str, tmp_path: Path
) -> None:
    made_source.make(maria.connect(), "entera", scale=0.1)
    kept = planned(maria, "entera", tmp_path, database, small=40)
    order = [outcome.table for outcome in kept.run().outcomes]
    assert order == [table.name for cluster in kept.plan.clusters() for table in cluster]
    assert kept.equal()
    kept.there(
        "UPDATE medicamentos SET Precio = Precio + 1, FechaModificacion = NOW() LIMIT 9",
        "DELETE FROM factpagos ORDER BY Pago LIMIT 11",
        "DELETE FROM categorizedproducts LIMIT 5",
        "UPDATE stock SET Cantidad = Cantidad + 1 LIMIT 7",
    )
    outcomes = {outcome.table: outcome for outcome in kept.run().outcomes}
    assert (outcomes["medicamentos"].written, outcomes["stock"].written) == (9, 7)
    assert (outcomes["factpagos"].deleted, outcomes["categorizedproducts"].deleted) == (11, 5)
    assert kept.equal()


def test_the_revision_makes_the_tables_and_undoes_them(
    replica: Make, database: str, tmp_path: Path
) -> None:
    """Plan, revision, migrate; a second revision for what came later; and down again."""
    kept = replica(*SALES)
    project = settings.load().project
    for name in ("migrations", "sql"):
        shutil.copytree(project / name, tmp_path / name)
    shutil.copy(project / "alembic.ini", tmp_path)
    kept.here("DROP SCHEMA replica_caso CASCADE")
    dry = revisions.create(kept.plan, tmp_path, dry_run=True)
    assert dry is not None
    assert not (tmp_path / "migrations" / "frozen" / dry[0].name).exists()
    made = revisions.create(kept.plan, tmp_path)
    assert made is not None
    first, changes = made
    assert changes == ["new table sales, 3 columns", "new table saleslines, 3 columns"]
    migrations.migrate(database, project=tmp_path)
    kept.run()
    assert revisions.create(kept.plan, tmp_path) is None
    kept.there(
        "ALTER TABLE sales ADD COLUMN note varchar(10)",
        "ALTER TABLE sales MODIFY total decimal(9,2)",
    )
    kept.plan, _ = planning.refreshed(tmp_path, kept.plan)
    made = revisions.create(kept.plan, tmp_path)
    assert made is not None
    second, changes = made
    assert second.below == first.revision
    assert changes == ["new column sales.note (varchar(10)) as text"]
    migrations.migrate(database, project=tmp_path)
    kept.run()
    assert kept.equal()
    migrations.migrate(database, "-2", Options(allow_data_loss=True), project=tmp_path)
    assert kept.here("SELECT 1 FROM pg_namespace WHERE nspname = 'replica_caso'") == []


class TestAddress:
    def test_a_password_is_never_part_of_it(self) -> None:
        where, password = source.address(
            "mysql://ana:s%40cret@db.example:3307/shop?ssl_ca=/ca.pem", "PW"
        )
        assert password == "s@cret"
        assert where.url == "mysql://ana@db.example:3307/shop?ssl_ca=/ca.pem"
        assert "cret" not in repr(where)

    @pytest.mark.parametrize(
        "wrong", ["postgresql://h/x", "mysql://h", "mysql://h:x/db", "mysql://h/db?charset=latin1"]
    )
    def test_what_is_no_source_is_refused(self, wrong: str) -> None:
        with pytest.raises(UsageError):
            source.address(wrong)

    def test_a_missing_password_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NO_SUCH_PASSWORD", raising=False)
        where, _ = source.address("mysql://ana@h/shop", "NO_SUCH_PASSWORD")
        with pytest.raises(Exception, match="NO_SUCH_PASSWORD"):
            source.connect(where)


@given(st.text())
def test_a_text_comes_back_from_a_line_as_it_was(text: str) -> None:
    value = text.encode("utf-8", "surrogatepass")
    assert lines.unescaped(lines.escaped(value)) == value


@pytest.mark.parametrize("text", ["90s", "30min", "4h", "3d", "24h"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert plans.period(plans.period_text(plans.period(text))) == plans.period(text)


def test_commands_from_plan_to_proof(cli: Any, sales: Replica, tmp_path: Path) -> None:
    """In the project itself only what writes no file there is run."""
    missing = cli("replica", "run", "nosuch", url=sales.url)
    assert missing.returncode == 1
    assert "there is no replica 'nosuch'" in missing.stderr
    wanted = cli("replica", "plan", sales.server.url("caso"), "--dry-run", "--json", url=sales.url)
    assert wanted.returncode == 0, wanted.stderr
    assert '"saleslines"' in wanted.stdout
    refused = cli(
        "replica", "plan", "mysql://nobody@localhost/caso?unix_socket=/none", url=sales.url
    )
    assert refused.returncode == 1
    assert "no connection to the source" in refused.stderr
