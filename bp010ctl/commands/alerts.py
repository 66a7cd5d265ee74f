"""`bp010ctl alerts`: channels by which alerts reach people, and the worker that sends to them."""

from __future__ import annotations

import asyncio
import re
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.base.phrases import number_of, span
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from bp010ctl.alerts.delivering import Delivery
    from bp010ctl.alerts.store import Channel

app = typer.Typer(
    name="alerts",
    cls=Groups,
    no_args_is_help=True,
    help="Tell people of alerts: by e-mail, ntfy, Slack, Teams, a webhook. "
    "First steps: alerts add NAME ADDRESS; alerts test NAME; alerts run.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The channel.")]
Confirm = Annotated[
    str | None, typer.Option(metavar="NAME", help="Confirms it by the channel's name.")
]


class Language(StrEnum):
    """Languages of messages."""

    es = "es"
    en = "en"


class About(StrEnum):
    """What a channel is told of."""

    all = "all"
    runs = "runs"
    wells = "wells"


class Severity(StrEnum):
    """Severities, the least first."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


@app.command(cls=Command)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="As Apprise has it, secrets in it as {name}.")
    ],
    secret: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=REF", help="Reference of a secret that the address names."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of its messages.")] = Language.es,
    about: Annotated[About, typer.Option(help="What it is told of.")] = About.all,
    from_severity: Annotated[
        Severity, typer.Option(help="The least severity that it is told of.")
    ] = Severity.WARNING,
    quiet: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM", help="Hours in which nothing is sent.")
    ] = None,
    quiet_all: Annotated[
        bool, typer.Option("--quiet-all", help="CRITICAL alerts wait for their end, too.")
    ] = False,
    zone: Annotated[
        str | None, typer.Option(help="Zone of its times and quiet hours. [that of the facts]")
    ] = None,
    wait: Annotated[
        int, typer.Option(metavar="SECONDS", help="How long alerts are gathered into one message.")
    ] = 30,
    interval: Annotated[
        int,
        typer.Option(metavar="SECONDS", help="How long a place and kind is not told of again."),
    ] = 300,
    repeat: Annotated[
        int, typer.Option(metavar="SECONDS", help="When an open alert is told again; 0: never.")
    ] = 14400,
    limit: Annotated[
        int, typer.Option(metavar="SECONDS", help="How long one attempt may take.")
    ] = 30,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, show it, add nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a channel; it is told what is open now, and what comes.

    A REF says where a secret is, never what it is: env:BP010_SECRET_NAME, file:NAME, command:NAME.
    An ADDRESS that is a secret as a whole, such as a Slack webhook, is given as a REF.

    Examples: `bp010ctl alerts add shift 'mailtos://{user}:{password}@smtp.example:587?from=a@b.example&to=c@d.example'
    --secret user=file:smtp-user --secret password=file:smtp-password --quiet 22:00-06:00`,
    `bp010ctl alerts add ops env:BP010_SECRET_SLACK --language en --from-severity CRITICAL`
    """
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    channel = store.checked(
        store.Channel(
            name, address, _secrets(secret or []), language.value, store.ABOUT[about.value],
            from_severity.value, zone, _quiet(quiet), quiet_all, wait, interval, repeat, limit,
        )
    )  # fmt: skip
    if not dry_run:
        with target.connect(autocommit=True) as connection:
            store.add(connection, channel)
    if json:
        console.as_json(_document(channel))
        return
    console.say(f"{name}: {address}, told of {about.value} from {from_severity.value} on")
    console.say("dry run: nothing was added" if dry_run else f"next: bp010ctl alerts test {name}")


