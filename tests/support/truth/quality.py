"""Quality and consistency: which rules there are, what they judge and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from support.truth.model import Key, Reading, Truth
from support.truth.phrases import About, card_points, phrase
from support.truth.tables import table

Value = Any
CARDS = ("surface_rod_position", "surface_rod_load", "downhole_pump_position", "downhole_pump_load")


@dataclass(frozen=True)
class Rule:
    """A quality rule and where the value that it judges is found."""

    number: int
    variable: int
    name: str
    origin: str
    column: str
    low: float | None
    high: float | None
    latency: int | None
    verdict: str


def places(truth: Truth, variable: int, name: str) -> Iterable[tuple[str, str]]:
    """Where a variable is found, first choice first: readings by the SCADA map, else by its name in
    master, reserves and snapshot."""
    for row in truth.inputs["referencial.tbl_var_scada_map"]:
        if row["id_formato1"] == variable:
            yield "lecturas", row["columna_stage"]
    for origin, relation in ORIGINS.items():
        if name in truth.columns[relation]:
            yield origin, name


ORIGINS = {
    "maestra": "stage.tbl_pozo_maestra", "reservas": "stage.tbl_pozo_reservas",
    "foto": "reporting.dataset_current_values",
}  # fmt: skip


def rules(truth: Truth) -> list[Rule]:
    """The active rules in order of their number."""
    if "rules" not in truth.indices:
        truth.indices["rules"] = list(_rules(truth))
    active: list[Rule] = truth.indices["rules"]
    return active


def _rules(truth: Truth) -> Iterable[Rule]:
    variables = {
        row["variable_id"]: row for row in truth.inputs["referencial.tbl_maestra_variables"]
    }
    for row in sorted(truth.inputs["referencial.tbl_dq_rules"], key=lambda row: row["regla_id"]):
        if not row["activo"]:
            continue
        variable = variables[row["variable_id"]]
        origin, column = next(
            iter(places(truth, variable["id_formato1"], variable["nombre_tecnico"]))
        )
        low, high = (
            None if row[name] is None else float(row[name]) for name in ("valor_min", "valor_max")
        )
        yield Rule(
            row["regla_id"], row["variable_id"], variable["nombre_tecnico"], origin, column, low,
            high, row["latencia_max_segundos"], "WARNING" if row["severidad"] == "INFO" else "FAIL",
        )  # fmt: skip


def on_readings(truth: Truth) -> list[Rule]:
    return [rule for rule in rules(truth) if rule.origin == "lecturas"]


def described(truth: Truth, well: int, origin: str, column: str) -> Value:
    """A value that describes a well: of its master, newest reserves or snapshot."""
    if origin == "foto":
        return truth.value(ORIGINS[origin], column, Key(well))
    row = truth.input_row(ORIGINS[origin], Key(well))
    return row and row[column]


def judged(truth: Truth, rule: Rule, value: Value) -> str | None:
    """PASS, or the rule's verdict; None where there is nothing to judge."""
    if rule.column in CARDS:
        if value is None:
            return None
        return "PASS" if len(card_points(value)) > 2 else rule.verdict
    if is_text(truth, rule):
        return "PASS" if value and value.strip() else rule.verdict
    if value is None:
        return None
    low, high = rule.low, rule.high
    bad = (low is not None and value < low) or (high is not None and value > high)
    return rule.verdict if bad else "PASS"


