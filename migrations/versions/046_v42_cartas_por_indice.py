"""cartas por indice

The SQL of this revision is frozen in
migrations/frozen/046_v42_cartas_por_indice:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v42_cartas_por_indice"
down_revision = "v41_particiones_con_disparadores"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