@app.command("list", cls=Command)
def list_(
    messages: Annotated[
        bool, typer.Option("--messages", help="Show the newest messages, and their attempts.")
    ] = False,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Messages of this channel only.")
    ] = None,
    most: Annotated[int, typer.Option(metavar="N", help="How many messages.")] = 20,
    json: Json = False,
) -> None:
    """Show every channel: what waits for it, what was delivered, what went wrong.

    Example: `bp010ctl alerts list --messages --channel shift`
    """
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    with target.connect(autocommit=True) as connection:
        if messages or channel:
            rows = store.messages(connection, channel, most)
        else:
            rows = store.standing(connection)
    if json:
        console.as_json(rows)
    elif messages or channel:
        _show_messages(rows)
    elif rows:
        columns = ["channel", "address", "state", "alerts waiting", "messages waiting",
                   "last delivered", "failures", "next try", "what went wrong"]  # fmt: skip
        numeric = ["alerts waiting", "messages waiting", "failures"]
        spare = ["what went wrong", "address"]
        console.table(columns, [_standing(row) for row in rows], numeric=numeric, spare=spare)
    else:
        console.say("no channel yet: bp010ctl alerts add NAME ADDRESS")


@app.command("test", cls=Command)
def probe(name: Name, json: Json = False) -> None:
    """Send a test message to a channel now, whatever waits; exit code 1 where it was not delivered.

    Example: `bp010ctl alerts test shift`
    """
    from bp010ctl.alerts import delivering, store
    from bp010ctl.server import target

    with target.connect(autocommit=True, application_name="bp010ctl alerts") as connection:
        delivery = delivering.probe(connection, store.one(connection, name))
    console.as_json(_delivery(delivery)) if json else console.say(_said(delivery))
    raise typer.Exit(1 if delivery.error else 0)


@app.command(cls=Command)
def run(
    json: Annotated[bool, typer.Option("--json", help="One line of JSON an attempt.")] = False,
) -> None:
    """Tell every channel what it is to be told, until Ctrl-C or SIGTERM: the worker.

    Several workers share the channels. What is to be told are rows of the database: whatever
    happened while no worker ran is told when one does.

    Example: `bp010ctl alerts run`
    """
    from bp010ctl.alerts.worker import Worker
    from bp010ctl.server import target

    def told(delivery: Delivery) -> None:
        console.as_json_line(_delivery(delivery)) if json else console.say(_said(delivery))

    asyncio.run(Worker(target.url(), told, console.note).run())


@app.command(cls=Command)
def pause(name: Name) -> None:
    """Stop telling a channel; what passes meanwhile it is not told.

    Example: `bp010ctl alerts pause shift`
    """
    _switch(name, on=False)


@app.command(cls=Command)
def resume(name: Name) -> None:
    """Tell a channel again that was paused, beginning with what is open now.

    Example: `bp010ctl alerts resume shift`
    """
    _switch(name, on=True)


@app.command(cls=Command)
def retry(name: Name) -> None:
    """Let the worker try at once what waits for a channel, not after its pause.

    Example: `bp010ctl alerts retry shift`
    """
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    with target.connect(autocommit=True) as connection:
        store.retry(connection, name)
    console.say(f"{name}: tried at the worker's next look, within seconds")


@app.command(cls=Command)
def drop(
    name: Name,
    confirm: Confirm = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be given up, give up nothing.")
    ] = False,
) -> None:
    """Give up what waits for a channel; it stays in the ledger as dropped.

    Example: `bp010ctl alerts drop shift --confirm shift`
    """
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    def given_up() -> str:
        waiting = store.drop(connection, name)
        return (
            f"{number_of(waiting['messages'], 'message')} and"
            f" {number_of(waiting['alerts'], 'alert')} that wait for {name}"
        )

    with target.connect() as connection:
        what = given_up()
        connection.rollback()  # nothing is held while a person thinks
        if dry_run:
            console.say(f"would give up {what}")
            return
        console.confirm(name, confirm, f"give up {what}", "channel")
        what = given_up()
    console.say(f"given up: {what}")


@app.command(cls=Command)
def remove(
    name: Name,
    confirm: Confirm = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, remove nothing.")
    ] = False,
) -> None:
    """Remove a channel; its messages stay in the ledger.

    Example: `bp010ctl alerts remove shift --confirm shift`
    """
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    with target.connect(autocommit=True) as connection:
        store.one(connection, name)
        if dry_run:
            console.say(f"would remove {name}; its messages would stay in the ledger")
            return
        console.confirm(name, confirm, f"remove the channel {name}", "channel")
        store.remove(connection, name)
    console.say(f"{name}: removed")


