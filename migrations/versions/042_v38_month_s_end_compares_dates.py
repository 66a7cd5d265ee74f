"""Month's end compares dates only

The SQL of this revision is frozen in
migrations/frozen/042_v38_month_s_end_compares_dates:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v38_month_s_end_compares_dates"
down_revision = "v37_filas_por_pozo"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
