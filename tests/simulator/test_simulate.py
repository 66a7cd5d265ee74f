"""The simulated field: physics that holds, registers that add up, and honest imperfections."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from bp010ctl import simulator
from bp010ctl.base.errors import FieldError, UsageError
from bp010ctl.commands.simulate import simulate as command
from bp010ctl.simulator import cards, physics
from bp010ctl.simulator.pumping import PumpingWell, Totals
from bp010ctl.simulator.telemetry import CARD_TAGS, TAGS
from bp010ctl.simulator.wells import master_row, reserves_row
from bp010ctl.simulator.writing import landing_rows, wide_row
from support import PROJECT

START = datetime(2026, 1, 6, tzinfo=UTC)
INDEX = {tag.column or tag.var_id: i for i, tag in enumerate(TAGS)}
Series = dict[int, list[simulator.Poll]]


def options(**changes: Any) -> simulator.Options:
    """A small clean field; what a test is about is given."""
    chosen: dict[str, Any] = {"start": START, "wells": 2, "hours": 2}
    return simulator.Options(**({"imperfections": simulator.CLEAN} | chosen | changes))


def series(chosen: simulator.Options) -> Series:
    """The polls by unit, in order of arrival."""
    values: Series = defaultdict(list)
    for poll in simulator.simulate(chosen):
        values[poll.unit_id].append(poll)
    return values


def number(poll: simulator.Poll, column: str | int) -> float:
    return float(poll.values[INDEX[column]] or "nan")


def minutes(poll: simulator.Poll, column: str) -> int:
    """An hhmm register in minutes."""
    full, rest = divmod(int(number(poll, column)), 100)
    return full * 60 + rest


@pytest.fixture(scope="module")
def day() -> Series:
    """Twelve wells, which show every pattern, for 30 hours, polled every five minutes."""
    return series(options(wells=12, hours=30, every=300))


@pytest.fixture(scope="module")
def designs() -> dict[int, simulator.Well]:
    return {well.well_id: well for well in simulator.wells(options(wells=12))}


# --- Determinism


def text(chosen: simulator.Options) -> str:
    return "".join(map(landing_rows, simulator.simulate(chosen)))


def test_same_seed_gives_same_bytes() -> None:
    chosen = {"wells": 3, "hours": 6, "imperfections": simulator.DIRTY}
    assert text(options(**chosen)) == text(options(**chosen))


def test_another_seed_gives_another_field() -> None:
    assert text(options(seed=1)) != text(options(seed=2))


def test_a_well_does_not_depend_on_its_neighbours() -> None:
    alone = series(options(wells=1, first_id=103))[103]
    together = series(options(wells=5))[103]
    assert [landing_rows(poll) for poll in alone] == [landing_rows(poll) for poll in together]


def test_what_happened_does_not_depend_on_how_it_is_polled() -> None:
    often = list(simulator.truth(options(every=10, imperfections=simulator.DIRTY)))
    seldom = list(simulator.truth(options(every=3600, regime="dia_cerrado")))
    assert often == seldom


# --- Physics


def test_formulas_give_published_values() -> None:
    assert physics.vogel_fraction(50, 100) == pytest.approx(0.7)
    assert physics.displacement(2, 40, 30) == pytest.approx(559.6, abs=0.5)
    assert physics.card_power(100 * 10000, 10) == pytest.approx(25.2525, abs=5e-4)
    assert physics.oil_gravity(50) == pytest.approx(0.7796, abs=5e-5)
    assert physics.vogel_fraction(120, 100) == 0


@pytest.mark.slow
def test_pressures_and_level_obey_hydrostatics(
    day: Series, designs: dict[int, simulator.Well]
) -> None:
    for unit, polls in day.items():
        depth = designs[unit].pump_depth
        for poll in polls:
            level, flop = number(poll, "nivel_fluido_dinamico"), number(poll, "nivel_fluido_flop")
            pip, chp = number(poll, "pip"), number(poll, "presion_casing")
            gradient = designs[unit].gradient(number(poll, "porcentaje_agua") / 100)
            assert 0 <= level <= depth
            assert level + flop == pytest.approx(depth, abs=1)
            assert pip == pytest.approx(chp + gradient * flop, abs=2 + 0.01 * flop)
            assert number(poll, "presion_descarga_bomba") > pip > 0


def test_loads_power_and_current_are_consistent(
    day: Series, designs: dict[int, simulator.Well]
) -> None:
    for unit, polls in day.items():
        for poll in polls:
            running = poll.values[INDEX["estado_motor"]] == "1"
            power, amps = number(poll, "potencia_actual_motor"), number(poll, "current_amperage")
            assert number(poll, "maximum_rod_load") > number(poll, "minimum_rod_load") > 0
            assert number(poll, "maximum_rod_load") < designs[unit].unit_load
            assert (power > 0) is running
            assert (amps > 0) is running
            assert (number(poll, "spm_promedio") > 0) is running
            assert power < designs[unit].motor_hp


def test_level_rises_while_a_well_stands_and_falls_when_it_starts() -> None:
    well = next(
        w for w in simulator.wells(options(wells=12)) if w.pattern is simulator.Pattern.FLUID_POUND
    )
    pumping = PumpingWell(well, 1, int(START.timestamp()))
    rises: dict[bool, list[bool]] = {True: [], False: []}
    for _ in range(24 * 60):
        before, running = pumping.submergence, pumping.running
        pumping.step()
        rises[running].append(pumping.submergence > before)
    assert len(rises[False]) > 60
    assert all(rises[False])
    assert sum(rises[True]) < len(rises[True]) / 2


def test_fluid_that_leaves_the_reservoir_is_pumped_or_stays_in_the_annulus() -> None:
    """Mass balance over a day, from the inflow at the pressures that the wells had."""
    for well in simulator.wells(options(wells=12)):
        pumping = PumpingWell(well, 1, int(START.timestamp()))
        held, produced, inflow = pumping.submergence, pumping.totals, 0.0
        for _ in range(24 * 60):
            ratio = pumping.pwf / well.static_pressure
            rate = well.qmax * max(0.0, 1 - 0.2 * ratio - 0.8 * ratio**2)
            cut = pumping.water_cut
            inflow += rate * (cut + (1 - cut) * well.volume_factor) / 1440
            pumping.step()
        done = pumping.totals.since(produced)
        lifted = done.water + done.oil * well.volume_factor
        stored = (pumping.submergence - held) * well.annulus
        assert inflow == pytest.approx(lifted + stored, rel=1e-3, abs=0.05)


def test_every_consistency_rule_can_be_judged(
    day: Series, designs: dict[int, simulator.Well]
) -> None:
    for unit, well in designs.items():
        poll = day[unit][-1]
        master = master_row(well, START.date())
        reserves = reserves_row(well, START.date())
        gap = well.formation_depth - well.pump_depth
        pwf = number(poll, "pip") + well.gradient(number(poll, "porcentaje_agua") / 100) * gap
        parted = well.pattern is simulator.Pattern.PARTED_RODS
        heavier = number(poll, "maximum_rod_load") > number(poll, "rod_weight_buoyant")
        assert heavier is not parted
        assert (
            number(poll, "presion_cabezal") < pwf <= reserves["presion_estatica_yacimiento"] * 1.01
        )
        assert master["profundidad_vertical_bomba"] < master["profundidad_vertical_yacimiento"]
        assert master["radio_pozo"] < reserves["radio_equivalente"] < master["radio_drenaje"]


# --- Registers

GROWING = [tag for tag in TAGS if tag.counter and tag.code != "hhmm"]
HOURS = [str(tag.column) for tag in TAGS if tag.code == "hhmm"]


def test_counters_never_fall_within_a_day_and_daily_ones_restart_at_midnight(day: Series) -> None:
    restarted = 0
    for polls in day.values():
        for before, after in pairwise(polls):
            midnight = before.time.date() != after.time.date()
            for tag in GROWING:
                old, new = number(before, tag.column or ""), number(after, tag.column or "")
                lifetime = tag.counter == "vida" or tag.column == "medidor_produccion_fluido"
                if midnight and not lifetime:
                    restarted += new < old
                else:
                    assert new >= old, (tag, before.time)
    assert restarted > 12 * 8


def test_hours_and_minutes_have_less_than_sixty_minutes(day: Series) -> None:
    seen = {int(number(poll, column)) % 100 for p in day.values() for poll in p for column in HOURS}
    assert max(seen) == 59
    assert min(seen) == 0


def test_meters_agree_with_the_rates_that_the_same_polls_show(day: Series) -> None:
    checked = 0
    for polls in day.values():
        run = [p for p in polls if p.time.hour == 14]
        if not all(
            p.values[INDEX["estado_motor"]] == "1" for p in polls if 13 <= p.time.hour <= 15
        ):
            continue
        first, last = run[0], run[-1]
        hours = (last.second - first.second) / 3600
        spm = sum(number(p, "spm_promedio") for p in run[:-1]) / (len(run) - 1)
        hp = sum(number(p, "potencia_actual_motor") for p in run[:-1]) / (len(run) - 1)
        flow = sum(number(p, 12) for p in run[:-1]) / (len(run) - 1)

        def grown(column: str, a: simulator.Poll = first, b: simulator.Poll = last) -> float:
            return number(b, column) - number(a, column)

        fluid = grown("produccion_petroleo_acumulada") + grown("medidor_produccion_agua")
        assert grown("contador_emboladas") == pytest.approx(spm * 60 * hours, rel=0.01, abs=2)
        assert grown("energia_medidor_acumulada") / 10 == pytest.approx(
            hp * 0.7457 * hours, rel=0.02, abs=0.3
        )
        assert fluid == pytest.approx(flow * hours / 24, abs=2.5)
        ran = minutes(last, "horas_operacion_acumuladas") - minutes(
            first, "horas_operacion_acumuladas"
        )
        assert ran == pytest.approx(60 * hours, abs=1)
        checked += 1
    assert checked >= 5


def last_of_day(polls: list[simulator.Poll], date: Any) -> simulator.Poll:
    return [poll for poll in polls if poll.time.date() == date][-1]


def summed(hours: list[simulator.Hour], unit: int, until: datetime) -> Totals:
    """A well's truth before a moment."""
    totals = Totals()
    for hour in hours:
        if hour.well_id == unit and hour.hour < until:
            totals = Totals._make(a + b for a, b in zip(totals, hour.totals, strict=True))
    return totals


