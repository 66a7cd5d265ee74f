"""cartas por indice

The SQL of this revision is frozen in
migrations/frozen/045_v41_cartas_por_indice:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v41_cartas_por_indice"
down_revision = "v40_cancelado_no_es_timeout"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
