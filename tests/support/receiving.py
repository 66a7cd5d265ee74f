"""Receivers of alerts on loopback: a mail server, and a web server that answers as it is told."""

from __future__ import annotations

import email.policy
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class Web:
    """What came by HTTP, in its order. answer, slow: status and seconds of the next answers."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.answer = 200
        self.slow = 0.0
        self.url = ""

    @property
    def texts(self) -> list[str]:
        """The texts of the messages that were taken."""
        return [document["message"] for method, _, document in self.requests if method == "POST"]


@contextmanager
def web(port: int = 0) -> Iterator[Web]:
    """A web server; what it does not answer by 2xx it does not keep."""
    kept = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(kept.slow)
            if 200 <= kept.answer < 300:
                kept.requests.append(("POST", self.path, json.loads(body)))
            self._say(kept.answer)

        def do_GET(self) -> None:  # what follows a redirect
            kept.requests.append(("GET", self.path, {}))
            self._say(200)

        def _say(self, status: int) -> None:
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    kept.url = f"json://127.0.0.1:{server.server_port}"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Mail:
    """Mails that came, parsed. answer: what is said to the next ones."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.url = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
        return self.answer


@contextmanager
def mail() -> Iterator[Mail]:
    """A mail server."""
    kept = Mail()
    controller = Controller(kept, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    kept.url = (
        f"mailto://127.0.0.1:{controller.port}?from=bp010@field.example&to=shift@field.example"
        "&mode=insecure"
    )
    try:
        yield kept
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
