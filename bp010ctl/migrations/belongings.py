"""What somebody hung by hand on an object that a revision makes anew: it stays, or nothing runs.

PostgreSQL drops rules, triggers, defaults, options, comments, labels and grants together with their
view, without a word. What the project's own frozen texts give is the revision's business; all else
is made again on the new object, in the same transaction, as CREATE OR REPLACE would have kept it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from bp010ctl.base import queries, sqlfiles
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import BelongingsRefused
from bp010ctl.migrations import rights, transactions
from bp010ctl.schema import attachments
from bp010ctl.schema.attachments import Attachments, Title

Note = Callable[[str], None]

CONTINUED = re.compile(r"'\s*\n\s*'")
DROPS = re.compile(r"\bDROP\b", re.IGNORECASE)
OBJECT = re.compile(r"\d+_(.+?)(?:\.drop)?\.sql")
MENTION = {
    "trigger": r"TRIGGER\s+{}",
    "rule": r"RULE\s+{}",
    "policy": r"POLICY\s+{}",
    "index": r"INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?{}",
    "statistics": r"STATISTICS\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:\w+\.)?{}",
    "publication": r"PUBLICATION\s+{}",
    "default of column": r"ALTER\s+(?:COLUMN\s+)?{}\s+SET\s+DEFAULT",
}
"""How a frozen text names what the project itself hangs on an object."""


@dataclass(frozen=True)
class Part:
    """What hangs on an object: number is the object's OID, give makes it, take takes it away."""

    number: int
    entity: str
    kind: str
    named: str
    give: str
    take: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What it is whichever object has the name."""
        return (self.entity, self.kind, self.named)

    def __str__(self) -> str:
        return f"{self.kind} {self.named} of {self.entity}"


@dataclass(frozen=True)
class Texts:
    """The frozen files of one step: those that run, those of the way back, and all there are."""

    run: Sequence[Path]
    back: Sequence[Path]
    frozen: Path

    @classmethod
    def of(cls, migrations: Path, revision: str, *, up: bool) -> Texts:
        """Those of a revision that goes up, or down."""
        folder = sqlfiles.folder(migrations, revision)
        ways = [sorted((folder / way).glob("*.sql")) for way in ("up", "down")]
        run, back = ways if up else ways[::-1]
        return cls(run, back, migrations / "frozen")

    @cached_property
    def drops(self) -> bool:
        """Whether anything can be dropped: only then can anything get lost."""
        return any(DROPS.search(sqlfiles.text(path)) for path in self.run)

    @cached_property
    def whole(self) -> str:
        """All that the project ever ran on a database; strings over several lines are one."""
        texts = (sqlfiles.text(path) for path in sorted(self.frozen.glob("*/*/*.sql")))
        return CONTINUED.sub("", "\n".join(texts))

    def gives(self, part: Part) -> bool:
        """Whether the project itself hung it there."""
        if part.kind == "option":
            view = _plain(part.entity)
            own = view_options([*self.back, *self.frozen.glob(f"*/*/*_{view}.sql")])
            return part.named in own.get(view, ())
        if part.kind not in MENTION:
            return False
        name = f'"?{re.escape(part.named)}"?(?!\\w)'
        return bool(re.search(MENTION[part.kind].format(name), self.whole, re.IGNORECASE))


def view_options(paths: Iterable[Path]) -> dict[str, set[str]]:
    """The options that the files give to views, as the catalog writes them, by name."""
    from pglast import ast

    given: dict[str, set[str]] = {}
    for view in _parsed(paths):
        if isinstance(view, ast.ViewStmt) and view.view:
            checked = getattr(view.withCheckOption, "name", "").partition("_CHECK_OPTION")[0]
            check = [f"check_option={checked.lower()}"] if checked not in ("", "NO") else []
            name = f"{view.view.schemaname or 'public'}.{view.view.relname}"
            options = [f"{one.defname}={_value(one.arg)}" for one in view.options or ()]
            given.setdefault(name, set()).update(option.lower() for option in [*options, *check])
    return given


def _value(node: object) -> str:
    for attribute in ("sval", "boolval", "ival", "fval"):
        if (value := getattr(node, attribute, None)) is not None:
            return str(value)
    return "true"


def read(driver: Connection) -> list[Part]:
    """What hangs on relations and routines, whoever hung it there."""
    return queries.records(driver, Part, "migrations/belongings")


def edited(driver: Connection, texts: Texts) -> list[str]:
    """Routines that the step replaces and somebody edited by hand: no frozen text has their body.

    Of views only `drift` can tell, which compares them with what the revision makes.
    """
    named = [match[1] for path in texts.run if (match := OBJECT.fullmatch(path.name))]
    rows = queries.tuples(driver, "migrations/bodies", {"names": named}) if named else []
    known = {
        name: "".join(map(sqlfiles.text, texts.frozen.glob(f"*/*/*_{name}.*sql")))
        for name in {name for _, name, _ in rows}
    }
    return [ident for ident, name, body in rows if body.replace("\r\n", "\n") not in known[name]]


def told(driver: Connection, texts: Texts) -> list[str]:
    """What hangs by hand on the objects that a step's files drop, and which routines were edited;
    nothing is run."""
    bodies = [f"body of {routine}" for routine in edited(driver, texts)]
    gone = dropped(texts.run) if texts.drops else set()
    if not gone:
        return bodies
    parts = [part for part in read(driver) if _plain(part.entity) in gone]
    comments = [
        attachments.about(give, title)
        for title, given in attachments.read(driver).items()
        for give in given
        if _plain(title[1]) in gone and give.startswith("COMMENT ")
    ]
    held = [right for right in rights.given(driver) if _plain(right.named) in gone]
    return [
        *bodies,
        *(str(part) for part in parts if not texts.gives(part)),
        *(text for text in comments if text.partition(" IS ")[2] not in texts.whole),
        *(f"{right.privilege} of {right.grantee} on {right.named}" for right in held),
    ]


def dropped(paths: Iterable[Path]) -> set[str]:
    """The relations and routines that DROP statements of the files name, without quotes."""
    from pglast import ast

    names = set()
    for statement in _parsed(paths):
        for item in (isinstance(statement, ast.DropStmt) and statement.objects) or ():
            words = getattr(item, "objname", item)
            if isinstance(words, tuple):
                names.add(".".join(word.sval for word in words))
    return names


def _parsed(paths: Iterable[Path]) -> Iterable[object]:
    from pglast import parse_sql
    from pglast.parser import ParseError

    for path in paths:
        try:
            yield from (raw.stmt for raw in parse_sql(sqlfiles.text(path)))
        except ParseError:
            continue


def _plain(entity: str) -> str:
    return entity.partition("(")[0].replace('"', "")


def keeping(driver: Connection, texts: Texts, run: Callable[[], None], note: Note) -> None:
    """Run a step; what hangs by hand on an object that it makes anew hangs there afterwards, too.

    note hears of each. Raises BelongingsRefused, inside the step's transaction, where something
    does not fit the new object.
    """
    for routine in edited(driver, texts):
        note(f"{routine} was edited by hand: the revision puts its own text there")
    if not texts.drops:
        run()
        return
    parts, given, numbers = read(driver), attachments.read(driver), _numbers(driver)
    run()
    anew = {title: now for title, now in _numbers(driver).items() if title in numbers}
    anew = {title: now for title, now in anew.items() if now[1] != numbers[title][1]}
    _restore_parts(driver, parts, texts, note)
    if anew:
        titles = [(schema, title) for title, (schema, _) in anew.items()]
        _restore_given(driver, given, titles, texts, note)


def _numbers(driver: Connection) -> dict[Title, tuple[str, int]]:
    """Schema and OID of each routine and view."""
    rows = queries.tuples(driver, "migrations/entities")
    return {(kind, identity): (schema, number) for kind, identity, schema, number in rows}


def _restore_parts(driver: Connection, before: list[Part], texts: Texts, note: Note) -> None:
    standing = {part.identity for part in read(driver)}
    missing = [part for part in before if part.identity not in standing]
    refused = []
    for part in missing:
        now = _number(driver, part.entity)
        if (now == part.number and part.kind == "owner") or texts.gives(part):
            continue
        if now is None or now == part.number:
            note(f"{part} goes with what it hung on")
        elif fault := _fault(driver, part.give):
            refused.append((part, fault))
        else:
            note(f"{part}, which somebody made by hand, stays")
    if refused:
        raise _refusal(refused)


def _number(driver: Connection, entity: str) -> int | None:
    look = "pg_catalog.to_regprocedure" if entity.endswith(")") else "pg_catalog.to_regclass"
    found = driver.execute(trusted(f"SELECT {look}(%s)::oid::bigint"), [entity]).fetchone()
    return found[0] if found else None


def _fault(driver: Connection, statement: str) -> str | None:
    """Run it; why it cannot be run, where it cannot."""
    try:
        with driver.transaction():
            driver.execute(statement.encode())
    except psycopg.Error as error:
        return error.diag.message_primary or str(error)
    return None


def _refusal(refused: Sequence[tuple[Part, str]]) -> BelongingsRefused:
    lines = "\n".join(f"    {part}: {fault}" for part, fault in refused)
    ways = "; ".join(part.take for part, _ in refused)
    return BelongingsRefused(
        "what somebody made by hand would be lost, its object is made anew and it does not fit:\n"
        + lines,
        hint=f"make it fit, or take it away ({ways}); then `bp010ctl migrate` goes on from there",
    )


def _restore_given(
    driver: Connection,
    before: Attachments,
    titles: list[tuple[str, Title]],
    texts: Texts,
    note: Note,
) -> None:
    """Comments and grants, with what was taken away by hand."""
    now = attachments.read(driver)
    told = _statements(driver, texts.back, [title for _, title in titles])
    by_text = attachments.from_texts(driver, titles, told)
    for _, title in titles:
        there = now.get(title, {})
        wanted = attachments.merged(before.get(title, {}), by_text[title], there)
        for owed in attachments.owed(wanted, there):
            statement = attachments.about(owed, title)
            fault = _fault(driver, statement)
            note(f"{'lost' if fault else 'stays'}, by hand: {statement}{fault and f': {fault}'}")


def _statements(driver: Connection, paths: Sequence[Path], titles: Sequence[Title]) -> list[str]:
    """The files' comments and grants on these objects, as far as they can be run."""
    words = ("COMMENT", "GRANT", "REVOKE")
    kept = []
    with driver.transaction(force_rollback=True):
        for statement in _split(paths):
            about = any(_bare(title) in statement for title in titles) or " ALL " in statement
            if statement.upper().startswith(words) and about and not _fault(driver, statement):
                kept.append(statement)
    return kept


def _split(paths: Sequence[Path]) -> Iterable[str]:
    from pglast.parser import ParseError

    for path in paths:
        try:
            yield from (one.text for one in transactions.statements(sqlfiles.text(path)))
        except ParseError:
            continue


def _bare(title: Title) -> str:
    return title[1].partition("(")[0].rpartition(".")[2].strip('"')
