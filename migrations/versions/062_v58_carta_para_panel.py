"""Carta para panel

The SQL of this revision is frozen in
migrations/frozen/062_v58_carta_para_panel:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v58_carta_para_panel"
down_revision = "v57_filas_nuevas_aparte"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