def assert_shows(poll: simulator.Poll, truth: Totals) -> None:
    """The registers of a day equal the truth within what a counter can show."""
    assert truth.oil - 1.2 <= number(poll, "produccion_petroleo_diaria") <= truth.oil
    assert truth.water - 1.2 <= number(poll, "produccion_agua_diaria") <= truth.water
    assert truth.strokes - 6 <= number(poll, "emboladas_diarias") <= truth.strokes
    assert number(poll, "potencia_medidor_diaria") == pytest.approx(truth.kwh, abs=2)
    assert number(poll, "produccion_gas_diaria") == pytest.approx(truth.gas, rel=0.01, abs=1)
    assert number(poll, "conteo_poc_diario") == truth.stops
    assert minutes(poll, "tiempo_parada_poc_diario") == pytest.approx(truth.down_hours * 60, abs=2)


@pytest.mark.slow
def test_registers_show_what_really_happened() -> None:
    chosen = options(wells=12, hours=24)
    truth = list(simulator.truth(chosen))
    assert len(truth) == 12 * 24
    for unit, polls in series(chosen).items():
        real = summed(truth, unit, START + timedelta(days=1))
        assert_shows(polls[-1], real)
        run = minutes(polls[-1], "tiempo_operacion_medidor_acum")
        assert run == pytest.approx(real.run_hours * 60, abs=2)
        assert number(polls[-1], "energia_medidor_acumulada") / 10 == pytest.approx(real.kwh, abs=2)


