"""Alembic's own way to ask what has changed in sql/: `alembic check` sees routines and views.

The plugin takes the place of Alembic's comparison of tables, which needs models in Python. It
reports what `bp010ctl revision` would write; writing it is that command's work.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation, UpgradeOps
from alembic.runtime.plugins import Plugin
from alembic.util import CommandError, PriorityDispatchResult
from sqlalchemy import MetaData

from bp010ctl.revisions import planning
from bp010ctl.revisions.planning import Change

NAME = "bp010ctl.objects"


class ChangeObject(MigrateOperation):
    """A routine or view of sql/ that is not what the migrations make of it."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def reverse(self) -> ChangeObject:
        """The way back, as Alembic wants to know it."""
        kinds = {"new": "removed", "removed": "new"}
        return ChangeObject(Change(kinds.get(self.change.kind, "changed"), self.change.name))

    def to_diff_tuple(self) -> tuple[str, str]:
        """What `alembic check` prints."""
        return self.change.kind, self.change.name


def setup(plugin: Plugin) -> None:
    """Alembic calls this once when the plugin is registered."""
    plugin.add_autogenerate_comparator(_compare, "autogenerate")


def options() -> dict[str, Any]:
    """What env.py configures so that the plugin, and it alone, compares."""
    with suppress(ValueError):  # it is registered already
        Plugin.setup_plugin_from_module(sys.modules[__name__], NAME)
    return {"target_metadata": MetaData(), "autogenerate_plugins": [NAME]}


def _compare(autogen: AutogenContext, upgrade: UpgradeOps) -> PriorityDispatchResult:
    project = Path(context.config.config_file_name or "alembic.ini").absolute().parent
    upgrade.ops += [ChangeObject(change) for change in planning.pending(project)]
    return PriorityDispatchResult.CONTINUE


@renderers.dispatch_for(ChangeObject)
def _render(autogen: AutogenContext, operation: ChangeObject) -> str:
    raise CommandError(
        f"{operation.change.kind} in sql/: {operation.change.name}; "
        '`bp010ctl revision -m "..."` writes its revision, frozen texts and all'
    )
