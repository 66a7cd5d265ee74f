"""`bp010ctl source` as a person uses it, on a database of its own, and that no secret is told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from support import PROJECT, Cli, sampled
from support.fakes import until
from support.readings import make_wells, rows, scalar

SECRET = "s3cret-Pa55-word"


@pytest.fixture
def url(seeded: str) -> str:
    with psycopg.connect(seeded) as connection:
        make_wells(connection, 5)
    return seeded


@pytest.mark.slow
def test_a_life_of_a_source(
    answers: str, url: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BP010_SECRET_PASSWORD", SECRET)
    added = cli(
        "source", "add", "north", f"{answers}/good", "--unit", "5", "--user",
        "env:BP010_SECRET_PASSWORD", url=url,
    )  # fmt: skip
    assert "next: bp010ctl source test north" in added.stdout
    again = cli("source", "add", "north", f"{answers}/good", "--unit", "5", url=url)
    assert (again.returncode, "there is one already" in again.stderr) == (1, True)

    tested = json.loads(cli("source", "test", "north", "--json", url=url).stdout)
    assert (tested["rows"], tested["units"][0]["mapeadas"]) == (1, 1)
    with psycopg.connect(url) as connection:
        assert scalar(connection, "SELECT count(*) FROM stage.landing_scada_data") == 0
        assert scalar(connection, "SELECT count(*) FROM etl.etl_ejecuciones") == 0

    (polled,) = json.loads(cli("source", "poll", "north", "--json", url=url).stdout)
    assert (polled["state"], polled["landed"]) == ("exitoso", 1)
    (listed,) = json.loads(cli("source", "list", "--json", url=url).stdout)
    assert (listed["fuente"], listed["estado"], listed["huecos"]) == ("north", "exitoso", 0)

    for word, active in (("pause", False), ("resume", True)):
        cli("source", word, "north", url=url)
        with psycopg.connect(url) as connection:
            assert scalar(connection, "SELECT activa FROM etl.fuentes") is active
    refused = cli("source", "recover", "north", url=url)
    assert "shows its newest values only" in refused.stderr
    assert cli("source", "remove", "north", url=url).returncode == 3
    assert cli("source", "remove", "north", "--confirm", "north", url=url).returncode == 0
    assert cli("source", "poll", "north", url=url).returncode == 1


@pytest.mark.parametrize(
    ("words", "message"),
    sampled(
        {
            message: (words, message)
            for words, message in (
                (["n", "http://a", "--unit", "5", "--password", SECRET], "is given as a reference"),
                (
                    ["n", "http://a", "--unit", "5", "--password", "env:HOME"],
                    "begin with BP010_SECRET_",
                ),
                (["n", "http://u:p@a", "--unit", "5"], "has a user or a password in it"),
                (["n", "http://a"], "no unit to ask for"),
                (["N N", "http://a", "--unit", "5"], "small letters"),
                (["n", "http://a", "--config", "/nowhere.toml"], "no such file"),
            )
        },
        3,
    ),
)
def test_what_cannot_be_added_says_why_and_repeats_no_secret(
    migrated_url: str, cli: Cli, words: list[str], message: str
) -> None:
    refused = cli("source", "add", *words, url=migrated_url)
    assert (refused.returncode, message in refused.stderr) == (1, True), refused.stderr
    assert SECRET not in refused.stderr + refused.stdout


def test_no_secret_is_in_ledger_output_or_process_list(
    answers: str, url: str, tmp_path: Path
) -> None:
    """The worker's whole life, with a secret in a header, one in the query, one from a program."""
    program = tmp_path / "give"
    program.write_text(f"#!/bin/sh\necho {SECRET}-by-program\n")
    program.chmod(0o700)
    (tmp_path / "kept").write_text(f"{SECRET}-in-file\n")
    config = tmp_path / "north.toml"
    config.write_text(
        '[secrets]\na = "file:kept"\nb = "command:give"\nc = "env:BP010_SECRET_C"\n'
        '[request]\npath = "/{c}"\nparams = { key = "{b}" }\nheaders = { token = "{a}" }\n'
    )
    environment = {
        "BP010_DATABASE_URL": url, "BP010_SECRETS": str(tmp_path), "PATH": "/usr/bin:/bin",
        "BP010_SECRET_C": f"{SECRET}/in env", "BP010_HOME": str(tmp_path / "home"),
    }  # fmt: skip
    bp010ctl = [sys.executable, "-m", "bp010ctl", "source"]
    subprocess.run(
        [*bp010ctl, "add", "north", f"{answers}/redirect", "--config", config, "--every", "1"],
        env=environment, check=True, capture_output=True, cwd=PROJECT,
    )  # fmt: skip
    worker = subprocess.Popen(
        [*bp010ctl, "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, cwd=PROJECT,
    )  # fmt: skip
    with psycopg.connect(url, autocommit=True) as connection:
        until(lambda: scalar(connection, "SELECT count(*) FROM etl.etl_ejecuciones") >= 2, 20)
        processes = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True)
        beside = subprocess.run(
            [*bp010ctl, "poll", "north"], env=environment, capture_output=True, text=True,
            cwd=PROJECT,
        )  # fmt: skip
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=20)
        tables = rows(
            connection,
            "SELECT to_jsonb(e)::text AS t FROM etl.etl_ejecuciones AS e"
            " UNION ALL SELECT to_jsonb(f)::text FROM etl.fuentes AS f"
            " UNION ALL SELECT to_jsonb(a)::text FROM etl.alertas AS a",
        )
    assert worker.returncode == 0
    assert "polls it already" in beside.stderr
    assert "redirects are refused" in output
    told = output + processes.stdout + beside.stderr + "".join(one["t"] for one in tables)
    assert SECRET not in told
    assert SECRET.encode().hex() not in told


def test_the_service_runs_the_worker(migrated_url: str, cli: Cli) -> None:
    unit = cli("source", "unit", "--user", "bp", url=migrated_url).stdout
    assert "User=bp\n" in unit
    assert "/bp010ctl source run\n" in unit
    assert "Restart=always" in unit
