"""Messages to real receivers on loopback, whatever they answer, and what the ledger has of it."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import pytest

from alerts.conftest import Make, at, end_alert, raise_alert
from bp010ctl.alerts import delivering, sending, store
from bp010ctl.alerts.sending import Parcel
from support import receiving
from support.readings import rows, scalar

Connection = psycopg.Connection[Any]
SECRET = "s3cret-Pa55-word"


def parcel(
    address: str, text: str = "one <b>two</b> & <well 5>\nthree", limit: float = 5
) -> Parcel:
    return Parcel(address, "BP010 title", text, "CRITICAL", limit)


def delivered(db: Connection, name: str = "shift", **others: Any) -> str | None:
    """The error of the attempt that is due now, in this process; "nothing" where none is."""
    delivery = delivering.deliver(db, store.one(db, name), others.get("send", sending.deliver))
    return "nothing" if delivery is None else delivery.error


def attempts(db: Connection) -> list[tuple[Any, ...]]:
    found = rows(
        db,
        "SELECT m.estado, e.resultado FROM etl.envios e JOIN etl.avisos m USING (aviso_id)"
        " ORDER BY e.envio_id",
    )
    return [tuple(row.values()) for row in found]


def test_a_mail_arrives_as_it_was_written() -> None:
    with receiving.mail() as server:
        assert sending.deliver(parcel(server.url)) is None
        (mail,) = server.mails
        assert mail["Subject"] == "BP010 title"
        assert mail["To"] == "shift@field.example"
        body = mail.get_body(("html", "plain"))
        assert body is not None
        shown = body.get_content()
        assert "&lt;well 5&gt;" in shown or "<well 5>" in shown
        server.answer = "451 later"
        assert sending.deliver(parcel(server.url)) is not None


@pytest.mark.parametrize(
    ("status", "reason"),
    [(302, "a redirect is not followed"), (308, "not followed"), (404, "404"), (503, "503")],
)
def test_what_is_not_taken_is_a_failure(web: receiving.Web, status: int, reason: str) -> None:
    web.answer = status
    failed = sending.deliver(parcel(f"{web.url}/?redirect=yes"))
    assert failed is not None
    assert reason in failed
    assert web.requests == [], "nothing followed the redirect"


def test_nobody_there_is_a_failure_that_says_so() -> None:
    failed = sending.deliver(parcel("json://127.0.0.1:9", limit=2))
    assert failed is not None
    assert "onnection" in failed


def test_an_address_that_apprise_does_not_know_is_a_failure() -> None:
    assert "none that Apprise knows" in str(sending.deliver(parcel("nonsense://x")))


@pytest.mark.slow
def test_a_receiver_that_is_slow_is_ended_in_time(web: receiving.Web) -> None:
    """The process of its own: what it is sent arrives, and what takes too long does not last."""
    assert sending.send(parcel(web.url, limit=20)) is None
    assert web.texts == ["one <b>two</b> & <well 5>\nthree"]
    web.slow = 30
    began = time.monotonic()
    assert sending.send(parcel(web.url, limit=1)) == "not delivered within 1 s"
    assert time.monotonic() - began < 20


def test_an_outage_loses_nothing_and_keeps_the_order(
    db: Connection, make: Make, web: receiving.Web
) -> None:
    make(web.url, interval=0, wait=0, repeat=0)
    make("json://127.0.0.1:9", name="other", about="corridas", from_severity="CRITICAL")
    first = raise_alert(db, "gap", "one")
    web.answer = 503
    assert "503" in str(delivered(db))
    assert delivered(db) == "nothing", "it is left alone for a while"
    raise_alert(db, "gap", "two")
    end_alert(db, first)
    pauses = []
    for moment in ("12:00:10", "12:00:30", "12:01:10", "12:02:30"):
        at(db, moment)
        assert "503" in str(delivered(db))
        pauses.append(
            scalar(
                db,
                "SELECT extract(EPOCH FROM proximo_intento - etl.fnc_reloj())::int"
                " FROM etl.canales WHERE canal = 'shift'",
            )
        )
    assert pauses == [20, 40, 80, 160]
    assert (
        scalar(db, "SELECT count(*) FROM etl.alertas WHERE tipo = 'canal' AND resuelta_en IS NULL")
        == 1
    )
    told = rows(
        db,
        "SELECT canal FROM etl.canal_alertas JOIN etl.alertas USING (alerta_id)"
        " WHERE tipo = 'canal'",
    )
    assert [row["canal"] for row in told] == ["other"], (
        "the others are told, not the one that is down"
    )
    web.answer = 200
    at(db, "12:05:10")
    assert [delivered(db), delivered(db), delivered(db)] == [None, None, "nothing"]
    kinds = [[line.split(" · ")[0] for line in text.split("\n")[:-2]] for text in web.texts]
    assert kinds == [
        ["NEW [warning] one"], ["NEW [warning] two", "OVER [warning] one"]
    ]  # fmt: skip
    assert attempts(db) == [("enviado", "fallido")] * 5 + [("enviado", "entregado")] * 2
    assert scalar(db, "SELECT fallos FROM etl.canales WHERE canal = 'shift'") == 0
    assert (
        scalar(db, "SELECT count(*) FROM etl.alertas WHERE tipo = 'canal' AND resuelta_en IS NULL")
        == 0
    )


def test_a_worker_that_died_while_it_sent_sends_again(
    db: Connection, make: Make, web: receiving.Web
) -> None:
    make(web.url, wait=0)
    raise_alert(db, "gap", "north")

    def died(sent: Parcel) -> str | None:
        sending.deliver(sent)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivered(db, send=died)
    assert attempts(db) == [("pendiente", "en_curso")]
    assert delivered(db) is None
    assert len(web.texts) == 2
    assert web.texts[0] == web.texts[1], "the same message, with the same number"
    assert attempts(db) == [("enviado", "interrumpido"), ("enviado", "entregado")]


def test_no_secret_is_in_ledger_or_outcome(
    db: Connection, make: Make, web: receiving.Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = web.url.removeprefix("json://")
    monkeypatch.setenv("BP010_SECRET_KEY", SECRET)
    monkeypatch.setenv("BP010_SECRET_WHOLE", f"json://user:{SECRET}@127.0.0.1:9/{SECRET}-path/x")
    make(f"json://user:{{key}}@{host}/{{key}}", secrets={"key": "env:BP010_SECRET_KEY"}, wait=0)
    make("env:BP010_SECRET_WHOLE", name="whole", wait=0)
    make("env:BP010_SECRET_LACKING", name="lacking", wait=0)
    raise_alert(db, "gap", "north")
    assert delivered(db) is None
    assert web.requests[0][1] == f"/{SECRET}", "the receiver does get it"
    web.answer = 500
    raise_alert(db, "silencio", "north")
    errors = [delivered(db), delivered(db, "whole"), delivered(db, "lacking")]
    assert errors[2] == "env:BP010_SECRET_LACKING is not set"
    assert all(errors)
    for table in ("canales", "avisos", "envios", "alertas"):
        for row in rows(db, f"SELECT to_jsonb(t)::text AS line FROM etl.{table} AS t"):
            assert SECRET not in row["line"]
    assert SECRET not in str(errors)


def test_a_test_waits_for_nothing_and_is_tried_once(
    db: Connection, make: Make, web: receiving.Web
) -> None:
    channel = make(web.url, wait=3600, language="es")
    raise_alert(db, "gap", "north")
    assert delivering.probe(db, channel, sending.deliver).error is None
    assert web.texts[0].startswith("Las alertas de BP010 llegarán por aquí.")
    web.answer = 503
    assert delivering.probe(db, channel, sending.deliver).error is not None
    assert attempts(db) == [("enviado", "entregado"), ("descartado", "fallido")]
    assert scalar(db, "SELECT fallos FROM etl.canales") == 0
    at(db, "12:30")
    assert delivering.deliver(db, channel, sending.deliver) is None
    at(db, "13:00")
    web.answer = 200
    assert delivered(db) is None


def test_what_is_dropped_is_told_to_nobody(db: Connection, make: Make, web: receiving.Web) -> None:
    make(web.url, wait=0, repeat=0)
    web.answer = 503
    raise_alert(db, "gap", "north")
    delivered(db)
    raise_alert(db, "gap", "south")
    assert store.drop(db, "shift") == {"messages": 1, "alerts": 1}
    web.answer = 200
    at(db, "12:20")
    assert delivered(db) == "nothing"
    assert attempts(db) == [("descartado", "fallido")]
