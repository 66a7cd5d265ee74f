"""Sondeos anotados

The SQL of this revision is frozen in
migrations/frozen/050_v46_sondeos_anotados:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v46_sondeos_anotados"
down_revision = "v45_fuentes_sondeadas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
