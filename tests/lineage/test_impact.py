"""What a change would touch: everything that names it, everything whose values come from it."""

from __future__ import annotations

import json

import psycopg
import pytest

from bp010ctl import lineage
from bp010ctl.base.errors import LineageError
from bp010ctl.lineage import Lineage, impact
from bp010ctl.lineage.impact import Impact, Touched
from bp010ctl.schema import bodies
from support import Cli

SNAPSHOT = "reporting.dataset_current_values"
PIP = "stage.tbl_pozo_produccion.pip"


@pytest.fixture(scope="module")
def whole(seeded_url: str) -> Lineage:
    """The lineage of what the migrations make and the seeds say."""
    return lineage.load(seeded_url)


@pytest.fixture(scope="module")
def pip(whole: Lineage) -> Impact:
    return impact.of(whole, PIP)


def names(touched: list[Touched]) -> set[str]:
    return {item.name for item in touched}


def direct(touched: list[Touched]) -> set[str]:
    return {item.name for item in touched if not item.through}


def test_values_are_followed_to_the_snapshot_and_to_physics(pip: Impact) -> None:
    through = {column.name: column.through for column in pip.columns}
    measured = f"{SNAPSHOT}.pump_intake_pressure_psi_act"
    computed = "reporting.vw_foto_pozos.pump_intake_pressure_psi_act"
    newest = "reporting.vw_ultimas_medidas.pip"
    assert (through[measured], through[computed]) == (computed, newest)
    assert through[newest] == PIP
    assert through[f"{SNAPSHOT}.pwf_psi_act"] in {measured, f"{newest}_en"}
    assert through[f"{SNAPSHOT}.fluid_level_tvd_ft"] in {measured, f"{newest}_en"}
    assert f"{SNAPSHOT}.oil_today_bbl" not in through
    assert f"{SNAPSHOT}.campo" not in through


def test_routines_views_and_cycles_on_the_way_are_listed(pip: Impact) -> None:
    assert "reporting.vw_ultimas_medidas" in direct(pip.views)
    assert "reporting.vw_foto_pozos" in names(pip.views)
    assert "reporting.sp_derivar_actuales" in names(pip.routines) - direct(pip.routines)
    assert "reporting.sp_calcular_derivados_completos" in names(pip.routines)
    assert "referencial.sp_seed_defaults" not in names(pip.routines)
    assert "reporting.vw_dashboard_main" in names(pip.views)
    assert "reporting 4: reporting.actualizar_current_values_v4" in pip.cycles
    assert "reporting 3: reporting.sp_populate_defaults" not in pip.cycles


def test_dashboard_elements_that_show_the_value_are_listed(pip: Impact) -> None:
    assert {"9 PIP (Production)", "9 Pwf (Production)", "6 Fluid Level(TVD) (Production)"} <= names(
        pip.elements
    )
    assert not [name for name in names(pip.elements) if "SPM" in name]


def test_seed_lines_that_name_the_column_or_its_variable_are_listed(
    whole: Lineage, pip: Impact
) -> None:
    rows = {f"seeds/{row.table}.csv:{row.line}": row.values for row in whole.project.rows}
    named = [rows[place] for place in pip.seeds]
    assert {"var_id_scada", "id_formato1"} <= {key for values in named for key in values}
    assert {values.get("columna_stage") for values in named} - {None} == {"pip"}
    for values in named:
        assert values["id_formato1"] == "61"


def test_who_takes_it_of_a_row_is_told(whole: Lineage, pip: Impact) -> None:
    """Of a row that is given, returned or held in a variable; no FROM names the table."""
    counter = impact.of(whole, "stage.tbl_pozo_produccion.tiempo_parada_poc_diario")
    assert "reporting.fnc_serie_lectura" in direct(counter.routines)
    assert "reporting.fnc_resumir_tramos" in names(counter.routines)
    made = impact.of(whole, "reporting.dataset_kpi_business.kpi_mtbf_hrs_dia")
    assert "reporting.fnc_filas_kpi" in direct(made.routines)
    limit = impact.of(whole, "referencial.tbl_limites_pozo.min_critical")
    assert "referencial.fnc_completar_limite" in direct(limit.routines)
    assert "reporting.fnc_serie_lectura" not in direct(pip.routines)


def test_views_built_on_one_that_names_it_are_told(whole: Lineage) -> None:
    """They go along where that one has to be dropped, whatever they show of it."""
    color = impact.of(whole, f"{SNAPSHOT}.tank_fluid_temp_status_color")
    through = {view.name: view.through for view in color.views}
    assert through["reporting.vw_well_selector"] == "reporting.vw_alerts"


