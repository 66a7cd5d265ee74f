"""The MySQL or MariaDB server that a replica reads: its address, sessions, and rows as text.

Rows come as one text column that the server itself has put together in COPY's format, and are taken
from the socket in blocks: a row costs Python well under a microsecond, where a cursor's row costs
ten.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bp010ctl.base.errors import ConnectionFailed, ReplicaError, UsageError

BLOCK = 1 << 18
"""Bytes asked from the socket at once."""

SESSION = (
    "SET SESSION sql_mode = ''",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION net_write_timeout = 3600",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
)
"""What makes texts predictable: backslash escapes, no padding, instants in UTC; and patience with
a reader who waits for the other side."""

_HEAD = struct.Struct("<I").unpack_from

Row = tuple[bytes | None, ...]


@dataclass(frozen=True)
class Address:
    """Where the source is. The password is never part of it: it is in the variable password_env."""

    user: str
    database: str
    host: str = "127.0.0.1"
    port: int = 3306
    socket: str | None = None
    ca: str | None = None
    password_env: str | None = None

    @property
    def url(self) -> str:
        """The address without a password, as it stands in a plan."""
        options = {"unix_socket": self.socket, "ssl_ca": self.ca}
        query = "&".join(f"{name}={value}" for name, value in options.items() if value)
        where = f"{self.host}:{self.port}" if not self.socket else "localhost"
        return f"mysql://{self.user}@{where}/{self.database}" + (f"?{query}" if query else "")


def address(url: str, password_env: str | None = None) -> tuple[Address, str | None]:
    """The address in a URL such as mysql://user:password@host:3306/schema, and its password.

    `?unix_socket=PATH` and `?ssl_ca=FILE` are understood. Raises UsageError.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("mysql", "mariadb") or not parts.path.strip("/"):
        raise UsageError(
            "the source must be a MySQL or MariaDB URL that names a schema",
            hint="for example mysql://reader@host:3306/shop, or "
            "mysql://reader@localhost/shop?unix_socket=/run/mysqld/mysqld.sock",
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = query.keys() - {"unix_socket", "ssl_ca"}
    if unknown:
        raise UsageError(f"unknown in the source's URL: {', '.join(sorted(unknown))}")
    try:
        port = parts.port or 3306
    except ValueError:
        raise UsageError("the port in the source's URL is no number") from None
    return (
        Address(
            user=unquote(parts.username or "root"),
            database=unquote(parts.path.strip("/")),
            host=parts.hostname or "127.0.0.1",
            port=port,
            socket=query.get("unix_socket"),
            ca=query.get("ssl_ca"),
            password_env=password_env,
        ),
        unquote(parts.password) if parts.password else None,
    )


class Source:
    """A session on the source; everything it reads between `snapshot`s is of one moment."""

    def __init__(self, where: Address, password: str | None = None, timeout: float = 600) -> None:
        """timeout: longest silence of the server in seconds. Raises ConnectionFailed."""
        self.address = where
        self.foto: datetime | None = None
        self.foto_utc: datetime | None = None
        self._connection = _connect(where, password, timeout)
        self.version = self.texts("SELECT VERSION()")[0][0] or ""

    def close(self) -> None:
        """End the session; whatever it was doing there is given up."""
        if self._connection.open:
            self._connection._force_close()

    def snapshot(self) -> None:
        """Begin a consistent snapshot. All that was committed by `foto` is seen.

        foto: the source's own clock just before, in its own zone; foto_utc: the same in UTC.
        """
        self.query("ROLLBACK")
        self.query("SET SESSION time_zone = @@global.time_zone")
        ((now, utc),) = self.texts("SELECT CAST(NOW(6) AS CHAR), CAST(UTC_TIMESTAMP(6) AS CHAR)")
        self.query("SET SESSION time_zone = '+00:00'")
        self.query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        self.foto = datetime.fromisoformat(now or "")
        self.foto_utc = datetime.fromisoformat(utc or "")

    def query(self, text: str) -> None:
        """Run a statement that gives no rows."""
        with reported(self.address):
            self._connection.query(text)

    def literal(self, text: str) -> str:
        """A text as the source's SQL has it."""
        from pymysql.converters import escape_string

        return f"'{escape_string(text)}'"

    def rows(self, text: str) -> list[Row]:
        """All rows of a query, each value as its bytes."""
        return [row for block in self.blocks(text) for row in block]

    def texts(self, text: str) -> list[tuple[str | None, ...]]:
        """All rows of a query, each value as text."""
        return [
            tuple(None if value is None else value.decode() for value in row)
            for row in self.rows(text)
        ]

    def blocks(self, text: str) -> Iterator[list[Row]]:
        """The rows of a query as they arrive, many at once. Read to the end, or close."""
        for packets in self._packets(text):
            yield [tuple(_values(packet)) for packet in packets]

    def lines(self, text: str) -> Iterator[tuple[list[bytes], list[tuple[int, bytes]]]]:
        """The rows of a query of two columns, a line and a remark that is mostly NULL.

        Each time: the lines, and of those with a remark their place among them with it. A line
        that the server could not put together, being too long, is empty and so is its remark.
        """
        for packets in self._packets(text):
            lines: list[bytes] = []
            remarks: list[tuple[int, bytes]] = []
            append = lines.append
            for packet in packets:
                first = packet[0]
                if packet[-1] == 0xFB:
                    if len(packet) == first + 2 and first < 0xFB:
                        append(packet[1:-1])
                        continue
                    if first == 0xFC and len(packet) == (packet[1] | packet[2] << 8) + 4:
                        append(packet[3:-1])
                        continue
                line, remark = _values(packet)
                if line is None or remark is not None:
                    remarks.append((len(lines), (remark or b"") if line is not None else b""))
                append(line or b"")
            yield lines, remarks

    def _packets(self, text: str) -> Iterator[list[bytes]]:
        """The row packets of a text result, without their heads, in blocks.

        PyMySQL (pinned) sends the query and reads the columns; its cursor would take the rows one
        by one, so they are taken from its socket's buffer here, up to the packet that ends them.
        """
        from pymysql.cursors import SSCursor

        with reported(self.address):
            cursor = self._connection.cursor(SSCursor)
            cursor.execute(text)
            result = cursor._result
            result.unbuffered_active, result.connection = False, None
            try:
                yield from self._read(self._connection._rfile)
            except (GeneratorExit, OSError):
                self._connection._force_close()
                raise

    def _read(self, reader: Any) -> Iterator[list[bytes]]:
        left = joined = b""
        ended = False
        while not ended:
            data = reader.read1(BLOCK)
            if not data:
                raise _lost()
            packets, left, joined, ended = _split(left + data, joined)
            yield packets


def _split(data: bytes, joined: bytes) -> tuple[list[bytes], bytes, bytes, bool]:
    """Whole packets of the data, what is left of it, the start of a packet over 16 MB, and whether
    the result has ended."""
    packets: list[bytes] = []
    append = packets.append
    position, size = 0, len(data)
    while position + 4 <= size:
        length = _HEAD(data, position)[0] & 0xFFFFFF
        end = position + 4 + length
        if end > size:
            break
        packet = data[position + 4 : end]
        position = end
        if joined or length == 0xFFFFFF:
            joined += packet
            if length == 0xFFFFFF:
                continue
            packet, joined = joined, b""
        first = packet[0]
        if first == 0xFE and len(packet) < 9:
            return packets, data[position:], b"", True
        if first == 0xFF:
            from pymysql.err import raise_mysql_exception

            raise_mysql_exception(packet)
        append(packet)
    return packets, data[position:], joined, False


def _values(packet: bytes) -> Iterator[bytes | None]:
    """The values of a text row: each with its length before it."""
    position, size = 0, len(packet)
    while position < size:
        first = packet[position]
        position += 1
        if first == 0xFB:
            yield None
            continue
        wide = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first, 0)
        length = int.from_bytes(packet[position : position + wide], "little") if wide else first
        position += wide + length
        yield packet[position - length : position]


