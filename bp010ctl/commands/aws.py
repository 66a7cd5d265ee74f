"""`bp010ctl aws …`: what the handlers of AWS Lambda need from a shell."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bp010ctl.base.phrases import number_of
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import DryRun, JsonResult

app = typer.Typer(
    name="aws",
    cls=Groups,
    no_args_is_help=True,
    help="Bring to Amazon's cloud what its handlers need. First steps: docs/aws.md.",
)


@app.callback()
def aws() -> None:
    """Bring to Amazon's cloud what its handlers need. First steps: docs/aws.md."""


@app.command(cls=Command)
def publish(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="s3://BUCKET/config/")],
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder of the CSV files. [default: seeds/]")
    ] = None,
    commit: Annotated[
        str | None, typer.Option(help="What they are of. [default: git's commit of the folder]")
    ] = None,
    dry_run: DryRun = False,
    json: JsonResult = False,
) -> None:
    """Publish the seed files with a manifest: the SHA-256 of each of them, and the commit.

    The manifest is written last; `seed --from` refuses a file that is not as it says.

    Example: `bp010ctl aws publish s3://field-config/config/`
    """
    from bp010ctl.base import settings
    from bp010ctl.seeds import published

    folder = source or settings.load().project / "seeds"
    result = published.publish(
        folder, address, commit or published.commit_of(folder), dry_run=dry_run
    )
    if json:
        console.as_json(asdict(result))
        return
    for name in result.sent:
        console.say(f"{'would send' if dry_run else 'sent'} {name}")
    for name in result.left:
        console.say(f"no more in the manifest: {name}")
    console.say(
        f"{result.address}: {number_of(len(result.sent), 'file')} of "
        f"{len(result.sent) + len(result.kept)}, commit {result.commit[:12]}"
    )
    if dry_run:
        console.note("dry run: nothing was sent")


@app.command(cls=Command)
def check(
    template: Annotated[
        Path | None, typer.Argument(help="SAM template. [default: aws/template.yaml]")
    ] = None,
    json: JsonResult = False,
) -> None:
    """Check the template and its state machine; exit code 1 where something is wrong.

    What cfn-lint does not see: schedules and time zones, states that are not there or that nothing
    leads to, errors that nobody raises, events and handlers that the code does not know. Reads
    files only.

    Example: `bp010ctl aws check`
    """
    from bp010ctl.aws import templates
    from bp010ctl.base import settings

    found = templates.findings(template or settings.load().project / "aws" / "template.yaml")
    if json:
        console.as_json([asdict(one) for one in found])
    else:
        for one in found:
            console.say(str(one))
        console.say(number_of(len(found), "finding") if found else "nothing found")
    raise typer.Exit(1 if found else 0)
