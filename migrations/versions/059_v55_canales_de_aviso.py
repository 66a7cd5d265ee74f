"""Canales de aviso

The SQL of this revision is frozen in
migrations/frozen/059_v55_canales_de_aviso:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v55_canales_de_aviso"
down_revision = "v54_campo_entero"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