def test_a_history_that_starts_at_noon_shows_the_morning_too() -> None:
    chosen = options(start=START + timedelta(hours=12), hours=12)
    truth = list(simulator.truth(chosen))
    assert truth[0].hour == START
    for unit, polls in series(chosen).items():
        assert_shows(polls[-1], summed(truth, unit, START + timedelta(days=1)))


def test_closed_day_regime_shows_yesterday_and_runs_meters_through_today() -> None:
    chosen = options(wells=4, hours=36, every=300, regime="dia_cerrado")
    truth = list(simulator.truth(chosen))
    tomorrow = (START + timedelta(days=1)).date()
    for unit, polls in series(chosen).items():
        assert_shows(last_of_day(polls, tomorrow), summed(truth, unit, START + timedelta(days=1)))
        for date in (START.date(), tomorrow):
            shown = {p.values[INDEX["emboladas_diarias"]] for p in polls if p.time.date() == date}
            assert len(shown) == 1
        at_noon = next(p for p in polls if p.time >= START + timedelta(hours=12))
        real = summed(truth, unit, START + timedelta(hours=12))
        meter = number(at_noon, "emboladas_medidor_acumuladas")
        assert meter == pytest.approx(real.strokes, abs=20)


def test_mixed_regime_alternates_and_the_master_says_so() -> None:
    wells = simulator.wells(options(wells=4, regime="mixto"))
    regimes = [master_row(well, START.date())["contador_diario"] for well in wells]
    assert sorted(regimes) == ["acumulado", "acumulado", "dia_cerrado", "dia_cerrado"]


