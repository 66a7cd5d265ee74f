"""An hour's readings are one matrix, and hours with readings are found by the index

The SQL of this revision is frozen in migrations/frozen/022_v18_matriz: up/ is run in name order by
upgrade, down/ by downgrade. Once released it is never edited; what changes next is a new revision
(`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v18_matriz"
down_revision = "v17_tandas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
