"""`bp010ctl roles …`: who may do what, and whose wells a user sees."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.base.phrases import number_of
from bp010ctl.commands import console
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bp010ctl.base.database import Connection
    from bp010ctl.roles.wells import Scope

app = typer.Typer(
    name="roles",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who may do what: the groups, who is in them, and whose wells a user sees.",
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")]
User = Annotated[str, typer.Argument(metavar="USER", help="The login.")]
Role = Annotated[
    str,
    typer.Argument(metavar="ROLE", help="operacion, escritura, modelos, lectura, panel or pool."),
]


@app.command()
def show(
    user: Annotated[str | None, typer.Argument(metavar="USER", help="One login only.")] = None,
    json: Json = False,
) -> None:
    """Show who is in which group; docs/reference/roles.md says what each may do.

    Examples: `bp010ctl roles show`, `bp010ctl roles show ana --json`
    """
    from bp010ctl.roles import members
    from bp010ctl.roles import wells as table
    from bp010ctl.server import target

    with target.connect() as connection:
        table.require_all(connection, user)
        logins = [login for login in members.logins(connection) if user in (None, login.name)]
    if json:
        console.as_json([asdict(login) for login in logins])
        return
    rows = [
        (
            login.name,
            ", ".join(group.removeprefix(members.PREFIX) for group in login.groups) or "-",
            "owner" if login.owner else "superuser" if login.superuser else "",
            login.scopes if members.PANEL in login.groups else "",
        )
        for login in logins
    ]
    console.table(["login", "groups", "besides", "scopes"], rows, numeric=["scopes"])
    if not logins:
        console.say(f"{user or 'nobody'} is in no group; see bp010ctl roles grant --help")


@app.command()
def check(json: Json = False) -> None:
    """Check that the promises about who may do what are kept; exit code 1 where one is not.

    Nothing for PUBLIC, no group with rights of its own, a policy on every table with wells that
    dashboards read, and no way around it. What else differs from the revision: `bp010ctl drift`.

    Example: `bp010ctl roles check`
    """
    from bp010ctl.roles import checks
    from bp010ctl.roles import wells as table
    from bp010ctl.server import target

    with target.connect() as connection:
        table.require_all(connection)
        faults = checks.read(connection)
    if json:
        console.as_json([asdict(fault) for fault in faults])
    for fault in () if json else faults:
        console.say(f"{fault.on}: {fault.fault}")
        console.say(f"    {fault.remedy}")
    if not faults and not json:
        console.say("every promise is kept")
    raise typer.Exit(1 if faults else 0)


@app.command()
def create(json: Json = False) -> None:
    """Make the group roles that the server lacks; needs the right to create roles, once.

    The private server needs it never: `bp010ctl db up` makes them.

    Example: `bp010ctl roles create`
    """
    from bp010ctl.base import settings
    from bp010ctl.server import groups

    with _administrator() as connection:
        made = groups.create(connection, settings.load().project)
    _told("created", made, "every group is there", json)


@app.command()
def grant(user: User, role: Role, dry_run: DryRun = False, json: Json = False) -> None:
    """Put a login into a group; twice is once. A pool comes into the panel as well.

    Example: `bp010ctl roles grant ana panel`
    """
    from bp010ctl.roles import members

    with _administrator(dry_run) as connection:
        changed = members.grant(connection, user, role)
    _told(f"granted to {user}", changed, f"{user} was in it already", json)
    if members.PANEL in changed and not json:
        console.note(f"its wells: bp010ctl roles wells {user} --well ID, --field or --client NAME")


@app.command()
def revoke(user: User, role: Role, dry_run: DryRun = False, json: Json = False) -> None:
    """Take a login out of a group; twice is once. What it has open goes on until it commits.

    Example: `bp010ctl roles revoke ana panel`
    """
    from bp010ctl.roles import members

    with _administrator(dry_run) as connection:
        changed = members.revoke(connection, user, role)
    _told(f"revoked from {user}", changed, f"{user} was not in it", json)


@app.command()
def wells(
    user: Annotated[str, typer.Argument(metavar="USER", help="The login, or a pool's user.")],
    well: Annotated[list[int] | None, typer.Option(help="A well; may be repeated.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="All wells of a field.")] = None,
    client: Annotated[list[str] | None, typer.Option(help="All wells of a client.")] = None,
    deny: Annotated[bool, typer.Option("--deny", help="Take these away, whatever else.")] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Delete what was said of these; of all if none.")
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Show or change whose wells a user of the dashboards sees.

    Fields and clients count with the wells that they get later. A denied well is not seen, however
    wide another row is.

    Examples: `bp010ctl roles wells ana`, `bp010ctl roles wells ana --well 101 --well 102`,
    `bp010ctl roles wells ana --field Norte --dry-run`
    """
    from bp010ctl.roles import wells as table
    from bp010ctl.server import target

    level = table.TAKEN if deny else table.READS
    named = [
        table.Scope(kind, str(value), level)
        for kind, values in (("well", well), ("field", field), ("client", client))
        for value in values or ()
    ]
    with target.connect() as connection:
        table.require_all(connection, user)
        if remove:
            changed = table.take(connection, user, named or None)
        else:
            changed = table.give(connection, user, named)
        scopes, seen = table.scopes(connection, user), table.visible(connection, user)
        if dry_run:
            connection.rollback()
    if json:
        lists = {"changed": changed, "scopes": scopes}
        console.as_json(
            {"user": user, "wells": seen, "dry_run": dry_run}
            | {name: [asdict(scope) for scope in rows] for name, rows in lists.items()}
        )
        return
    _show_scopes(user, scopes, seen)
    if named or remove:
        word = "would change" if dry_run else "changed"
        console.say(f"{word}: {len(changed)} of what is written about {user}")


