"""`bp010ctl alerts` as a person uses it, on a database of its own, with receivers on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from support import PROJECT, Cli, receiving, sampled
from support.fakes import until
from support.readings import scalar

RAISE = "SELECT etl.fnc_alerta('gap', 'WARNING', 'http', %s, NULL, 'late')"


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "alerts", "run"],
        env=dict(os.environ) | {"BP010_DATABASE_URL": url}, cwd=PROJECT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def places(server: receiving.Web) -> list[str]:
    """Of which places was told, in the order of the first time: a message can come twice."""
    lines = [line for text in server.texts for line in text.split("\n") if "] " in line]
    return list(dict.fromkeys(line.split("] ")[1].split(" · ")[0] for line in lines))


@pytest.mark.slow
def test_a_life_of_a_channel(seeded: str, cli: Cli) -> None:
    with receiving.web() as server:
        added = cli("alerts", "add", "shift", server.url, "--wait", "0", url=seeded)
        assert "next: bp010ctl alerts test shift" in added.stdout
        again = cli("alerts", "add", "shift", server.url, url=seeded)
        assert (again.returncode, "there is one already" in again.stderr) == (1, True)
        tested = json.loads(cli("alerts", "test", "shift", "--json", url=seeded).stdout)
        assert tested["error"] is None
        assert server.texts[0].startswith("Las alertas")
        (row,) = json.loads(cli("alerts", "list", "--json", url=seeded).stdout)
        assert (row["canal"], row["idioma"], row["alertas_por_decir"]) == ("shift", "es", 0)
        (told,) = json.loads(cli("alerts", "list", "--messages", "--json", url=seeded).stdout)
        assert (told["clase"], told["estado"], told["intentos"]) == ("prueba", "enviado", 1)
        for word, active in (("pause", False), ("resume", True)):
            cli("alerts", word, "shift", url=seeded)
            with psycopg.connect(seeded) as connection:
                assert scalar(connection, "SELECT activo FROM etl.canales") is active
        with psycopg.connect(seeded) as connection:
            connection.execute(RAISE, ["north"])
        assert (
            "would give up 0 messages and 1 alert"
            in cli("alerts", "drop", "shift", "--dry-run", url=seeded).stdout
        )
        assert cli("alerts", "drop", "shift", url=seeded).returncode == 3
        assert cli("alerts", "drop", "shift", "--confirm", "shift", url=seeded).returncode == 0
        assert cli("alerts", "remove", "shift", url=seeded).returncode == 3
        assert cli("alerts", "remove", "shift", "--confirm", "shift", url=seeded).returncode == 0
        assert cli("alerts", "test", "shift", url=seeded).returncode == 1


@pytest.mark.parametrize(
    ("words", "message"),
    sampled(
        {
            message: (words, message)
            for words, message in (
                (["add", "x", "json://a", "--quiet", "22-06"], "--quiet is HH:MM-HH:MM"),
                (["add", "x", "json://a", "--zone", "Nowhere/Town"], "there is no such time zone"),
                (["add", "x", "json://a", "--secret", "key"], "--secret is NAME=REFERENCE"),
                (["add", "X X", "json://a"], "small letters"),
                (["pause", "nobody"], "there is no channel"),
            )
        },
        3,
    ),
)
def test_what_is_refused_says_why(
    migrated_url: str, cli: Cli, words: list[str], message: str
) -> None:
    refused = cli("alerts", *words, url=migrated_url)
    assert refused.returncode in (1, 2)
    assert message in refused.stderr


def test_the_service_runs_the_worker(migrated_url: str, cli: Cli) -> None:
    unit = cli("alerts", "unit", "--user", "bp", url=migrated_url).stdout
    assert "User=bp\n" in unit
    assert "/bp010ctl alerts run\n" in unit
    assert "/etc/bp010/alerts.env" in unit


@pytest.mark.slow
def test_two_workers_one_dies_and_a_lost_session_tell_everything(seeded: str, cli: Cli) -> None:
    """Woken by the notification; killed by -9, the other goes on; its sessions ended, too."""
    with (
        receiving.web() as server,
        psycopg.connect(seeded, autocommit=True) as connection,
        worker(seeded) as first,
    ):
        cli("alerts", "add", "shift", server.url, "--wait", "0", "--interval", "0", url=seeded)
        until(lambda: scalar(connection, "SELECT mirado_en FROM etl.canales"), 30)
        with worker(seeded) as second:
            connection.execute(RAISE, ["one"])
            until(lambda: places(server) == ["one"], 30)
            first.send_signal(signal.SIGKILL)
            first.wait()
            connection.execute(RAISE, ["two"])
            until(lambda: places(server) == ["one", "two"], 60)
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'bp010ctl alerts'"
            )
            connection.execute(RAISE, ["three"])
            until(lambda: places(server) == ["one", "two", "three"], 60)
            second.send_signal(signal.SIGTERM)
            output, _ = second.communicate(timeout=60)
            assert second.returncode == 0
            assert "the database is away" in output


@pytest.mark.slow
def test_a_worker_killed_while_it_sends_loses_nothing_and_says_twice_at_most(
    seeded: str, cli: Cli
) -> None:
    with receiving.web() as server, psycopg.connect(seeded, autocommit=True) as connection:
        cli("alerts", "add", "shift", server.url, "--wait", "0", "--interval", "0", url=seeded)
        server.slow = 0.3
        for number in range(8):
            with worker(seeded) as process:
                connection.execute(RAISE, [f"place-{number}"])
                until(
                    lambda: scalar(
                        connection, "SELECT count(*) FROM etl.envios WHERE resultado = 'en_curso'"
                    ),
                    60,
                )
                process.send_signal(signal.SIGKILL)
                process.wait()
        server.slow = 0
        with worker(seeded):
            waiting = "SELECT count(*) FROM etl.canal_alertas WHERE dicha_en IS NULL"
            pending = "SELECT count(*) FROM etl.avisos WHERE estado = 'pendiente'"
            until(lambda: scalar(connection, waiting) + scalar(connection, pending) == 0, 60)
        assert places(server) == [f"place-{number}" for number in range(8)]
        left = scalar(
            connection, "SELECT count(*) FROM etl.envios WHERE resultado = 'interrumpido'"
        )
        assert left >= 1


@pytest.mark.slow
def test_no_secret_is_in_output_or_process_list(seeded: str, cli: Cli) -> None:
    secret = "s3cret-Pa55-word"
    with receiving.web() as server, psycopg.connect(seeded, autocommit=True) as connection:
        server.slow = 2
        host = server.url.removeprefix("json://")
        os.environ["BP010_SECRET_KEY"] = secret
        try:
            cli(
                "alerts", "add", "shift", f"json://user:{{key}}@{host}/{{key}}", "--secret",
                "key=env:BP010_SECRET_KEY", "--wait", "0", url=seeded,
            )  # fmt: skip
            with worker(seeded) as process:
                connection.execute(RAISE, ["north"])
                sending = "SELECT count(*) FROM etl.envios WHERE resultado = 'en_curso'"
                until(lambda: scalar(connection, sending), 60)
                listed = subprocess.run(
                    ["ps", "axww", "-o", "args"], capture_output=True, text=True
                )
                until(lambda: server.requests, 60)
                process.send_signal(signal.SIGTERM)
                output, _ = process.communicate(timeout=60)
        finally:
            del os.environ["BP010_SECRET_KEY"]
    assert server.requests[0][1] == f"/{secret}"
    assert "alerts.sending" in listed.stdout
    assert secret not in listed.stdout + output
