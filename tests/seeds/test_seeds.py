"""`bp010ctl seed`: every promise of docs/seeds.md, on copies of the project's own files."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import seeds
from bp010ctl.base.errors import NotConfirmed, SeedError
from bp010ctl.seeds import tables
from support import PROJECT, Cli

COUNTS = {
    "referencial.tbl_ref_unidades": 38,
    "referencial.tbl_unidad_alias": 44,
    "referencial.tbl_ref_estados_operativos": 5,
    "referencial.tbl_ref_paneles_bi": 4,
    "referencial.tbl_maestra_variables": 130,
    "referencial.tbl_var_scada_map": 65,
    "referencial.tbl_limites_pozo": 17,
    "referencial.tbl_dq_rules": 35,
    "referencial.tbl_reglas_consistencia": 6,
    "referencial.tbl_dq_consistencia_map": 13,
    "referencial.tbl_config_kpi": 54,
    "referencial.tbl_catalogo_status": 10,
    "referencial.tbl_config_evaluacion": 17,
    "universal.patron": 8,
}

Connection = psycopg.Connection[Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's seed files that a test may spoil."""
    return Path(shutil.copytree(PROJECT / "seeds", tmp_path / "seeds"))


@pytest.fixture
def loaded(seeded_db: Connection) -> Connection:
    """A connection to a seeded database."""
    return seeded_db


@pytest.fixture
def empty(bare: Connection) -> Connection:
    """A connection to a migrated database without rows."""
    return bare


def change(folder: Path, table: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def one(connection: Connection, query: str, *parameters: Any) -> Any:
    """The only value of a query's only row."""
    rows = connection.execute(query, parameters).fetchall()
    assert len(rows) == 1
    return rows[0][0]


def versions(connection: Connection) -> dict[str, list[Any]]:
    """Which version of which row each seed table holds: it changes with any write."""
    return {
        table: connection.execute(f"SELECT ctid, xmin FROM {table} ORDER BY ctid").fetchall()
        for table in tables.SPECS
    }


def of(results: list[seeds.TableResult], table: str) -> tuple[int, int, int, int]:
    """Inserted, updated, unchanged, removed of one table; every other one is unchanged."""
    for result in results:
        if result.table != table:
            assert (result.inserted, result.updated, result.removed) == (0, 0, 0), result
    (result,) = [result for result in results if result.table == table]
    return result.inserted, result.updated, result.unchanged, result.removed


# What is loaded -----------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "count"), COUNTS.items())
def test_every_reference_row_arrives(seeded_db: Connection, table: str, count: int) -> None:
    assert one(seeded_db, f"SELECT count(*) FROM {table}") == count


def test_natural_keys_become_the_right_surrogate_ids(empty: Connection) -> None:
    empty.execute(
        "INSERT INTO referencial.tbl_ref_unidades (unidad_id, simbolo, nombre)"
        " VALUES (900, 'psi', 'otro'), (901, 'ft', 'pie')"
    )
    seeds.load(empty, PROJECT / "seeds")
    assert (
        one(empty, "SELECT unidad_id FROM referencial.tbl_unidad_alias WHERE alias = 'PSI'") == 900
    )
    rule = empty.execute(
        "SELECT expresion FROM referencial.vw_reglas_consistencia_legible"
        " WHERE codigo_regla = 'RC-006'"
    ).fetchone()
    assert rule == ("radio_pozo < radio_equivalente < radio_drenaje",)


def test_every_mapped_column_exists(loaded: Connection) -> None:
    missing = loaded.execute(
        "SELECT columna_stage FROM referencial.tbl_var_scada_map EXCEPT SELECT column_name"
        " FROM information_schema.columns"
        " WHERE table_schema = 'stage' AND table_name = 'tbl_pozo_produccion'"
    ).fetchall()
    assert missing == []


def test_every_target_and_threshold_of_dim_pozo_has_its_source(loaded: Connection) -> None:
    rows = loaded.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'reporting' AND table_name = 'dim_pozo'"
    ).fetchall()
    columns = {name for (name,) in rows}
    rows = loaded.execute("SELECT columna_dim_pozo FROM referencial.tbl_mapa_objetivos").fetchall()
    mapped = {name for (name,) in rows}
    targets = {name for name in columns if name.endswith(("_target", "_eff_low", "_eff_high"))}
    assert len(targets) > 20
    assert targets <= mapped <= columns


