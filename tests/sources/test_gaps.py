"""What a simulated field's API lost is made up for, or named: by its values, against a twin."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from bp010ctl import simulator
from bp010ctl.base import database
from bp010ctl.cycles import health
from bp010ctl.simulator import serving
from bp010ctl.sources import adding, definitions, polling, store
from bp010ctl.sources import answers as answers_of
from bp010ctl.sources.store import Source
from sources.conftest import Connection, Make, polled, recovered
from support import Cli
from support.readings import rows, scalar

AT_ONCE = {
    "method": "GET",
    "path": "",
    "params": {"unit": "{unit}", "from": "{from}", "to": "{to}"},
}
HISTORY: dict[str, Any] = {
    "request": AT_ONCE | {"path": "/history"},
    "range": {"most": 1200},
    "limits": {"attempts": 1},
}


@contextmanager
def served(field: serving.Field) -> Iterator[str]:
    server = serving.server(0, field, serving.Faults())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def options(start: datetime) -> simulator.Options:
    return simulator.Options(
        start.replace(second=0, microsecond=0), 2, None, 60, 3, imperfections=simulator.CLEAN
    )


def add(
    db: Connection,
    url: str,
    since: datetime,
    spec: dict[str, Any] = HISTORY,
    units: Sequence[int] = (101, 102),
) -> Source:
    source = adding.source(
        "field", url, units=units, location=None, every=60, limit=10, user=None, password=None,
        config=None, place=None, place_name=None, since=since,
    )  # fmt: skip
    store.add(db, dataclasses.replace(source, spec=definitions.spec(spec)))
    return source


def readings(db: Connection) -> list[dict[str, Any]]:
    db.execute("CALL stage.sp_pivot_landing()")
    return rows(
        db,
        "SELECT to_jsonb(p) - 'produccion_id' - 'cargado_en' AS reading"
        " FROM stage.tbl_pozo_produccion AS p ORDER BY well_id, timestamp_lectura",
    )


def test_what_was_missed_is_made_up_for_and_equals_an_undisturbed_twin(
    seeded: str, cli: Cli
) -> None:
    now = datetime.now(UTC)
    start, missed = now - timedelta(minutes=80), now - timedelta(minutes=70)
    field = serving.Field(options(start))
    with served(field) as url, database.connect(seeded, autocommit=True) as db:
        simulator.write_wells(db, simulator.wells(options(start)), start.date())
        source = add(db, url, missed)
        outcome = polled(db, source)
        assert (outcome.state, len(readings(db)) <= 4) == ("exitoso", True)
        (gap,) = json.loads(cli("gaps", "--json", url=seeded).stdout)
        assert (gap["ubicacion_id"], gap["fuente"], gap["error_tipo"]) == (
            "field", "field", "interrumpido",
        )  # fmt: skip
        filled = recovered(db, source)
        windows = [one.window for one in filled if one.window]
        assert [one.state for one in filled] == ["exitoso"] * 4  # 69 minutes by 20 at most
        assert windows == sorted(windows, reverse=True)  # the newest first
        assert windows[-1][0] == missed
        assert json.loads(cli("gaps", "--json", url=seeded).stdout) == []
        assert outcome.window is not None
        ends = outcome.window[1]
        ours = readings(db)

        db.execute("TRUNCATE stage.landing_scada_data, etl.cargas_pendientes")
        db.execute("DELETE FROM stage.tbl_pozo_produccion")
        polls = [
            poll for unit in (101, 102)
            for poll in field.between(unit, missed.timestamp(), ends.timestamp())
        ]  # fmt: skip
        simulator.write_landing(db, polls)
        twin = readings(db)
    assert len(twin) >= 130
    assert ours == twin


def test_a_recovery_asks_five_times_at_most(seeded: str) -> None:
    now = datetime.now(UTC)
    with (
        served(serving.Field(options(now - timedelta(minutes=5)))) as url,
        database.connect(seeded, autocommit=True) as db,
    ):
        simulator.write_wells(db, simulator.wells(options(now)), now.date())
        source = add(db, url, now - timedelta(hours=10))
        polled(db, source)
        assert len(recovered(db, source)) == 5
        left = rows(db, "SELECT hasta FROM etl.v_gaps_pendientes")
        assert len(left) == 1
        assert timedelta(minutes=98) < now - left[0]["hasta"] < timedelta(minutes=103)


def test_a_recovery_that_fails_waits_longer_each_time(
    answers: str, db: Connection, make: Make
) -> None:
    source = make(f"{answers}/503", HISTORY | {"request": AT_ONCE})
    db.execute("UPDATE etl.fuentes SET cubierta_hasta = now() - interval '20 minutes'")
    polled(db, source)
    db.execute("UPDATE etl.etl_ejecuciones SET hueco_abierto = FALSE WHERE hueco_abierto")
    assert [one.state for one in recovered(db, source, now=False)] == ["fallido"]
    assert recovered(db, source, now=False) == []
    for minutes, expected in ((0.9, 0), (1.1, 1), (1.5, 0), (2.5, 1), (3.5, 0), (4.5, 1)):
        db.execute(
            "SELECT set_config('bp010.ahora', (max(fecha_inicio) + %s * interval '1 min')::text,"
            " true) FROM etl.etl_ejecuciones",
            [minutes],
        )
        tries = recovered(db, source, now=False)
        assert len(tries) == expected, minutes
        db.execute("UPDATE etl.etl_ejecuciones SET fecha_inicio = etl.fnc_reloj() WHERE id = %s",
                   [tries[0].run if tries else 0])  # fmt: skip


def test_what_newest_values_showed_meanwhile_is_named_and_not_tried(
    answers: str, db: Connection, make: Make
) -> None:
    plain = {"request": {"method": "GET", "path": ""}, "limits": {"attempts": 1}}
    source = make(f"{answers}/503", plain)
    polled(db, source)
    polled(db, source)
    assert scalar(db, "SELECT count(*) FROM etl.v_gaps_por_recuperar") == 1
    db.execute("UPDATE etl.fuentes SET direccion = %s", [f"{answers}/good"])
    polled(db, source)
    assert scalar(db, "SELECT count(*) FROM etl.v_gaps_por_recuperar") == 0
    assert recovered(db, source) == []
    named = rows(
        db, "SELECT irrecuperable FROM etl.etl_ejecuciones WHERE irrecuperable IS NOT NULL"
    )
    assert len(named) == 1
    assert named[0]["irrecuperable"].startswith(
        "no recuperable: north shows its newest values only"
    )


def test_a_pause_is_no_gap_and_refused_credentials_are_one(
    answers: str, db: Connection, make: Make
) -> None:
    source = make(f"{answers}/good", HISTORY | {"request": AT_ONCE})
    for reason, gaps in ((None, 0), ("HTTP 401", 1)):
        db.execute(
            "UPDATE etl.fuentes SET cubierta_hasta = clock_timestamp() - interval '3 hours',"
            " pausada_en = clock_timestamp() - interval '3 hours', activa = FALSE,"
            " motivo_pausa = %s",
            [reason],
        )
        store.switch(db, "north", on=True)
        polled(db, source)
        assert scalar(db, "SELECT count(*) FROM etl.v_gaps_pendientes") == gaps


@pytest.mark.parametrize(
    ("change", "level", "message"),
    [
        ("activa = FALSE, pausada_en = now()", "warning", "paused: bp010ctl source resume north"),
        ("activa = FALSE, pausada_en = now(), motivo_pausa = 'HTTP 401'", "critical", "HTTP 401;"),
        ("creada_en = now() - interval '1 hour'", "critical", "is the worker running?"),
        ("sondeada_en = now()", "ok", "no good poll yet"),
    ],
)
def test_health_names_each_source(
    answers: str, db: Connection, make: Make, change: str, level: str, message: str
) -> None:
    make(f"{answers}/good")
    db.execute(f"UPDATE etl.fuentes SET {change}".encode())
    (check,) = health._sources(db)
    assert (check.name, health.LEVELS[check.level]) == ("source north", level)
    assert message in check.message


def test_health_says_why_a_source_fails(answers: str, db: Connection, make: Make) -> None:
    plain = {"request": {"method": "GET", "path": ""}, "limits": {"attempts": 1}}
    polled(db, make(f"{answers}/html", plain))
    (check,) = health._sources(db)
    assert (check.level, "api_error: the answer is HTML or XML" in check.message) == (1, True)


def test_windows_follow_each_other_or_begin_anew(answers: str, make: Make) -> None:
    source = make(f"{answers}/good", HISTORY)
    now = datetime(2026, 1, 8, 12, tzinfo=UTC)
    for ago, start in ((50, 50), (149, 149), (151, 60), (-5, 60)):
        covered = dataclasses.replace(source, limit=30, covered=now - timedelta(seconds=ago))
        assert polling.due_window(covered, now) == (now - timedelta(seconds=start), now)


def test_polls_that_come_together_are_told_apart_by_what_repeats() -> None:
    def row(unit: str, variable: str, value: str) -> tuple[str, ...]:
        return (unit, "1", variable, value, "2026-01-08", "12:00:00")

    polls = [row(*words) for words in ("51a", "52b", "52b", "61c", "62d", "51e", "52f", "61c")]
    assert answers_of.loads(polls) == [0, 0, 0, 0, 0, 1, 1, 0]
    by_tag = [row("5", tag, value) for tag in "12" for value in "abcd"]
    assert answers_of.loads(by_tag) == [0] * 8
    assert answers_of.loads([]) == []


def test_the_served_field_has_its_past_and_its_faults() -> None:
    now = time.time()
    field = serving.Field(options(datetime.fromtimestamp(now - 600, UTC)))
    arrivals = [poll.arrived / 1000 for poll in field.between(101, now - 300, now)]
    assert len(arrivals) in {4, 5, 6}  # one a minute, each a little late
    assert now - 300 <= arrivals[0] <= arrivals[-1] <= now
    assert all(50 < after - before < 70 for before, after in pairwise(arrivals))
    newest = field.newest(101)
    assert newest is not None
    assert now - 61 < newest.arrived / 1000 <= now
    assert field.newest(999) is None
    shown = list(serving.objects(newest))
    assert shown[0]["unit_idn"] == 101
    with pytest.raises(Exception, match="no such fault"):
        serving.Faults(("fire",))


def test_a_login_that_loads_may_poll_and_make_up_for_gaps(answers: str, seeded: str) -> None:
    spec = HISTORY | {"request": AT_ONCE}
    with database.connect(seeded.replace("bp010@", "postgres@"), autocommit=True) as db:
        source = add(db, f"{answers}/good", datetime.now(UTC) - timedelta(minutes=15), spec, (5,))
        db.execute("SET ROLE bp010_escritura")
        first = polled(db, source)
        assert first.state == "exitoso", first.message
        assert [one.state for one in recovered(db, source)] == ["exitoso"]
        assert store.standing(db)[0]["huecos"] == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            store.switch(db, "field", on=False)