@pytest.mark.slow
@pytest.mark.needs_library("plpgsql_check")
def test_what_breaks_without_a_column_is_named(seeded: str) -> None:
    """Every twelfth column of a table is dropped in turn: bodies with errors and views gone."""
    known = lineage.load(seeded)
    tables = [one for one in known.schema.relations.values() if one.kind == "table"]
    columns = [(table.name, name) for table in tables for name in table.column_names][::12]
    missed = {}
    with psycopg.connect(seeded) as connection:
        for table, name in columns:
            touched = impact.of(known, f"{table}.{name}")
            with connection.transaction(force_rollback=True):
                try:
                    connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}".encode())
                except psycopg.Error:
                    continue  # a view or a policy names it: the catalog itself knows of that
                broken = {fault.name for fault in bodies.errors(connection)}
            told = {key.partition("(")[0] for key in names(touched.routines)}
            if broken - told:
                missed[f"{table}.{name}"] = broken - told
    assert len(columns) > 50
    assert missed == {}


def test_a_scada_tag_touches_what_its_column_touches_and_the_pivot(
    whole: Lineage, pip: Impact
) -> None:
    reach = impact.of(whole, "740")
    assert reach.kind == "tag"
    assert names(reach.columns) == names(pip.columns)
    assert reach.elements == pip.elements
    assert "stage.sp_pivot_landing" in names(reach.routines)
    assert "stage 1: stage.sp_pivot_landing" in reach.cycles


def test_a_function_touches_its_callers_and_only_the_values_that_it_makes(whole: Lineage) -> None:
    reach = impact.of(whole, "stage.fnc_calc_pwf")
    assert "reporting.sp_derivar_actuales" in direct(reach.routines)
    assert f"{SNAPSHOT}.pwf_psi_act" in names(reach.columns)
    assert f"{SNAPSHOT}.fluid_level_tvd_ft" not in names(reach.columns)


def test_a_table_touches_whoever_names_it_and_its_seed(whole: Lineage) -> None:
    reach = impact.of(whole, "tbl_catalogo_status")
    assert reach.name == "referencial.tbl_catalogo_status"
    assert reach.seeds == ["seeds/referencial.tbl_catalogo_status.csv"]
    assert "referencial.fnc_evaluar_variable" in direct(reach.routines)
    assert "reporting.aplicar_evaluacion_universal" in names(reach.routines)


def test_a_procedure_touches_what_it_writes(whole: Lineage) -> None:
    reach = impact.of(whole, "reporting.sp_sync_dim_pozo_targets")
    assert "reporting.dim_pozo.pump_spm_target" in names(reach.columns)
    assert "reporting.sp_sync_dim_pozo_targets" not in names(reach.routines)
    assert "reporting 2: reporting.sp_sync_dim_pozo_targets" not in reach.cycles or reach.cycles


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("stage.tbl_pozo_produccion.pipp", PIP),
        ("reporting.dim_poso", "reporting.dim_pozo"),
        ("741000", "12296"),
        ("pozo_id", "reporting.dim_pozo.pozo_id"),
    ],
)
def test_an_unknown_or_ambiguous_name_gets_near_names(whole: Lineage, name: str, near: str) -> None:
    with pytest.raises(LineageError) as raised:
        impact.of(whole, name)
    assert near in str(raised.value.hint)


def test_capital_letters_are_small_ones(whole: Lineage, pip: Impact) -> None:
    assert impact.of(whole, PIP.upper()) == pip


def test_control_is_told_from_value(whole: Lineage, pip: Impact) -> None:
    """A measure moves no key, clock or queue, and no column that it has nothing to do with."""
    values = names(pip.columns)
    assert not {name for name in values if name.startswith("etl.")}
    assert not values & whole.schema.keys
    assert not {name for name in values if name.endswith(("updated_at", "fecha_carga"))}
    assert "reporting.tbl_resumen_horario.whp_suma" not in values
    chosen = {chosen.relation: chosen for chosen in pip.chosen}
    assert chosen["stage.tbl_pozo_scada_dq"].exists  # a verdict is there where a rule is broken
    assert "fluid_level_tvd_ft" not in chosen["reporting.fact_operaciones_horarias"].columns