def test_pressure_maxima_of_the_quality_rules_are_the_templates(loaded: Connection) -> None:
    rows = loaded.execute(
        "SELECT v.id_formato1, r.valor_max, l.max_warning FROM referencial.tbl_dq_rules AS r"
        " JOIN referencial.tbl_maestra_variables AS v USING (variable_id)"
        " JOIN referencial.tbl_limites_pozo AS l USING (variable_id)"
        " WHERE v.id_formato1 IN (54, 55) AND l.pozo_id = 0 ORDER BY 1"
    ).fetchall()
    assert rows == [(54, 2000, 2000), (55, 2000, 2000)]


def test_every_key_of_the_specification_is_unique_in_the_database(loaded: Connection) -> None:
    with loaded.cursor() as cursor:
        known = tables.read(cursor, tables.SPECS)
    assert set(known) == set(tables.SPECS)
    for table in known.values():
        assert table.spec.key in table.uniques, table.name


# Nothing is written without need ------------------------------------------------------------


def test_second_run_writes_nothing(loaded: Connection) -> None:
    before = versions(loaded)
    results = seeds.load(loaded, PROJECT / "seeds")
    assert versions(loaded) == before
    assert {(r.inserted, r.updated, r.removed) for r in results} == {(0, 0, 0)}
    assert {r.table: r.unchanged for r in results if r.table in COUNTS} == COUNTS


def test_dry_run_tells_everything_and_writes_nothing(empty: Connection) -> None:
    results = seeds.load(empty, PROJECT / "seeds", dry_run=True)
    assert {r.table: r.inserted for r in results if r.table in COUNTS} == COUNTS
    assert all(rows == [] for rows in versions(empty).values())


def test_two_loads_in_one_transaction_agree(empty: Connection) -> None:
    with empty.transaction():
        seeds.load(empty, PROJECT / "seeds")
        results = seeds.load(empty, PROJECT / "seeds")
    assert sum(result.inserted + result.updated for result in results) == 0


def test_two_seeds_at_once_are_one_after_the_other(database: str) -> None:
    results: list[list[seeds.TableResult]] = []

    def run() -> None:
        with psycopg.connect(database) as connection:
            results.append(seeds.load(connection, PROJECT / "seeds"))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inserted = sorted(sum(r.inserted for r in result) for result in results)
    assert inserted[0] == 0
    assert inserted[1] >= sum(COUNTS.values())


# What is wrong with a file ------------------------------------------------------------------

UNITS = "referencial.tbl_ref_unidades"
VARIABLES = "referencial.tbl_maestra_variables"
MAP = "referencial.tbl_var_scada_map"
LIMITS = "referencial.tbl_limites_pozo"
RULES = "referencial.tbl_dq_rules"
CONFIG = "referencial.tbl_config_kpi"
GOALS = "referencial.tbl_mapa_objetivos"
STATUS = "referencial.tbl_catalogo_status"
STATES = "referencial.tbl_ref_estados_operativos"
STEPS = "etl.ciclo_pasos"
CYCLES = "etl.ciclos"