def test_registers_restart_at_midnight_of_the_chosen_zone() -> None:
    polls = series(options(wells=1, hours=24, zone="America/Bogota"))[101]
    falls = [
        b.time
        for a, b in pairwise(polls)
        if number(b, "emboladas_diarias") < number(a, "emboladas_diarias")
    ]
    assert [(moment.hour, moment.minute) for moment in falls] == [(5, 0)]


# --- Cards


def shape(pattern: simulator.Pattern, severity: float, fill: float, gas: float) -> list[float]:
    """The outline of a pump card: load at twenty places going up and twenty going down."""
    card = cards.pump_card(cards.Downhole(pattern, 250, 9000, fill, gas, severity, 9))
    top = card.position.index(max(card.position))
    outline = []
    for half in (slice(0, top + 14), slice(top, None)):
        points = list(zip(card.position[half], card.load[half], strict=True))
        for k in range(20):
            place = 250 * (k + 0.5) / 20
            outline.append(min(points, key=lambda point: abs(point[0] - place))[1] / 9000)
    return outline


def variants(pattern: simulator.Pattern) -> list[list[float]]:
    fills = {
        simulator.Pattern.FLUID_POUND: [(0.5, 0.05), (0.6, 0.05)],
        simulator.Pattern.GAS_LOCK: [(0.2, 0.8), (0.3, 0.7)],
    }.get(pattern, [(0.92, 0.08), (0.98, 0.02)])
    return [shape(pattern, s, fill, gas) for s in (0.35, 0.65) for fill, gas in fills]


