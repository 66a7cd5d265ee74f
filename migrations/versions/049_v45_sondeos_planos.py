"""sondeos planos

The SQL of this revision is frozen in
migrations/frozen/049_v45_sondeos_planos:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v45_sondeos_planos"
down_revision = "v44_hora_de_cambio_an_hour_that"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
