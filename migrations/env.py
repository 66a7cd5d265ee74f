"""Alembic's way in, for `alembic` itself and for `bp010ctl migrate`; the work is in the engine.

Plain alembic takes `-x lock_timeout=3s -x statement_timeout=10min -x retries=5 -x wait=60s
-x allow_data_loss=true`.
"""

from typing import Any

from alembic import context

from bp010ctl.migrations import engine


def comparison() -> dict[str, Any]:
    """The plugin's settings for `alembic check`; loading it takes time that migrating need not."""
    from bp010ctl.revisions import alembic_plugin

    return alembic_plugin.options()


if context.is_offline_mode():
    engine.run_offline()
else:
    engine.run_online(comparison)
