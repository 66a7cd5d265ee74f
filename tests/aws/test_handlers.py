"""Every handler called as a plain function: moto's Lambda would only echo the event."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bp010ctl.aws import jobs
from bp010ctl.aws.events import Busy, EventRefused, OutOfTime
from bp010ctl.base import amazon
from bp010ctl.base.amazon import Folder, Throttled
from bp010ctl.base.errors import (
    AmazonError,
    ChainError,
    ConnectionFailed,
    NotConfirmed,
    SecretError,
    SeedError,
    SourceError,
    UsageError,
)
from bp010ctl.cycles import cron, errands, runner
from bp010ctl.seeds import published
from bp010ctl.server.cluster import Cluster
from bp010ctl.sources import adding, store
from support import PROJECT, answering, fakes
from support.cloud import BUCKET, DATABASE_SECRET, OWNER, Call, Keep, SetPassword, put_secret
from support.fakes import define, runs, steps, until
from support.readings import make_wells

handlers = pytest.importorskip("aws.handlers", reason="the extra aws is missing: scripts/setup")
SEEDS = PROJECT / "seeds"
API = "scada-api"
DOCUMENT = {"maestra_variables": 130, "var_scada_map": 65, "dq_rules": 35, "ref_unidades": 38,
            "reglas_consistencia": 6, "dq_consistencia_map": 13}  # fmt: skip
"""Rows of reference data that the document checks for after a deployment."""
NONE = make_conninfo("", host="127.0.0.1", port=1, dbname="none", user="nobody")
"""A server that is not there."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the handlers work on this database."""
    return lambda url: monkeypatch.setenv("BP010_DATABASE_URL", url)


@pytest.fixture
def faked(database: str, at: Callable[[str], None]) -> str:
    """A database whose three cycles are what a test makes of them."""
    fakes.install(database)
    with psycopg.connect(database) as connection:
        for cycle in ("stage", "universal", "reporting"):
            define(connection, cycle, f"anotar('{cycle}')")
    at(database)
    return database


def traces(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT paso FROM prueba.hecho ORDER BY momento, paso")
        return [paso for (paso,) in rows]


# -- events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "event", "reason"),
    [
        ("run", {"modo": "incremental"}, "no key 'modo'"),
        ("run", {"well": "7"}, "well is no int"),
        ("run", {"well": True}, "well is no int"),
        ("run", {"first": "yesterday"}, "first is no ISO date"),
        ("poll", {"due": "2026-01-07T10:00:00"}, "names no time zone"),
        ("poll", {"sources": "north"}, "sources is no list"),
        ("seed", [1], "an event is an object"),
        ("health", {"aws": "yes"}, "aws is no bool"),
        ("migrate", {"to": None}, "to is no str"),
    ],
)
def test_an_event_of_another_form_is_refused_by_its_key(
    handler: str, event: Any, reason: str
) -> None:
    with pytest.raises(EventRefused, match=reason):
        getattr(handlers, handler)(event, Call())


def test_an_id_of_any_length_is_a_name_that_the_ledger_keeps() -> None:
    from bp010ctl.aws.events import Run

    assert Run("chain-17").origin == "aws chain-17"
    for strange in ("x" * 500, "Ñandú", "two\nlines"):
        name = Run(strange).origin
        assert len(name) < 63
        assert name.isascii()
        assert name == Run(strange).origin != Run(f"{strange}2").origin


# -- migrate --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_migrating_twice_applies_nothing_the_second_time(
    fresh_url: str, at: Callable[[str], None]
) -> None:
    at(fresh_url)
    first = handlers.migrate({}, Call(600))
    again = handlers.migrate({}, Call(600))
    assert first["applied"][-1] == first["revision"] == again["revision"]
    assert len(first["applied"]) == len(list((PROJECT / "migrations/versions").glob("*_v*.py")))
    assert again["applied"] == []


@pytest.mark.slow
def test_a_migration_out_of_time_goes_on_where_it_stopped(
    fresh_url: str, at: Callable[[str], None]
) -> None:
    at(fresh_url)
    with pytest.raises(OutOfTime) as ended:
        handlers.migrate({"to": "+9"}, Call(jobs.REVISION + jobs.RESERVE - 1))
    assert "after revision v04_stage" in str(ended.value.on)
    rest = handlers.migrate({"to": "v05_etl"}, Call(600))
    assert rest["applied"][0] == "v04_referencial"
    assert rest["revision"] == "v05_etl"


