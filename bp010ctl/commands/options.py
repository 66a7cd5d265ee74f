"""Options that several commands have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, change nothing.")]
JsonResult = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
JsonOfAll = Annotated[bool, typer.Option("--json", help="Everything as JSON.")]