BAD = {
    "unknown column": (UNITS, "simbolo,nombre", "simbolo,nombres", 1, None, "nombres", "unknown"),
    "missing column": (UNITS, "simbolo,nombre", "simbolo", 1, "nombre", None, "is missing"),
    "surrogate id": (VARIABLES, ",simbolo,", ",unidad_id,", 1, None, "unidad_id", "unknown"),
    "column twice": (UNITS, "simbolo,nombre", "simbolo,simbolo", 1, None, "simbolo", "twice"),
    "semicolons": (UNITS, "simbolo,nombre", "simbolo;nombre", 1, None, "simbolo;nombre", "commas"),
    "too few cells": (UNITS, "psi,libra por", "libra por", 30, None, None, "1 cells for 2"),
    "open quote": (UNITS, "°F,grado", '°F,"grado', 39, None, None, "not a CSV"),
    "no number": (LIMITS, "33,2.25,", "33,alto,", 2, "target_value", "alto", "not a number"),
    "decimal comma": (LIMITS, "33,2.25,", '33,"2,25",', 2, "target_value", "2,25", "with a point"),
    "not finite": (LIMITS, "33,2.25,", "33,NaN,", 2, "target_value", "NaN", "not a number"),
    "too large": (LIMITS, "33,2.25,", "33,1e999,", 2, "target_value", "1e999", "out of range"),
    "no integer": (MAP, "3,120,", "3.0,120,", 2, "var_id_scada", "3.0", "whole number"),
    "integer range": (MAP, "\n3,120,", "\n3000000000,120,",
                      2, "var_id_scada", "3000000000", "range"),
    "no boolean": (STATUS, "0,Óptimo,Excelente,6,false", "0,Óptimo,Excelente,6,no",
                   2, "requiere_accion_inmediata", "no", "neither true nor false"),
    "empty cell": (UNITS, "psi,libra por pulgada cuadrada", "psi,", 30, "nombre", "", "empty"),
    "empty key": (UNITS, "psi,libra", " ,libra", 30, "simbolo", "", "empty"),
    "key twice": (UNITS, "spm,emb", "psi,emb", 35, "simbolo", "psi", "already in line 30"),
    "key of two twice": (STEPS, "stage,2,", "stage,1,", 3, "ciclo, orden", "stage, 1", "in line 2"),
    "name twice": (VARIABLES, "2,profundidad_completacion,", "2,well_id,",
                   3, "nombre_tecnico", "well_id", "already in line 2"),
    "unknown unit": (VARIABLES, "2,profundidad_completacion,,YACIMIENTO,ft",
                     "2,profundidad_completacion,,YACIMIENTO,pies",
                     3, "simbolo", "pies", "is not in referencial.tbl_ref_unidades.csv"),
    "unknown variable": (RULES, "\n3,0.0001,", "\n7,0.0001,",
                         2, "id_formato1", "7", "is not in referencial.tbl_maestra_variables.csv"),
    "unknown setting": (GOALS, "KPI_MTBF,target_default_hrs", "KPI_MTBF,target",
                        2, "kpi_nombre, parametro", "KPI_MTBF, target", "tbl_config_kpi.csv"),
    "unknown cycle": (STEPS, "stage,1,", "etapa,1,", 2, "ciclo", "etapa", "etl.ciclos.csv"),
    "unknown conversion": (MAP, "292,114,tiempo_parada_poc_diario,hhmm",
                           "292,114,tiempo_parada_poc_diario,hh",
                           18, "conversion", "hh", "chk_conversion"),
    "no colour": (STATES, "#00C851", "verde", 2, "color_hex", "verde", "chk_color_hex"),
    "limits crossed": (LIMITS, "33,2.25,1,4.75", "33,2.25,5,4.75",
                       2, "min_warning, max_warning", "5, 4.75", "min_warning <= max_warning"),
    "no time zone": (CONFIG, ",UTC,", ",Marte/Olympus,", 40,
                     "kpi_nombre, parametro, valor_texto",
                     "OPERACION, zona_horaria, Marte/Olympus",
                     "must be a time zone that this server knows"),
    "no call": (STEPS, "CALL reporting.sp_sync_latest_dynacard()", "DROP TABLE stage.x",
                3, "llamada", "DROP TABLE stage.x", "chk_llamada"),
    "a step without a range": (CYCLES, "2-59/5 * * * *", "2/5 * * * *",
                               3, "expresion_cron", "2/5 * * * *", "chk_expresion_cron"),
    "a day by name": (CYCLES, "2-59/5 * * * *", "0 0 * * SUN",
                      3, "expresion_cron", "0 0 * * SUN", "chk_expresion_cron"),
    "typo in the map": (MAP, "292,114,tiempo_parada_poc_diario", "292,114,tiempo_parada_poc_diaro",
                        18, "columna_stage", "tiempo_parada_poc_diaro",
                        "a column of stage.tbl_pozo_produccion"),
    "a key in the map": (MAP, "292,114,tiempo_parada_poc_diario,", "292,114,timestamp_lectura,",
                         18, "columna_stage", "timestamp_lectura", "neither its key"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_named_by_file_line_column_and_value(
    empty: Connection, folder: Path, case: str
) -> None:
    table, old, new, line, column, value, reason = BAD[case]
    change(folder, table, old, new)
    with pytest.raises(seeds.InvalidSeeds) as caught:
        seeds.load(empty, folder)
    (problem,) = [
        problem
        for problem in caught.value.problems
        if (problem.file, problem.column, problem.value) == (f"{table}.csv", column, value)
    ]
    assert problem.line == line
    assert reason in problem.reason
    assert all(rows == [] for rows in versions(empty).values())


def test_bytes_that_are_not_utf_8_are_named_by_line(empty: Connection, folder: Path) -> None:
    path = folder / f"{UNITS}.csv"
    path.write_bytes("simbolo,nombre\nm,metro\n°,grado\n".encode("latin-1"))
    with pytest.raises(seeds.InvalidSeeds) as caught:
        seeds.load(empty, folder)
    (problem,) = caught.value.problems
    assert (problem.line, problem.value, problem.reason) == (3, "0xb0", "is not UTF-8")


def test_a_file_of_no_known_table_is_named(empty: Connection, folder: Path) -> None:
    (folder / "referencial.tbl_unidades.csv").write_text("simbolo\n")
    with pytest.raises(seeds.InvalidSeeds, match=r"did you mean referencial\.tbl_ref_") as e:
        seeds.load(empty, folder)
    assert [problem.file for problem in e.value.problems] == ["referencial.tbl_unidades.csv"]


def test_all_mistakes_of_all_files_are_told_at_once(empty: Connection, folder: Path) -> None:
    for case in ("no number", "no integer", "unknown unit", "no boolean", "empty cell"):
        table, old, new, *_ = BAD[case]
        change(folder, table, old, new)
    with pytest.raises(seeds.InvalidSeeds) as caught:
        seeds.load(empty, folder)
    problems = caught.value.problems
    assert {p.file for p in problems} == {
        f"{t}.csv" for t in (LIMITS, MAP, VARIABLES, STATUS, UNITS)
    }
    assert caught.value.what.startswith(f"{len(problems)} problems")


def test_all_violated_checks_are_told_at_once(empty: Connection, folder: Path) -> None:
    for case in ("unknown conversion", "no colour", "limits crossed", "no time zone"):
        table, old, new, *_ = BAD[case]
        change(folder, table, old, new)
    with pytest.raises(seeds.InvalidSeeds) as caught:
        seeds.load(empty, folder)
    assert {p.file for p in caught.value.problems} == {
        f"{table}.csv" for table in (MAP, STATES, LIMITS, CONFIG)
    }


def test_what_only_the_database_refuses_is_told_without_a_trace_of_writing(
    loaded: Connection, folder: Path
) -> None:
    change(folder, "universal.patron", "Carta llena, sin anomalías", "x")
    loaded.execute("CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql"
                   " AS 'BEGIN RAISE EXCEPTION ''not today''; END'")  # fmt: skip
    loaded.execute(
        "CREATE TRIGGER no BEFORE UPDATE ON universal.patron EXECUTE FUNCTION public.no()"
    )
    before = versions(loaded)
    with pytest.raises(SeedError, match="not today"):
        seeds.load(loaded, folder)
    assert versions(loaded) == before


def test_an_unmigrated_database_is_told_to_migrate_first(fresh_url: str) -> None:
    with psycopg.connect(fresh_url) as connection, pytest.raises(SeedError) as caught:
        seeds.load(connection, PROJECT / "seeds")
    assert caught.value.hint == "run `bp010ctl migrate` first"


def test_a_folder_without_files_is_an_error(empty: Connection, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no seed files found"):
        seeds.load(empty, tmp_path)


# One table only -----------------------------------------------------------------------------


def test_only_loads_that_table_and_leaves_the_others_alone(
    loaded: Connection, folder: Path
) -> None:
    change(folder, RULES, "\n3,0.0001,", "\n3,0.5,")
    change(folder, UNITS, "psi,libra por pulgada cuadrada", "psi,presión")
    results = seeds.load(loaded, folder, only=["tbl_dq_rules"])
    assert [result.table for result in results] == [RULES]
    assert of(results, RULES) == (0, 1, 34, 0)
    name = one(loaded, "SELECT nombre FROM referencial.tbl_ref_unidades WHERE simbolo = 'psi'")
    assert name == "libra por pulgada cuadrada"


def test_only_with_unmet_references_names_them_and_what_to_load(
    empty: Connection, folder: Path
) -> None:
    with pytest.raises(seeds.InvalidSeeds) as caught:
        seeds.load(empty, folder, only=[VARIABLES])
    first = caught.value.problems[0]
    assert (first.file, first.line, first.column, first.value) == (
        f"{VARIABLES}.csv", 3, "simbolo", "ft",
    )  # fmt: skip
    assert "referencial.tbl_ref_unidades; load it first" in first.reason


def test_only_knows_no_other_tables(empty: Connection, folder: Path) -> None:
    with pytest.raises(SeedError, match=r"did you mean referencial\.tbl_dq_rules"):
        seeds.load(empty, folder, only=["referencial.tbl_dq_rule"])


def test_another_folder_may_hold_some_of_the_files(loaded: Connection, tmp_path: Path) -> None:
    shutil.copy(PROJECT / "seeds" / f"{UNITS}.csv", tmp_path)
    results = seeds.load(loaded, tmp_path)
    assert [(result.table, result.unchanged) for result in results] == [(UNITS, 38)]


# What a change does -------------------------------------------------------------------------

LIMIT_71 = """SELECT array[l.target_value, l.baseline_value, l.max_warning, l.max_critical]
    FROM referencial.tbl_limites_pozo AS l
    JOIN referencial.tbl_maestra_variables AS v USING (variable_id)
    WHERE v.id_formato1 = 71 AND pozo_id = 0"""


def test_a_changed_value_wins_and_its_defaults_follow(loaded: Connection, folder: Path) -> None:
    assert one(loaded, LIMIT_71) == [10, 10, 20, 30]
    change(folder, LIMITS, "71,10,0,20", "71,12,0,22")
    assert of(seeds.load(loaded, folder), LIMITS) == (0, 1, 16, 0)
    assert one(loaded, LIMIT_71) == [12, 12, 22, 33]


def test_a_value_in_the_file_wins_over_the_default_until_its_cell_is_emptied(
    loaded: Connection, folder: Path
) -> None:
    path = folder / f"{LIMITS}.csv"
    lines = path.read_text().splitlines()
    wider = [lines[0] + ",baseline_value"] + [line + "," for line in lines[1:]]
    path.write_text("\n".join(wider))
    change(folder, LIMITS, "71,10,0,20,", "71,10,0,20,11")
    seeds.load(loaded, folder)
    assert one(loaded, LIMIT_71) == [10, 11, 20, 30]
    assert of(seeds.load(loaded, folder), LIMITS) == (0, 0, 17, 0)
    change(folder, LIMITS, "71,10,0,20,11", "71,10,0,20,")
    seeds.load(loaded, folder)
    assert one(loaded, LIMIT_71) == [10, 10, 20, 30]


def test_an_emptied_cell_empties_the_value(loaded: Connection, folder: Path) -> None:
    change(folder, RULES, "\n54,0.0001,2000,", "\n54,0.0001,,")
    assert of(seeds.load(loaded, folder), RULES) == (0, 1, 34, 0)
    assert one(loaded, "SELECT count(*) FROM referencial.tbl_dq_rules WHERE valor_max = 2000") == 1


def test_columns_that_the_file_does_not_have_keep_what_they_hold(
    loaded: Connection, folder: Path
) -> None:
    loaded.execute("UPDATE referencial.tbl_limites_pozo SET tolerancia_variacion_pct = 3")
    change(folder, LIMITS, "71,10,0,20", "71,12,0,20")
    seeds.load(loaded, folder)
    kept = "SELECT DISTINCT tolerancia_variacion_pct FROM referencial.tbl_limites_pozo"
    assert one(loaded, kept) == 3


def test_a_change_by_hand_of_what_the_file_says_is_set_right(loaded: Connection) -> None:
    loaded.execute("UPDATE referencial.tbl_config_kpi SET valor = 1 WHERE parametro = 'cap_pct'")
    assert of(seeds.load(loaded, PROJECT / "seeds"), CONFIG) == (0, 1, 53, 0)


def test_two_variables_may_exchange_their_names(loaded: Connection, folder: Path) -> None:
    change(folder, VARIABLES, "\n2,profundidad_completacion,", "\n2,tipo_pozo_,")
    change(folder, VARIABLES, "\n3,tipo_pozo,", "\n3,profundidad_completacion,")
    change(folder, VARIABLES, "tipo_pozo_,", "tipo_pozo,")
    assert of(seeds.load(loaded, folder), VARIABLES) == (0, 2, 128, 0)


def test_a_changed_rule_tells_when_it_was_changed(loaded: Connection, folder: Path) -> None:
    rules = "referencial.tbl_reglas_consistencia"
    change(folder, rules, "GEOMETRIA,39,<,38,,MEDIUM", "GEOMETRIA,39,<,38,,HIGH")
    seeds.load(loaded, folder)
    changed = loaded.execute(
        f"SELECT codigo_regla FROM {rules} WHERE fecha_actualizacion > fecha_creacion"
    )
    assert changed.fetchall() == [("RC-005",)]


def test_surrounding_spaces_a_bom_and_blank_lines_do_not_matter(
    loaded: Connection, folder: Path
) -> None:
    path = folder / f"{UNITS}.csv"
    text = path.read_text().replace("psi,libra", " psi , libra").replace("\nm,", "\n\nm,")
    path.write_text("\ufeff" + text.replace("\n", "\r\n"))
    assert of(seeds.load(loaded, folder), UNITS) == (0, 0, 38, 0)


# What leaves a file -------------------------------------------------------------------------


def test_a_rule_that_leaves_the_file_is_deactivated_and_comes_back_as_itself(
    loaded: Connection, folder: Path
) -> None:
    number = """SELECT regla_id FROM referencial.tbl_dq_rules
        JOIN referencial.tbl_maestra_variables USING (variable_id) WHERE id_formato1 = 17"""
    active = "SELECT activo FROM referencial.tbl_dq_rules WHERE regla_id = %s"
    regla_id = one(loaded, number)
    change(folder, RULES, "\n17,0.0001,,2,WARNING", "")
    assert of(seeds.load(loaded, folder), RULES) == (0, 0, 34, 1)
    assert one(loaded, active, regla_id) is False
    assert of(seeds.load(loaded, folder), RULES) == (0, 0, 34, 0)
    assert of(seeds.load(loaded, PROJECT / "seeds"), RULES) == (0, 1, 34, 0)
    assert one(loaded, active, regla_id) is True


def test_a_mapping_that_leaves_the_file_is_deleted(loaded: Connection, folder: Path) -> None:
    change(folder, MAP, "\n3,120,estado_motor,,,Motor ON Status", "")
    assert of(seeds.load(loaded, folder), MAP) == (0, 0, 64, 1)
    count = "SELECT count(*) FROM referencial.tbl_var_scada_map WHERE var_id_scada = 3"
    assert one(loaded, count) == 0
    assert of(seeds.load(loaded, PROJECT / "seeds"), MAP) == (1, 0, 64, 0)


def test_a_variable_leaves_together_with_what_refers_to_it(
    loaded: Connection, folder: Path
) -> None:
    change(folder, VARIABLES, "\n17,permeabilidad_abosluta,,YACIMIENTO,mD,,", "")
    with pytest.raises(seeds.InvalidSeeds, match=r"tbl_dq_rules\.csv"):
        seeds.load(loaded, folder)
    change(folder, RULES, "\n17,0.0001,,2,WARNING", "")
    results = {result.table: result.removed for result in seeds.load(loaded, folder)}
    assert (results[VARIABLES], results[RULES]) == (1, 1)
    with pytest.raises(seeds.InvalidSeeds, match="load it first"):
        seeds.load(loaded, PROJECT / "seeds", only=[RULES])


def test_a_row_that_others_still_need_is_not_removed(loaded: Connection, folder: Path) -> None:
    change(folder, "universal.patron", '\nOperación Normal,BAJA,"Carta llena, sin anomalías"', "")
    loaded.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (1, 'Pozo 1', '2026-01-01')"
    )
    loaded.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
        " VALUES (1, '2026-01-01 00:00Z')"
    )
    loaded.execute(
        "INSERT INTO universal.stroke (produccion_id)"
        " SELECT produccion_id FROM stage.tbl_pozo_produccion"
    )
    loaded.execute(
        "INSERT INTO universal.diagnostico (stroke_id, patron_id, score)"
        " SELECT stroke_id, patron_id, 0.9 FROM universal.stroke, universal.patron"
        " WHERE nombre = 'Operación Normal'"
    )
    before = versions(loaded)
    with pytest.raises(SeedError, match="still in use") as caught:
        seeds.load(loaded, folder)
    assert "nombre 'Operación Normal': 1 rows of universal.diagnostico" in str(caught.value)
    assert versions(loaded) == before


def test_losing_more_than_half_of_a_table_is_asked_for(loaded: Connection, folder: Path) -> None:
    path = folder / f"{MAP}.csv"
    path.write_text(path.read_text().splitlines()[0])
    asked: list[str] = []

    def refuse(deed: str) -> None:
        asked.append(deed)
        raise NotConfirmed

    before = versions(loaded)
    with pytest.raises(NotConfirmed):
        seeds.load(loaded, folder, approve=refuse)
    assert asked == [f"this would remove 65 of 65 rows of {MAP}"]
    assert versions(loaded) == before
    assert of(seeds.load(loaded, folder, approve=asked.append), MAP) == (0, 0, 0, 65)


# What belongs to the user -------------------------------------------------------------------


def test_limits_of_single_wells_are_never_touched(loaded: Connection, folder: Path) -> None:
    loaded.execute(
        "INSERT INTO referencial.tbl_limites_pozo (pozo_id, variable_id, target_value, min_warning)"
        " SELECT 7, variable_id, 9, 1 FROM referencial.tbl_maestra_variables"
        " WHERE id_formato1 IN (71, 17)"
    )
    own = "SELECT l.*, l.xmin FROM referencial.tbl_limites_pozo AS l WHERE pozo_id = 7 ORDER BY 1"
    before = loaded.execute(own).fetchall()
    change(folder, LIMITS, "71,10,0,20", "71,12,0,20")
    seeds.load(loaded, folder)
    change(folder, LIMITS, "71,12,0,20\n", "")
    assert of(seeds.load(loaded, folder), LIMITS) == (0, 0, 16, 1)
    assert loaded.execute(own).fetchall() == before
    assert len(before) == 2


def test_a_cycle_that_was_switched_off_stays_off(loaded: Connection, folder: Path) -> None:
    loaded.execute("UPDATE etl.ciclos SET activo = FALSE WHERE ciclo = 'universal'")
    loaded.execute("UPDATE etl.ciclo_pasos SET activo = FALSE WHERE ciclo = 'stage' AND orden = 2")
    change(folder, "etl.ciclos", "universal,2-59/5 * * * *,300", "universal,2-59/5 * * * *,301")
    assert of(seeds.load(loaded, folder), "etl.ciclos")[1] == 1
    assert one(loaded, "SELECT activo FROM etl.ciclos WHERE ciclo = 'universal'") is False
    assert one(loaded, "SELECT count(*) FROM etl.ciclo_pasos WHERE NOT activo") == 1


# The command --------------------------------------------------------------------------------


def test_the_command_shows_what_it_did_to_each_table(database: str, cli: Cli) -> None:
    first = cli("seed", "--json", url=database)
    inserted = {row["table"]: row["inserted"] for row in json.loads(first.stdout)}
    assert {table: inserted[table] for table in COUNTS} == COUNTS
    again = cli("seed", url=database)
    assert again.returncode == 0
    assert "nothing to change" in again.stdout
    assert [line.split() for line in again.stdout.splitlines() if MAP in line] == [
        [MAP, "0", "0", "65", "0"]
    ]


def test_the_command_names_mistakes_without_a_traceback(
    database: str, folder: Path, cli: Cli
) -> None:
    change(folder, LIMITS, "33,2.25,", "33,alto,")
    run = cli("seed", "--from", str(folder), url=database)
    assert run.returncode == 1
    assert f"{LIMITS}.csv:2: target_value 'alto': is not a number" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_command_asks_for_confirmation_by_name(seeded: str, folder: Path, cli: Cli) -> None:
    def mapped() -> Any:
        with psycopg.connect(seeded) as connection:
            return one(connection, "SELECT count(*) FROM referencial.tbl_var_scada_map")

    name = psycopg.conninfo.conninfo_to_dict(seeded)["dbname"]
    path = folder / f"{MAP}.csv"
    path.write_text(path.read_text().splitlines()[0])
    words = ("seed", "--from", str(folder))
    refused = cli(*words, url=seeded)
    assert refused.returncode == NotConfirmed.exit_code
    assert f"--confirm {name}" in refused.stderr
    assert cli(*words, "--dry-run", url=seeded).returncode == 0
    assert mapped() == 65
    assert cli(*words, "--confirm", name, url=seeded).returncode == 0
    assert mapped() == 0
