"""Every check of SQL in one: style of files, names and length of routines, their bodies, lock
safety of migrations, and whether frozen text is still what was frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import LintError
from bp010ctl.lint import names, revisions, routines, safety, style
from bp010ctl.lint.findings import FORMATS, Finding
from bp010ctl.migrations import chain

__all__ = ["FORMATS", "Finding", "check"]

ROUTINES = Path("sql/procedures")


def check(
    project: Path,
    server: Callable[[], AbstractContextManager[str]],
    cache: Path,
    paths: Sequence[Path] = (),
) -> list[Finding]:
    """All findings, in the order of files and lines.

    server: gives a server for a scratch database as long as it is needed. cache: file with the
    results of before. paths: only what is in these files and folders. Raises LintError for a path
    that is not there.
    """
    wanted = _wanted(project, paths)
    files = [path for path in _files(project) if _within(path, wanted)]
    texts = style.documents(project, files)
    sources = [path for path in files if path.is_relative_to("sql")]
    with ThreadPoolExecutor(2) as threads:
        in_bodies = threads.submit(_bodies, server, project) if sources else None
        in_migrations = threads.submit(_safety, project, files)
        findings = style.check(texts, cache) + in_migrations.result() + revisions.check(project)
        findings += names.check(project, sources)
        findings += in_bodies.result() if in_bodies else []
    return sorted({finding for finding in findings if _within(Path(finding.path), wanted)})


def _wanted(project: Path, paths: Sequence[Path]) -> list[Path]:
    """The files and folders asked for, relative to the project; all of it where none is."""
    wanted = []
    for path in paths:
        absolute = path.resolve()
        if not absolute.exists() or not absolute.is_relative_to(project.resolve()):
            raise LintError("no such file or folder in the project", on=str(path))
        wanted.append(absolute.relative_to(project.resolve()))
    return wanted or [Path()]


def _within(path: Path, wanted: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in wanted)


def _files(project: Path) -> Iterator[Path]:
    """The SQL files, relative to the project."""
    for folder in style.FOLDERS:
        for path in sorted((project / folder).rglob("*.sql")):
            yield path.relative_to(project)


def _bodies(server: Callable[[], AbstractContextManager[str]], project: Path) -> list[Finding]:
    with server() as url:
        return routines.check(url, project)


def _safety(project: Path, files: Sequence[Path]) -> list[Finding]:
    names = [revision.name for revision in chain.revisions(project)]
    folder = {
        name: sqlfiles.folder(project / "migrations", name).relative_to(project) for name in names
    }
    touched = [name for name in names if any(path.is_relative_to(folder[name]) for path in files)]
    inside = [path for path in files if path.is_relative_to(ROUTINES)]
    return safety.check(safety.documents(project, touched, inside), project)
