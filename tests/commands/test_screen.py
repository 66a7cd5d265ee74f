"""What commands show on narrow and wide terminals, with names that try to command them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import simulator
from bp010ctl.commands import screen
from bp010ctl.cycles import runner
from support import PROJECT, Cli
from support.databases import new_database
from support.fakes import until
from support.terminal import Screen, shown, written
from support.wired import RUNNABLE

START = datetime(2026, 3, 1, tzinfo=UTC)
NASTY = "[/b][red]Pozo \x1b[31mÑandú"

COMMANDS = [
    ["status"],
    ["well", "101", "--hours", "3"],
    ["well", "999"],
    ["runs"],
    ["runs", "--failed"],
    ["gaps"],
    ["metrics"],
    ["health"],
    ["cron", "status"],
    ["migrate"],
    ["migrate", "--plan", "--to", "-2"],
    ["seed", "--dry-run"],
    ["seed", "--only", "tbl_nowhere"],
    ["where", "fnc_ahora"],
    ["adopt"],
    ["db", "url"],
    ["db", "up", "--dry-run"],
    ["recover", "--dry-run"],
    ["revision", "--freeze", "--dry-run"],
    ["revision", "--empty", "-m", "Wells of a field have a zone of their own", "--dry-run"],
    ["variable", "add", "nivel_tanque", "--tag", "12400", "-m", "Level of the tank", "--dry-run"],
    ["ingest", "tests/fixtures/no_such_file.csv"],
    ["ingest", "--dry-run", "FILE"],
    ["replica", "status", "none"],
    ["--help"],
    ["cron", "--help"],
    ["ingest", "--help"],
    ["stauts"],
]
OTHERS = [
    ["run", "stage"],
    ["run", "incremental", "--dry-run"],
    ["simulate", "--wells", "2", "--hours", "1", "--dry-run"],
    ["graph", "reporting.vw_foto_pozos"],
    ["serve", "--host", "203.0.113.1", "--open"],
    ["report", "field", "-o", "FOLDER/field.csv", "--day", "2026-03-01"],
    ["report", "well", "101", "-o", "FOLDER/well.csv", "--day", "2026-03-01"],
    ["backup", "tests"],
    ["restore", "tests", "--into", "no_such_database", "--dry-run"],
    ["db", "status"],
    ["db", "down"],
    ["db", "destroy", "--dry-run"],
    ["roles", "create"],
    ["roles", "grant", "nobody_of_that_name", "panel", "--dry-run"],
    ["roles", "revoke", "nobody_of_that_name", "panel", "--dry-run"],
    ["roles", "wells", "nobody_of_that_name", "--well", "101", "--dry-run"],
    ["roles", "password", "nobody_of_that_name"],
    ["cron", "apply", "--dry-run"],
    ["cron", "pause", "reporting", "--dry-run"],
    ["cron", "resume", "reporting", "--dry-run"],
    ["cron", "remove", "--dry-run"],
    ["source", "add", "otra", "http://127.0.0.1:9/api", "--unit", "101", "--dry-run"],
    ["source", "list"],
    ["source", "test", "norte"],
    ["source", "poll", "norte"],
    ["source", "recover", "norte"],
    ["source", "pause", "norte"],
    ["source", "resume", "norte"],
    ["source", "remove", "norte", "--dry-run"],
    ["source", "unit"],
    ["alerts", "add", "otro", "json://127.0.0.1:9/alertas", "--dry-run"],
    ["alerts", "list"],
    ["alerts", "test", "turno"],
    ["alerts", "list", "--messages"],
    ["alerts", "pause", "turno"],
    ["alerts", "resume", "turno"],
    ["alerts", "retry", "turno"],
    ["alerts", "drop", "turno", "--dry-run"],
    ["alerts", "remove", "turno", "--dry-run"],
    ["alerts", "unit"],
    ["aws", "publish", "--help"],
    ["aws", "check"],
    ["bronze", "ingest", "--source", "FOLDER/none", "--lake", "FOLDER/lake", "--dry-run"],
    ["bronze", "silver", "--lake", "FOLDER/lake"],
    ["bronze", "load", "--lake", "FOLDER/lake", "--dry-run"],
    ["bronze", "run", "--once", "--source", "FOLDER/none", "--lake", "FOLDER/lake"],
    ["bronze", "unit"],
    ["bronze", "query", "SELECT 1 AS uno", "--lake", "FOLDER/lake"],
    ["replica", "plan", "mysql://reader@127.0.0.1:9/shop", "--dry-run"],
    ["replica", "document", "none_of_that_name"],
    ["replica", "revision", "none_of_that_name", "--dry-run"],
    ["replica", "run", "none_of_that_name", "--dry-run"],
    ["replica", "verify", "none_of_that_name"],
]
"""The rest of the commands, beside a source and a channel that nobody answers."""
APART = {"cron run", "source run", "alerts run", "bronze dagster", "db psql"}
"""What goes on until Ctrl-C, whatever it is given, or becomes psql: only its help is tried."""
OF_PROJECTS = [
    ["rebase"],
    ["lint", "SQL"],
    ["drift"],
    ["prove", "v04_stage", "v42_cartas_por_indice"],
    ["revision", "-m", "A change that nobody made", "--dry-run"],
    ["impact", "stage.tbl_pozo_produccion.pip"],
    ["docs", "--dry-run"],
    ["roles", "show"],
    ["roles", "check"],
]
"""Commands that take seconds each: they migrate scratch databases or read every file."""
UNITS = {"d", "h", "min", "s"}
"""What an age is told in, which another look tells in another one."""


@pytest.fixture(scope="module")
def settings(
    cluster: Any, seeded_template: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Three computed wells, one with a nasty name and silent for days; a failed run and a gap."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        options = simulator.Options(wells=3, hours=2, start=START)
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
            end = START + timedelta(hours=2)
            server.execute(f"ALTER DATABASE {name} SET bp010.ahora = '{end.isoformat()}'")
        with psycopg.connect(url) as connection:
            simulator.write_wells(connection, simulator.wells(options), START.date())
            simulator.write_wide(connection, simulator.simulate(options))
            connection.execute(
                "UPDATE stage.tbl_pozo_maestra SET nombre_pozo = %s WHERE well_id = 102", [NASTY]
            )
            connection.commit()
            assert runner.run(connection, "incremental").estado == "exitoso"
            connection.execute(
                "UPDATE reporting.dataset_current_values SET estado_comunicacion = 'OFFLINE',"
                " minutos_sin_reportar = 9433 WHERE well_id = 102"
            )
            connection.execute(
                "INSERT INTO etl.etl_ejecuciones (etl_tipo, ubicacion_id, estado, error_tipo,"
                " error_mensaje, fecha_inicio, fecha_fin) VALUES ('scada', 'campo_de_prueba',"
                " 'fallido', 'conexion', 'the historian at the other end of a long line did"
                " not answer within the thirty seconds that it is given', %s, %s)",
                [end - timedelta(hours=1), end],
            )
            connection.commit()
        home = tmp_path_factory.mktemp("screen")
        yield {"BP010_DATABASE_URL": url, "BP010_HOME": str(home)}


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    file = tmp_path_factory.mktemp("files") / "a_file_whose_name_is_longer_than_needed.csv"
    file.write_text("well_id,timestamp_lectura,spm\n101,2026-03-01 02:30+00,6.1\n101,x,6.2\n")
    return [[str(file) if word == "FILE" else word for word in words] for words in COMMANDS]


@pytest.fixture(scope="module")
def others(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The other commands, and the help of all; the source and the channel are there."""
    made = [
        ["source", "add", "norte", "http://127.0.0.1:9/api", "--unit", "101", "--limit", "1"],
        ["alerts", "add", "turno", "json://127.0.0.1:9/alertas", "--limit", "1"],
    ]
    assert [screen.code for screen in shown(made, None, "utf-8", settings)] == [0, 0]
    folder = str(tmp_path_factory.mktemp("reports"))
    helps = [[*name.split(), "--help"] for name in RUNNABLE]
    return [[word.replace("FOLDER", folder) for word in words] for words in [*OTHERS, *helps]]


