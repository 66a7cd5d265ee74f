"""A server process that answers as it is told, byte by byte: what no well-made server would send.

    with answering.server() as url: …      url/CASE answers as ANSWERS[CASE] says

It keeps what it was asked: url/asked gives the requests so far as JSON, and forgets them.
"""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

UNIT = 5
ROW = {
    "unit_idn": UNIT, "unit_location_idn": 1, "var_idn": 283, "measure": "900.5",
    "moddate": "2026-01-07 00:00:00.000", "modtime": "15:23:04",
}  # fmt: skip


def rows(*changes: Mapping[str, object]) -> bytes:
    """A JSON array of objects, each ROW with some changes."""
    return json.dumps([{**ROW, **change} for change in changes or ({},)]).encode()


def answer(
    body: bytes, status: str = "200 OK", headers: str = "", length: int | None = None
) -> bytes:
    """A whole HTTP answer; length: the Content-Length that it claims."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


GZIP = "Content-Encoding: gzip\r\n"
TWO = rows({}, {"var_idn": 284, "measure": "1"})
PACKED = gzip.compress(TWO)
MEMBERS = gzip.compress(TWO[:40]) + gzip.compress(TWO[40:])

ANSWERS: dict[str, bytes | Callable[[socket.socket], None]] = {
    "good": answer(rows()),
    "5": answer(rows()),
    "7": answer(b"", "503 Service Unavailable"),
    "401": answer(b"{}", "401 Unauthorized"),
    "403": answer(b"no", "403 Forbidden"),
    "404": answer(b"{}", "404 Not Found"),
    "429": answer(b"{}", "429 Too Many Requests", "Retry-After: 120\r\n"),
    "429-past": answer(
        b"{}", "429 Too Many Requests", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
    ),
    "500": answer(b"oops", "500 Internal Server Error"),
    "503": answer(b"", "503 Service Unavailable"),
    "204": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "redirect": answer(b"", "302 Found", "Location: http://elsewhere.example/?token=x\r\n"),
    "cut-json": answer(rows()[:-20]),
    "cut-body": answer(rows()[:-20], length=len(rows())),
    "html": answer(b"<!doctype html><title>Log in</title>"),
    "nothing": answer(b""),
    "empty-list": answer(b"[]"),
    "no-list": answer(b'{"error": "field is closed"}'),
    "latin": answer(rows()[:-2] + b', "x": "\xe9"}]'),
    "twice": answer(rows({}, {})),
    "number": answer(rows({"measure": 900.50})),
    "nan": answer(rows({"measure": float("nan")}, {"var_idn": 284, "measure": "7"})),
    "null": answer(rows({"measure": None})),
    "card": answer(rows({"measure": [1.0, 2, 3.50]})),
    "ahead": answer(rows({"moddate": "2126-01-07 00:00:00.000"})),
    "others": answer(rows({"unit_idn": 6})),
    "some-others": answer(rows({}, {"unit_idn": 6})),
    "bad-variable": answer(rows({}, {"var_idn": "x"})),
    "all-bad": answer(rows({"var_idn": "x"})),
    "gzip": answer(PACKED, headers=GZIP),
    "gzip-members": answer(MEMBERS, headers=GZIP),
    "gzip-cut": answer(PACKED[:-12], headers=GZIP),
    "gzip-bomb": answer(gzip.compress(b"[" + b" " * 4_000_000 + b"]"), headers=GZIP),
    "brotli": answer(rows(), headers="Content-Encoding: br\r\n"),
    "counted": answer(json.dumps({"total": 3, "data": [ROW, ROW]}).encode()),
    "nested": answer(
        json.dumps(
            {"wells": [{"id": UNIT, "tags": [{"tag": 283, "v": 1.50, "at": 1767799384}]}]}
        ).encode()
    ),
    "no-http": b"SSH-2.0-OpenSSH_9.2\r\n",
}


def _slowly(peer: socket.socket) -> None:
    """A byte a tenth of a second: every read is in time, the whole never is."""
    for byte in answer(rows()):
        peer.sendall(bytes([byte]))
        time.sleep(0.1)


def _never(peer: socket.socket) -> None:
    time.sleep(30)


def _huge(peer: socket.socket) -> None:
    """200 MB of body, as long as somebody reads."""
    peer.sendall(answer(b"[", length=200 << 20))
    for _ in range(200):
        peer.sendall(b" " * (1 << 20))


def _abort(peer: socket.socket) -> None:
    peer.sendall(answer(rows(), length=5000))
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


ANSWERS |= {"slow": _slowly, "never": _never, "huge": _huge, "abort": _abort}


class _Server:
    """Threads that each answer one connection."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.turns: dict[str, int] = {}

    def serve(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        print(listener.getsockname()[1], flush=True)
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer: socket.socket) -> None:
        with peer, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                data = peer.recv(65536)
                if not data:
                    return
                request += data
            head = request.split(b"\r\n\r\n")[0].decode("latin-1")
            path = head.split(" ")[1]
            if path == "/asked":
                peer.sendall(answer(json.dumps(self.asked).encode()))
                self.asked = []
                return
            self.asked.append(head)
            self._say(peer, path)

    def _say(self, peer: socket.socket, path: str) -> None:
        case = path.strip("/").split("/")[0].split("?")[0]
        if case == "page":  # three pages of which the last is short, the second fails once
            number = int(path.split("page=")[1])
            turn = self.turns[case] = self.turns.get(case, 0) + (number == 2)
            if number == 2 and turn == 1:
                peer.sendall(ANSWERS["503"])  # type: ignore[arg-type]
                return
            many = 2 if number < 3 else 1
            peer.sendall(answer(rows(*({"var_idn": 10 * number + place} for place in range(many)))))
            return
        if case == "flaky":  # only the second time well
            turn = self.turns[path] = self.turns.get(path, 0) + 1
            case = "good" if turn % 2 == 0 else "503"
        told = ANSWERS[case]
        if callable(told):
            told(peer)
        else:
            peer.sendall(told)


@contextmanager
def server() -> Iterator[str]:
    """A process of its own, and where it listens."""
    process = subprocess.Popen(
        [sys.executable, __file__], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    _Server().serve()
