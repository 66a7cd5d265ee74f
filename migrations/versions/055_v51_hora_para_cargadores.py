"""Hora para cargadores

The SQL of this revision is frozen in
migrations/frozen/055_v51_hora_para_cargadores:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v51_hora_para_cargadores"
down_revision = "v50_recuperacion_detenida"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