def test_a_key_chooses_rows(whole: Lineage) -> None:
    reach = impact.of(whole, "stage.tbl_pozo_produccion.timestamp_lectura")
    chosen = {chosen.relation: chosen for chosen in reach.chosen}
    assert "pip_suma" in chosen["reporting.tbl_resumen_horario"].columns
    assert "reporting.tbl_resumen_horario.pip_suma" not in names(reach.columns)


@pytest.mark.slow
def test_a_new_column_that_nothing_names_reaches_nothing(seeded: str) -> None:
    with psycopg.connect(seeded) as connection:
        connection.execute("ALTER TABLE stage.tbl_pozo_produccion ADD COLUMN nueva float8")
    reach = impact.of(lineage.load(seeded), "stage.tbl_pozo_produccion.nueva")
    assert (reach.columns, reach.possible, reach.elements) == ([], [], [])


@pytest.mark.slow
def test_rows_of_the_catalog_decide_what_is_looked_at(seeded: str) -> None:
    """A measure with a quality rule has verdicts; when the rule is gone it has none."""
    column = "stage.tbl_pozo_produccion.rod_weight_buoyant"
    verdict = "stage.tbl_pozo_scada_dq.valor_observado"
    with psycopg.connect(seeded) as connection:
        assert verdict in names(impact.of(lineage.load(seeded), column).columns)
        connection.execute(
            "UPDATE referencial.tbl_dq_rules SET activo = false WHERE variable_id = (SELECT"
            " variable_id FROM referencial.tbl_maestra_variables WHERE id_formato1 = 73)"
        )
        connection.commit()
    assert verdict not in names(impact.of(lineage.load(seeded), column).columns)


def test_the_landing_ends_in_the_columns_that_the_map_names(whole: Lineage) -> None:
    reach = impact.of(whole, "stage.landing_scada_data.measure", depth=1)
    mapped = {f"stage.tbl_pozo_produccion.{tag.column}" for tag in whole.project.tags}
    assert {name for name in names(reach.columns) if "produccion" in name} == mapped
    assert names(reach.possible) == {"stage.tbl_landing_rechazos.*"}  # no row names these columns


def test_depth_limits_how_far_values_are_followed(whole: Lineage, pip: Impact) -> None:
    near = impact.of(whole, PIP, depth=1)
    assert names(near.columns) == {touched.name for touched in pip.columns if touched.steps == 1}
    assert f"{SNAPSHOT}.pwf_psi_act" not in names(near.columns)
    assert direct(near.routines) == names(near.routines) - names(
        [touched for touched in near.routines if touched.through]
    )
    assert names(near.columns) < names(impact.of(whole, PIP, depth=2).columns) < names(pip.columns)


@pytest.mark.slow
def test_without_reference_rows_it_says_what_is_not_known(
    whole: Lineage, migrated_url: str
) -> None:
    bare = impact.of(lineage.load(migrated_url), PIP)
    assert "bp010ctl seed" in bare.unknown
    assert not impact.of(whole, PIP).unknown
    maybe = {touched.name.rpartition(".")[0] for touched in bare.possible}
    assert "stage.tbl_consistencia_resultados" in maybe


@pytest.mark.slow
def test_the_command_prints_json_and_says_what_it_does_not_know(
    cli: Cli, seeded_url: str, pip: Impact
) -> None:
    done = cli("impact", PIP, "--json", url=seeded_url)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["name"] == PIP
    assert [entry["name"] for entry in report["routines"]] == [item.name for item in pip.routines]
    unknown = cli("impact", "stage.tbl_pozo_produccion.pipp", url=seeded_url)
    assert unknown.returncode == 1
    assert PIP in unknown.stderr
    assert "Traceback" not in unknown.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "stage.tbl_pozo_produccion.estado_motor",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in (PIP, "reporting.dim_pozo", "740")
        ),
    ],
)
def test_the_first_screen_fits(cli: Cli, seeded_url: str, name: str) -> None:
    done = cli("impact", name, url=seeded_url)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    for title in ("values come from it", "only chooses rows of", "routines", "views", "cycles"):
        assert f"\n{title}: " in done.stdout


@pytest.mark.slow
def test_everything_is_printed_with_its_way(cli: Cli, seeded_url: str) -> None:
    done = cli("impact", PIP, "--all", url=seeded_url)
    for title in ("routines", "views", "columns", "seeds", "cycles", "dashboard elements"):
        assert f"\n{title}" in done.stdout
    assert f"pump_intake_pressure_psi_act  <- {PIP}" in done.stdout
    near = cli("impact", PIP, "--direct", "--all", url=seeded_url)
    assert "pwf_psi_act" not in near.stdout