def _show_scopes(user: str, scopes: list[Scope], seen: list[int]) -> None:
    rows = [(scope.kind, scope.value, scope.level or "-") for scope in scopes]
    if rows:
        console.table(["scope", "name", "level"], rows)
    few = ", ".join(str(number) for number in seen[:20]) + (", …" if len(seen) > 20 else "")
    console.say(f"{user} sees {number_of(len(seen), 'well')}{f': {few}' if seen else ''}")


@app.command()
def password(
    user: User,
    remove: Annotated[bool, typer.Option("--remove", help="Take the password away.")] = False,
) -> None:
    """Set the password that a user of the web pages logs in with; asked for, or one line of input.

    It says who the user is, not what it sees: `bp010ctl roles wells USER` does.

    Examples: `bp010ctl roles password ana`, `bp010ctl roles password ana --remove`
    """
    from bp010ctl.roles import passwords
    from bp010ctl.server import target

    given = None if remove else _asked()
    with target.connect() as connection:
        if given is None:
            gone = passwords.take(connection, user)
            console.say(f"{user}: {'has no password any more' if gone else 'had no password'}")
            return
        passwords.give(connection, user, given)
    console.say(f"{user}: password set")


def _asked() -> str:
    """A password typed twice without being seen, or a line of standard input."""
    import getpass
    import sys

    from bp010ctl.base.errors import UsageError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise UsageError("the two passwords differ", hint="nothing was changed")
    return first


@contextmanager
def _administrator(dry_run: bool = False) -> Iterator[Connection]:
    """Whoever may change roles: on the private server its superuser, else the URL's user."""
    from bp010ctl.base import database, settings
    from bp010ctl.server import cluster, names, target

    config = settings.load()
    url = target.url(config)
    if config.database_url is None:
        url = cluster.Cluster.private(config).url(user=names.SUPERUSER)
    with ExitStack() as stack:
        connection = stack.enter_context(database.connect(url))
        yield connection
        if dry_run:
            connection.rollback()


def _told(done: str, names: list[str], nothing: str, json: bool) -> None:
    if json:
        console.as_json({"changed": names})
    else:
        console.say(f"{done}: {', '.join(names)}" if names else nothing)
