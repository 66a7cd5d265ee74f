"""Readings are read hour by hour on every processor, and verdicts lock no reading

The SQL of this revision is frozen in migrations/frozen/021_v17_tandas: up/ is run in name order by
upgrade, down/ by downgrade. Once released it is never edited; what changes next is a new revision
(`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v17_tandas"
down_revision = "v16_ciclos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
