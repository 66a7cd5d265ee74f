"""What a change would touch: everything that names it, everything whose values come from it."""

from __future__ import annotations

import json

import pytest

from bp010ctl import lineage
from bp010ctl.base.errors import LineageError
from bp010ctl.lineage import Lineage, impact
from bp010ctl.lineage.impact import Impact, Touched
from support import Cli

SNAPSHOT = "reporting.dataset_current_values"
PIP = "stage.tbl_pozo_produccion.pip"


@pytest.fixture(scope="module")
def whole(migrated_url: str) -> Lineage:
    """The lineage of what the migrations make."""
    return lineage.load(migrated_url)


@pytest.fixture(scope="module")
def pip(whole: Lineage) -> Impact:
    return impact.of(whole, PIP)


def names(touched: list[Touched]) -> set[str]:
    return {each.name for each in touched}


def direct(touched: list[Touched]) -> set[str]:
    return {each.name for each in touched if not each.through}


def test_values_are_followed_to_the_snapshot_and_to_physics(pip: Impact) -> None:
    through = {each.name: each.through for each in pip.columns}
    measured = f"{SNAPSHOT}.pump_intake_pressure_psi_act"
    computed = "reporting.vw_foto_pozos.pump_intake_pressure_psi_act"
    assert (through[measured], through[computed]) == (computed, PIP)
    assert through[f"{SNAPSHOT}.pwf_psi_act"] == measured
    assert through[f"{SNAPSHOT}.fluid_level_tvd_ft"] == measured
    assert f"{SNAPSHOT}.oil_today_bbl" not in through
    assert f"{SNAPSHOT}.campo" not in through


def test_routines_views_and_cycles_on_the_way_are_listed(pip: Impact) -> None:
    assert "reporting.vw_foto_pozos" in direct(pip.views)
    assert "reporting.sp_derivar_actuales" in names(pip.routines) - direct(pip.routines)
    assert "reporting.sp_calcular_derivados_completos" in names(pip.routines)
    assert "referencial.sp_seed_defaults" not in names(pip.routines)
    assert "reporting.vw_dashboard_main" in names(pip.views)
    assert "reporting 4: reporting.actualizar_current_values_v4" in pip.cycles
    assert "reporting 2: reporting.sp_sync_dim_pozo_targets" not in pip.cycles


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


def test_a_scada_tag_touches_what_its_column_touches_and_the_pivot(
    whole: Lineage, pip: Impact
) -> None:
    found = impact.of(whole, "740")
    assert found.kind == "tag"
    assert names(found.columns) == names(pip.columns)
    assert found.elements == pip.elements
    assert "stage.sp_pivot_landing" in names(found.routines)
    assert "stage 1: stage.sp_pivot_landing" in found.cycles


def test_a_function_touches_its_callers_and_only_the_values_that_it_makes(whole: Lineage) -> None:
    found = impact.of(whole, "stage.fnc_calc_pwf")
    assert "reporting.sp_derivar_actuales" in direct(found.routines)
    assert f"{SNAPSHOT}.pwf_psi_act" in names(found.columns)
    assert f"{SNAPSHOT}.fluid_level_tvd_ft" not in names(found.columns)


def test_a_table_touches_whoever_names_it_and_its_seed(whole: Lineage) -> None:
    found = impact.of(whole, "tbl_catalogo_status")
    assert found.name == "referencial.tbl_catalogo_status"
    assert found.seeds == ["seeds/referencial.tbl_catalogo_status.csv"]
    assert "referencial.fnc_evaluar_variable" in direct(found.routines)
    assert "reporting.aplicar_evaluacion_universal" in names(found.routines)


def test_a_procedure_touches_what_it_writes(whole: Lineage) -> None:
    found = impact.of(whole, "reporting.sp_sync_dim_pozo_targets")
    assert "reporting.dim_pozo.pump_spm_target" in names(found.columns)
    assert "reporting.sp_sync_dim_pozo_targets" not in names(found.routines)
    assert "reporting 2: reporting.sp_sync_dim_pozo_targets" not in found.cycles or found.cycles


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


def test_the_command_prints_json_and_says_what_it_does_not_know(
    cli: Cli, migrated_url: str, pip: Impact
) -> None:
    done = cli("impact", PIP, "--json", url=migrated_url)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["name"] == PIP
    assert [each["name"] for each in found["routines"]] == [each.name for each in pip.routines]
    unknown = cli("impact", "stage.tbl_pozo_produccion.pipp", url=migrated_url)
    assert unknown.returncode == 1
    assert PIP in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_the_command_prints_every_section(cli: Cli, migrated_url: str) -> None:
    done = cli("impact", PIP, url=migrated_url)
    for title in ("routines", "views", "columns", "seeds", "cycles", "dashboard elements"):
        assert f"\n{title}" in done.stdout
    assert f"pump_intake_pressure_psi_act  <- {PIP}" in done.stdout
