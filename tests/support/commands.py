"""Commands of bp010ctl in processes of their own that need not start Python anew.

Most of a command's time is the start of Python and its imports: here a server that has them already
forks a child for each command. The child has the environment, the folder and the standard streams
that it is given, and ends as `python -m bp010ctl` would.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess

from support import PROJECT

PRELOADED = [
    "support.commands",
    "bp010ctl.cli",
    "alembic.command",
    "alembic.config",
    "psycopg_binary",
    "rich.progress",
    "rich.table",
    "sqlalchemy.dialects.postgresql",
]


def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


SERVER = _server()


def run(
    words: Sequence[str], environment: Mapping[str, str], stdin: str = ""
) -> CompletedProcess[str]:
    """What a command wrote and its exit code, once it has ended."""
    with tempfile.TemporaryDirectory(prefix="bp010-cli-") as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        streams[0].write_text(stdin)
        child = SERVER.Process(target=_be, args=(list(words), dict(environment), streams))
        child.start()
        child.join()
        assert child.exitcode is not None
        return CompletedProcess(
            list(words), child.exitcode, streams[1].read_text(), streams[2].read_text()
        )


def _be(words: list[str], environment: dict[str, str], streams: list[Path]) -> None:
    """In the child: be `bp010ctl words…`."""
    from bp010ctl import cli

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(PROJECT)
    for number, path in enumerate(streams):
        source = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(source, number)
        os.close(source)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.argv = ["bp010ctl", *words]
    cli.main()
