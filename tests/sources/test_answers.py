"""Answers of a real server, good and bad: what lands, what the ledger says, that no half stays."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from bp010ctl.base.errors import SourceError
from bp010ctl.sources import answers as reading
from bp010ctl.sources import definitions
from bp010ctl.sources.bodies import Body
from bp010ctl.sources.failures import PollFailed
from sources.conftest import Connection, Make, polled
from support.readings import row, rows, scalar

PLAIN = {"request": {"method": "GET", "path": ""}}
BY_UNIT = {"method": "GET", "path": "/{unit}"}
ONCE = PLAIN | {"limits": {"attempts": 1}}
LANDED = (
    "SELECT unit_id, location_id, var_id, measure, moddate::text, modtime::text"
    " FROM stage.landing_scada_data ORDER BY idn"
)
GOOD = (5, 1, 283, "900.5", "2026-01-07 00:00:00+00", "15:23:04")

FAILS = {
    "401": ("api_error", "HTTP 401 Unauthorized: the source refuses our credentials"),
    "403": ("api_error", "HTTP 403 Forbidden: the source refuses our credentials"),
    "404": ("api_error", "HTTP 404 Not Found"),
    "429": ("api_error", "HTTP 429 Too Many Requests"),
    "500": ("api_error", "HTTP 500 Internal Server Error"),
    "503": ("api_error", "HTTP 503 Service Unavailable"),
    "204": ("api_error", "HTTP 204 No Content"),
    "redirect": ("api_error", "redirects are refused (it points to elsewhere.example)"),
    "cut-json": ("api_error", "the answer's JSON was cut short after 118 bytes"),
    "cut-body": ("conexion", "the answer broke off"),
    "abort": ("conexion", "the connection was lost"),
    "html": ("api_error", "the answer is HTML or XML, not JSON: <!doctype html>"),
    "nothing": ("api_error", "the answer is empty"),
    "empty-list": ("api_error", "the answer is an empty list"),
    "no-list": ("api_error", 'the answer is no list of values: {"error": "field is closed"}'),
    "latin": ("api_error", "the answer is not UTF-8: byte "),
    "others": ("api_error", "the answer is about other units: asked for [5], got 6"),
    "all-bad": ("api_error", "no row could be used: 1 rows kept out: line 1: var_id 'x' is not a"),
    "gzip-cut": ("api_error", "the answer's gzip was cut short"),
    "brotli": ("api_error", "the answer is packed as 'br', which was not asked for"),
    "no-http": ("conexion", "the answer broke off"),
}


@pytest.mark.parametrize("case", FAILS)
def test_a_bad_answer_is_a_failed_run_that_says_why(
    answers: str, db: Connection, make: Make, case: str
) -> None:
    kind, message = FAILS[case]
    outcome = polled(db, make(f"{answers}/{case}", ONCE))
    assert (outcome.state, outcome.kind, outcome.landed) == ("fallido", kind, 0)
    assert outcome.message is not None
    assert message in outcome.message
    run = row(db, "SELECT * FROM etl.etl_ejecuciones WHERE etl_tipo = 'http'")
    assert (run["estado"], run["error_tipo"], run["error_mensaje"], run["id"]) == (
        "fallido", kind, outcome.message, outcome.run,
    )  # fmt: skip
    assert (run["ubicacion_id"], run["modo"], run["origen"]) == (
        "north",
        "incremental_1min",
        "source",
    )
    assert rows(db, LANDED) == []


@pytest.mark.parametrize(
    ("case", "limit", "kind", "message"),
    [
        ("never", 1, "timeout", "no whole answer within 1 s"),
        ("slow", 1, "timeout", "no whole answer within 1 s"),
        ("huge", 5, "api_error", "more than 1,000,000 bytes (limits.most_bytes)"),
        ("gzip-bomb", 5, "api_error", "more than 1,000,000 bytes (limits.most_bytes)"),
    ],
)
def test_time_and_size_of_an_answer_have_an_end(
    answers: str, db: Connection, make: Make, case: str, limit: int, kind: str, message: str
) -> None:
    spec = PLAIN | {"limits": {"most_bytes": 1_000_000}}
    outcome = polled(db, make(f"{answers}/{case}", spec, limit=limit))
    assert (outcome.state, outcome.kind) == ("fallido", kind)
    assert message in str(outcome.message)
    assert row(db, "SELECT duracion_segundos < 5 AS ended FROM etl.etl_ejecuciones")["ended"]


def test_nobody_who_listens_is_no_connection(db: Connection, make: Make) -> None:
    outcome = polled(db, make("http://127.0.0.1:9/", ONCE))
    assert (outcome.kind, str(outcome.message)[:14]) == ("conexion", "no connection:")


LANDS: dict[str, tuple[str, str | None, list[tuple[Any, ...]]]] = {
    "good": ("exitoso", None, [GOOD]),
    "twice": ("exitoso", None, [GOOD, GOOD]),
    "number": ("exitoso", None, [GOOD]),
    "nan": ("exitoso", None, [(5, 1, 283, "NaN", *GOOD[4:]), (5, 1, 284, "7", *GOOD[4:])]),
    "null": ("exitoso", None, [(5, 1, 283, None, *GOOD[4:])]),
    "card": ("exitoso", None, [(5, 1, 283, "[1.0,2,3.5]", *GOOD[4:])]),
    "some-others": ("parcial", "1 rows of other units were left out", [GOOD]),
    "bad-variable": ("parcial", "1 rows kept out: line 2: var_id 'x' is not a number", [GOOD]),
    "gzip": ("exitoso", None, [GOOD, (5, 1, 284, "1", *GOOD[4:])]),
    "gzip-members": ("exitoso", None, [GOOD, (5, 1, 284, "1", *GOOD[4:])]),
}


@pytest.mark.parametrize("case", LANDS)
def test_what_can_be_used_lands_as_it_came(
    answers: str, db: Connection, make: Make, case: str
) -> None:
    state, message, expected = LANDS[case]
    outcome = polled(db, make(f"{answers}/{case}", ONCE))
    assert (outcome.state, outcome.message) == (state, message)
    assert [tuple(one.values()) for one in rows(db, LANDED)] == expected
    run = row(db, "SELECT registros_cargados, estado, error_tipo FROM etl.etl_ejecuciones")
    assert tuple(run.values()) == (len(expected), state, None)


def test_values_become_a_reading_by_the_same_pivot(
    answers: str, db: Connection, make: Make
) -> None:
    polled(db, make(f"{answers}/nan", ONCE))
    db.execute("CALL stage.sp_pivot_landing()")
    column = scalar(
        db, "SELECT columna_stage FROM referencial.tbl_var_scada_map WHERE var_id_scada = 283"
    )
    reason = scalar(db, "SELECT motivo FROM stage.tbl_landing_rechazos WHERE var_id = 283")
    assert (column is not None, reason) == (True, "no_finito")


def test_a_clock_that_is_ahead_is_noted(answers: str, db: Connection, make: Make) -> None:
    polled(db, make(f"{answers}/ahead", ONCE))
    source = row(db, "SELECT adelanto_segundos, ultimo_dato FROM etl.fuentes")
    assert source["adelanto_segundos"] > 90 * 365 * 86400
    assert source["ultimo_dato"] is None  # no time that has not come stands in the way of others


@pytest.mark.parametrize("case", ["401", "403"])
def test_refused_credentials_stop_the_asking_and_raise_an_alert(
    answers: str, db: Connection, make: Make, case: str
) -> None:
    source = make(f"{answers}/{case}", ONCE)
    polled(db, source)
    stopped = row(db, "SELECT activa, motivo_pausa, pausada_en IS NULL AS open FROM etl.fuentes")
    assert (stopped["activa"], stopped["open"]) == (False, False)
    assert f"HTTP {case}" in stopped["motivo_pausa"]
    alert = row(db, "SELECT tipo, severidad, ubicacion_id FROM etl.alertas")
    assert tuple(alert.values()) == ("acceso", "CRITICAL", "north")


@pytest.mark.parametrize(("case", "wait"), [("429", 120.0), ("429-past", 0.0)])
def test_how_long_a_source_wants_to_be_left_alone_is_told(
    answers: str, db: Connection, make: Make, case: str, wait: float
) -> None:
    outcome = polled(db, make(f"{answers}/{case}", PLAIN))
    assert (outcome.wait, str(outcome.message)) == (wait, "HTTP 429 Too Many Requests")


def asked(url: str) -> list[str]:
    with urllib.request.urlopen(f"{url}/asked") as answer:
        listed: list[str] = json.load(answer)
    return listed


def test_what_may_pass_is_tried_again_within_one_run(
    answers: str, db: Connection, make: Make
) -> None:
    asked(answers)
    outcome = polled(db, make(f"{answers}/flaky/a", PLAIN))
    assert (outcome.state, outcome.landed, len(asked(answers))) == ("exitoso", 1, 2)
    assert len(rows(db, "SELECT FROM etl.etl_ejecuciones")) == 1


def test_what_cannot_pass_is_asked_once(answers: str, db: Connection, make: Make) -> None:
    asked(answers)
    polled(db, make(f"{answers}/404", PLAIN))
    assert len(asked(answers)) == 1


def test_the_old_systems_api_is_asked_as_it_was(
    answers: str, db: Connection, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BP010_SECRET_WHO", "anna")
    spec = {"secrets": {"who": "env:BP010_SECRET_WHO"}, "request": {"headers": {"user": "{who}"}}}
    asked(answers)
    polled(db, make(f"{answers}/good/api?v=2", spec))
    (request,) = asked(answers)
    assert request.startswith("POST /good/api/get-latest-data-full/5/1?v=2 HTTP/1.1")
    assert "\nuser: anna" in request.replace("\r", "")


def test_pages_are_read_to_the_end_and_a_page_tried_again_is_not_taken_twice(
    answers: str, db: Connection, make: Make
) -> None:
    spec = {
        "request": {"method": "GET", "path": "", "params": {"page": "{page}"}},
        "pages": {"size": 2},
    }
    outcome = polled(db, make(f"{answers}/page", spec))
    assert (outcome.state, outcome.landed) == ("exitoso", 5)
    assert [one["var_id"] for one in rows(db, LANDED)] == [10, 11, 20, 21, 30]


def test_another_api_needs_no_code(answers: str, db: Connection, make: Make) -> None:
    spec = ONCE | {
        "answer": {
            "rows": "wells.tags", "times": "epoch",
            "fields": {"unit": "id", "location": "", "variable": "tag", "value": "v", "date": "at",
                       "time": ""},
        },
    }  # fmt: skip
    outcome = polled(db, make(f"{answers}/nested", spec))
    assert outcome.state == "exitoso", outcome.message
    assert [tuple(one.values()) for one in rows(db, LANDED)] == [
        (5, 1, 283, "1.5", "2026-01-07 15:23:04+00", None)
    ]


def test_an_answer_that_counts_its_values_has_to_have_them(
    answers: str, db: Connection, make: Make
) -> None:
    spec = ONCE | {"answer": {"rows": "data", "count": "total"}}
    outcome = polled(db, make(f"{answers}/counted", spec))
    assert "says 3 values (total) and has 2" in str(outcome.message)


def test_a_unit_that_fails_keeps_no_other_from_landing(
    answers: str, db: Connection, make: Make
) -> None:
    outcome = polled(db, make(answers, ONCE | {"request": BY_UNIT}, units=(5, 7)))
    assert (outcome.state, outcome.landed) == ("parcial", 1)
    assert outcome.message == "unit 7: HTTP 503 Service Unavailable"
    gaps = rows(db, "SELECT ubicacion_id, error_mensaje FROM etl.v_gaps_por_recuperar")
    assert [tuple(gap.values()) for gap in gaps] == [
        ("north/7", "unit 7: HTTP 503 Service Unavailable")
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"reqest": {}}, "there is no key reqest"),
        ({"request": {"headers": {"Authorization": "Bearer abc"}}}, "is written out"),
        ({"request": {"path": "/{nobody}"}}, "{nobody} is neither a secret nor one of"),
        ({"request": {"method": "DELETE"}}, "is none of GET, POST, PUT"),
        ({"range": {}}, "a range needs {from} and {to}"),
        ({"request": {"params": {"from": "{from}"}}}, "need a table [range]"),
        ({"pages": {"size": 5}}, "pages need {page} or {cursor}"),
        ({"limits": {"attempts": 0}}, "limits are 1 at least"),
        ({"limits": {"attempts": "3"}}, "limits.attempts is no whole number"),
        ({"answer": {"times": "unix"}}, "times are one of"),
    ],
)
def test_what_a_source_cannot_be_is_refused_when_it_is_added(
    table: dict[str, Any], message: str
) -> None:
    with pytest.raises(SourceError) as refused:
        definitions.spec(table)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "url", ["ftp://a/", "https://u:p@a/", "https://a/?token=x", "https://a/#f", "scada.example"]
)
def test_an_address_with_a_secret_or_without_http_is_refused(url: str) -> None:
    with pytest.raises(SourceError):
        definitions.address(url)


def test_a_body_in_any_pieces_is_the_same() -> None:
    import gzip

    text = json.dumps([{"n": n} for n in range(300)]).encode()
    packed = gzip.compress(text[:500]) + gzip.compress(text[500:]) + b"\0\0"
    for size in (1, 7, 100, len(packed)):
        body = Body("gzip", 1 << 20)
        for at in range(0, len(packed), size):
            body.feed(packed[at : at + size])
        assert body.whole() == text
    with pytest.raises(PollFailed, match="damaged"):
        Body("gzip", 10).feed(b"plain text")


def test_numbers_keep_the_text_that_they_came_in() -> None:
    found = reading.document(b'[{"measure": 2.10, "n": 9007199254740993, "t": true, "l": [1.50]}]')
    assert [reading.text(found[0][name]) for name in ("measure", "n", "t", "l")] == [
        "2.10", "9007199254740993", "1", "[1.50]",
    ]  # fmt: skip
