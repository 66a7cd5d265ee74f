"""Readings dated ahead are flagged and not shown as current; silence counts from arrival

The SQL of this revision is frozen in
migrations/frozen/035_v31_minutos_adelanto:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v31_minutos_adelanto"
down_revision = "v30_mapa_comprobado"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