def apart(one: list[float], other: list[float]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def test_eight_patterns_have_eight_shapes() -> None:
    shapes = {pattern: variants(pattern) for pattern in simulator.Pattern}
    assert len(shapes) == 8
    for one, other in combinations(simulator.Pattern, 2):
        nearest = min(apart(a, b) for a in shapes[one] for b in shapes[other])
        assert nearest > 0.06, (one, other)
    for pattern, own in shapes.items():
        for card in own:
            rest = [c for c in own if c is not card]
            strangers = [c for p, cs in shapes.items() if p is not pattern for c in cs]
            assert min(apart(card, c) for c in rest) < min(apart(card, c) for c in strangers)


def test_cards_carry_the_loads_and_strokes_that_the_tags_show(
    day: Series, designs: dict[int, simulator.Well]
) -> None:
    seen = set()
    for unit, polls in day.items():
        for poll in polls:
            texts = [poll.values[i] for i in CARD_TAGS]
            if texts[0] is None:
                continue
            places, loads, travels, pump_loads = (json.loads(text or "") for text in texts)
            assert {len(places), len(loads), len(travels), len(pump_loads)} == {199}
            assert max(loads) == number(poll, "maximum_rod_load")
            assert min(loads) == number(poll, "minimum_rod_load")
            assert min(places) == 0
            assert max(travels) == pytest.approx(number(poll, "carrera_bomba_api"), abs=0.1)
            seen.add(designs[unit].pattern)
    assert seen == set(simulator.Pattern)


def test_cards_come_at_their_own_interval() -> None:
    polls = series(options(wells=1, hours=2, cards_every=30))[101]
    assert sum(poll.values[CARD_TAGS.start] is not None for poll in polls) == 4
    bare = series(options(wells=1, hours=2, cards_every=0))[101]
    assert all(poll.values[CARD_TAGS.start] is None for poll in bare)


# --- Imperfections


@pytest.mark.slow
def test_default_rates_bring_gaps_late_repeated_stale_and_noisy_polls() -> None:
    chosen = options(wells=12, hours=24, imperfections=simulator.Imperfections())
    seen = series(chosen)
    polls = [poll for one in seen.values() for poll in one]
    kinds = {kind: sum(poll.kind == kind for poll in polls) for kind in ("late", "repeated")}
    assert kinds["late"] > 10
    assert kinds["repeated"] > 10
    assert len({(p.unit_id, p.second) for p in polls}) < (chosen.expected_polls or 0)
    assert sum(bool(poll.held) for poll in polls) > 10
    late = [poll for poll in polls if poll.kind == "late"]
    assert max(poll.loaded - poll.time for poll in late) > timedelta(hours=1)
    falls = 0
    for one in seen.values():
        ordered = sorted(one, key=lambda poll: poll.second)
        for a, b in pairwise(ordered):
            for tag in GROWING:
                old, new = number(a, str(tag.column)), number(b, str(tag.column))
                falls += 0 < old - new <= 2 < old / 2
    assert falls > 0
    assert not any(poll.spoiled for poll in polls)


def test_clean_field_has_every_poll_once_and_in_time() -> None:
    chosen = options(wells=3, hours=24)
    polls = list(simulator.simulate(chosen))
    assert len(polls) == chosen.expected_polls == 3 * 24 * 60
    assert {poll.kind for poll in polls} == {"normal"}
    assert not any(poll.held or poll.spoiled for poll in polls)
    assert max(poll.loaded - poll.time for poll in polls) < timedelta(seconds=10)


def test_dirty_field_has_garbage_and_a_unit_that_nobody_knows() -> None:
    polls = list(simulator.simulate(options(hours=12, imperfections=simulator.DIRTY)))
    known = {well.well_id for well in simulator.wells(options())}
    spoiled = {poll.values[i] for poll in polls for i in poll.spoiled}
    assert len(spoiled) > 4
    assert {poll.unit_id for poll in polls if poll.kind == "unknown"}.isdisjoint(known)
    assert any(poll.kind == "unknown" for poll in polls)


def test_a_stale_value_keeps_its_old_time() -> None:
    chosen = options(imperfections=simulator.Imperfections(0, 0.2, 0, 0, 0), hours=3)
    stale = [poll for poll in simulator.simulate(chosen) if poll.held]
    assert stale
    for poll in stale:
        assert all(since < poll.second for since in poll.held.values())
        times = {row.split("\t")[5] for row in landing_rows(poll).splitlines()}
        assert len(times) == 1 + len(set(poll.held.values()))


@pytest.mark.slow
def test_polls_come_in_order_and_no_two_of_a_unit_together() -> None:
    chosen = options(
        wells=6, hours=48, imperfections=simulator.Imperfections(late=0.01, repeated=0.05)
    )
    polls = list(simulator.simulate(chosen))
    assert [poll.arrived for poll in polls] == sorted(poll.arrived for poll in polls)
    assert len({(poll.unit_id, poll.arrived) for poll in polls}) == len(polls)
    assert all(poll.loaded > poll.time for poll in polls)


def test_restarts_of_a_controller_lose_only_the_day() -> None:
    chosen = options(
        wells=1, hours=24, imperfections=simulator.Imperfections(0, 0, 0, 0, 0, restart=0.01)
    )
    polls = series(chosen)[101]
    strokes = [number(poll, "emboladas_diarias") for poll in polls]
    lifetime = [number(poll, "contador_emboladas") for poll in polls]
    assert any(b < a / 2 for a, b in pairwise(strokes))
    assert all(b >= a for a, b in pairwise(lifetime))


# --- Live


def test_live_polls_come_when_due_and_nothing_is_caught_up() -> None:
    endless = options(hours=None, wells=1)
    clock = [START.timestamp() + 3600]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    stream = simulator.due(simulator.simulate(endless), lambda: clock[0], sleep)
    live = [next(stream) for _ in range(5)]
    assert live[0].arrived / 1000 >= START.timestamp() + 3600
    assert all(0 < seconds < 75 for seconds in slept)
    clock[0] += 7200
    later = next(stream)
    assert later.second - live[-1].second >= 7200 - 120
    history = {p.second: p for p in simulator.simulate(options(hours=6, wells=1))}
    assert all(history[p.second].values == p.values for p in (*live, later))


# --- Into the database


@pytest.fixture
def connection(database: str) -> Any:
    with psycopg.connect(database) as connection:
        yield connection


def test_tags_are_those_of_the_seeded_map() -> None:
    with (PROJECT / "seeds" / "referencial.tbl_var_scada_map.csv").open(encoding="utf-8") as file:
        seeded = {
            (int(row["var_id_scada"]), row["columna_stage"], row["conversion"], row["contador"])
            for row in csv.DictReader(file)
        }
    own = {
        (tag.var_id, tag.column, tag.code if tag.code in ("hhmm", "x0.1") else "", tag.counter)
        for tag in TAGS
        if tag.column
    }
    assert own == seeded
    assert sum(tag.column is None for tag in TAGS) >= 5


def test_landing_holds_every_value_that_was_sent(connection: psycopg.Connection[Any]) -> None:
    chosen = options(hours=1, imperfections=simulator.Imperfections())
    simulator.write_wells(connection, simulator.wells(chosen), START.date())
    written = simulator.write_landing(connection, simulator.simulate(chosen))
    polls = list(simulator.simulate(chosen))
    rows = connection.execute(
        "SELECT unit_id, var_id, measure, cargado_en FROM stage.landing_scada_data"
    ).fetchall()
    sent = [
        (poll.unit_id, tag.var_id, text, poll.loaded)
        for poll in polls
        for tag, text in zip(TAGS, poll.values, strict=True)
        if text is not None
    ]
    assert written.polls == len(polls)
    assert written.rows == len(rows)
    assert sorted(rows) == sorted(sent)


def decoded(measure: str, conversion: str) -> Any:
    """A measure as a person reads the code, sharing nothing with the simulator."""
    if measure.startswith("["):
        return measure
    if conversion == "hhmm":
        digits = measure.rjust(3, "0")
        return int(digits[:-2]) + int(digits[-2:]) / 60
    return float(measure) / 10 if conversion == "x0.1" else float(measure)


def test_wide_readings_equal_the_decoded_landing(connection: psycopg.Connection[Any]) -> None:
    chosen = options(
        wells=3, hours=3, regime="mixto", imperfections=simulator.Imperfections(stale=0.05)
    )
    simulator.write_wells(connection, simulator.wells(chosen), START.date())
    simulator.write_landing(connection, simulator.simulate(chosen))
    written = simulator.write_wide(connection, simulator.simulate(chosen))
    with (PROJECT / "seeds" / "referencial.tbl_var_scada_map.csv").open(encoding="utf-8") as file:
        seeded = {int(row["var_id_scada"]): row for row in csv.DictReader(file)}
    expected: dict[tuple[int, datetime], dict[str, Any]] = {}
    loads: dict[tuple[int, datetime], list[tuple[int, str, datetime]]] = defaultdict(list)
    for unit, var, measure, moment, loaded in connection.execute(
        "SELECT unit_id, var_id, measure, moddate + modtime::interval, cargado_en "
        "FROM stage.landing_scada_data"
    ):
        loads[unit, loaded].append((var, measure, moment))
    for (unit, _), values in sorted(loads.items()):
        row = expected.setdefault((unit, max(moment for *_, moment in values)), {})
        for var, measure, _ in values:
            if var in seeded:
                row[seeded[var]["columna_stage"]] = decoded(measure, seeded[var]["conversion"])
    columns = [entry["columna_stage"] for entry in seeded.values()]
    readings = connection.execute(
        f"SELECT well_id, timestamp_lectura, {', '.join(columns)} FROM stage.tbl_pozo_produccion"
    ).fetchall()
    assert written.rows == len(readings) == len(expected)
    for well_id, moment, *cells in readings:
        for column, cell in zip(columns, cells, strict=True):
            wanted = expected[well_id, moment].get(column)
            assert cell == wanted or cell == pytest.approx(wanted, rel=1e-12), (column, moment)


def test_wide_rows_leave_out_repetitions_unknown_units_and_garbage() -> None:
    polls = list(simulator.simulate(options(hours=12, imperfections=simulator.DIRTY)))
    assert {wide_row(p) for p in polls if p.kind in ("repeated", "unknown")} == {""}
    for poll in (p for p in polls if p.spoiled and wide_row(p)):
        usable = [i not in poll.spoiled and text is not None for i, text in enumerate(poll.values)]
        mapped = [good for good, tag in zip(usable, TAGS, strict=True) if tag.column]
        assert [cell != "\\N" for cell in wide_row(poll).rstrip("\n").split("\t")[3:]] == mapped


def test_readings_that_are_there_already_are_refused(connection: psycopg.Connection[Any]) -> None:
    simulator.write_wells(connection, simulator.wells(options()), START.date())
    simulator.write_wide(connection, simulator.simulate(options()))
    with pytest.raises(FieldError, match=r"there already.*101"):
        simulator.write_wide(connection, simulator.simulate(options()))


def test_wells_written_twice_change_nothing(connection: psycopg.Connection[Any]) -> None:
    query = (
        "SELECT well_id, xmin::text FROM stage.tbl_pozo_maestra UNION ALL "
        "SELECT well_id, xmin::text FROM stage.tbl_pozo_reservas ORDER BY 1, 2"
    )
    simulator.write_wells(connection, simulator.wells(options()), START.date())
    connection.commit()
    before = connection.execute(query).fetchall()
    simulator.write_wells(connection, simulator.wells(options()), START.date())
    connection.commit()
    assert connection.execute(query).fetchall() == before
    assert len(before) == 4


def test_a_real_well_is_never_overwritten(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro) "
        "VALUES (102, 'De verdad', '2026-01-01')"
    )
    with pytest.raises(FieldError, match="102 is already there as 'De verdad'"):
        simulator.write_wells(connection, simulator.wells(options()), START.date())
    names = connection.execute("SELECT nombre_pozo FROM stage.tbl_pozo_maestra").fetchall()
    assert names == [("De verdad",)]


