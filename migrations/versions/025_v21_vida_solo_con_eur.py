"""A well without an Arps analysis has no estimate of its remaining life: it was given 0 days

The SQL of this revision is frozen in
migrations/frozen/025_v21_vida_solo_con_eur:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v21_vida_solo_con_eur"
down_revision = "v20_retencion_por_llegada"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
