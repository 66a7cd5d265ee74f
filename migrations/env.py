"""Alembic's way in, for `alembic` itself and for `bp010ctl migrate`; the work is in the migrator.

Plain alembic takes `-x lock_timeout=3s -x statement_timeout=10min -x retries=5 -x wait=60s
-x allow_data_loss=true`.
"""

from alembic import context

from bp010ctl import migrator

if context.is_offline_mode():
    migrator.run_offline()
else:
    migrator.run_online()