# --- Command


def run(*words: str, url: str | None = None) -> Any:
    application = typer.Typer(pretty_exceptions_enable=False)
    application.command()(command)
    return CliRunner().invoke(application, words, env={"BP010_DATABASE_URL": url})


def test_command_fills_a_database_up_to_its_own_clock(database: str) -> None:
    noon = make_conninfo(database, options="-c bp010.ahora=2026-03-01T12:00:30Z")
    result = run("--wells", "3", "--hours", "2", "--clean", "--json", url=noon)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["polls"] == 360
    with psycopg.connect(database) as connection:
        first, last, rows = connection.execute(
            "SELECT min(moddate + modtime::interval), max(moddate + modtime::interval), count(*) "
            "FROM stage.landing_scada_data"
        ).fetchone() or (None, None, 0)
    assert rows == report["rows"]
    assert (
        datetime(2026, 3, 1, 10, 0, tzinfo=UTC) <= first < datetime(2026, 3, 1, 10, 1, tzinfo=UTC)
    )
    assert (
        datetime(2026, 3, 1, 11, 59, tzinfo=UTC) <= last < datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    )


def test_no_row_of_a_history_waits_in_a_default_partition(seeded: str) -> None:
    night = make_conninfo(seeded, options="-c bp010.ahora=2026-01-02T03:00:00Z")
    assert run("--wells", "1", "--hours", "30", "--every", "3600", url=night).exit_code == 0
    with psycopg.connect(seeded) as connection:
        table = "stage.landing_scada_data"
        days = connection.execute(
            f"SELECT DISTINCT tableoid::regclass::text FROM {table} ORDER BY 1"
        ).fetchall()
        connection.execute("SET bp010.ahora = '2026-01-02T03:00:00Z'")
        connection.execute("CALL stage.sp_pivot_landing()")
        months = connection.execute(
            "SELECT DISTINCT tableoid::regclass::text FROM stage.tbl_pozo_produccion ORDER BY 1"
        ).fetchall()
    assert [day for (day,) in days] == [f"{table}_2025_12_31", f"{table}_2026_01_01",
                                        f"{table}_2026_01_02"]  # fmt: skip
    assert [month for (month,) in months] == [
        "stage.tbl_pozo_produccion_2025_12", "stage.tbl_pozo_produccion_2026_01",
    ]  # fmt: skip