@pytest.mark.slow
def test_a_migration_that_would_lose_rows_is_refused(
    seeded: str, at: Callable[[str], None]
) -> None:
    at(seeded)
    with pytest.raises(Exception, match="would lose"):
        handlers.migrate({"to": "base"}, Call(600))


# -- seed -----------------------------------------------------------------------------------------


def test_seeding_twice_writes_nothing_the_second_time(
    bucket: str, database: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(database)
    published.publish(SEEDS, bucket, "c0ffee")
    monkeypatch.setenv("S3_BUCKET_CONFIG", BUCKET)
    first = handlers.seed({"commit": "c0ffee"}, Call())
    again = handlers.seed({"commit": "c0ffee"}, Call())
    assert (first["commit"], again["written"]) == ("c0ffee", 0)
    assert first["written"] == sum(first["rows"].values())
    counts = {name.rpartition(".tbl_")[2]: count for name, count in first["rows"].items()}
    assert {name: counts[name] for name in DOCUMENT} == DOCUMENT


def test_seeding_another_commit_or_another_file_is_refused(
    bucket: str, database: str, at: Callable[[str], None]
) -> None:
    at(database)
    published.publish(SEEDS, bucket, "c0ffee")
    with pytest.raises(UsageError, match="another commit: c0ffee"):
        handlers.seed({"source": bucket, "commit": "decaf"}, Call())
    Folder.of(bucket).write("etl.ciclos.csv", b"ciclo\n")
    with pytest.raises(SeedError, match="SHA-256"):
        handlers.seed({"source": bucket}, Call())
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT FROM referencial.tbl_ref_unidades").fetchall() == []


def test_seeding_from_a_bucket_that_is_not_there(
    services: None, database: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(database)
    with pytest.raises(AmazonError, match="NoSuchBucket"):
        handlers.seed({"source": "s3://nowhere-at-all/config/"}, Call())
    monkeypatch.delenv("S3_BUCKET_CONFIG", raising=False)
    with pytest.raises(UsageError, match="is not said"):
        handlers.seed({}, Call())


def test_seeds_out_of_time_leave_nothing_half_done(
    bucket: str, database: str, at: Callable[[str], None]
) -> None:
    at(database)
    published.publish(SEEDS, bucket, "c0ffee")
    with psycopg.connect(database) as holder:
        holder.execute("LOCK TABLE universal.patron")
        with pytest.raises(OutOfTime):
            handlers.seed({"source": bucket}, Call(jobs.RESERVE + 0.5))
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT FROM referencial.tbl_ref_unidades").fetchall() == []
    assert handlers.seed({"source": bucket}, Call())["written"] > 500


def test_a_table_that_would_lose_most_of_its_rows_wants_the_databases_name(
    bucket: str, seeded: str, at: Callable[[str], None], tmp_path: Path
) -> None:
    at(seeded)
    name = "referencial.tbl_valores_ausentes.csv"
    lines = (SEEDS / name).read_text().splitlines()
    (tmp_path / name).write_text("\n".join(lines[:2]) + "\n")
    published.publish(tmp_path, bucket, "c0ffee")
    with pytest.raises(NotConfirmed):
        handlers.seed({"source": bucket}, Call())
    database = str(conninfo_to_dict(seeded)["dbname"])
    assert (
        handlers.seed({"source": bucket, "confirm": database}, Call())["written"] == len(lines) - 2
    )


# -- secrets and services -------------------------------------------------------------------------


def test_a_handler_takes_its_database_from_a_secret_and_notices_its_rotation(
    keep: Keep, set_password: SetPassword, seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BP010_DATABASE_URL", raising=False)
    monkeypatch.setenv("TARGET_SECRET_NAME", DATABASE_SECRET)
    keep(seeded, password="first")
    assert handlers.run({"id": "one"}, Call())["state"] == "done"
    real = amazon.secret

    def rotating(name: str) -> str:
        """The secret as it was, and the rotation right after it was read."""
        text = real(name)
        if '"first"' in text:
            set_password("second")
            keep(seeded, password="second")
        return text

    monkeypatch.setattr(amazon, "secret", rotating)
    assert handlers.run({"id": "two"}, Call())["state"] == "done"


@pytest.mark.parametrize("handler", ["run", "poll", "migrate"])
def test_a_wrong_secret_is_an_error_without_it(
    keep: Keep, set_password: SetPassword, seeded: str, handler: str,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("TARGET_SECRET_NAME", DATABASE_SECRET)
    keep(seeded, password="not-this-one")
    with pytest.raises(ConnectionFailed) as refused:
        getattr(handlers, handler)({}, Call())
    assert "not-this-one" not in str(refused.value) + "".join(capfd.readouterr())
    put_secret(DATABASE_SECRET, "{}")
    with pytest.raises(SecretError):
        getattr(handlers, handler)({}, Call())
    checks = handlers.health({}, Call())
    assert (checks["level"], checks["checks"][0]["name"]) == (2, "database")


@pytest.mark.parametrize("handler", ["migrate", "run", "poll"])
def test_a_database_that_is_down_is_a_failure_to_try_again(
    handler: str, at: Callable[[str], None]
) -> None:
    at(NONE)
    with pytest.raises(ConnectionFailed):
        getattr(handlers, handler)({}, Call())


def test_a_database_that_is_down_is_critical_for_health(at: Callable[[str], None]) -> None:
    at(NONE)
    answer = handlers.health({}, Call())
    assert answer["level"] == 2
    assert "no connection" in answer["checks"][0]["message"]


def test_throttling_is_waited_out_by_boto_and_told_when_it_lasts(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.awsrequest import AWSResponse

    put_secret(DATABASE_SECRET, "postgresql://u@h/d")
    answers = iter([True] * 2 + [False] + [True] * 99)
    asked = []

    class Raw:
        def stream(self, **_: Any) -> Iterator[bytes]:
            yield b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'

    def throttle(request: Any, **_: Any) -> Any:
        asked.append(request.url)
        return AWSResponse(request.url, 400, {}, Raw()) if next(answers) else None

    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    client = amazon.client("secretsmanager")
    client.meta.events.register_first("before-send.secretsmanager", throttle)
    assert amazon.secret(DATABASE_SECRET) == "postgresql://u@h/d"
    assert len(asked) == 3
    with pytest.raises(Throttled, match="Rate exceeded"):
        amazon.secret(DATABASE_SECRET)
    assert len(asked) == 3 + amazon.ATTEMPTS


# -- run ------------------------------------------------------------------------------------------


def test_the_same_event_twice_runs_the_chain_once(faked: str) -> None:
    first = handlers.run({"id": "chain-1"}, Call())
    again = handlers.run({"id": "chain-1"}, Call())
    other = handlers.run({"id": "chain-2"}, Call())
    assert traces(faked) == ["stage", "universal", "reporting"] * 2
    assert first["cycles"] == dict.fromkeys(("stage", "universal", "reporting"), "exitoso")
    assert (first["already"], again["already"], other["already"]) == (False, True, False)
    assert first["runs"] == again["runs"] != other["runs"]


def test_a_failed_cycle_is_run_again_by_the_same_event_and_no_other(faked: str) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "universal", "insistir('P0001', 1)")
    with pytest.raises(ChainError, match="cycle universal failed: "):
        handlers.run({"id": "chain-1"}, Call())
    assert handlers.run({"id": "chain-1"}, Call())["state"] == "done"
    assert traces(faked) == ["stage", "insistir", "reporting"]


def test_a_run_out_of_time_leaves_a_row_and_goes_on(faked: str) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "universal", "anotar('first')", "dormir(60)", "anotar('last')")
    with pytest.raises(OutOfTime, match="goes on where it stopped") as ended:
        handlers.run({"id": "chain-1"}, Call(jobs.RESERVE + 0.7))
    with psycopg.connect(faked) as connection:
        (run,) = runs(connection, "universal")
        assert f"run {run['id']}" in str(ended.value.on)
        assert (run["estado"], run["error_tipo"]) == ("fallido", "interrumpido")
        assert [step["estado"] for step in steps(connection, run["id"])] == ["exitoso", "fallido"]
        define(connection, "universal", "anotar('second')")
    assert handlers.run({"id": "chain-1"}, Call())["state"] == "done"
    assert traces(faked) == ["stage", "first", "second", "reporting"]


def test_days_go_to_the_cycles_that_compute_again_and_not_to_the_pivot(faked: str) -> None:
    with psycopg.connect(faked) as connection:
        for cycle in ("stage", "reporting"):
            define(connection, cycle, "limites({desde}, {hasta}, {pozo})")
        make_wells(connection, 5)
    handlers.run({"first": "2026-01-07", "last": "2026-01-08", "well": 5}, Call())
    days = [one for one in traces(faked) if one != "universal"]
    assert [one.split()[0] for one in days] == ["-", "2026-01-07"]
    assert days[1].endswith(" 5")
    with pytest.raises(UsageError, match="no well 77"):
        handlers.run({"well": 77}, Call())
    with pytest.raises(UsageError, match="unknown mode"):
        handlers.run({"mode": "everything"}, Call())


def test_a_cycle_of_this_id_that_still_runs_is_not_started_beside_itself(faked: str) -> None:
    with psycopg.connect(faked) as connection:
        define(connection, "stage", "dormir(2)")
    first = threading.Thread(target=handlers.run, args=({"id": "chain-1"}, Call()))
    first.start()
    with psycopg.connect(faked, autocommit=True) as connection:
        until(lambda: runs(connection, "stage"))
        with pytest.raises(Busy):
            handlers.run({"id": "chain-1"}, Call())
        first.join()
        assert len(runs(connection, "stage")) == 1


def test_a_cycle_that_somebody_else_runs_is_busy(
    faked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(runner.WAIT_SECONDS, "incremental", 0.2)
    with psycopg.connect(faked, autocommit=True) as other:
        other.execute("SELECT etl.fnc_tomar_turno('stage', true)")
        with pytest.raises(Busy, match="somebody else"):
            handlers.run({"id": "chain-1"}, Call())
    assert handlers.run({"id": "chain-1"}, Call())["state"] == "done"
    assert traces(faked) == ["stage", "universal", "reporting"]


# -- run, in the database -------------------------------------------------------------------------


@pytest.mark.needs_library("pg_cron")
@pytest.mark.slow
def test_long_work_is_started_in_the_database_and_asked_after(faked: str) -> None:
    event = {"id": "rebuild-1", "mode": "reporting", "in_database": True}
    began = time.monotonic()
    assert handlers.run(event, Call())["state"] == "started"
    assert handlers.run(event, Call())["state"] == "started"
    assert time.monotonic() - began < 20, "nobody waits inside"
    assert len(errand_jobs(faked)) == 1
    answer = until(lambda: (it := handlers.run(event, Call()))["state"] == "done" and it, 100)
    assert answer["cycles"] == {"reporting": "exitoso"}
    assert handlers.run(event, Call())["runs"] == answer["runs"]
    assert traces(faked) == ["reporting"]
    assert errand_jobs(faked) == []


@pytest.mark.needs_library("pg_cron")
def test_a_job_whose_minute_pg_cron_missed_is_made_anew(faked: str) -> None:
    event = {"id": "late", "mode": "reporting", "in_database": True}
    handlers.run(event, Call())
    ((number, name),) = errand_jobs(faked)
    minute = int(name.rpartition(":")[2])
    with psycopg.connect(faked) as connection, cron.connect(connection) as home:
        old = f"{name.rpartition(':')[0]}:{minute - 600}"
        home.execute("SELECT cron.unschedule(%s::bigint)", [number])
        home.execute("SELECT cron.schedule(%s, '0 0 1 1 *', 'SELECT 1')", [old])
    handlers.run(event, Call())
    ((_, new),) = errand_jobs(faked)
    assert int(new.rpartition(":")[2]) >= minute
    drop_errands(faked)


@pytest.mark.needs_library("pg_cron")
def test_a_failed_errand_is_told_once_and_then_started_again(faked: str) -> None:
    event = {"id": "bad", "mode": "reporting", "in_database": True}
    handlers.run(event, Call())
    with psycopg.connect(faked, autocommit=True) as connection:
        define(connection, "reporting", "fallar('P0001')")
        fakes.call(connection, "reporting", origen="aws bad 1")
        assert errands.state(connection, "aws bad 1", "reporting") == errands.FAILED
    with pytest.raises(ChainError, match="no luck"):
        handlers.run(event, Call())
    assert errand_jobs(faked) == []
    assert handlers.run(event, Call())["state"] == "started"
    drop_errands(faked)


def test_a_full_reset_wants_an_id_and_the_databases_name(faked: str) -> None:
    with pytest.raises(NotConfirmed):
        handlers.run({"id": "reset", "mode": "full-reset"}, Call())
    name = str(conninfo_to_dict(faked)["dbname"])
    with pytest.raises(UsageError, match="known by its id"):
        handlers.run({"mode": "full-reset", "confirm": name}, Call())


def errand_jobs(url: str) -> list[tuple[int, str]]:
    query = "SELECT jobid, jobname FROM cron.job WHERE jobname LIKE 'bp010-errand:%'"
    with psycopg.connect(url) as connection, cron.connect(connection) as home:
        return home.execute(query).fetchall()


def drop_errands(url: str) -> None:
    with psycopg.connect(url) as connection, cron.connect(connection) as home:
        home.execute(
            "SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE 'bp010-errand:%'"
        )


# -- poll -----------------------------------------------------------------------------------------


class Api(ThreadingHTTPServer):
    """The SCADA's API: wants a password; polls: how often it was asked, and let in."""

    password = "uno"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[bool] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        right = self.headers["password"] == self.server.password
        self.server.asked.append(right)
        body = answering.rows() if right else b"{}"
        self.send_response(200 if right else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Not on the tests' output."""


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def add_source(url: str, address: str, name: str = "north", **options: Any) -> None:
    names = ("location", "user", "password", "config", "place", "place_name")
    given: dict[str, Any] = (
        dict.fromkeys(names) | {"units": [answering.UNIT], "every": 60, "limit": 5} | options
    )
    with psycopg.connect(url, autocommit=True) as connection:
        store.add(connection, adding.source(name, address, **given))


@pytest.fixture
def polled(seeded: str, api: Api, at: Callable[[str], None]) -> str:
    with psycopg.connect(seeded) as connection:
        make_wells(connection, answering.UNIT)
    api.password = ""
    add_source(seeded, api.url)
    at(seeded)
    return seeded


def test_a_poll_lands_once_for_the_same_event(polled: str, api: Api) -> None:
    api.password = None  # type: ignore[assignment]
    with psycopg.connect(polled) as connection:
        (due,) = connection.execute("SELECT now()").fetchone() or ()
    event = {"due": due.isoformat()}
    first = handlers.poll(event, Call())
    again = handlers.poll(event, Call())
    assert (first["outcomes"], first["landed"]) == ({"north": "exitoso"}, 1)
    assert (again["outcomes"], again["landed"]) == ({"north": "already"}, 0)
    assert len(api.asked) == 1
    assert handlers.poll({}, Call())["outcomes"] == {"north": "waiting"}
    assert handlers.poll({"sources": ["north"]}, Call())["outcomes"] == {"north": "exitoso"}
    with psycopg.connect(polled) as connection:
        assert connection.execute("SELECT count(*) FROM stage.landing_scada_data").fetchone() == (
            2,
        )


def test_a_failed_poll_is_polled_again_by_the_same_event(polled: str, api: Api) -> None:
    api.password = None  # type: ignore[assignment]
    with psycopg.connect(polled, autocommit=True) as connection:
        (due,) = connection.execute("SELECT now()").fetchone() or ()
        connection.execute("UPDATE etl.fuentes SET direccion = 'http://127.0.0.1:1'")
    event = {"sources": ["north"], "due": due.isoformat()}
    assert handlers.poll(event, Call())["outcomes"] == {"north": "fallido"}
    with psycopg.connect(polled, autocommit=True) as connection:
        connection.execute("UPDATE etl.fuentes SET direccion = %s", [api.url])
    assert handlers.poll(event, Call())["outcomes"] == {"north": "exitoso"}


def test_a_rotated_api_secret_is_noticed_and_a_wrong_one_stops_the_source(
    services: None,
    seeded: str,
    api: Api,
    at: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(seeded)
    monkeypatch.setenv("API_SECRET_NAME", API)
    with psycopg.connect(seeded) as connection:
        make_wells(connection, answering.UNIT)
    add_source(seeded, api.url, password=f"secretsmanager:{API}#password")
    put_secret(API, json.dumps({"password": "uno"}))
    north = {"sources": ["north"]}
    assert handlers.poll(north, Call())["outcomes"] == {"north": "exitoso"}
    api.password = "dos"
    put_secret(API, json.dumps({"password": "dos"}))
    assert handlers.poll(north, Call())["outcomes"] == {"north": "exitoso"}
    assert api.asked == [True, False, True]
    api.password = "tres"
    answer = handlers.poll(north, Call())
    assert answer["outcomes"] == {"north": "fallido"}
    assert "refuses our credentials" in answer["messages"]["north"]
    assert "dos" not in json.dumps(answer)
    assert api.asked[3:] == [False], "the same secret is not tried twice"
    assert handlers.poll({}, Call())["outcomes"] == {}, "it is paused"


def test_a_poll_that_cannot_end_in_time_is_not_begun(polled: str, api: Api) -> None:
    answer = handlers.poll({}, Call(jobs.RESERVE + 3))
    assert (answer["outcomes"], api.asked) == ({"north": "no time"}, [])


def test_a_source_that_somebody_polls_or_that_is_none(polled: str, api: Api) -> None:
    from bp010ctl.base import locks

    with psycopg.connect(polled, autocommit=True) as worker:
        assert locks.take(worker, store.LOCKED, "north")
        assert handlers.poll({}, Call())["outcomes"] == {"north": "busy"}
    with pytest.raises(SourceError, match="no source 'south'"):
        handlers.poll({"sources": ["south"]}, Call())


# -- what comes out -------------------------------------------------------------------------------


def test_figures_that_alarms_look_at_are_metrics(
    polled: str, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    api.password = None  # type: ignore[assignment]
    handlers.poll({}, Call())
    handlers.health({"aws": False}, Call())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    figures = {name: line[name] for line in lines for name in line if name[0].isupper()}
    assert figures == {
        "FailedPolls": [0.0],
        "LandedRows": [1.0],
        "HealthLevel": [figures["HealthLevel"][0]],
    }


@pytest.mark.slow
def test_a_login_with_what_rds_superuser_has_does_it_all(
    guarded: Cluster, set_password: SetPassword, bucket: str, keep: Keep,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """From nothing to figures, by a role that is no superuser: the order of docs/aws.md."""
    name = "prueba_rds"
    owner = make_conninfo(guarded.url("postgres"), user=OWNER, password="first")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        monkeypatch.setenv("TARGET_SECRET_NAME", DATABASE_SECRET)
        monkeypatch.setenv("S3_BUCKET_CONFIG", BUCKET)
        keep(make_conninfo(owner, dbname=name), password="first")
        published.publish(SEEDS, bucket, "c0ffee")
        assert handlers.migrate({}, Call(600))["applied"]
        assert handlers.seed({}, Call())["rows"]["referencial.tbl_dq_rules"] == 35
        answer = handlers.run({"id": "first"}, Call(600))
        assert answer["cycles"] == dict.fromkeys(("stage", "universal", "reporting"), "exitoso")
        checks = {one["name"]: one for one in handlers.health({}, Call())["checks"]}
        assert "no superuser" in checks["rds role"]["message"]
        assert checks["s3 config"]["message"].endswith("of commit c0ffee")
        with psycopg.connect(make_conninfo(owner, dbname=name)) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert row.fetchone() == (False,)
    finally:
        with psycopg.connect(guarded.url("postgres", "postgres"), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} (FORCE)".encode())
            server.execute(f"DROP OWNED BY {OWNER}".encode())


@pytest.mark.slow
def test_a_cold_start_imports_what_every_job_needs_and_no_more() -> None:
    """Alembic and SQLAlchemy are half of a start: only `migrate` pays for them."""
    asked = "import sys, aws.handlers; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    needless = {
        "alembic",
        "sqlalchemy",
        "pglast",
        "typer",
        "rich",
        "openpyxl",
        "boto3",
        "starlette",
    }
    assert needless.isdisjoint(done.stdout.split())
