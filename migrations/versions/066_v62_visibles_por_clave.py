"""Visibles por clave

The SQL of this revision is frozen in
migrations/frozen/066_v62_visibles_por_clave:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v62_visibles_por_clave"
down_revision = "v61_foto_con_edades"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
