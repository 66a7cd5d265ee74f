"""Recuperacion detenida: interrumpida

The SQL of this revision is frozen in
migrations/frozen/054_v50_recuperacion_detenida:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v50_recuperacion_detenida"
down_revision = "v49_alertas_de_fuentes"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
