"""The next revision, written from what has changed in sql/ since head, and proven before it stays.

Parse what changed, compare it with the newest frozen texts and with a scratch database migrated to
head, plan the statements up and down, write the files into a copy of the project, prove them there
(up, down, up: the same catalog each time), and only then put them in their place.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alembic.util.pyfiles import template_to_file

from bp010ctl.base import settings, sqlfiles
from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain, digests, frozen, prepared, transactions
from bp010ctl.revisions import planning, proof
from bp010ctl.revisions.changes import Step
from bp010ctl.revisions.planning import Change

LONGEST = 32
"""Characters that Alembic's version table has room for."""

MOST_WORDS = 4
LITTLE = re.compile(
    "a|an|and|are|as|at|by|for|from|in|into|is|it|its|of|on|or|that|the|to|was|were|which|with"
    "|al|con|de|del|el|en|es|la|las|lo|los|o|para|por|que|se|son|su|un|una|y"
)
"""Words that no name ends with: something would have to follow."""

FIRST = 13
"""V4 to V12 are the scripts of old; what comes after is numbered from here."""


UP_RULES = """\
-- Write here what the revision does, in this file or in several: NNN_word.sql, run in name order.
-- Then take these lines out.
-- * The revision is one transaction: no COMMIT. What cannot be in one (CREATE INDEX CONCURRENTLY)
--   is a revision of its own, whose files all begin with the line `{outside}`.
-- * Every name carries its schema; every table, column and type has a COMMENT ON.
-- * A routine or view comes as its whole text, NNN_schema.name.sql, the same as in sql/; one that
--   goes is NNN_schema.name.drop.sql. Where nothing else changes, `bp010ctl revision -m` does it.
-- When it is written: bp010ctl prove, lint, revision --freeze, migrate, docs.
"""
DOWN_RULES = """\
-- Write here what undoes exactly what up/ does, last things first: afterwards the catalog is what
-- it was, to the byte, and the rows of all other tables are there. No CASCADE, no IF EXISTS.
-- Then take these lines out.
"""


@dataclass(frozen=True)
class Draft:
    """A revision: its name, its place in the chain (the first one's is 1), the one below it, its
    sentence, its changes, its files' steps, and what nobody looked at, in words."""

    revision: str
    place: int
    below: str | None
    sentence: str
    changes: list[Change]
    up: list[Step]
    down: list[Step]
    unchecked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How its script and its folder are called."""
        return sqlfiles.name_at(self.place, self.revision)

    @property
    def texts(self) -> dict[str, str]:
        """Frozen files, relative to the migrations folder, and what is in them."""
        return {
            f"frozen/{self.name}/{direction}/{name}": text
            for direction, steps in (("up", self.up), ("down", self.down))
            for name, text in _numbered(steps)
        }

    @property
    def files(self) -> list[str]:
        """All files, relative to the project."""
        below = [*self.texts, f"frozen/{self.name}/{digests.NAME}"]
        return [f"migrations/versions/{self.name}.py", *(f"migrations/{name}" for name in below)]


def create(
    message: str, server: str, project: Path | None = None, *, dry_run: bool = False
) -> Draft | None:
    """Write the next revision, or None where nothing has changed.

    server: URL of a server for the scratch database. dry_run: plan and prove, but leave no file.
    Raises RevisionError; then nothing has been written either.
    """
    folder = project or settings.load().project
    revisions = [revision.name for revision in chain.revisions(folder)]
    changed = planning.pending(folder)
    name = next_name(revisions, message) if changed else ""
    with (
        prepared.database(server, project=folder) as url,
        tempfile.TemporaryDirectory(prefix="bp010-revision-") as copy,
    ):
        planned = planning.plan(url, folder)
        if not changed:
            return None
        below = revisions[-1] if revisions else None
        place = len(revisions) + 1
        sentence = " ".join(message.split())
        draft = Draft(
            name, place, below, sentence, changed, planned.up, planned.down, planned.unchecked
        )
        copy_project(folder, Path(copy))
        write(draft, Path(copy))
        _prove(draft, url, Path(copy))
        if not dry_run:
            _keep(draft, Path(copy), folder)
    return draft


def empty(message: str, project: Path | None = None, *, dry_run: bool = False) -> Draft:
    """Begin a revision of tables or data, to be written by hand: its script, and both folders with
    the rules in them. It is neither frozen nor proven, and `migrate` refuses it until then."""
    folder = project or settings.load().project
    names = [revision.name for revision in chain.revisions(project)]
    below = names[-1] if names else None
    sentence = " ".join(message.split())
    up, down = (
        [Step("tablas", text.format(outside=transactions.DECLARED))]
        for text in (UP_RULES, DOWN_RULES)
    )
    draft = Draft(next_name(names, message), len(names) + 1, below, sentence, [], up, down)
    if not dry_run:
        write(draft, folder, finished=False)
    return draft


def freeze(project: Path | None = None, *, dry_run: bool = False) -> list[Path]:
    """Write the digests of the revisions that have none, as one written by hand, and name them.

    Raises MigrationError for one that has nothing to run, up or down.
    """
    folder = (project or settings.load().project) / "migrations"
    names = [revision.name for revision in chain.revisions(project)]
    new = [name for name in names if digests.kept(sqlfiles.folder(folder, name)) is None]
    frozen.refuse_one_way(folder, new)
    folders = [sqlfiles.folder(folder, name) for name in new]
    return [own / digests.NAME if dry_run else digests.write(own) for own in folders]


def next_name(revisions: Sequence[str], message: str) -> str:
    """`vNN_slug`: the next number and two to four of the message's words, 32 characters at most.

    They come from what stands before its first colon, comma or full stop, and the last of them is
    no `of` or `the`. Raises RevisionError where they do not say what changes.
    """
    numbers = [int(match[1]) for revision in revisions if (match := re.match(r"v(\d+)", revision))]
    number = max([FIRST - 1, *numbers]) + 1
    name = f"v{number:02d}"
    parts: list[str] = []
    for word in _title(message)[:MOST_WORDS]:
        if len("_".join([name, *parts, word])) > LONGEST:
            break
        parts.append(word)
    while len(parts) > 2 and LITTLE.fullmatch(parts[-1]):
        parts.pop()
    name = "_".join([name, *parts])
    if not says_its_change(name):
        raise RevisionError(
            "the message has no two words to name the revision by",
            on=repr(message),
            hint='e.g. -m "Card sync keeps the newest card"; its first two words fit in 28 letters',
        )
    return name


def _title(message: str) -> list[str]:
    """The words before the message goes into details; all where there are not two."""
    plain = unicodedata.normalize("NFKD", message).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.split(r"[:;,.(]\s", plain)[0])
    return words if len(words) > 1 else re.findall(r"[a-z0-9]+", plain)


def says_its_change(name: str) -> bool:
    """Whether a revision's name has two words at least after its number."""
    return re.fullmatch(r"v\d+(_[a-z0-9]+){2,}", name) is not None


