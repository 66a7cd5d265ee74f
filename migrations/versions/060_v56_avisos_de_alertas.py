"""Avisos de alertas

The SQL of this revision is frozen in
migrations/frozen/060_v56_avisos_de_alertas:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v56_avisos_de_alertas"
down_revision = "v55_canales_de_aviso"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