@pytest.fixture(scope="module")
def whole_of_others(settings: dict[str, str], others: list[list[str]]) -> list[Screen]:
    shown(others[: len(OTHERS)], None, "utf-8", settings)  # what it changes, later ones find
    return shown(others, None, "utf-8", settings)


@pytest.fixture(scope="module")
def of_projects(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """With a file that has many findings, one of them about a long name."""
    file = tmp_path_factory.mktemp("sql") / "reporting.a_view_whose_name_is_longer_than_needed.sql"
    file.write_text(f"create view {file.stem} as select *, {'x' * 130} as y from nowhere.at_all;\n")
    return [[str(file) if word == "SQL" else word for word in words] for words in OF_PROJECTS]


@pytest.fixture(scope="module")
def home_of_projects(settings: dict[str, str], cluster: Any) -> dict[str, str]:
    """The same database; scratch databases on the suite's server."""
    return settings | {"BP010_HOME": str(cluster.home)}


@pytest.fixture(scope="module")
def whole_of_projects(
    home_of_projects: dict[str, str], of_projects: list[list[str]]
) -> list[Screen]:
    return shown(of_projects, None, "utf-8", home_of_projects)


@pytest.fixture(scope="module")
def whole(settings: dict[str, str], commands: list[list[str]]) -> list[Screen]:
    """What the commands write into a pipe: nothing left out, nothing shortened."""
    return shown(commands, None, "utf-8", settings)


@pytest.mark.parametrize(
    ("columns", "encoding"),
    [
        (80, "utf-8"),
        pytest.param(140, "utf-8", marks=pytest.mark.slow),
        pytest.param(80, "ascii", marks=pytest.mark.slow),
        pytest.param(140, "ascii", marks=pytest.mark.slow),
    ],
)
def test_no_word_is_broken_and_no_line_too_long(
    settings: dict[str, str],
    commands: list[list[str]],
    whole: list[Screen],
    columns: int,
    encoding: str,
) -> None:
    for words, seen, full in zip(
        commands, shown(commands, columns, encoding, settings), whole, strict=True
    ):
        _judge(words, seen, full, columns)


@pytest.mark.slow
def test_every_command_is_tried() -> None:
    tried = {
        name
        for words in COMMANDS + OTHERS + OF_PROJECTS
        for name in RUNNABLE
        if words[: len(name.split())] == name.split()
    }
    assert set(RUNNABLE) - tried == APART


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("columns", [80, 140])
def test_nor_by_any_other_command_or_help(
    settings: dict[str, str],
    others: list[list[str]],
    whole_of_others: list[Screen],
    columns: int,
    encoding: str,
) -> None:
    screens = shown(others, columns, encoding, settings)
    for words, seen, full in zip(others, screens, whole_of_others, strict=True):
        _judge(words, seen, full, columns)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("columns", [80, 140])
def test_nor_where_scratch_databases_are_made(
    home_of_projects: dict[str, str],
    of_projects: list[list[str]],
    whole_of_projects: list[Screen],
    columns: int,
    encoding: str,
) -> None:
    screens = shown(of_projects, columns, encoding, home_of_projects)
    for words, seen, full in zip(of_projects, screens, whole_of_projects, strict=True):
        _judge(words, seen, full, columns)


def _judge(words: list[str], seen: Screen, full: Screen, columns: int) -> None:
    """No traceback, the same end, no line too long, no word broken."""
    text = "\n".join(seen.lines)
    assert "Traceback" not in text, text
    assert seen.code == full.code, text
    known = UNITS | set(full.words) | {plain for word in full.words for plain in _plain(word)}
    for line in seen.lines:
        one_long_word = len(line.split()) == 1
        assert len(line) <= columns or one_long_word, (words, line)
        if "left out at" in line or set(line) <= set("─-+| "):
            continue  # said of the table itself, and its rule
        cells = line.replace("|", " ") if line.startswith("|") else line
        broken = [word for word in cells.split() if not _whole(word, known)]
        assert not broken, (words, broken, line)


def _plain(word: str) -> list[str]:
    """The word as an encoding of few characters shows it."""
    plain = word.encode("ascii", errors=screen.SUBSTITUTES).decode()
    return plain.split() if plain != word else []


def _whole(word: str, known: set[str]) -> bool:
    """The word is one of the full output, a figure, or says itself that it goes on."""
    if word in known or any(character.isdigit() for character in word):
        return True
    start = word.rstrip("…~")
    return start != word and any(other.startswith(start) for other in known)


def test_a_narrow_table_says_what_it_leaves_out(settings: dict[str, str]) -> None:
    (narrow,) = shown([["status"]], 80, "utf-8", settings)
    assert any(line.startswith("left out at 80 columns: ") for line in narrow.lines)
    (wide,) = shown([["status"]], 200, "utf-8", settings)
    assert not any("left out" in line for line in wide.lines)
    head = next(line for line in wide.lines if "MTBF" in line)
    assert head.split("  ")[0].strip() == "well"
    for column in ("fluid bbl", "oil bbl", "MTBF h", "uptime %", "kWh/bbl", "DQ", "alerts"):
        assert column in head


def test_a_name_is_shown_as_it_is_and_commands_nothing(whole: list[Screen]) -> None:
    (row,) = [line for line in whole[0].lines if " 102 " in line]
    assert "[/b][red]Pozo \\x1b[31mÑandú" in row
    assert "OFFLINE 6 d 13 h" in row


@pytest.mark.slow
def test_what_takes_long_says_so_and_takes_it_away(home_of_projects: dict[str, str]) -> None:
    output = written([["docs", "--dry-run"]], 80, home_of_projects)
    before, _, after = output.rpartition("docs: at work for ")
    assert (before.endswith("\r"), "s\x1b[K\r\x1b[K" in after) == (True, True)
    assert "at work" not in written([["docs", "--dry-run"]], None, home_of_projects)


def test_one_row_is_one_line(settings: dict[str, str]) -> None:
    (seen,) = shown([["status"]], 80, "utf-8", settings)
    rows = [line for line in seen.lines if line.strip()[:3] in {"101", "102", "103"}]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [("↑ v18", "^ v18"), ("Ñandú", "Nandu"), ("a → b…", "a > b~"), ("⠀⣿", " *"), ("井", "?")],
)
def test_what_an_encoding_lacks_has_a_substitute(text: str, plain: str) -> None:
    assert text.encode("ascii", errors=screen.SUBSTITUTES).decode() == plain


