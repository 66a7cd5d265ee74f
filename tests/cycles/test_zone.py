"""`health` says where the server's rules of the operating zone are not this machine's."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bp010ctl.cycles import health

Connection = psycopg.Connection[Any]


def operate_in(connection: Connection, zone: str) -> None:
    connection.execute(
        "UPDATE referencial.tbl_config_kpi SET valor_texto = %s"
        " WHERE kpi_nombre = 'OPERACION' AND parametro = 'zona_horaria'",
        [zone],
    )


def told(connection: Connection) -> health.Check:
    (check,) = [check for check in health.checks(connection) if check.name == "zone"]
    return check


@pytest.mark.parametrize("zone", ["UTC", "America/Mexico_City", "Australia/Lord_Howe"])
def test_the_same_rules_are_well(seeded_db: Connection, zone: str) -> None:
    operate_in(seeded_db, zone)
    check = told(seeded_db)
    assert (check.level, check.message) == (
        health.OK,
        f"{zone}: server and this machine have the same rules",
    )


@pytest.mark.parametrize(
    ("here", "fewest", "most"),
    [("America/Phoenix", 300, 500), ("America/Chicago", 733, 733), ("Etc/GMT+7", 300, 500)],
)
def test_other_rules_are_told_with_the_days(
    seeded_db: Connection, monkeypatch: pytest.MonkeyPatch, here: str, fewest: int, most: int
) -> None:
    """A zone with winter time, which an older release of the machine's rules does not give it."""
    operate_in(seeded_db, "America/Denver")
    monkeypatch.setattr(health, "ZoneInfo", lambda name: ZoneInfo(here))
    check = told(seeded_db)
    assert check.level == health.WARNING
    assert "bring tzdata up to date on both" in check.message
    days = int(check.message.split(" days")[0].rpartition(" ")[2])
    assert fewest <= days <= most


def test_a_zone_that_this_machine_lacks(
    seeded_db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    operate_in(seeded_db, "America/Denver")
    monkeypatch.setattr(health, "ZoneInfo", lambda name: ZoneInfo("Nowhere/" + name))
    assert told(seeded_db).message == (
        "America/Denver: this machine does not know it: install tzdata"
    )
