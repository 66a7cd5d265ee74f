"""TLS settings hold for every command: a server that offers none hears nothing in the clear."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bp010ctl import cli as command_line
from bp010ctl.commands import screen
from support.fakes import until

ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")
"""PostgreSQL's SSLRequest, the first thing that a client says who wants TLS."""
COMMANDS = (
    "status", "health", "runs", "cron status", "migrate", "migrate --plan", "seed", "drift",
    "roles check", "recover", "run", "ingest wells.csv", "backup away", "adopt --dry-run",
)  # fmt: skip


class Plain(threading.Thread):
    """A server without TLS. heard: what each connection sent, before and after it was told so."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard: list[tuple[bytes, bytes]] = []

    def run(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                asked = client.recv(8)
                client.sendall(b"N")
                self.heard.append((asked, client.recv(4096)))


@pytest.fixture
def plain() -> Iterator[Plain]:
    server = Plain()
    server.start()
    yield server
    server.socket.close()


@pytest.mark.parametrize(
    ("by", "commands"), [("URL", COMMANDS), ("PGSSLMODE", ("migrate", "ingest wells.csv"))]
)
def test_no_command_speaks_in_the_clear_where_tls_is_asked_for(
    plain: Plain,
    by: str,
    commands: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = f"postgresql://ana:secreto@127.0.0.1:{plain.port}/campo"
    if by == "URL":
        url += "?sslmode=require"
    else:
        monkeypatch.setenv("PGSSLMODE", "require")
    monkeypatch.setenv("BP010_DATABASE_URL", url)
    monkeypatch.setenv("BP010_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(screen, "prepare", lambda: None)
    monkeypatch.chdir(tmp_path)
    Path("wells.csv").write_text("well_id,nombre_pozo,fecha_registro\n1,Uno,2026-01-01\n")
    for command in commands:
        monkeypatch.setattr(sys, "argv", ["bp010ctl", *command.split()])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        assert ended.value.code not in {0, None}, command
        assert "SSL" in "".join(capsys.readouterr()), command
    until(lambda: len(plain.heard) >= len(commands), 10)
    assert set(plain.heard) == {(ASKS_FOR_TLS, b"")}
