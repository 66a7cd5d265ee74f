"""Lock safety of migrations: Squawk over each revision's SQL, DO blocks and routines unwrapped.

A revision is one document, so that a table made in it may be changed in it. A finding is waived
above its statement, with a reason: `-- squawk-ignore ban-drop-column: unread since v14`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pglast.parser import ParseError

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import LintError
from bp010ctl.lint import embedded, heavy
from bp010ctl.lint.findings import Finding
from bp010ctl.migrations import frozen

Report = tuple[int, int, str, str]
"""Line of a document (from 0), column, rule, message."""

WAIVER = re.compile(
    r"^[ \t]*--[ \t]*squawk-ignore(?:-file)?\b[ \t]*(?P<rules>[a-z, -]*)(?::(?P<reason>.*))?$",
    re.MULTILINE,
)
UNDOING = (
    "ban-drop-table",
    "ban-drop-column",
    "ban-drop-constraint",
    "ban-drop-schema",
    "ban-drop-type",
    "ban-drop-not-null",
    "ban-drop-trigger",
    "require-concurrent-index-deletion",
)
"""What a downgrade is there for; it asks before it loses rows."""


@dataclass
class Document:
    """Lines of SQL, each with the file and line that it comes from; undoes: it is a downgrade."""

    name: str
    undoes: bool = False
    lines: list[str] = field(default_factory=list)
    places: list[tuple[Path, int]] = field(default_factory=list)

    def add(self, path: Path, text: str) -> None:
        """One more file."""
        lines = text.split("\n")
        self.lines += lines
        self.places += [(path, number) for number in range(1, len(lines) + 1)]


@dataclass
class _Waiver:
    lines: range
    rules: set[str]
    reason: str
    used: bool = False


def documents(project: Path, revisions: Sequence[str], routines: Iterable[Path]) -> list[Document]:
    """Each revision up and down, and the SQL inside each current routine."""
    read = []
    for revision in revisions:
        for direction in ("up", "down"):
            document = Document(f"{revision}-{direction}", undoes=direction == "down")
            for path in frozen.files(project / "migrations", revision, direction):
                document.add(
                    path.relative_to(project), unwrapped(sqlfiles.text(path), routines=False)
                )
            read.append(document)
    for path in routines:
        document = Document(path.stem)
        document.add(path, unwrapped(sqlfiles.text(project / path), routines=True))
        read.append(document)
    return read


def unwrapped(text: str, *, routines: bool) -> str:
    """The text with the statements of its DO blocks in their place; routines: nothing but the
    statements of its routines."""
    try:
        bodies = embedded.bodies(text)
    except ParseError:
        return text
    written = text.split("\n")
    lines = ["" for _ in written] if routines else list(written)
    inside: set[int] = set()
    for body in bodies:
        if body.is_routine:
            inside.update(_span(text, body))
        if body.is_routine == routines:
            _put(lines, text, body, embedded.pieces(body))
    for number, line in enumerate(written):
        if WAIVER.match(line):
            lines[number] = line if (number in inside) == routines else ""
    return "\n".join(lines)


def _span(text: str, body: embedded.Body) -> range:
    """The lines of the whole statement."""
    first, last = (text.count("\n", 0, place) for place in body.outer)
    return range(first, last + 1)


def _put(
    lines: list[str], text: str, body: embedded.Body, pieces: Iterable[embedded.Piece]
) -> None:
    for number in _span(text, body):
        lines[number] = ""
    for piece in pieces:
        if piece.mode == embedded.STATEMENT:
            number = text.count("\n", 0, body.start + piece.start)
            for offset, line in enumerate(piece.text.rstrip("; \n").split("\n")):
                lines[number + offset] += line
            lines[number + piece.text.rstrip("; \n").count("\n")] += ";"


def check(documents: Sequence[Document], project: Path) -> list[Finding]:
    """What Squawk and `heavy` find and no waiver covers; waivers without a reason or of nothing.

    Raises LintError where Squawk cannot run.
    """
    findings = []
    with tempfile.TemporaryDirectory(prefix="bp010-lint-") as folder:
        for document in documents:
            text = WAIVER.sub("--", "\n".join(document.lines))
            (Path(folder) / f"{document.name}.sql").write_text(text)
        for undoes in (False, True):
            chosen = {
                document.name: document for document in documents if document.undoes == undoes
            }
            if chosen:
                reported = _squawk(Path(folder), chosen, project, UNDOING if undoes else ())
                for name, document in chosen.items():
                    own = heavy.reports(name, "\n".join(document.lines))
                    findings += _judged(document, [*reported.get(name, []), *own])
    return findings


def _judged(document: Document, reported: list[Report]) -> list[Finding]:
    findings = []
    waivers = _waivers(document)
    for line, column, rule, message in reported:
        covering = [waiver for waiver in waivers if rule in waiver.rules and line in waiver.lines]
        for waiver in covering:
            waiver.used = True
        if not any(waiver.reason for waiver in covering):
            path, number = document.places[min(line, len(document.places) - 1)]
            findings.append(Finding(str(path), number, column, rule, message))
    for waiver in waivers:
        path, number = document.places[waiver.lines.start - 1]
        if not waiver.reason or not waiver.rules:
            message = "a waiver names its rules and a reason: -- squawk-ignore RULE: reason"
            findings.append(Finding(str(path), number, 1, "waiver", message))
        elif not waiver.used:
            message = "this waiver covers nothing that is found"
            findings.append(Finding(str(path), number, 1, "waiver", message))
    return findings


def _waivers(document: Document) -> list[_Waiver]:
    """Each covers the statement below it, to the line that ends with `;`."""
    waivers = []
    for number, line in enumerate(document.lines):
        matched = WAIVER.match(line)
        if matched:
            below = range(number + 1, len(document.lines))
            end = next(
                (place for place in below if document.lines[place].rstrip().endswith(";")),
                number,
            )
            rules = {rule.strip() for rule in matched["rules"].split(",") if rule.strip()}
            reason = (matched["reason"] or "").strip()
            waivers.append(_Waiver(range(number + 1, end + 1), rules, reason))
    return waivers


def _squawk(
    folder: Path, documents: dict[str, Document], project: Path, excluded: Sequence[str]
) -> dict[str, list[Report]]:
    program = Path(sys.executable).with_name("squawk")
    path = str(program) if program.is_file() else shutil.which("squawk")
    if path is None:
        raise LintError("Squawk is not installed", hint="`make setup` installs it (squawk-cli)")
    settings = project / ".squawk.toml"
    rules = [*tomllib.loads(settings.read_text())["excluded_rules"], *excluded]
    command = [path, "--config", str(settings), "--reporter", "json"]
    command.append(f"--exclude={','.join(rules)}")  # the settings' own would not count else
    command += [str(folder / f"{name}.sql") for name in documents]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        content = json.loads(done.stdout or "[]")
    except ValueError:
        content = None
    if content is None or done.returncode not in {0, 1}:
        raise LintError(f"Squawk failed: {(done.stderr or done.stdout).strip()[:500]}")
    reports: dict[str, list[Report]] = {}
    for finding in content:
        message = f"{finding['message']} {finding.get('help') or ''}".strip()
        report = (finding["line"], finding["column"] + 1, finding["rule_name"], message)
        reports.setdefault(Path(finding["file"]).stem, []).append(report)
    return reports