def test_an_encoding_of_one_byte_stops_no_migration(
    fresh_url: str, tmp_path: Path, cluster: Any
) -> None:
    settings = {"BP010_DATABASE_URL": fresh_url, "BP010_HOME": str(tmp_path)}
    (seen,) = shown([["migrate", "--to", "v04_stage"]], None, "latin-1", settings)
    assert seen.code == 0, seen.lines
    assert any(line.startswith("^ v04_stage") for line in seen.lines)


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["well", "999", "--json"], 1, "there is no well 999 in the snapshot"),
        (["well", "x", "--json"], 2, "Invalid value for 'ID'"),
        (["status", "--json", "--no-such"], 2, "No such option: --no-such"),
    ],
)
def test_an_error_is_json_where_json_is_asked_for(
    cli: Cli, settings: dict[str, str], words: list[str], code: int, error: str
) -> None:
    done = cli(*words, url=settings["BP010_DATABASE_URL"])
    assert done.returncode == code
    document = json.loads(done.stdout)
    assert document["error"].startswith(error)
    assert set(document) == {"error", "on", "hint"}


def test_ctrl_c_says_what_is_left(settings: dict[str, str]) -> None:
    url = settings["BP010_DATABASE_URL"]
    call = ["bp010ctl", "simulate", "--wells", "40", "--hours", "400", "--first-id", "1000"]
    with subprocess.Popen(
        [sys.executable, "-m", *call], cwd=PROJECT, env=dict(os.environ) | settings,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process, psycopg.connect(url, autocommit=True) as connection:  # fmt: skip
        until(
            lambda: connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY%landing%'"
            ).fetchone()
        )
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "error: interrupted\n  hint: nothing of the history was kept" in stderr
        count = "SELECT count(*) FROM stage.landing_scada_data"
        assert connection.execute(count).fetchone() == (0,)


def test_ctrl_c_is_the_way_to_end_what_follows(settings: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "runs", "--follow", "--limit", "1"], cwd=PROJECT,
        env=dict(os.environ) | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")
