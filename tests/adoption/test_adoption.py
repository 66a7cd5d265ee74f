"""Taking over a database of the old system: nothing lost, nothing unknown touched."""

from __future__ import annotations

import csv
import json
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bp010ctl import adoption, drift, seeds
from bp010ctl.adoption.legacy import COPIED, tables
from bp010ctl.base import database
from bp010ctl.base.errors import AdoptionError, LockNotObtained
from bp010ctl.schema import catalog
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, legacy
from support.databases import new_database

Ask = Callable[..., Any]


def seeded(table: str) -> int:
    """Rows that the seeds bring of a table."""
    with (PROJECT / "seeds" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


@pytest.fixture(scope="session")
def legacy_template(cluster: Cluster) -> Iterator[str]:
    """A legacy database of 1,200 readings with strangers in it; cloned by the tests."""
    with new_database(cluster) as url:
        legacy.build(url)
        legacy.add_strangers(url)
        yield database.name(url)


@pytest.fixture
def old(cluster: Cluster, legacy_template: str) -> Iterator[str]:
    with new_database(cluster, legacy_template) as url:
        yield url


@pytest.fixture(scope="session")
def plain_template(cluster: Cluster) -> Iterator[str]:
    """A small legacy database without strangers."""
    with new_database(cluster) as url:
        legacy.build(url, wells=2, readings=50)
        yield database.name(url)


@pytest.fixture
def plain(cluster: Cluster, plain_template: str) -> Iterator[str]:
    with new_database(cluster, plain_template) as url:
        yield url


@pytest.fixture(scope="session")
def adopted(cluster: Cluster, legacy_template: str) -> Iterator[str]:
    """An adopted database; read only."""
    with new_database(cluster, legacy_template) as url:
        adoption.adopt(url, None, PROJECT)
        yield url


@pytest.fixture
def own(cluster: Cluster, adopted: str) -> Iterator[str]:
    """An adopted database of the test's own."""
    with new_database(cluster, database.name(adopted)) as url:
        yield url


ODDITIES = [
    # numbers that double precision, or a conversion, cannot hold
    "UPDATE stage.tbl_pozo_produccion SET pip = 1e400, presion_cabezal = 'NaN',"
    " presion_casing = 1e-400, rpm_motor = 'Infinity', horas_operacion_acumuladas = 252275,"
    " potencia_actual_motor = 0, current_amperage = -1e300 WHERE produccion_id = 5",
    "UPDATE stage.tbl_pozo_maestra SET radio_pozo = 1e999 WHERE well_id = 2",
    # facts that the new tables refuse
    "DELETE FROM reporting.dim_hora WHERE hora_id = 3",
    "ALTER TABLE reporting.fact_operaciones_mensuales ALTER anio_mes TYPE varchar(20)",
    "UPDATE reporting.fact_operaciones_mensuales SET anio_mes = 'diciembre' WHERE pozo_id = 1",
    # former names
    "ALTER TABLE stage.tbl_pozo_reservas RENAME TO tbl_reservas_pozo",
    "ALTER TABLE stage.tbl_pozo_maestra RENAME longitud_carrera_nominal_unidad_in"
    " TO longitud_carrera_nominal",
    "UPDATE stage.tbl_pozo_maestra SET longitud_carrera_nominal = 288",
    # tables without their keys, and tables that are missing
    "ALTER TABLE stage.tbl_pozo_scada_dq DROP CONSTRAINT tbl_pozo_scada_dq_pkey",
    "ALTER TABLE stage.landing_scada_data DROP CONSTRAINT landing_scada_data_pkey",
    "DROP SCHEMA universal CASCADE",
    "DROP TABLE referencial.tbl_config_kpi",
]


@pytest.fixture(scope="session")
def odd(cluster: Cluster, plain_template: str) -> Iterator[tuple[str, adoption.Report]]:
    """An adopted database that had every oddity, its times read in Bogotá; read only."""
    with new_database(cluster, plain_template) as url:
        change(url, *ODDITIES)
        assert "universal.stroke" in survey(url).missing
        yield url, adoption.adopt(url, "America/Bogota", PROJECT, batch=7)


def rows(url: str, text: str, *values: Any) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(text.encode(), values)
        return cursor.fetchall() if cursor.description else []


def value(url: str, text: str, *values: Any) -> Any:
    return rows(url, text, *values)[0][0]


def survey(url: str, zone: str = "UTC") -> adoption.Survey:
    with database.connect(url, autocommit=True) as connection:
        return adoption.look(connection, zone, PROJECT)


def change(url: str, *texts: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for text in texts:
            connection.execute(text.encode())


def fingerprint(url: str, schemas: list[str] | None = None) -> list[catalog.Row]:
    with psycopg.connect(url) as connection:
        return catalog.fingerprint(connection, schemas)


def contents(url: str) -> dict[str, Any]:
    """Number of rows and a checksum of every table of the old system, where it is now."""
    name = "stage" if value(url, "SELECT to_regnamespace('stage_legado') IS NULL") else None
    aside = "" if name else "_legado"
    return {
        table: rows(
            url,
            f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM"
            f" {table.replace('.', aside + '.', 1)} AS t",
        )
        for table in tables()
    }


# The report


def test_the_known_columns_are_those_of_the_model(migrated_url: str) -> None:
    existing = rows(
        migrated_url,
        "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull"
        " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relkind IN ('r', 'p') AND attnum > 0",
    )
    model = {(table, name): (kind, required) for table, name, kind, required in existing}
    for table, columns in tables().items():
        for column in columns.values():
            kind, required = model[table, column.name]
            assert column.type == kind, (table, column)
            assert required or not column.required, (table, column)
    assert sum(len(columns) for columns in tables().values()) == 699


def test_a_report_touches_nothing(old: str) -> None:
    before, rows_before = fingerprint(old), contents(old)
    surveyed = survey(old)
    assert surveyed.ready
    assert catalog.difference(before, fingerprint(old)) == ""
    assert contents(old) == rows_before


def test_the_report_names_rows_conversions_and_strangers(old: str) -> None:
    surveyed = survey(old)
    readings = next(
        table for table in surveyed.tables if table.table == "stage.tbl_pozo_produccion"
    )
    assert readings.rows == 1200
    assert "1 timestamp → timestamptz" in readings.conversions
    assert any(change.endswith("numeric → double") for change in readings.conversions)
    master = next(table for table in surveyed.tables if table.table == "stage.tbl_pozo_maestra")
    assert master.unknown == ["color_favorito"]
    assert {(item.kind, item.name) for item in surveyed.foreign} == {
        ("table", "stage.mis_notas"),
        ("table", "stage.notas de.Ana"),
        ("table", "etl.mi_bitacora"),
        ("function", "stage.fnc_mia()"),
        ("trigger", "tg_mio on stage.tbl_pozo_reservas"),
        ("view", "reporting.vw_mis_pozos"),
        ("view", "reporting.vw_sobre_mis_pozos"),
        ("view", "reporting.vw_colores"),
        ("view", "reporting.vw de Ana"),
        ("view", 'reporting.Sobre."vw de Ana" 100%'),
        ("view", "vw_fuera"),
        ("view", '"vw de fuera"'),
    }
    assert surveyed.missing == []


VIOLATIONS = {
    "(well_id, timestamp_lectura) is there several times": [
        "ALTER TABLE stage.tbl_pozo_produccion DROP CONSTRAINT uq_scada_timestamp_pozo",
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
        " SELECT well_id, timestamp_lectura FROM stage.tbl_pozo_produccion LIMIT 3",
    ],
    "timestamp_lectura is NULL": [
        "ALTER TABLE stage.tbl_pozo_produccion ALTER timestamp_lectura DROP NOT NULL",
        "UPDATE stage.tbl_pozo_produccion SET timestamp_lectura = NULL WHERE produccion_id = 1",
    ],
    "(well_id) is not in stage.tbl_pozo_maestra": [
        "ALTER TABLE stage.tbl_pozo_produccion DROP CONSTRAINT fk_pozo_scada",
        "UPDATE stage.tbl_pozo_produccion SET well_id = 99 WHERE produccion_id = 2",
    ],
    "timestamp_lectura outside 1950 to 2099": [
        "UPDATE stage.tbl_pozo_produccion SET timestamp_lectura = '0044-03-15 BC'"
        " WHERE produccion_id = 3",
    ],
    "timestamp_lectura more than a day ahead": [
        "UPDATE stage.tbl_pozo_produccion SET timestamp_lectura = now() + interval '3 days'"
        " WHERE produccion_id = 3",
    ],
    "(produccion_id) is not in stage.tbl_pozo_produccion": [
        "ALTER TABLE universal.stroke DROP CONSTRAINT fk_stroke_produccion",
        "INSERT INTO universal.stroke (produccion_id) VALUES (987654)",
    ],
    "nombre_pozo is NULL": [
        "ALTER TABLE stage.tbl_pozo_maestra ALTER nombre_pozo DROP NOT NULL",
        "UPDATE stage.tbl_pozo_maestra SET nombre_pozo = NULL WHERE well_id = 1",
    ],
    "pip is text, which does not become double precision": [
        "ALTER TABLE stage.tbl_pozo_produccion ALTER pip TYPE text",
    ],
}


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_rows_that_the_new_keys_refuse_stop_it(plain: str, rule: str) -> None:
    change(plain, *VIOLATIONS[rule])
    surveyed = survey(plain)
    assert [violation.rule for violation in surveyed.violations] == [rule]
    with pytest.raises(AdoptionError, match="rows") as refusal:
        adoption.adopt(plain, None, PROJECT)
    assert rule in refusal.value.what
    assert value(plain, "SELECT to_regnamespace('adopcion') IS NULL")


def test_two_times_that_a_zone_makes_one_are_a_duplicate(plain: str) -> None:
    change(
        plain,
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
        " VALUES (1, '2025-03-09 02:30'), (1, '2025-03-09 03:30')",
    )
    assert survey(plain).ready
    surveyed = survey(plain, "America/New_York")
    assert [violation.rule for violation in surveyed.violations] == [
        "(well_id, timestamp_lectura) is there several times"
    ]


@pytest.mark.needs_migrated("an adopted database is no merely migrated one: nothing is to do")
def test_a_database_that_is_migrated_already_is_refused(migrated_url: str) -> None:
    assert not survey(migrated_url).ready
    with pytest.raises(AdoptionError, match="migrated already"):
        adoption.adopt(migrated_url, None, PROJECT)


def test_a_database_of_something_else_is_refused(fresh_url: str) -> None:
    with pytest.raises(AdoptionError, match="no table of the old system"):
        adoption.adopt(fresh_url, None, PROJECT)


def test_an_unknown_zone_is_refused(plain: str) -> None:
    with pytest.raises(AdoptionError, match="no time zone"):
        adoption.adopt(plain, "Mars/Olympus", PROJECT)


def test_a_name_that_is_taken_is_refused(plain: str) -> None:
    change(plain, "CREATE SCHEMA stage_legado")
    with pytest.raises(AdoptionError, match="stage_legado"):
        adoption.adopt(plain, None, PROJECT)


@pytest.mark.slow
def test_a_writer_is_waited_for_and_named(plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bp010ctl.adoption.steps.LOCK_TIMEOUT", "100ms")
    with psycopg.connect(plain, application_name="el cargador") as writer:
        writer.execute("DELETE FROM stage.landing_scada_data")
        with pytest.raises(LockNotObtained, match="in use") as refusal:
            adoption.adopt(plain, None, PROJECT)
    assert "el cargador" in str(refusal.value)
    assert value(plain, "SELECT to_regclass('stage.tbl_pozo_produccion') IS NOT NULL")
    adoption.adopt(plain, None, PROJECT)


# What an adoption keeps


def test_every_original_row_arrives(adopted: str) -> None:
    for spec in COPIED:
        if not spec.computed:
            before = value(
                adopted, f"SELECT count(*) FROM {spec.table.replace('.', '_legado.', 1)}"
            )
            assert value(adopted, f"SELECT count(*) FROM {spec.table}") == before, spec.table


def test_every_measure_arrives_with_its_value(adopted: str) -> None:
    measures = [
        name
        for name, column in tables()["stage.tbl_pozo_produccion"].items()
        if column.type == "double precision"
    ]
    converted = {
        "horas_operacion_acumuladas", "tiempo_operacion_medidor_acum", "tiempo_parada_poc_diario",
        "tiempo_parada_poc_medidor_acum", "energia_medidor_acumulada",
    }  # fmt: skip
    same = " AND ".join(f"n.{name} = l.{name}" for name in measures if name not in converted)
    assert value(
        adopted,
        "SELECT count(*) FROM stage_legado.tbl_pozo_produccion AS l"
        " JOIN stage.tbl_pozo_produccion AS n ON n.produccion_id = l.produccion_id"
        " AND n.well_id = l.well_id AND n.estado_motor = l.estado_motor"
        " AND n.timestamp_lectura = l.timestamp_lectura AT TIME ZONE 'UTC'"
        f" WHERE {same}",
    ) == 1200  # fmt: skip


def test_packed_hours_and_tenths_are_converted_once(adopted: str) -> None:
    readings = rows(
        adopted,
        "SELECT l.horas_operacion_acumuladas, n.horas_operacion_acumuladas,"
        " l.energia_medidor_acumulada, n.energia_medidor_acumulada"
        " FROM stage_legado.tbl_pozo_produccion AS l"
        " JOIN stage.tbl_pozo_produccion AS n USING (produccion_id)",
    )
    assert len(readings) == 1200
    for packed, hours, tenths, energy in readings:
        assert hours == pytest.approx(int(packed) // 100 + int(packed) % 100 / 60)
        assert energy == pytest.approx(float(tenths) / 10)


@pytest.mark.slow
def test_the_old_tables_stay_as_they_were(old: str) -> None:
    before = contents(old)
    adoption.adopt(old, None, PROJECT)
    assert contents(old) == before


def test_checksums_agree_and_are_kept(adopted: str) -> None:
    checked = rows(adopted, "SELECT tabla, suma_legado, suma_nueva FROM adopcion.tablas")
    sums = {table: (old, new) for table, old, new in checked}
    assert {table for table, (old, _) in sums.items() if old is not None} == {
        spec.table for spec in COPIED
    }
    assert all(old == new for old, new in sums.values())


@pytest.mark.slow
def test_a_checksum_sees_one_changed_value(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from bp010ctl.adoption import steps

    real = steps.STEPS["secuencias"]

    def tamper(run: Any) -> None:
        real(run)
        change(old, "UPDATE stage.tbl_pozo_produccion SET pip = pip + 1 WHERE produccion_id = 7")

    monkeypatch.setitem(steps.STEPS, "secuencias", tamper)
    with pytest.raises(AdoptionError, match="differs") as refusal:
        adoption.adopt(old, None, PROJECT)
    assert "stage.tbl_pozo_produccion" in str(refusal.value)
    change(old, "UPDATE stage.tbl_pozo_produccion SET pip = pip - 1 WHERE produccion_id = 7")
    assert adoption.adopt(old, None, PROJECT).state.finished


def test_strokes_and_verdicts_find_their_readings(adopted: str) -> None:
    assert value(
        adopted,
        "SELECT count(*) FROM universal.stroke AS s JOIN stage.tbl_pozo_produccion AS p"
        " ON (p.well_id, p.timestamp_lectura) = (s.well_id, s.timestamp_lectura)"
        " AND p.produccion_id = s.produccion_id",
    ) == 24  # fmt: skip
    assert value(
        adopted,
        "SELECT count(*) FROM stage.tbl_pozo_scada_dq AS d JOIN stage.tbl_pozo_produccion AS p"
        " ON (p.well_id, p.timestamp_lectura) = (d.well_id, d.timestamp_lectura)"
        " AND p.produccion_id = d.produccion_id JOIN referencial.tbl_dq_rules AS r"
        " ON r.regla_id = d.regla_id AND r.variable_id = d.variable_id",
    ) == value(adopted, "SELECT count(*) FROM stage.tbl_pozo_scada_dq") == 60 * 3  # fmt: skip


def test_of_repeated_verdicts_the_newest_stays(adopted: str) -> None:
    assert value(
        adopted,
        "SELECT count(*) FROM stage.tbl_pozo_scada_dq AS d WHERE EXISTS (SELECT FROM"
        " stage_legado.tbl_pozo_scada_dq AS o JOIN adopcion.claves AS k"
        " ON k.tabla = 'referencial.tbl_dq_rules' AND k.id_legado = o.regla_id"
        " WHERE o.produccion_id = d.produccion_id AND k.id_nuevo = d.regla_id"
        " AND o.dq_id > d.dq_id)",
    ) == 0  # fmt: skip
    before, now, aside = rows(
        adopted,
        "SELECT filas_legado, filas_copiadas, filas_apartadas FROM adopcion.tablas"
        " WHERE tabla = 'stage.tbl_pozo_scada_dq'",
    )[0]
    assert before == now + aside == 60 * 5 * 2 + 1


def test_rules_and_variables_are_found_by_their_natural_keys(adopted: str) -> None:
    rules = rows(
        adopted,
        "SELECT l.id_formato1, n.id_formato1, k.id_legado <> k.id_nuevo"
        " FROM adopcion.claves AS k"
        " JOIN referencial_legado.tbl_maestra_variables AS l ON l.variable_id = k.id_legado"
        " JOIN referencial.tbl_maestra_variables AS n ON n.variable_id = k.id_nuevo"
        " WHERE k.tabla = 'referencial.tbl_maestra_variables'",
    )
    assert len(rules) == 6
    assert all(old == new and differs for old, new, differs in rules)


def test_limits_and_settings_of_the_users_own_are_kept(adopted: str) -> None:
    limits = dict(
        rows(
            adopted,
            "SELECT l.pozo_id || '/' || v.id_formato1, l.target_value::float8"
            " FROM referencial.tbl_limites_pozo AS l"
            " JOIN referencial.tbl_maestra_variables AS v USING (variable_id)",
        )
    )
    assert limits["0/54"] == 1300
    assert limits["1/54"] == 1111.5
    assert limits["0/71"] == 10, "the old system's sample value is a known mistake"
    settings = dict(
        rows(
            adopted,
            "SELECT kpi_nombre || '/' || parametro, valor::float8 FROM referencial.tbl_config_kpi",
        )
    )
    assert settings["KPI_MTBF/target_default_hrs"] == 1800
    assert settings["PROPIO/umbral"] == 7.25
    assert settings["PUMP_VOLUME/displacement_constant"] == 0.1166
    assert "PROPIO/doble" not in settings
    assert len(settings) == seeded("referencial.tbl_config_kpi") + 1


def test_differences_from_the_seeds_are_listed(adopted: str) -> None:
    with database.connect(adopted, autocommit=True) as connection:
        report = adoption.report(connection)
    listed = {
        (difference.table, difference.column): (difference.stays, difference.example)
        for difference in report.differences
    }
    assert listed["referencial.tbl_config_kpi", "the whole row"] == ("legado", "PROPIO/umbral")
    assert listed["referencial.tbl_var_scada_map", "id_formato1"] == ("semilla", "8: 119 / 118")
    assert rows(
        adopted,
        "SELECT clave, valor_legado, valor_semilla FROM adopcion.diferencias"
        " WHERE tabla = 'referencial.tbl_limites_pozo' AND columna = 'target_value'"
        " AND queda = 'legado'",
    ) == [("0/54", "1300.0000", "1200")]


def test_reference_rows_without_a_place_are_set_aside_with_a_reason(adopted: str) -> None:
    reasons = dict(
        rows(
            adopted,
            "SELECT tabla || ' ' || clave, motivo FROM adopcion.apartados WHERE columna IS NULL",
        )
    )
    assert reasons == {
        "referencial.tbl_maestra_variables 907": "no id_formato1, and no known name",
        "referencial.tbl_limites_pozo 4": "its variable has no id_formato1",
        "referencial.tbl_dq_rules 705": "its variable has no id_formato1",
        "referencial.tbl_dq_rules 702": "its key is there again, the newest row stays",
        "referencial.tbl_var_scada_map 99002": "no column columna_propia in the readings",
        "referencial.tbl_config_kpi 5": "refused by the new table: chk_valor_o_texto",
    }


def test_a_variable_of_the_users_own_becomes_an_identifier(adopted: str) -> None:
    assert rows(
        adopted,
        "SELECT v.nombre_tecnico, v.nombre_visible, u.simbolo, p.nombre_panel"
        " FROM referencial.tbl_maestra_variables AS v"
        " JOIN referencial.tbl_ref_unidades AS u USING (unidad_id)"
        " JOIN referencial.tbl_ref_paneles_bi AS p USING (panel_id) WHERE v.id_formato1 = 9001",
    ) == [("p_acidez_del_agua", "% Acidez del Agua", "ph", "Panel propio")]


def test_card_patterns_keep_their_numbers(adopted: str) -> None:
    names = dict(rows(adopted, "SELECT nombre, patron_id FROM universal.patron"))
    assert names["Operación Normal"] == 3
    assert names["Golpe de Fluido"] == 1
    assert names["Patrón propio"] == 40
    assert len(names) == 9
    assert value(
        adopted,
        "SELECT count(*) FROM universal.diagnostico AS n"
        " JOIN universal_legado.diagnostico AS l USING (diagnostico_id, patron_id)",
    ) == 24  # fmt: skip


def test_new_rows_get_numbers_beyond_the_old_ones(own: str) -> None:
    assert value(
        own,
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
        " VALUES (1, '2020-01-01 00:00+00') RETURNING produccion_id",
    ) == 1201  # fmt: skip
    assert value(
        own,
        "INSERT INTO universal.patron (nombre, criticidad) VALUES ('x', 'BAJA')"
        " RETURNING patron_id",
    ) > 40  # fmt: skip


def test_readings_lie_in_month_partitions_and_wait_for_the_next_run(adopted: str) -> None:
    assert value(adopted, "SELECT count(*) FROM ONLY stage.tbl_pozo_produccion_default") == 0
    assert value(
        adopted,
        "SELECT count(DISTINCT (well_id, hora)) FROM etl.claves_sucias"
        " WHERE consumidor = 'hechos'",
    ) == 4 * 25  # fmt: skip


@pytest.mark.needs_migrated("it compares an adopted database with a migrated one")
def test_the_new_schema_is_that_of_a_fresh_migration(adopted: str, migrated_url: str) -> None:
    schemas = ["etl", "referencial", "reporting", "stage", "universal"]
    differences = catalog.difference(
        fingerprint(migrated_url, schemas), fingerprint(adopted, schemas)
    ).splitlines()
    named = (
        "vw_mis_pozos",
        "vw_sobre_mis_pozos",
        "vw de Ana",
        "tbl_pozo_produccion_2",
        "lectura_fkey",
    )
    assert [line for line in differences if not any(name in line for name in named)] == []
    assert any("vw_mis_pozos" in line for line in differences)


def test_after_a_run_the_facts_are_those_of_a_fresh_database(own: str, seeded: str) -> None:
    for table in ("stage.tbl_pozo_maestra", "stage.tbl_pozo_reservas", "stage.tbl_pozo_produccion"):
        legacy.transfer(table, own, seeded)
    facts = ("horarias", "diarias", "mensuales")
    computed = []
    for url in (own, seeded):
        change(url, "CALL reporting.sp_load_to_reporting(NULL, NULL, TRUE, TRUE, TRUE)")
        text = "SELECT to_jsonb(f) FROM reporting.fact_operaciones_{} AS f ORDER BY 1"
        computed.append([sorted(map(comparable, rows(url, text.format(fact)))) for fact in facts])
    assert [len(part) for part in computed[0]] == [100, 8, 4]
    assert computed[0] == computed[1]


def comparable(row: tuple[dict[str, Any]]) -> str:
    """A fact without what numbers and times of writing tell apart."""
    ignored = {"fact_id", "fact_hora_id", "fact_mes_id", "fecha_carga", "fecha_ultima_carga"}
    return json.dumps({name: cell for name, cell in row[0].items() if name not in ignored})


# Times, numbers, names


Odd = tuple[str, adoption.Report]


@pytest.mark.slow
def test_naive_times_are_read_in_the_zone_that_is_given(odd: Odd) -> None:
    for column in ("stage.tbl_pozo_produccion", "reporting.fact_operaciones_horarias"):
        moment = "fecha_hora" if "fact" in column else "timestamp_lectura"
        assert value(odd[0], f"SELECT min({moment}) = '2025-12-20 05:00+00' FROM {column}")
    assert value(odd[0], "SELECT referencial.fnc_zona_horaria()") == "America/Bogota"


@pytest.mark.slow
def test_numbers_beyond_double_precision_are_set_aside_one_by_one(odd: Odd) -> None:
    assert rows(
        odd[0],
        "SELECT pip, presion_cabezal, presion_casing, rpm_motor, horas_operacion_acumuladas,"
        " potencia_actual_motor, current_amperage, temperatura_cabezal IS NOT NULL"
        " FROM stage.tbl_pozo_produccion WHERE produccion_id = 5",
    ) == [(None, None, None, None, None, 0, -1e300, True)]
    kept = dict(
        rows(odd[0], "SELECT columna, valor::numeric FROM adopcion.apartados WHERE columna > ''")
    )
    assert set(kept) == {
        "pip", "presion_cabezal", "presion_casing", "rpm_motor", "horas_operacion_acumuladas",
        "radio_pozo",
    }  # fmt: skip
    assert kept["horas_operacion_acumuladas"] == 252275
    readings = next(table for table in odd[1].tables if table.table == "stage.tbl_pozo_produccion")
    assert readings.values == 5


def test_computed_rows_that_do_not_fit_are_set_aside_and_counted(odd: Odd) -> None:
    verdicts = {table.table: table for table in odd[1].tables}
    assert verdicts["reporting.fact_operaciones_horarias"].aside == 2
    assert verdicts["reporting.fact_operaciones_mensuales"].aside == 1
    assert verdicts["reporting.fact_operaciones_mensuales"].copied == 1
    assert all(table.sound for table in odd[1].tables)


def test_former_names_are_recognised_and_stay_readable(odd: Odd) -> None:
    assert value(odd[0], "SELECT count(*) FROM stage.tbl_pozo_reservas") == 2
    assert value(odd[0], "SELECT count(*) FROM stage.tbl_reservas_pozo") == 2
    assert value(
        odd[0],
        "SELECT bool_and(longitud_carrera_nominal_unidad_in = 288) FROM stage.tbl_pozo_maestra",
    )


def test_a_database_without_some_tables_gets_them_from_the_seeds(odd: Odd) -> None:
    assert value(odd[0], "SELECT count(*) FROM universal.patron") == 8
    settings = value(odd[0], "SELECT count(*) FROM referencial.tbl_config_kpi")
    assert settings == seeded("referencial.tbl_config_kpi")


def test_a_table_without_its_primary_key_is_copied_whole(odd: Odd) -> None:
    assert value(odd[0], "SELECT count(*) FROM stage.landing_scada_data") == 8


# What it does not know


def test_strangers_are_moved_aside_intact(adopted: str) -> None:
    assert rows(adopted, "SELECT nota FROM stage_legado.mis_notas") == [("no tocar",)]
    assert rows(adopted, 'SELECT nota FROM stage_legado."notas de.Ana"') == [("tampoco",)]
    assert rows(adopted, "SELECT paso FROM etl_legado.mi_bitacora") == [("uno",)]
    assert (
        value(
            adopted,
            "SELECT count(*) FROM stage_legado.tbl_pozo_maestra WHERE color_favorito = 'azul'",
        )
        == 4
    )
    assert (
        value(
            adopted,
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'tg_mio'"
            " AND tgrelid = 'stage_legado.tbl_pozo_reservas'::regclass",
        )
        == 1
    )
    assert value(adopted, "SELECT lecturas FROM public.vw_fuera") == 1200


def test_old_view_names_live_on_where_the_columns_allow(adopted: str) -> None:
    assert value(adopted, "SELECT nombre FROM reporting.vw_mis_pozos WHERE well_id = 2") == "Pozo 2"
    assert value(adopted, "SELECT pozos FROM reporting.vw_sobre_mis_pozos") == 4
    states = {
        name: (state, note)
        for name, state, note in rows(adopted, "SELECT vista, estado, nota FROM adopcion.vistas")
    }
    assert value(adopted, 'SELECT pozos FROM reporting."vw de Ana"') == 4
    assert value(adopted, 'SELECT doble FROM reporting."Sobre.""vw de Ana"" 100%%"') == 8
    assert states["reporting.vw de Ana"] == ("alias", None)
    assert states['reporting.Sobre."vw de Ana" 100%'] == ("alias", None)
    assert states["reporting.vw_mis_pozos"] == ("alias", None)
    assert states["reporting.vw_sobre_mis_pozos"] == ("alias", None)
    assert states["referencial.vw_variables_scada_stage"] == ("del modelo", None)
    state, note = states["reporting.vw_colores"]
    assert state == "imposible"
    assert "color_favorito" in note


@pytest.mark.slow
def test_to_drift_what_an_adoption_leaves_is_somebody_else_s(
    adopted: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BP010_HOME", str(tmp_path))
    told = drift.verdict(adopted, lambda: cluster.url("postgres"), PROJECT)
    assert {(finding.kind, finding.name.split()[0]) for finding in told.findings} == {
        ("row", table) for table in differing_tables(adopted)
    }
    for left in ("schema adopcion", "schema stage_legado", "view reporting.vw_sobre_mis_pozos"):
        assert f"{left} is not ours: left alone" in told.notes


def differing_tables(url: str) -> set[str]:
    """Reference tables in which a value of the old system's stays."""
    tables = rows(url, "SELECT DISTINCT tabla FROM adopcion.diferencias WHERE queda = 'legado'")
    return {table for (table,) in tables}


def test_an_alias_reads_the_new_table(own: str) -> None:
    change(own, "UPDATE stage.tbl_pozo_maestra SET nombre_pozo = 'Nuevo' WHERE well_id = 2")
    assert value(own, "SELECT nombre FROM reporting.vw_mis_pozos WHERE well_id = 2") == "Nuevo"


def test_the_rights_that_old_tables_gave_are_named(plain: str) -> None:
    change(plain, "GRANT SELECT ON stage.tbl_pozo_maestra TO PUBLIC")
    change(plain, "GRANT SELECT, INSERT ON stage.landing_scada_data TO pg_monitor")
    assert survey(plain).rights == {"PUBLIC": "bp010_lectura", "pg_monitor": "bp010_escritura"}


# Dropping the old tables


def test_dropping_the_old_tables_spares_what_is_not_known(own: str) -> None:
    removal = adoption.drop_legacy(own, PROJECT)
    assert "stage_legado.tbl_pozo_scada_dq" in removal.dropped
    assert set(removal.stays) == {
        "stage_legado.mis_notas",
        "stage_legado.notas de.Ana",
        "stage_legado.tbl_pozo_maestra",
        "stage_legado.tbl_pozo_produccion",
        "stage_legado.tbl_pozo_reservas",
    }
    assert value(own, "SELECT lecturas FROM public.vw_fuera") == 1200
    assert value(own, "SELECT count(*) FROM reporting_legado.vw_colores") == 4
    assert value(own, "SELECT count(*) FROM etl_legado.mi_bitacora") == 1
    assert value(own, "SELECT to_regnamespace('referencial_legado') IS NULL")
    assert value(own, "SELECT count(*) FROM stage.tbl_pozo_produccion") == 1200


def test_the_old_tables_of_an_unfinished_adoption_are_not_dropped(plain: str) -> None:
    with pytest.raises(AdoptionError, match="not finished"):
        adoption.drop_legacy(plain, PROJECT)


# Interruptions


class Killed(Exception):
    """A process that dies here."""


@pytest.mark.slow
def test_it_goes_on_after_dying_after_each_step(plain: str) -> None:
    reached: list[str] = []

    def die(name: str, seconds: float) -> None:
        reached.append(name)
        raise Killed

    steps = ["apartar", "migrar", "referencia", "copiar", "secuencias", "verificar", "vistas"]
    for _ in steps:
        with pytest.raises(Killed):
            adoption.adopt(plain, None, PROJECT, adoption.Listener(step=die))
    report = adoption.adopt(plain, None, PROJECT)
    assert reached == steps
    assert report.state.finished
    assert all(table.sound for table in report.tables)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_it_goes_on_after_its_session_is_killed_anywhere(old: str, seed: int) -> None:
    """The server ends the session at random moments, four times in one adoption."""
    chance = random.Random(seed)
    kills = 0
    for _ in range(4):
        kills += _killed_after(old, chance.uniform(0.02, 0.7))
    report = adoption.adopt(old, None, PROJECT, batch=50)
    assert report.state.finished, f"seed {seed}"
    assert kills > 0, f"seed {seed} never hit"
    assert all(table.sound for table in report.tables), f"seed {seed}"
    assert value(old, "SELECT count(*) FROM stage.tbl_pozo_produccion") == 1200


def _killed_after(url: str, seconds: float) -> bool:
    """Adopt until the server kills the session after so long; False where it was done before."""

    def kill() -> None:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'bp010ctl adopt'"
            )

    timer = threading.Timer(seconds, kill)
    timer.start()
    interruption = None
    try:
        adoption.adopt(url, None, PROJECT, batch=50)
    except AdoptionError as error:
        interruption = error.what
    timer.join()
    assert interruption is None or interruption.startswith("interrupted")
    return interruption is not None


@pytest.mark.slow
def test_a_lost_try_that_used_numbers_up_leaves_each_verdict_on_its_rule(
    plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules and variables get other numbers in the next try, as after a server's crash."""

    def seed_and_die(*given: Any) -> None:
        seeds.load(*given)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(adoption.reference, "seeds", SimpleNamespace(load=seed_and_die))
        with pytest.raises(Killed):
            adoption.adopt(plain, None, PROJECT)
    adoption.adopt(plain, None, PROJECT)
    assert value(plain, "SELECT min(regla_id) FROM referencial.tbl_dq_rules") > 1
    assert value(
        plain,
        "SELECT count(*) FROM stage.tbl_pozo_scada_dq AS d"
        " JOIN referencial.tbl_dq_rules AS r USING (regla_id, variable_id)"
        " JOIN referencial.tbl_maestra_variables AS v USING (variable_id)"
        " JOIN stage_legado.tbl_pozo_scada_dq AS o USING (dq_id)"
        " JOIN referencial_legado.tbl_dq_rules AS l ON l.regla_id = o.regla_id"
        " JOIN referencial_legado.tbl_maestra_variables AS w ON w.variable_id = l.variable_id"
        " WHERE v.id_formato1 = w.id_formato1",
    ) == value(plain, "SELECT count(*) FROM stage.tbl_pozo_scada_dq") > 0  # fmt: skip


@pytest.mark.slow
def test_it_goes_on_in_its_own_zone_only(plain: str) -> None:
    def die(name: str, seconds: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        adoption.adopt(plain, "America/Bogota", PROJECT, adoption.Listener(step=die))
    with pytest.raises(AdoptionError, match="America/Bogota"):
        adoption.adopt(plain, "UTC", PROJECT)
    assert adoption.adopt(plain, None, PROJECT).state.zone == "America/Bogota"


@pytest.mark.slow
def test_two_adoptions_at_once_do_it_once(old: str) -> None:
    done: list[object] = []

    def work() -> None:
        try:
            done.append(adoption.adopt(old, None, PROJECT, batch=100).state.finished)
        except Exception as error:
            done.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2
    assert done[0] == done[1] is not None
    assert value(old, "SELECT count(*) FROM stage.tbl_pozo_produccion") == 1200


# The command


def test_the_command_reports_begins_and_then_has_nothing_to_do(plain: str, cli: Cli) -> None:
    name = database.name(plain)
    report = cli("adopt", url=plain)
    assert report.returncode == 0
    assert f"to begin: bp010ctl adopt --confirm {name}" in report.stdout
    wrong = cli("adopt", "--confirm", "otra", url=plain)
    assert wrong.returncode == 3
    assert value(plain, "SELECT to_regnamespace('adopcion') IS NULL")

    def die(name: str, seconds: float) -> None:
        if name == "referencia":
            raise Killed

    with pytest.raises(Killed):
        adoption.adopt(plain, None, PROJECT, adoption.Listener(step=die))
    assert "steps done: apartar, migrar, referencia" in cli("adopt", url=plain).stdout
    done = cli("adopt", "--confirm", name, url=plain)
    assert done.returncode == 0, done.stderr
    assert "adopted" in done.stdout
    again = cli("adopt", "--confirm", name, url=plain)
    assert again.returncode == 0
    assert "nothing to do" in again.stdout
    dropped = cli("adopt", "--drop-legacy", "--confirm", name, "--json", url=plain)
    assert json.loads(dropped.stdout)["stays"] == []
    assert rows(plain, "SELECT nspname FROM pg_namespace WHERE nspname ~ '_legado$'") == []


def test_a_report_with_something_in_the_way_exits_with_1(plain: str, cli: Cli) -> None:
    change(plain, *VIOLATIONS["nombre_pozo is NULL"])
    result = cli("adopt", url=plain)
    assert result.returncode == 1
    assert "in the way: stage.tbl_pozo_maestra: nombre_pozo is NULL: 1 rows" in result.stdout


def test_the_report_is_json_too(old: str, cli: Cli) -> None:
    document = json.loads(cli("adopt", "--json", url=old).stdout)
    assert document["ready"]
    assert len(document["tables"]) == len(tables())
