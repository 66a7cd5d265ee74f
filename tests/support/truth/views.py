"""What the views show: their rows, and the phrases that only they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from support.truth import access, ages, phrases, quality
from support.truth.model import Key, Truth
from support.truth.phrases import DAYS, MONTHS, SNAPSHOT, About, extreme, phrase
from support.truth.tables import KEYS, calendar, days, months, table, wells

PHRASES = phrases.PHRASES
MEASURES = ages.MEASURES
WITHHELD = access.WITHHELD
Value = Any
Row = dict[str, Any]
RUNS = "etl.etl_ejecuciones"

for _name, _rows in {
    "reporting.vw_dashboard_main": wells,
    "reporting.vw_kpi_daily": days,
    "reporting.vw_kpi_monthly": months,
    "reporting.vw_well_selector": wells,
    "reporting.vw_resumen_status_pozo": wells,
    "reporting.vw_audit_calculos_derivados": wells,
    "reporting.vw_foto_pozos": wells,
    "reporting.vw_evaluacion_pozos": wells,
    "reporting.vw_objetivos_pozos": wells,
    "stage.vw_consistencia_pozos": quality.compared,
}.items():
    KEYS[_name] = _rows


@table("reporting.vw_dim_mes")
def months_of_calendar(truth: Truth) -> Iterable[Key]:
    return [Key(month=month) for month in sorted({f"{key.day:%Y-%m}" for key in calendar(truth)})]


def _of_input(name: str, of: str, column: str, wanted: Callable[[Row], bool] = bool) -> None:
    """A view with a row for each row of a table that is put in."""

    @table(name)
    def rows(truth: Truth) -> Iterable[Key]:
        return [Key(item=(of, row[column])) for row in truth.inputs[of] if wanted(row)]


_of_input(
    "referencial.vw_config_evaluacion_resumen", "referencial.tbl_config_evaluacion",
    "config_id",
)  # fmt: skip
_of_input(
    "referencial.vw_reglas_consistencia_legible", "referencial.tbl_reglas_consistencia",
    "regla_id",
)  # fmt: skip
_of_input(
    "referencial.vw_variables_scada_stage", "referencial.tbl_var_scada_map", "var_id_scada",
)  # fmt: skip
_of_input("stage.vw_dq_reglas", "referencial.tbl_dq_rules", "regla_id", lambda row: row["activo"])


# -- values of other rows


@phrase("of the newest month")
def newest_month(truth: Truth, key: Key, about: About) -> Value:
    own_months = [other for other in truth.keys[MONTHS](truth) if other.well == key.well]
    return truth.at(about[0], own_months[-1]) if own_months else None


@phrase("of the newest day")
def newest_day(truth: Truth, key: Key, about: About) -> Value:
    own_days = [other for other in truth.keys[DAYS](truth) if other.well == key.well]
    return truth.at(about[0], own_days[-1]) if own_days else None


@phrase("of the month's newest day")
def months_newest_day(truth: Truth, key: Key, about: About) -> Value:
    own_days = phrases.days_of(truth, key)
    return truth.at(about[0], own_days[-1]) if own_days else None


def _of_month(text: str, of: Callable[[int, int], Value]) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        assert key.month
        year, month = map(int, key.month.split("-"))
        return of(year, month)

    phrase(text)(function)


_of_month("year of the month", lambda year, month: year)
_of_month("number of this month", lambda year, month: month)
_of_month("name of this month in Spanish", lambda year, month: phrases.MONTH_NAMES[month - 1])
_of_month("quarter of the month", lambda year, month: (month + 2) // 3)
_of_month("half of the year that it lies in", lambda year, month: 1 if month <= 6 else 2)
_of_month("first day of the month", lambda year, month: datetime(year, month, 1).date())
_of_month(
    "last day of the month",
    lambda year, month: (
        datetime(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    ).date(),
)


# -- levels and alerts

ALERTS = "reporting.vw_alerts"


@table(ALERTS)
def alerts(truth: Truth) -> Iterable[Key]:
    """Level 3 to 6, OFFLINE, a clock ahead, motor stopped (not: unknown)."""
    level = truth.columns[ALERTS]["status_level"]
    for well in wells(truth):
        for variable in (case.partition(" = ")[0] for case in cases(level.formula)):
            key = well._replace(item=variable)
            if variable == "comunicacion":
                wanted = truth.value(SNAPSHOT, "estado_comunicacion", well) == "OFFLINE"
            elif variable == "reloj":
                wanted = truth.value(SNAPSHOT, "minutos_adelanto", well) is not None
            elif variable == "motor":
                wanted = truth.value(SNAPSHOT, "motor_running_flag", well) is False
            else:
                wanted = (truth.value(ALERTS, "status_level", key) or 0) in (3, 4, 5, 6)
            if wanted:
                yield key


def cases(formula: str) -> list[str]:
    return formula.partition(": ")[2].split("; ")


@phrase("what the row is about")
def item(truth: Truth, key: Key, about: About) -> Value:
    return key.item


def _of_status(text: str, name: str, level: Callable[[Truth, Key], int]) -> None:
    phrase(text)(lambda truth, key, about: truth.status(level(truth, key))[name])


def level_of_alert(truth: Truth, key: Key) -> int:
    return int(truth.value(ALERTS, "status_level", key))


_of_status("status_label of that level", "status_label", level_of_alert)
_of_status("severity_label of that level", "severity_label", level_of_alert)
_of_status("prioridad_atencion of that level", "prioridad_atencion", level_of_alert)
_of_status("requiere_accion_inmediata of that level", "requiere_accion_inmediata", level_of_alert)


def _states(text: str, state: str) -> None:
    phrase(text)(lambda truth, key, about: phrases.state_colour(truth, state))


_states("of CRITICAL", "CRITICAL")
_states("of WARNING", "WARNING")


@phrase("rows of the well in vw_alerts")
def number_of_alerts(truth: Truth, key: Key, about: About) -> Value:
    return sum(other.well == key.well for other in alerts(truth))


@phrase("greatest status_level of these")
def greatest_alert(truth: Truth, key: Key, about: About) -> Value:
    levels = [level_of_alert(truth, other) for other in alerts(truth) if other.well == key.well]
    return extreme(max, levels)


def _levels(truth: Truth, key: Key, about: About) -> list[int | None]:
    return [truth.at(reference, Key(key.well)) for reference in about]


def _counted(text: str, *wanted: int | None) -> None:
    phrase(text)(
        lambda truth, key, about: sum(level in wanted for level in _levels(truth, key, about))
    )


_counted("how many are at level 0", 0)
_counted("how many are at level 1 or 2", 1, 2)
_counted("how many are at level 3", 3)
_counted("how many are at level 4", 4)
_counted("how many are at level 5 or 6", 5, 6)
_counted("how many are at level 7 or have none", 7, None)


@phrase("greatest of these up to 6, else 7")
def worst(truth: Truth, key: Key, about: About) -> Value:
    levels = [level for level in _levels(truth, key, about) if level is not None and level <= 6]
    return max(levels, default=7)


def worst_of_well(truth: Truth, key: Key) -> int:
    return int(truth.value("reporting.vw_resumen_status_pozo", "peor_nivel", key))


_of_status("status_label of peor_nivel", "status_label", worst_of_well)
_of_status("severity_label of peor_nivel", "severity_label", worst_of_well)


# -- configuration for people


def _threshold(level: str) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        row = truth.input_row("referencial.tbl_config_evaluacion", key)
        assert row
        sign = "≥" if row["direccion"] == "MAYOR_MEJOR" else "≤"
        return f"{sign} {row[f'umbral_{level}_pct']} %"

    phrase(f"≥ or ≤ by the direction, umbral_{level}_pct, %")(function)


for _level in ("optimo", "normal", "warning", "critical"):
    _threshold(_level)


@table("referencial.vw_limites_pozo_pivot_v4")
def wells_with_limits(truth: Truth) -> Iterable[Key]:
    """Wells with active limits of their own, and the template (0)."""
    rows = truth.inputs["referencial.tbl_limites_pozo"]
    return [Key(well) for well in sorted({row["pozo_id"] for row in rows if row["activo"]})]


@phrase("how many active limits of its own the well has; 0 of the template")
def own_limits(truth: Truth, key: Key, about: About) -> Value:
    rows = truth.inputs["referencial.tbl_limites_pozo"]
    return sum(row["pozo_id"] == key.well and row["activo"] for row in rows) if key.well else 0


@phrase("limit in force")
def limit_in_force(truth: Truth, key: Key, about: About) -> Value:
    """The well's own row as a whole, else the template's."""
    number, _, name = about[0].column.partition(".")
    variable = next(
        row["variable_id"]
        for row in truth.inputs["referencial.tbl_maestra_variables"]
        if str(row["id_formato1"]) == number
    )
    for well in (key.well, 0):
        for row in truth.inputs["referencial.tbl_limites_pozo"]:
            if (row["pozo_id"], row["variable_id"]) == (well, variable) and row["activo"]:
                return row[name]
    return None


def _of_variable(name: str) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        row = truth.input_row(about[0].table, key)
        assert row
        variables = truth.inputs["referencial.tbl_maestra_variables"]
        number = row[about[0].column]
        return next(
            (candidate[name] for candidate in variables if candidate["variable_id"] == number), None
        )

    phrase(f"{name} of that variable")(function)


_of_variable("id_formato1")
_of_variable("nombre_tecnico")


@phrase("unit of that variable")
def unit(truth: Truth, key: Key, about: About) -> Value:
    row = truth.input_row(about[0].table, key)
    assert row
    variables = truth.inputs["referencial.tbl_maestra_variables"]
    variable = next(
        candidate for candidate in variables if candidate["variable_id"] == row[about[0].column]
    )
    units = truth.inputs["referencial.tbl_ref_unidades"]
    return next((u["simbolo"] for u in units if u["unidad_id"] == variable["unidad_id"]), None)


@phrase("the names with the operator between them")
def rule_as_expression(truth: Truth, key: Key, about: About) -> Value:
    view = "referencial.vw_reglas_consistencia_legible"
    sides = ("variable_medida", "variable_intermedia", "variable_referencia")
    names = [truth.value(view, side, key) for side in sides]
    operator = truth.value(view, "operador_comparacion", key)
    return f" {operator} ".join(name for name in names if name)


# -- quality rules


def _of_rule(text: str, value: Callable[[Truth, quality.Rule], Value]) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        number = key.item[1]
        return value(truth, next(rule for rule in quality.rules(truth) if rule.number == number))

    phrase(text)(function)


_of_rule("where the variable is found first", lambda truth, rule: rule.origin)
_of_rule("column in which it is found first", lambda truth, rule: rule.column)
_of_rule(
    "numero; carta of the readings' texts; texto",
    lambda truth, rule: kind(truth, rule.origin, rule.column),
)
_of_rule(
    "valor_min, else the least number",
    lambda truth, rule: -GREATEST if rule.low is None else rule.low,
)
_of_rule(
    "valor_max, else the greatest number",
    lambda truth, rule: GREATEST if rule.high is None else rule.high,
)
_of_rule("WARNING for a rule of severity INFO, else FAIL", lambda truth, rule: rule.verdict)
GREATEST = 1.7976931348623157e308


def kind(truth: Truth, origin: str, column: str) -> str:
    if origin == "lecturas":
        if column in quality.CARDS:
            return "carta"
        return "texto" if column == "estado_motor" else "numero"
    if origin == "foto":
        sample = [truth.value(SNAPSHOT, column, key) for key in wells(truth)]
    else:
        sample = [row[column] for row in truth.inputs[quality.ORIGINS[origin]]]
    numbers = any(
        isinstance(value, int | float) and not isinstance(value, bool) for value in sample
    )
    return "numero" if numbers else "texto"


@table("stage.vw_origen_variables")
def origins(truth: Truth) -> Iterable[Key]:
    """Every place in which a variable is found."""
    return [
        Key(item=(row["id_formato1"], *place))
        for row in truth.inputs["referencial.tbl_maestra_variables"]
        if row["activo"]
        for place in quality.places(truth, row["id_formato1"], row["nombre_tecnico"])
    ]


def _of_origin(text: str, value: Callable[[Truth, Any], Value]) -> None:
    phrase(text)(lambda truth, key, about: value(truth, key.item))


def _variable(truth: Truth, number: int) -> Row:
    rows = truth.inputs["referencial.tbl_maestra_variables"]
    return next(row for row in rows if row["id_formato1"] == number)


_of_origin("id_formato1 of the variable", lambda truth, item: item[0])
_of_origin(
    "variable_id of the variable", lambda truth, item: _variable(truth, item[0])["variable_id"]
)
_of_origin(
    "nombre_tecnico of the variable",
    lambda truth, item: _variable(truth, item[0])["nombre_tecnico"],
)
_of_origin(
    "1 lecturas, 2 maestra, 3 reservas, 4 foto",
    lambda truth, item: ("lecturas", "maestra", "reservas", "foto").index(item[1]) + 1,
)
_of_origin(
    "lecturas by the SCADA map; maestra, reservas, foto by name", lambda truth, item: item[1]
)
_of_origin("column in which it is found", lambda truth, item: item[2])
_of_origin(
    "numero; carta of the readings' texts, else texto", lambda truth, item: kind(truth, *item[1:])
)


# -- the ledger


@table("etl.consumidores")
def consumers(truth: Truth) -> Iterable[Key]:
    names = cases(truth.columns["etl.consumidores"]["descripcion"].formula)
    return [Key(item=case.partition(" = ")[0]) for case in names]


@table("etl.v_ultimas_ejecuciones")
def newest_runs(truth: Truth) -> Iterable[Key]:
    """The newest run of each kind and place; attempts that found the cycle busy are none."""
    newest: dict[tuple[str, str | None], Row] = {}
    for row in sorted(truth.inputs[RUNS], key=lambda row: row["fecha_inicio"]):
        if row["ocupado_por"] is None:
            newest[row["etl_tipo"], row["ubicacion_id"]] = row
    return [Key(item=(RUNS, row["id"])) for row in newest.values()]


def run_of(truth: Truth, key: Key) -> Row:
    return next(row for row in truth.inputs[RUNS] if row["id"] == key.item[1])


def succeeded(row: Row) -> bool:
    return row["estado"] in ("exitoso", "parcial")


@phrase("start of the newest success (exitoso or parcial) of the kind and place")
def last_success(truth: Truth, key: Key, about: About) -> Value:
    run = run_of(truth, key)
    starts = [
        row["fecha_inicio"] for row in truth.inputs[RUNS] if succeeded(row) and same_place(row, run)
    ]
    return max(starts, default=None)


def same_place(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in ("etl_tipo", "ubicacion_id"))


def window(truth: Truth, row: Row) -> tuple[datetime, datetime] | None:
    """What a run covered, in the operating zone; None over what changed."""
    if row["fecha_desde"] is None or row["ticks_perdidos"] is not None:
        return None
    first, last = row["fecha_desde"], row["fecha_hasta"] or row["fecha_desde"]
    start = datetime.combine(first, row["hora_desde"] or time(0), truth.zone)
    if row["hora_hasta"] is None:
        return start, datetime.combine(last + timedelta(days=1), time(0), truth.zone)
    return start, datetime.combine(last, row["hora_hasta"], truth.zone)


@table("etl.v_gaps_pendientes", "etl.v_gaps_por_recuperar")
def gaps(truth: Truth) -> Iterable[Key]:
    """Failed runs of 7 days that nothing has made up for; recoveries and busy attempts are none."""
    return [
        Key(item=(RUNS, row["id"]))
        for row in truth.inputs[RUNS]
        if row["estado"] == "fallido"
        and row["ocupado_por"] is None
        and row["recupera_id"] is None
        and row["fecha_inicio"] > truth.now - timedelta(days=7)
        and not any(made_up(truth, row, other) for other in truth.inputs[RUNS])
    ]


def made_up(truth: Truth, failed: Row, other: Row) -> bool:
    """Whether a run recovers another, or is a later success that covered as much."""
    if not succeeded(other):
        return False
    if other["recupera_id"] == failed["id"]:
        return True
    wide = other["ubicacion_id"] is None or other["ubicacion_id"] == failed["ubicacion_id"]
    later = other["fecha_inicio"] >= failed["fecha_inicio"]
    if other["etl_tipo"] != failed["etl_tipo"] or not wide or not later:
        return False
    lost, done = window(truth, failed), window(truth, other)
    if lost is None:
        return done is None
    return done is not None and done[0] <= lost[0] and lost[1] <= done[1]


@phrase("start of what the run covered")
def covered_from(truth: Truth, key: Key, about: About) -> Value:
    covered = window(truth, run_of(truth, key))
    return covered and covered[0]


@phrase("end of what the run covered")
def covered_to(truth: Truth, key: Key, about: About) -> Value:
    covered = window(truth, run_of(truth, key))
    return covered and covered[1]


def tries(truth: Truth, key: Key) -> list[Row]:
    return [
        row
        for row in truth.inputs[RUNS]
        if row["recupera_id"] == key.item[1] and row["ocupado_por"] is None
    ]


@phrase("recoveries of it that were tried")
def number_of_tries(truth: Truth, key: Key, about: About) -> Value:
    return len(tries(truth, key))


@phrase("start of the newest of these")
def last_try(truth: Truth, key: Key, about: About) -> Value:
    return max((row["fecha_inicio"] for row in tries(truth, key)), default=None)


@phrase("hours from fecha_fallo to now")
def hours_since(truth: Truth, key: Key, about: About) -> Value:
    return (truth.now - run_of(truth, key)["fecha_fin"]).total_seconds() / 3600


METRICS = "etl.v_metricas_confiabilidad"


@table(METRICS)
def days_with_runs(truth: Truth) -> Iterable[Key]:
    """Each kind, place and day of the last 30 with runs that ended."""
    keys = {
        Key(day=truth.day_of(row["fecha_inicio"]), item=(row["etl_tipo"], row["ubicacion_id"]))
        for row in truth.inputs[RUNS]
        if ended(row) and truth.today - truth.day_of(row["fecha_inicio"]) <= timedelta(days=30)
    }
    return list(keys)


def ended(row: Row) -> bool:
    """Runs that count: no missed starts, no attempts that found the cycle busy."""
    return (
        row["estado"] != "en_proceso"
        and row["ocupado_por"] is None
        and row["ticks_perdidos"] is None
    )


def runs_of(truth: Truth, key: Key) -> list[Row]:
    return [
        row
        for row in truth.inputs[RUNS]
        if ended(row)
        and (row["etl_tipo"], row["ubicacion_id"]) == key.item
        and truth.day_of(row["fecha_inicio"]) == key.day
    ]


def good(row: Row) -> bool:
    """exitoso, or parcial only because values were rejected."""
    return row["estado"] == "exitoso" or (row["estado"] == "parcial" and row["error_tipo"] is None)


def _of_runs(text: str, value: Callable[[list[Row]], Value]) -> None:
    phrase(text)(lambda truth, key, about: value(runs_of(truth, key)))


_of_runs("kind of the runs", lambda runs: runs[0]["etl_tipo"])
_of_runs("place of the runs", lambda runs: runs[0]["ubicacion_id"])
_of_runs("name of the place", lambda runs: runs[0]["ubicacion_nombre"])
_of_runs("how many ended", len)
_of_runs("how many succeeded", lambda runs: sum(map(good, runs)))
_of_runs("how many did not succeed", lambda runs: len(runs) - sum(map(good, runs)))
_of_runs("100 · succeeded / ended", lambda runs: 100 * sum(map(good, runs)) / len(runs))
_of_runs(
    "mean of duracion_segundos",
    lambda runs: phrases.mean(row["duracion_segundos"] for row in runs),
)
_of_runs(
    "sum of registros_cargados", lambda runs: sum(row["registros_cargados"] or 0 for row in runs)
)
