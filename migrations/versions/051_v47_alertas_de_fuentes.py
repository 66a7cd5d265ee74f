"""Alertas de fuentes

The SQL of this revision is frozen in
migrations/frozen/051_v47_alertas_de_fuentes:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v47_alertas_de_fuentes"
down_revision = "v46_sondeos_anotados"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