def connect(where: Address, password: str | None = None, timeout: float = 600) -> Source:
    """A session on the source; the password is taken from password_env unless it is given."""
    if password is None and where.password_env:
        password = os.environ.get(where.password_env)
        if password is None:
            raise ConnectionFailed(
                f"the source's password is not set: {where.password_env}",
                on=where.url,
                hint=f"export {where.password_env}=…",
            )
    return Source(where, password, timeout)


def _connect(where: Address, password: str | None, timeout: float) -> Any:
    try:
        import pymysql
    except ImportError:
        raise ReplicaError(
            "the package PyMySQL is not installed",
            hint="pip install '.[replica]' (make setup-replica does)",
        ) from None
    with reported(where):
        connection = pymysql.connect(
            host=where.host,
            port=where.port,
            unix_socket=where.socket,
            user=where.user,
            password=password or "",
            database=where.database,
            charset="utf8mb4",
            ssl={"ca": where.ca} if where.ca else None,
            connect_timeout=10,
            read_timeout=timeout,
            write_timeout=timeout,
        )
        for statement in SESSION:
            connection.query(statement)
        return connection


LOST = (2006, 2013, 2003, 2002, 1053, 1077, 1927, 1205, 1213)
"""Errors after which another try may go well: lost, refused, shutting down, killed, lock waits."""


class SourceLost(ConnectionFailed):
    """the connection to the source was lost"""


def _lost() -> SourceLost:
    return SourceLost(hint="the run goes on where it was: bp010ctl replica run")


@contextmanager
def reported(where: Address) -> Iterator[None]:
    """The driver's errors as ours, without the password."""
    import pymysql

    try:
        yield
    except (pymysql.MySQLError, OSError) as error:
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        what = str(error.args[-1]) if error.args else str(error)
        broken = number in LOST or isinstance(error, OSError | pymysql.err.InterfaceError)
        kind = SourceLost if broken else ReplicaError
        raise kind(
            f"the source answered: {what}"
            if not broken
            else f"no connection to the source: {what}",
            on=where.url,
            hint="is the server up, and may this user read the schema?"
            if broken
            else "the source's own log may say more",
        ) from error