def test_dry_run_and_csv_need_no_database(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@/nothing?host=/nonexistent"
    dry = run("--dry-run", "--wells", "2", "--hours", "1", "--json", url=nowhere)
    assert json.loads(dry.stdout)["rows"] > 7000
    path = tmp_path / "field.csv"
    result = run(
        "--csv", str(path), "--wells", "2", "--hours", "1", "--clean", "--json", url=nowhere
    )
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == json.loads(result.stdout)["rows"]
    assert len(json.loads(next(r["measure"] for r in rows if r["var_id"] == "10000"))) == 199
    assert (tmp_path / "field.maestra.csv").read_text("utf-8").count("\n") == 3
    assert (tmp_path / "field.reservas.csv").read_text("utf-8").count("\n") == 3


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--wells", "0"), "wells is 0"),
        (("--hours", "-1"), "hours is -1"),
        (("--every", "0"), "every is 0"),
        (("--regime", "diario"), "'diario' is none of"),
        (("--zone", "Marte/Olimpo"), "'Marte/Olimpo' is not known"),
        (("--clean", "--dirty"), "do not go together"),
        (("--live", "--dry-run"), "do not go together"),
    ],
)
def test_words_that_make_no_sense_are_refused(words: tuple[str, ...], complaint: str) -> None:
    extra = () if "--dry-run" in words else ("--dry-run",)
    result = run(*words, *extra)
    assert isinstance(result.exception, UsageError)
    assert complaint in str(result.exception)


def test_database_without_schema_is_told_so(fresh_url: str) -> None:
    result = run("--wells", "1", url=fresh_url)
    assert isinstance(result.exception, FieldError)
    assert "bp010ctl migrate" in str(result.exception)