def is_text(truth: Truth, rule: Rule) -> bool:
    """Whether a rule asks of a text that it is there."""
    if rule.origin not in ("maestra", "reservas"):
        return False
    rows = truth.inputs[ORIGINS[rule.origin]]
    return any(isinstance(row[rule.column], str) for row in rows)


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a reading, or of a well at its newest reading."""

    rule: Rule
    reading: Reading
    value: Value
    result: str | None
    late: bool


def verdicts(truth: Truth) -> list[Verdict]:
    """Of every rule on every reading, and of the rules on wells at the newest reading of each."""
    if "verdicts" not in truth.indices:
        truth.indices["verdicts"] = list(_verdicts(truth))
    all_verdicts: list[Verdict] = truth.indices["verdicts"]
    return all_verdicts


def grouped(truth: Truth, name: str, by: Callable[[Verdict], Any]) -> dict[Any, list[Verdict]]:
    """The verdicts by what they have in common."""
    if name not in truth.indices:
        groups: dict[Any, list[Verdict]] = {}
        for verdict in verdicts(truth):
            groups.setdefault(by(verdict), []).append(verdict)
        truth.indices[name] = groups
    same: dict[Any, list[Verdict]] = truth.indices[name]
    return same


def delay(reading: Reading) -> float:
    """Seconds from a reading to its arrival."""
    return (reading.arrived - reading.when).total_seconds()


def _verdicts(truth: Truth) -> Iterable[Verdict]:
    for well, readings in truth.readings.items():
        newest = truth.newest(well)
        for rule in rules(truth):
            if rule.origin == "lecturas":
                for reading in readings:
                    value = reading.get(rule.column)
                    late = rule.latency is not None and delay(reading) > rule.latency
                    result = judged(truth, rule, value)
                    yield Verdict(rule, reading, value, result, late and value is not None)
            elif newest:
                value = described(truth, well, rule.origin, rule.column)
                yield Verdict(rule, newest, value, judged(truth, rule, value), False)


# -- rows


@table("stage.tbl_pozo_scada_dq")
def violations(truth: Truth) -> Iterable[Key]:
    """One row for each rule that a reading breaks; where it is agreed, for each that it keeps."""
    kept = {"FAIL", "WARNING"}
    if truth.setting("DQ", "guardar_pass") == 1:
        kept.add("PASS")
    return [
        Key(verdict.reading.well, item=(verdict.reading.when, verdict.rule.number))
        for verdict in verdicts(truth)
        if verdict.result in kept
    ]


@table("stage.tbl_dq_resumen")
def judged_days(truth: Truth) -> Iterable[Key]:
    """Every rule on each day that it looked at."""
    keys = {
        Key(verdict.reading.well, day=truth.day_of(verdict.reading.when), item=verdict.rule.number)
        for verdict in verdicts(truth)
    }
    return sorted(keys)


@table("stage.tbl_dq_resumen_horario")
def judged_hours(truth: Truth) -> Iterable[Key]:
    """UTC hours with readings, cut at midnight of the operating zone."""
    keys = {
        Key(well, day=truth.day_of(reading.when), item=_utc_hour(reading.when))
        for well, readings in truth.readings.items()
        for reading in readings
    }
    return sorted(keys)


def _utc_hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@table("stage.tbl_consistencia_resultados")
def compared(truth: Truth) -> Iterable[Key]:
    """Every active rule on every well."""
    return [
        Key(row["well_id"], item=rule["regla_id"])
        for row in truth.inputs["stage.tbl_pozo_maestra"]
        for rule in truth.inputs["referencial.tbl_reglas_consistencia"]
        if rule["activo"]
    ]


# -- columns of verdicts


def _of_verdict(text: str, value: Callable[[Truth, Verdict], Value]) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        groups = grouped(
            truth,
            "by reading and rule",
            lambda verdict: (verdict.reading.well, (verdict.reading.when, verdict.rule.number)),
        )
        return value(truth, groups[key.well, key.item][0])

    phrase(text)(function)


def observed(truth: Truth, verdict: Verdict) -> Value:
    if verdict.rule.column in CARDS:
        return len(card_points(verdict.value))
    return None if is_text(truth, verdict.rule) else verdict.value


def number(value: Value) -> str:
    """A number as PostgreSQL writes it."""
    text = repr(float(value))
    return text.removesuffix(".0")


def complaint(truth: Truth, verdict: Verdict) -> str | None:
    rule, value = verdict.rule, verdict.value
    if verdict.result == "PASS":
        return None
    if is_text(truth, rule):
        return f"{rule.name}: falta"
    if rule.column in CARDS:
        points = len(card_points(value))
        return f"{rule.name}: carta de {points} puntos, hacen falta más de 2"
    if rule.low is not None and value < rule.low:
        return f"{rule.name} = {number(value)}, menor que {number(rule.low)}"
    return f"{rule.name} = {number(value)}, mayor que {number(rule.high)}"


_of_verdict(
    "number of the reading judged", lambda truth, verdict: verdict.reading.get("produccion_id")
)
_of_verdict(
    "time of the reading judged; of the well's newest reading for rules on the well",
    lambda truth, verdict: verdict.reading.when,
)
_of_verdict("number of the variable of the rule", lambda truth, verdict: verdict.rule.variable)
_of_verdict("number of the rule", lambda truth, verdict: verdict.rule.number)
_of_verdict("lecturas, maestra, reservas or foto", lambda truth, verdict: verdict.rule.origin)
_of_verdict(
    "value judged; of a card its number of points, 0 where illegible; NULL of a text", observed
)
_of_verdict("valor_min of the rule", lambda truth, verdict: verdict.rule.low)
_of_verdict("valor_max of the rule", lambda truth, verdict: verdict.rule.high)
_of_verdict(
    "FAIL below min, above max, not finite, illegible card, absent text; WARNING instead for a"
    " rule of severity"
    " INFO; PASS where DQ/guardar_pass is 1",
    lambda truth, verdict: verdict.result,
)
_of_verdict("the variable's name and what is wrong with its value; NULL of PASS", complaint)


# -- columns of counts


def _of_rule(truth: Truth, key: Key) -> list[Verdict]:
    groups = grouped(
        truth,
        "by rule and day",
        lambda verdict: (
            verdict.reading.well,
            verdict.rule.number,
            truth.day_of(verdict.reading.when),
        ),
    )
    return groups.get((key.well, key.item, key.day), [])


def _count(text: str, counts: Callable[[Verdict], bool]) -> None:
    """How many verdicts of a rule on a day, and of each rule in an hour."""
    phrase(f"{text} of the day")(
        lambda truth, key, about: sum(counts(verdict) for verdict in _of_rule(truth, key))
    )

    def by_rule(truth: Truth, key: Key, about: About) -> Value:
        return [
            sum(counts(verdict) for verdict in _of_hour(truth, key, rule))
            for rule in on_readings(truth)
        ]

    phrase(f"{text} of the hour, of each rule")(by_rule)


def _of_hour(truth: Truth, key: Key, rule: Rule) -> list[Verdict]:
    groups = grouped(
        truth,
        "by rule and hour",
        lambda verdict: (
            verdict.reading.well, verdict.rule.number, _utc_hour(verdict.reading.when),
            truth.day_of(verdict.reading.when),
        ),
    )  # fmt: skip
    return groups.get((key.well, rule.number, key.item, key.day), [])


_count("values judged: NULL is not,", lambda verdict: verdict.result is not None)
phrase("values that passed of the day")(
    lambda truth, key, about: sum(verdict.result == "PASS" for verdict in _of_rule(truth, key))
)
_count("violations of FAIL rules", lambda verdict: verdict.result == "FAIL")
_count("violations of WARNING rules", lambda verdict: verdict.result == "WARNING")
_count(
    "values whose reading arrived later than latencia_max_segundos",
    lambda verdict: verdict.late,
)


@phrase("day in the operating zone; of rules on the well that of its newest reading")
def judged_day(truth: Truth, key: Key, about: About) -> Value:
    return key.day


@phrase("lecturas, maestra, reservas or foto, as the rule is found")
def origin_of_rule(truth: Truth, key: Key, about: About) -> Value:
    return next(rule.origin for rule in rules(truth) if rule.number == key.item)


@phrase("rule of the row")
def rule_of_row(truth: Truth, key: Key, about: About) -> Value:
    return key.item


@phrase("start of the UTC hour")
def utc_hour(truth: Truth, key: Key, about: About) -> Value:
    return key.item


@phrase("day in the operating zone")
def operating_day(truth: Truth, key: Key, about: About) -> Value:
    return key.day


@phrase("rules on readings, in order of their number")
def rules_on_readings(truth: Truth, key: Key, about: About) -> Value:
    return [rule.number for rule in on_readings(truth)]


def _readings_of(truth: Truth, key: Key) -> list[Reading]:
    return [
        reading
        for reading in truth.readings[key.well or 0]
        if _utc_hour(reading.when) == key.item and truth.day_of(reading.when) == key.day
    ]


@phrase("number of readings of the UTC hour")
def readings_of_utc_hour(truth: Truth, key: Key, about: About) -> Value:
    return len(_readings_of(truth, key))


@phrase("newest reading of the UTC hour")
def newest_of_utc_hour(truth: Truth, key: Key, about: About) -> Value:
    return max(reading.when for reading in _readings_of(truth, key))


# -- in snapshot and KPIs


@phrase(
    "readings of the last 24 h: FAIL or WARNING where a verdict says so, PASS where something"
    " was judged, else"
    " NO_DATA"
)
def recent(truth: Truth, key: Key, about: About) -> Value:
    results = {
        verdict.result
        for verdict in verdicts(truth)
        if verdict.reading.well == key.well and (truth.now - verdict.reading.when).days < 1
    }
    on_reading = {
        verdict.result
        for verdict in verdicts(truth)
        if verdict.reading.well == key.well and (truth.now - verdict.reading.when).days < 1
        and verdict.rule.origin == "lecturas"
    }  # fmt: skip
    for result in ("FAIL", "WARNING"):
        if result in results:
            return result
    return "PASS" if on_reading - {None} else "NO_DATA"


@phrase("100 · Σ total_pass / Σ total_evaluadas of the day, over all rules")
def passed_share(truth: Truth, key: Key, about: About) -> Value:
    results = [
        verdict.result
        for verdict in verdicts(truth)
        if verdict.reading.well == key.well
        and truth.day_of(verdict.reading.when) == key.day
        and verdict.result is not None
    ]
    return 100 * results.count("PASS") / len(results) if results else None


# -- consistency

HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda one, other: one > other, "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other, "<=": lambda one, other: one <= other,
    "=": lambda one, other: one == other, "!=": lambda one, other: one != other,
}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A consistency rule on a well: names and values of its left, middle and right side."""

    operator: str
    names: tuple[str, str | None, str]
    values: tuple[Value, Value, Value]

    @property
    def result(self) -> str:
        left, middle, right = self.values
        if left is None or right is None:
            return "SIN_DATOS"
        chain = [left, *([middle] if middle is not None else []), right]
        holds = HOLDS[self.operator]
        pairs = [(left, right), *pairwise(chain)]
        return "PASS" if all(holds(one, other) for one, other in pairs) else "FAIL"

    @property
    def message(self) -> str:
        left, _, right = self.values
        missing = [
            name for name, value in ((self.names[0], left), (self.names[2], right)) if value is None
        ]
        if missing:
            return f"falta {', '.join(map(str, missing))}"
        sides = [
            f"{name} ({number(value)})"
            for name, value in zip(self.names, self.values, strict=True)
            if name is not None and value is not None
        ]
        message = f" {self.operator} ".join(sides)
        return message if self.result == "PASS" else f"{message}: no se cumple"