@app.command(cls=Command)
def unit(
    user: Annotated[str, typer.Option(help="User that the worker runs as.")] = "bp010",
) -> None:
    """Write a systemd service for the worker to standard output; no secret is in it.

    Example: `bp010ctl alerts unit > /etc/systemd/system/bp010-alerts.service`
    """
    from bp010ctl.base import services, settings

    does = "tells people of alerts"
    print(services.unit("bp010-alerts", "alerts", does, user, settings.load().project), end="")


def _switch(name: str, *, on: bool) -> None:
    from bp010ctl.alerts import store
    from bp010ctl.server import target

    with target.connect(autocommit=True) as connection:
        store.switch(connection, name, on=on)
    console.say(f"{name}: {'told again' if on else 'paused'}")


def _secrets(given: list[str]) -> dict[str, str]:
    from bp010ctl.base.errors import UsageError

    pairs = [item.partition("=") for item in given]
    if any(not equals or not name for name, equals, _ in pairs):
        raise UsageError("--secret is NAME=REFERENCE", hint="--secret password=file:smtp-password")
    return {name: reference for name, _, reference in pairs}


def _quiet(text: str | None) -> tuple[time, time] | None:
    from bp010ctl.base.errors import UsageError

    if text is None:
        return None
    hours = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", text)
    try:
        if hours is None or hours[1] == hours[2]:
            raise ValueError
        return time.fromisoformat(hours[1]), time.fromisoformat(hours[2])
    except ValueError:
        raise UsageError("--quiet is HH:MM-HH:MM, two different times", on=text) from None


def _document(channel: Channel) -> dict[str, Any]:
    import dataclasses

    document = dataclasses.asdict(channel)
    return {name: document[name] for name in ("name", "address", "secrets", "language", "about",
                                              "from_severity", "zone", "quiet", "quiet_all", "wait",
                                              "interval", "repeat", "limit")}  # fmt: skip


def _delivery(delivery: Delivery) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(delivery)


def _said(delivery: Delivery) -> str:
    outcome = "delivered" if delivery.error is None else f"failed: {delivery.error}"
    return f"{delivery.channel:<16} message {delivery.message}  {delivery.title}  {outcome}"


def _standing(row: dict[str, Any]) -> list[Any]:
    state = "paused" if not row["activo"] else "told"
    if row["activo"] and row["callado_hasta"]:
        state = f"quiet until {row['callado_hasta']:%H:%M %Z}"
    if row["activo"] and (row["segundos_sin_mirar"] is None or row["segundos_sin_mirar"] > 120):
        ago = span(row["segundos_sin_mirar"])
        state = f"no worker for {ago}" if row["segundos_sin_mirar"] else "no worker yet"
    moments = [f"{one:%Y-%m-%d %H:%M:%S}" if one else "" for one in
               (row["entregado_en"], row["proximo_intento"])]  # fmt: skip
    return [row["canal"], row["direccion"], state, row["alertas_por_decir"],
            row["avisos_por_enviar"], moments[0], row["fallos"], moments[1],
            row["error_mensaje"]]  # fmt: skip


def _show_messages(rows: list[dict[str, Any]]) -> None:
    states = {"pendiente": "waiting", "enviado": "delivered", "descartado": "dropped"}
    table = [
        (row["aviso_id"], row["canal"], f"{row['creado_en']:%Y-%m-%d %H:%M:%S}",
         states[row["estado"]], row["intentos"], row["titulo"], row["error_mensaje"])
        for row in rows
    ]  # fmt: skip
    names = ["message", "channel", "written", "state", "attempts", "title", "newest error"]
    if table:
        console.table(names, table, numeric=["message", "attempts"], spare=["newest error"])
    else:
        console.say("no message yet")