def _numbered(steps: list[Step]) -> list[tuple[str, str]]:
    width = max(3, len(str(10 * len(steps))))
    return [
        (f"{10 * number:0{width}d}_{step.name}.sql", step.text)
        for number, step in enumerate(steps, start=1)
    ]


def copy_project(project: Path, copy: Path) -> None:
    """Copy all that Alembic reads; sql/ and the other revisions' frozen files only by a link."""
    shutil.copy(project / "alembic.ini", copy)
    leave = shutil.ignore_patterns("__pycache__", "frozen")
    shutil.copytree(project / "migrations", copy / "migrations", ignore=leave)
    if (project / "sql").is_dir():  # so that faults name its files
        (copy / "sql").symlink_to((project / "sql").resolve())
    frozen = copy / "migrations" / "frozen"
    frozen.mkdir()
    for folder in (project / "migrations" / "frozen").iterdir():
        (frozen / folder.name).symlink_to(folder.resolve())


def write(draft: Draft, project: Path, *, finished: bool = True) -> None:
    """Write all of a draft's files; finished: with their digests."""
    folder = project / "migrations"
    for name, text in draft.texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    sentence = draft.sentence.replace("\\", "\\\\").replace('"', '\\"')
    template_to_file(
        str(folder / "script.py.mako"),
        str(folder / "versions" / f"{draft.name}.py"),
        "utf-8",
        message=sentence,
        up_revision=draft.revision,
        down_revision=draft.below,
        frozen=draft.name,
    )
    if finished:
        digests.write(folder / "frozen" / draft.name)


def _prove(draft: Draft, url: str, project: Path) -> None:
    """Up, down and up again in the scratch database; routines and views keep no rows."""
    proven = proof.Walk(url, project, with_rows=False).prove(draft.revision)
    if proven.faults:
        raise RevisionError(
            "the revision does not work:\n" + "\n".join(proven.faults),
            hint="write this revision by hand",
        )


def _keep(draft: Draft, copy: Path, project: Path) -> None:
    """Move the proven files to their place; whatever goes wrong, none of them stays."""
    script = Path("migrations/versions") / f"{draft.name}.py"
    frozen = Path("migrations/frozen") / draft.name
    if (project / script).exists() or (project / frozen).exists():
        raise RevisionError(f"there are files of {draft.revision} already", on=str(frozen))
    try:
        shutil.copytree(copy / frozen, project / frozen)
        shutil.copy(copy / script, project / script)
    except BaseException:
        shutil.rmtree(project / frozen, ignore_errors=True)
        (project / script).unlink(missing_ok=True)
        raise
