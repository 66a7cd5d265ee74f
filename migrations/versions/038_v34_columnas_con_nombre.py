"""columnas con nombre

The SQL of this revision is frozen in
migrations/frozen/038_v34_columnas_con_nombre:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v34_columnas_con_nombre"
down_revision = "v33_lecturas_adelantadas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
