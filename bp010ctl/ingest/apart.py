"""Work on a file that may be broken or a trap, in a process of its own with bounds.

What such a file does to the library that reads it (endless memory, endless time, a crash) ends that
process alone; the caller gets an error in words.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar, cast

import psutil

from bp010ctl.base.errors import IngestError

MEMORY = 1 << 30
"""Bytes that reading one file may take."""
SECONDS = 120
Result = TypeVar("Result")


def run(work: Callable[[Path], Result], path: Path) -> Result:
    """The result of `work` on a file, or the IngestError that it raised, from another process.

    Raises IngestError, too, where that takes more than 1 GB of memory or two minutes, or breaks.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(sender, work, path))
    worker.start()
    sender.close()
    try:
        if not receiver.poll(SECONDS):
            raise _broken(f"it took longer than {SECONDS} seconds", path)
        answer = receiver.recv()
    except EOFError:
        worker.join()
        raise _broken("it took more than 1 GB of memory, or broke its reader", path) from None
    finally:
        worker.kill()
        worker.join()
    if isinstance(answer, IngestError):
        raise answer
    return cast(Result, answer)


def _work(sender: Connection, work: Callable[[Path], Result], path: Path) -> None:
    """In the other process; a reader that panics or aborts writes about it to nobody."""
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    bound = psutil.Process().memory_info().vms + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    try:
        answer: Result | IngestError = work(path)
    except IngestError as error:
        answer = error
    except MemoryError:
        answer = _broken("it took more than 1 GB of memory", path)
    except BaseException as error:  # a panic of a Rust library is no Exception
        lines = str(error).splitlines() or [type(error).__name__]
        answer = _broken(lines[0][:200], path)
    sender.send(answer)


def _broken(what: str, path: Path) -> IngestError:
    return IngestError(
        f"the file cannot be read: {what}",
        on=str(path),
        hint="open it where it came from, delete what lies outside of its table, and save it again",
    )
