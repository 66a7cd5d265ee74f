"""sqlfluff over SQL files and over the SQL inside routines, on every core; results are kept."""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from pglast.parser import ParseError

from bp010ctl.lint import embedded
from bp010ctl.lint.findings import Finding

Record = tuple[int, int, str, str]
"""Line, column, rule, message."""

UNPARSABLE = "PRS"
SLOW = "[sqlfluff]\nuse_rust_parser = False\n"
QUERIES = Path("bp010ctl")
"""Where the command line's own SQL is, in the folder queries/ of each room."""

FOLDERS = ("sql/procedures", "sql/views", "migrations/frozen", str(QUERIES))
"""Where SQL is that people write, and that revisions run; the rest of sql/ is generated."""


@dataclass(frozen=True)
class Document:
    """A text to be linted: `settings` are sqlfluff's, in the order in which they are laid over each
    other. inside: it is the SQL of routines, which PostgreSQL's parser has read already."""

    path: Path
    text: str
    settings: tuple[str, ...]
    inside: bool = False

    @property
    def key(self) -> str:
        """What the result depends on."""
        parts = [metadata.version("sqlfluff"), SLOW, *self.settings, self.text]
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def documents(project: Path, files: Iterable[Path]) -> list[Document]:
    """The files as they are, and once more with nothing but the SQL inside their routines.

    A frozen file that is the current text of sql/ is left out.
    """
    base = (project / ".sqlfluff").read_text()
    queries = (base, (project / QUERIES / ".sqlfluff").read_text())
    inside = (base, resources.files(__package__).joinpath("embedded.cfg").read_text())
    by_key: dict[str, Document] = {}
    for path in sorted(files, key=lambda file: (file.parts[0] != "sql", file)):
        text = (project / path).read_text(encoding="utf-8")
        is_query = path.is_relative_to(QUERIES)
        whole = Document(path, text, queries if is_query else (base,))
        if whole.key in by_key:
            continue
        by_key[whole.key] = whole
        if "$" in text and not is_query and (blank := _inside(text)).strip():
            part = Document(path, blank, inside, inside=True)
            by_key[part.key] = part
    return list(by_key.values())


def _inside(text: str) -> str:
    try:
        lines = embedded.document(text).split("\n")
    except ParseError:
        return ""  # sqlfluff says so itself
    return "\n".join(line.rstrip() for line in lines)


def check(wanted: Sequence[Document], cache: Path) -> list[Finding]:
    """What sqlfluff finds; cache: a file with the results of before, which is written anew."""
    known = _remembered(cache)
    todo = sorted(
        (document for document in wanted if document.key not in known),
        key=lambda document: -len(document.text),
    )
    cores = len(os.sched_getaffinity(0))
    if todo:
        with workers(min(cores, len(todo))) as pool:
            work = ((document.text, document.settings, document.inside) for document in todo)
            results = pool.map(lint, work)
            known |= {
                document.key: records for document, records in zip(todo, results, strict=True)
            }
        _remember(cache, known)
    return [
        Finding(str(document.path), line, column, rule, message)
        for document in wanted
        for line, column, rule, message in known[document.key]
        if rule != UNPARSABLE or not document.inside
    ]


def workers(count: int) -> ProcessPoolExecutor:
    """Processes that leave with this one, however it ends; the pool's own wait for ever then."""
    return ProcessPoolExecutor(count, initializer=_begin_work)


def _begin_work() -> None:
    """sqlfluff's trees are large and soon gone: looking through them all takes a seventh of its
    time (measured on this tree)."""
    gc.set_threshold(200_000, 20, 100)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def lint(work: tuple[str, tuple[str, ...], bool]) -> list[Record]:
    """One text; for a worker process. What the fast parser cannot read in a file, the other one
    tries."""
    from sqlfluff.core import Linter

    text, settings, inside = work
    records: list[Record] = []
    for settled in (settings, (*settings, SLOW)):
        result = Linter(config=_config(settled)).lint_string(text)
        records = [
            (
                violation.line_no,
                violation.line_pos,
                violation.rule_code(),
                violation.desc().partition("\n")[0],
            )
            for violation in result.get_violations()
            if not getattr(violation, "warning", False)
        ]
        if inside or not any(rule == UNPARSABLE for _, _, rule, _ in records):
            break
    return records


_CONFIGS: dict[tuple[str, ...], Any] = {}


def _config(settings: tuple[str, ...]) -> Any:
    from sqlfluff.core import FluffConfig

    if settings not in _CONFIGS:
        _CONFIGS[settings] = FluffConfig.from_strings(*settings)
    return _CONFIGS[settings]


def _remembered(cache: Path) -> dict[str, list[Record]]:
    try:
        content = json.loads(cache.read_text())
    except (OSError, ValueError):
        return {}
    return {key: [tuple(record) for record in records] for key, records in content.items()}


def _remember(cache: Path, known: dict[str, list[Record]]) -> None:
    """At most the results of a few versions of the tree; without a writable folder, none."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        draft = cache.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(dict(list(known.items())[-5000:])))
        draft.replace(cache)
    except OSError:
        return
