"""Alertas de fuentes

The SQL of this revision is frozen in
migrations/frozen/053_v49_alertas_de_fuentes:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v49_alertas_de_fuentes"
down_revision = "v48_sondeos_planos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
