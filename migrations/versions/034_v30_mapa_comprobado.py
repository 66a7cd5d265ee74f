"""The SCADA map takes only columns that the pivot can fill; landing can be pivoted again

The SQL of this revision is frozen in
migrations/frozen/034_v30_mapa_comprobado:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v30_mapa_comprobado"
down_revision = "v29_un_solo_escritor"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
