"""A terminal of a given width for commands of bp010ctl, and what a person would see on it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support import PROJECT

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
BAR = re.compile(r"^\w+ [━╸╺-]{10,}")
"""A progress bar, which a terminal takes away again."""

MARK = "=== next ==="

DRIVER = f"""
import json, sys, traceback
from bp010ctl import cli
for words in json.loads(sys.argv[1]):
    sys.argv = ["bp010ctl", *words]
    try:
        cli.main()
    except SystemExit as end:
        print("{MARK}", json.dumps([words, end.code or 0]), flush=True)
    except BaseException:
        traceback.print_exc()
        print("{MARK}", json.dumps([words, 99]), flush=True)
"""
"""All commands in one process: most of a command's time is the start of Python."""


@dataclass(frozen=True)
class Screen:
    """What one command showed: its lines without colours, and its exit code."""

    lines: list[str]
    code: int

    @property
    def words(self) -> list[str]:
        return " ".join(self.lines).split()


def shown(
    commands: Sequence[Sequence[str]],
    columns: int | None,
    encoding: str,
    settings: Mapping[str, str],
) -> list[Screen]:
    """Each command's screen on a terminal of so many columns; None: into a pipe."""
    output = written(commands, columns, settings, encoding)
    screens, lines = [], list[str]()
    for whole in ESCAPES.sub("", output).replace("\r\n", "\n").split("\n"):
        line = whole.rpartition("\r")[2]
        if BAR.search(line):
            continue
        if line.startswith(MARK):
            screens.append(Screen(lines, json.loads(line.removeprefix(MARK))[1]))
            lines = []
        else:
            lines.append(line)
    assert len(screens) == len(commands), output
    return screens


def written(
    commands: Sequence[Sequence[str]],
    columns: int | None,
    settings: Mapping[str, str],
    encoding: str = "utf-8",
) -> str:
    """All that the commands write, with what steers the terminal."""
    environment = {**os.environ, **settings}
    environment |= {"PYTHONIOENCODING": encoding, "TERM": "xterm-256color"}
    environment.pop("COLUMNS", None)
    call = [sys.executable, "-c", DRIVER, json.dumps(commands)]
    return _piped(call, environment) if columns is None else _on(columns, call, environment)


def _piped(call: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        call, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.stdout.decode()


def _on(columns: int, call: list[str], environment: Mapping[str, str]) -> str:
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        call, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=its, stderr=its
    ):
        os.close(its)
        output = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return output.decode()


def _read(descriptor: int) -> bytes:
    """The next bytes; none where the other end is closed, which Linux calls an error."""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
