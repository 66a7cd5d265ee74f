"""Foto con edades: the snapshot shows each measure's newest value with its own age

The SQL of this revision is frozen in
migrations/frozen/065_v61_foto_con_edades:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v61_foto_con_edades"
down_revision = "v60_ultimas_medidas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
