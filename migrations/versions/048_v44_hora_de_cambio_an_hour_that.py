"""Hora de cambio: an hour that comes twice is told by the arrival

The SQL of this revision is frozen in
migrations/frozen/048_v44_hora_de_cambio_an_hour_that:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v44_hora_de_cambio_an_hour_that"
down_revision = "v43_alertas_sin_pozos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
