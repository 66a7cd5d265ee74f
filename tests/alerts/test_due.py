"""What a channel is told, and when: on a clock that stands still, by the texts of its messages."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from alerts.conftest import DAY, Make, at, end_alert, raise_alert
from bp010ctl.alerts import delivering, store
from bp010ctl.base.errors import AlertsError, SecretError
from support.readings import make_wells, rows, scalar

Connection = psycopg.Connection[Any]


def written(db: Connection, name: str = "shift") -> list[str] | None:
    """The lines of the message that is due now, delivered at once; None where none is."""
    number = delivering.write(db, store.one(db, name))
    if number is None:
        return None
    text: str = scalar(db, "SELECT texto FROM etl.avisos WHERE aviso_id = %s", number)
    db.execute(
        "UPDATE etl.avisos SET estado = 'enviado', cerrado_en = etl.fnc_reloj()"
        " WHERE aviso_id = %s",
        [number],
    )
    lines = text.split("\n")
    assert lines[-2:-1] == [""]
    assert f" {number} · " in lines[-1]
    return lines[:-2]


def waiting(db: Connection) -> int:
    return int(scalar(db, "SELECT count(*) FROM etl.canal_alertas"))


def test_alerts_are_gathered_then_told_once_and_their_end_is_told(
    db: Connection, make: Make
) -> None:
    make()
    number = raise_alert(db, "gap", "north")
    at(db, "12:00:20")
    raise_alert(db, "silencio", "south", "CRITICAL")
    at(db, "12:00:29")
    assert written(db) is None
    at(db, "12:00:30")
    assert written(db) == [
        f"NEW [CRITICAL] south · source is silent: late (since {DAY} 12:00)",
        f"NEW [warning] north · gap to make up for: late (since {DAY} 12:00)",
    ]
    at(db, "12:02")
    assert written(db) is None
    end_alert(db, number)
    at(db, "12:05:29")
    assert written(db) is None, "the group was told less than the interval ago"
    at(db, "12:05:31")
    assert written(db) == [
        f"OVER [warning] north · gap to make up for: late (from {DAY} 12:00 to {DAY} 12:02)"
    ]
    assert waiting(db) == 1


def test_a_storm_of_wells_is_one_message_by_field_and_kind(db: Connection, make: Make) -> None:
    make(about="pozos")
    make_wells(db, *range(1, 41), campo="Norte")
    make_wells(db, *range(101, 104), campo="Sur")
    db.execute(
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo)"
        " SELECT well_id, nombre_pozo, campo FROM stage.tbl_pozo_maestra ON CONFLICT DO NOTHING;"
        "INSERT INTO reporting.dataset_current_values (well_id, motor_running_flag)"
        " SELECT well_id, FALSE FROM stage.tbl_pozo_maestra"
    )
    assert scalar(db, "SELECT etl.fnc_alertar_pozos()") == 43
    at(db, "12:01")
    lines = written(db)
    assert lines is not None
    assert [line.split(":")[0] for line in lines] == [
        "NEW [CRITICAL] Norte · motor stopped", "NEW [CRITICAL] Sur · motor stopped"
    ]  # fmt: skip
    assert "40 wells: 1 Pozo 1, 2 Pozo 2, " in lines[0]
    assert "and 28 more" in lines[0]
    assert "3 wells: 101 Pozo 101, 102 Pozo 102, 103 Pozo 103 (" in lines[1]
    db.execute("UPDATE reporting.dataset_current_values SET motor_running_flag = TRUE")
    at(db, "12:10")
    assert scalar(db, "SELECT etl.fnc_alertar_pozos()") == 0
    at(db, "12:11")
    over = written(db)
    assert over is not None
    assert [line.split(" [")[0] for line in over] == ["OVER", "OVER"]
    assert waiting(db) == 0


def test_what_lasts_is_told_again(db: Connection, make: Make) -> None:
    make(repeat=3600)
    number = raise_alert(db, "gap", "north")
    at(db, "12:01")
    assert written(db) is not None
    at(db, "13:00:59")
    assert written(db) is None
    at(db, "13:01")
    assert written(db) == [f"STILL [warning] north · gap to make up for: late (since {DAY} 12:00)"]
    at(db, "13:30")
    assert written(db) is None
    end_alert(db, number)
    at(db, "14:30")
    lines = written(db)
    assert lines is not None
    assert lines[0].startswith("OVER")


def test_what_never_repeats_is_told_once(db: Connection, make: Make) -> None:
    make(repeat=0)
    raise_alert(db, "gap", "north")
    at(db, "12:01")
    assert written(db) is not None
    at(db, "2026-02-08 12:00+00")
    assert written(db) is None


def test_quiet_hours_hold_back_what_is_not_critical(db: Connection, make: Make) -> None:
    from datetime import time

    make(quiet=(time(22), time(6)), zone="America/Bogota", repeat=0)  # 03:00 to 11:00 UTC
    make(name="all", quiet=(time(22), time(6)), zone="America/Bogota", quiet_all=True)
    at(db, "04:00")
    short = raise_alert(db, "gap", "north")
    raise_alert(db, "silencio", "south", "CRITICAL")
    at(db, "05:00")
    end_alert(db, short)
    lines = written(db)
    assert lines is not None
    assert [line.split(" · ")[0] for line in lines] == ["NEW [CRITICAL] south"]
    assert written(db, "all") is None
    at(db, "10:59:59")
    assert written(db) is None
    at(db, "11:00")
    assert written(db) == [
        f"OVER [warning] north · gap to make up for: late (from 2026-01-07 23:00 to {DAY} 00:00)"
    ]
    lines = written(db, "all")
    assert lines is not None
    assert [line.split(" ")[0] for line in lines] == ["NEW", "OVER"]


def test_what_ended_and_began_again_is_not_told_as_over(db: Connection, make: Make) -> None:
    make()
    number = raise_alert(db, "gap", "north")
    at(db, "12:01")
    assert written(db) is not None
    end_alert(db, number)
    at(db, "12:02")
    raise_alert(db, "gap", "north")
    at(db, "12:10")
    assert written(db) == [f"NEW [warning] north · gap to make up for: late (since {DAY} 12:02)"]
    assert waiting(db) == 1


def test_a_channel_is_told_only_what_it_asked_for(db: Connection, make: Make) -> None:
    make(from_severity="CRITICAL")
    make(name="wells", about="pozos")
    raise_alert(db, "gap", "north")
    raise_alert(db, "canal", "shift", "CRITICAL")
    assert waiting(db) == 0, "a channel is not told of its own failure"
    raise_alert(db, "silencio", "north", "CRITICAL")
    assert [tuple(row.values()) for row in rows(db, "SELECT canal FROM etl.canal_alertas")] == [
        ("shift",)
    ]


def test_a_new_channel_is_told_what_is_open_and_a_paused_one_what_is_open_then(
    db: Connection, make: Make
) -> None:
    over = raise_alert(db, "gap", "before")
    end_alert(db, over)
    raise_alert(db, "gap", "north")
    make()
    at(db, "12:01")
    lines = written(db)
    assert lines is not None
    assert len(lines) == 1
    assert "north" in lines[0]
    raise_alert(db, "gap", "meanwhile")
    store.switch(db, "shift", on=False)
    passed = raise_alert(db, "gap", "passed")
    end_alert(db, passed)
    raise_alert(db, "gap", "lasting")
    store.switch(db, "shift", on=True)
    at(db, "12:20")
    lines = written(db)
    assert lines is not None
    assert [line.split(" · ")[0].split("] ")[1] for line in lines] == ["meanwhile", "lasting"]


def test_spanish_tells_figures_and_times_of_the_channels_zone(db: Connection, make: Make) -> None:
    make(language="es", zone="America/Bogota")
    db.execute(
        "SELECT etl.fnc_alerta('gap', 'WARNING', 'http', 'norte', NULL, '3 gaps',"
        " jsonb_build_object('cuantos', 3, 'desde', timestamptz '2026-01-08 11:30+00'))"
    )
    at(db, "12:01")
    assert written(db) == [
        f"NUEVO [aviso] norte · hueco por recuperar: 3 hueco(s) por recuperar desde {DAY} 06:30"
        f" (desde {DAY} 07:00)"
    ]
    assert scalar(db, "SELECT titulo FROM etl.avisos") == "BP010 [aviso] nuevas: 1"


def test_every_kind_of_alert_has_words_in_both_languages() -> None:
    """Those that the routines raise, and the matters of vw_alerts."""
    import re

    from bp010ctl.alerts.wording import words
    from support import PROJECT

    folder = PROJECT / "sql"
    texts = "".join(path.read_text() for path in (folder / "procedures").glob("etl.*.sql"))
    kinds = set(re.findall(r"fnc_alerta\(\s*'(\w+)'", texts)) | set(
        re.findall(r"'(\w+)' AS tipo", texts)
    )
    view = (folder / "views" / "reporting.vw_alerts.sql").read_text()
    kinds |= set(re.findall(r"\(\n\s+'(\w+)',", view))
    kinds |= set(re.findall(r"'(\w+)' AS variable", view))
    assert {"gap", "silencio", "motor", "pump_fill", "vigilancia"} <= kinds
    assert {f"kind_{kind}" for kind in kinds} <= set(words())
    assert all(row["es"] and row["en"] for row in words().values())


@pytest.mark.parametrize(
    ("address", "secrets", "message"),
    [
        ("nothing", {}, "the address is none"),
        ("mailto://u:hunter22@smtp.example", {}, "has a password in it"),
        ("jsons://receiver.example/?token=hunter22", {}, "has a password in it"),
        ("slack://hunter22/hunter22/hunter22", {}, "is a secret itself"),
        ("https://hooks.slack.com/services/hunter22", {}, "is a secret itself"),
        ("mailto://u:{password}@smtp.example", {}, "do not match"),
        ("ntfy://{token}@n.example/t", {"token": "hunter22"}, "is given as a reference"),
        ("env:HOME", {}, "begin with BP010_SECRET_"),
    ],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_repeated(
    address: str, secrets: dict[str, str], message: str
) -> None:
    with pytest.raises((AlertsError, SecretError), match=message) as refused:
        store.checked(store.Channel("x", address, secrets))
    assert "hunter22" not in str(refused.value)
