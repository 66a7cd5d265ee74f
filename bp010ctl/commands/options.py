"""Options that several commands have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]
JsonResult = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
JsonOfAll = Annotated[bool, typer.Option("--json", help="Everything as JSON.")]
