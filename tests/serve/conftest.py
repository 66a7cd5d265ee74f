"""A field of three wells behind the pages: one in trouble, one well, one that never reported."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from starlette.testclient import TestClient

from bp010ctl.cycles import runner
from bp010ctl.roles import passwords, wells
from bp010ctl.serve import binding, web
from bp010ctl.server.cluster import Cluster
from support.databases import new_database
from support.readings import make_wells

EVIL = "<script>alert('x')</script>\"'&<b>"
"""A text that wants to be markup, in every text of the field."""

WEB, ANA, PASSWORD = "prueba_web", "ana@example.org", "una clave larga"

CARD = {
    "places": str([*range(0, 101, 5), *range(95, 0, -5)]),
    "loads": str([20000] * 21 + [9000] * 19),
    "pump": str([7000] * 21 + [0] * 19),
}


@pytest.fixture(scope="session")
def field_url(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """Well 1 stands and is named by an attack, well 2 runs, well 3 has no reading."""
    with new_database(cluster, seeded_template.template_dbname) as made:
        with psycopg.connect(made, autocommit=True) as owner:
            place = {"campo": EVIL, "cliente": EVIL, "region": EVIL}
            make_wells(owner, 1, **place)
            make_wells(owner, 2, 3, campo="Campo B", cliente="Cliente B")
            owner.execute(
                "UPDATE stage.tbl_pozo_maestra SET nombre_pozo = %s WHERE well_id = 1", [EVIL]
            )
            owner.execute(
                "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, estado_motor,"
                " pip, spm_promedio, presion_cabezal, pump_fill_monitor, eficiencia_levantamiento,"
                " produccion_fluido_diaria, produccion_petroleo_diaria, surface_rod_position,"
                " surface_rod_load, downhole_pump_position, downhole_pump_load)"
                " SELECT well_id, now() - n * interval '10 minutes', well_id = 2, 500 + n, 3.25,"
                " 200, 40, 60, 0, NULL, %(places)s, %(loads)s, %(places)s, %(pump)s"
                " FROM unnest(ARRAY[1, 2]) AS well_id, generate_series(0, 20) AS n",
                CARD,
            )
            result = runner.run(owner, "incremental")
            assert result.estado == "exitoso", [step.error for step in result.steps]
            owner.execute("ANALYZE")
        yield made


@pytest.fixture(scope="session")
def client(field_url: str) -> Iterator[TestClient]:
    """The pages with --open, as a browser on the same machine asks for them."""
    app = web.application(
        binding.pool(field_url, 2), web.Options(watch=field_url, machines=("testclient",))
    )
    with TestClient(app, base_url="http://localhost") as made:
        yield made


@pytest.fixture
def rows(field_url: str) -> Iterator[Any]:
    """Ask the database what the pages are held against: one row by column."""
    with psycopg.connect(field_url, row_factory=psycopg.rows.dict_row) as connection:
        yield lambda query, *values: connection.execute(query, values).fetchone()


@pytest.fixture(scope="session")
def web_url(cluster: Cluster, field_url: str) -> Iterator[str]:
    """The field for the web's login; ana has a password and sees well 2."""
    with psycopg.connect(field_url, autocommit=True) as owner:
        passwords.give(owner, ANA, PASSWORD)
        wells.give(owner, ANA, [wells.Scope("well", "2", wells.READS)])
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute(f"CREATE ROLE {WEB} LOGIN IN ROLE bp010_panel, bp010_pool".encode())
        yield make_conninfo(field_url, user=WEB)
        server.execute(f"DROP ROLE {WEB}".encode())


class Server:
    """`bp010ctl serve --open` as a process of its own, which can be stopped and started again."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = dict(os.environ) | {
            "BP010_DATABASE_URL": self.url, "BP010_HOME": str(self.folder),
        }  # fmt: skip
        command = [sys.executable, "-m", "bp010ctl", "serve", "--open", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def stop(self) -> float:
        """Ask it to end; the seconds that it took."""
        assert self.process
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - begun


@pytest.fixture(scope="session")
def site(field_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(field_url, tmp_path_factory.mktemp("home"))
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.stop()