def comparison(truth: Truth, key: Key) -> Comparison:
    rule = next(
        row
        for row in truth.inputs["referencial.tbl_reglas_consistencia"]
        if row["regla_id"] == key.item
    )
    variables = {
        row["variable_id"]: row for row in truth.inputs["referencial.tbl_maestra_variables"]
    }
    names: list[Any] = []
    values: list[Any] = []
    for side in ("medida", "intermedia", "referencia"):
        variable = variables.get(rule[f"variable_{side}_id"])
        names.append(variable and variable["nombre_tecnico"])
        values.append(variable and _described(truth, key.well or 0, variable))
    if values[1] is not None and not values[1] > 0:
        values[1] = None  # counts only where it is known and above 0
    left, middle, right = names
    one, between, other = values
    return Comparison(rule["operador_comparacion"], (left, middle, right), (one, between, other))


def _described(truth: Truth, well: int, variable: dict[str, Any]) -> Value:
    for origin, column in places(truth, variable["id_formato1"], variable["nombre_tecnico"]):
        if origin != "lecturas":
            return described(truth, well, origin, column)
    return None


def _of_comparison(text: str, value: Callable[[Comparison], Value]) -> None:
    phrase(text)(lambda truth, key, about: value(comparison(truth, key)))


_of_comparison("the comparison with its values, or what is missing", lambda sides: sides.message)
_of_comparison("PASS, FAIL, SIN_DATOS where a side is missing", lambda sides: sides.result)
_of_comparison("value of the left side", lambda sides: sides.values[0])
_of_comparison("value of the right side", lambda sides: sides.values[2])
