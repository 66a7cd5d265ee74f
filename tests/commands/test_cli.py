"""The command line as a user meets it: help everywhere, documented, instant, no tracebacks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from bp010ctl import __version__, cli
from bp010ctl.base import generated
from bp010ctl.commands import grammar, pages
from support import PROJECT, Cli
from support.wired import COMMANDS, RUNNABLE

HEAVY = {"alembic", "sqlalchemy", "psycopg", "rich", "pglast", "openpyxl", "psutil"}


GROUPS = ["Set up", "Change", "Load", "Run", "Watch", "Keep", "Take over", "Neighbours"]


@pytest.mark.parametrize("name", RUNNABLE)
def test_each_command_has_help_with_an_example_and_every_option_says_what_it_does(
    name: str,
) -> None:
    command = RUNNABLE[name]
    assert command.help
    assert "bp010ctl " in command.help.partition("xample")[2], "no example"
    silent = [
        parameter.name for parameter in command.params if not getattr(parameter, "help", None)
    ]
    assert not silent


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in RUNNABLE])
def test_a_list_of_commands_has_the_whole_first_sentence_of_each(name: str, cli: Cli) -> None:
    shown = " ".join(cli(*name.removeprefix("bp010ctl").split(), "--help").stdout.split())
    members = COMMANDS[name].commands  # type: ignore[attr-defined]
    assert members
    for command in members.values():
        assert grammar.first_sentence(command.help) in shown
    assert "..." not in shown.replace("[ARGS]...", "")


def test_commands_are_grouped_in_the_order_of_their_use(cli: Cli) -> None:
    titles = re.findall(r"^([A-Z][a-z ]+):$", cli("--help").stdout, re.MULTILINE)
    assert titles == ["Options", *GROUPS]


def test_version(cli: Cli) -> None:
    assert cli("--version").stdout == f"bp010ctl {__version__}\n"


def test_options_have_english_names_and_go_by_their_spanish_ones_of_old_too() -> None:
    known = {"--from", "--to", "--well"}
    old = ["--desde", "2026-01-01", "--hasta=2026-01-02", "--pozo", "7", "--", "--pozo"]
    new = ["--from", "2026-01-01", "--to=2026-01-02", "--well", "7", "--", "--pozo"]
    assert grammar.modern(old, known) == new
    assert grammar.modern(["--zona", "UTC"], known) == ["--zona", "UTC"], "not this command's"
    options = {
        option
        for command in RUNNABLE.values()
        for parameter in command.params
        for option in [*parameter.opts, *parameter.secondary_opts]
    }
    assert set(grammar.OLD_SPELLINGS.values()) <= options
    assert not set(grammar.OLD_SPELLINGS) & options


def test_an_option_by_its_name_of_old_is_understood(cli: Cli) -> None:
    done = cli("run", "incremental", "--desde-cero")
    assert done.returncode == 2
    assert "--from-scratch goes with full-reset" in done.stderr


def test_each_command_has_its_page_and_each_page_its_command() -> None:
    texts = pages.pages(typer.main.get_command(cli.app))
    assert not generated.stale(texts, PROJECT), "run `make docs`"
    assert not generated.gone(texts, PROJECT, pages.FILES), "run `make docs`"
    whole = "".join(texts.values())
    assert not [name for name in RUNNABLE if f"    bp010ctl {name} [OPTIONS]" not in whole]


def test_a_page_has_the_words_of_help_and_one_of_no_command_is_found(tmp_path: Path) -> None:
    texts = pages.pages(typer.main.get_command(cli.app))
    page = texts[f"{pages.FOLDER}/run.md"]
    assert "| `--to DAY` | Last day, included. [default: today] |" in page
    assert "bp010ctl run full-reset --confirm bp010" in page
    left = tmp_path / pages.FOLDER / "of_old.md"
    left.parent.mkdir(parents=True)
    left.touch()
    assert generated.gone(texts, tmp_path, pages.FILES) == [f"{pages.FOLDER}/of_old.md"]


def test_documented_commands_exist() -> None:
    text = "".join(path.read_text() for path in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")])
    named = set(re.findall(r"`bp010ctl ((?:db )?[a-z][a-z-]*)", text))
    assert named <= set(COMMANDS), f"not a command: {named - set(COMMANDS)}"


def test_documented_make_targets_exist() -> None:
    text = "".join(path.read_text() for path in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")])
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from bp010ctl import cli\n"
        "sys.argv = ['bp010ctl', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(set(name.split('.')[0] for name in sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Watch:" in done.stdout
    assert not HEAVY & set(re.findall(r"'(\w+)'", done.stderr))


def test_a_mistake_is_a_message_with_a_next_step_and_no_traceback(cli: Cli) -> None:
    done = cli("migrate")
    assert done.returncode == 1
    assert "not running" in done.stderr
    assert "bp010ctl db up" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_is_never_shown(cli: Cli) -> None:
    done = cli("migrate", url="postgresql://ana:s3cret@localhost:1/no_such")
    assert done.returncode == 1
    assert "s3cret" not in done.stdout + done.stderr
    assert "'ana'" in done.stderr


def test_a_url_that_is_none_is_a_message_without_its_parts(cli: Cli) -> None:
    done = cli("migrate", url="postgresql://ana:s3cret@host:port/x?no=such")
    assert done.returncode == 2
    assert "libpq URL" in done.stderr
    assert "s3cret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_url_prints_last_what_psycopg_takes(cli: Cli, fresh_url: str) -> None:
    done = cli("db", "url", url=fresh_url)
    assert done.stdout.splitlines()[-1] == fresh_url


def test_up_creates_the_missing_database_of_a_given_server(cli: Cli, fresh_url: str) -> None:
    import psycopg

    other = fresh_url.replace("/prueba_", "/prueba_otra_")
    try:
        assert "would create the database" in cli("db", "up", "--dry-run", url=other).stdout
        first = json.loads(cli("db", "up", "--json", url=other).stdout)
        assert (first["started"], first["created"]) == (None, True)
        assert "created" not in cli("db", "up", url=other).stderr
        with psycopg.connect(other) as connection:
            connection.execute("SELECT 1")
    finally:
        name = other.rpartition("/")[2].partition("?")[0]
        with psycopg.connect(fresh_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')


def test_a_dry_run_makes_and_deletes_no_cluster(cli: Cli, tmp_path: Path) -> None:
    planned = cli("db", "up", "--dry-run", "--json")
    assert json.loads(planned.stdout) == {"state": "absent", "dry_run": True}
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "mine").touch()
    done = cli("db", "destroy", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert f"would delete the private cluster in {home}" in done.stdout
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_revision_planned_for_machines_writes_nothing(cli: Cli) -> None:
    before = sorted((PROJECT / "migrations" / "versions").glob("*.py"))
    done = cli("revision", "--empty", "-m", "Wells have a zone", "--dry-run", "--json")
    planned = json.loads(done.stdout)
    assert planned["revision"].endswith("_wells_have_a_zone")
    assert [Path(name).name for name in planned["files"][1:]] == ["010_tablas.sql"] * 2
    assert not any((PROJECT / name).exists() for name in planned["files"])
    frozen = json.loads(cli("revision", "--freeze", "--dry-run", "--json").stdout)
    assert frozen == {"frozen": [], "dry_run": True}
    assert sorted((PROJECT / "migrations" / "versions").glob("*.py")) == before


def test_destroy_asks_for_the_name(cli: Cli) -> None:
    done = cli("db", "destroy")
    assert done.returncode == 3
    assert "--confirm bp010" in done.stderr
