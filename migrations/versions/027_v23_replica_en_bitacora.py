"""What replicas have read, set aside, measured and proven is in etl, beside the runs

The SQL of this revision is frozen in
migrations/frozen/027_v23_replica_en_bitacora:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v23_replica_en_bitacora"
down_revision = "v22_huellas_de_revisiones"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
