"""One look-up by index finds the first hour with readings and the next ones

The SQL of this revision is frozen in
migrations/frozen/023_v19_horas_por_indice:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v19_horas_por_indice"
down_revision = "v18_matriz"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
