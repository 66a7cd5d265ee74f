"""Kpi por dia: the other days of an open month get their month's values alone

The SQL of this revision is frozen in
migrations/frozen/072_v68_kpi_por_dia:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v68_kpi_por_dia"
down_revision = "v67_measures_by_name"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
