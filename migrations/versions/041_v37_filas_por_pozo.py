"""Dashboards read the wells of their user only: policies on every table with a well

The SQL of this revision is frozen in
migrations/frozen/041_v37_filas_por_pozo:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v37_filas_por_pozo"
down_revision = "v36_sustitutos_muertos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
