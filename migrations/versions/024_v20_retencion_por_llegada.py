"""Landing is kept by its arrival; partitions are made by their limits, each table by itself

The SQL of this revision is frozen in
migrations/frozen/024_v20_retencion_por_llegada:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v20_retencion_por_llegada"
down_revision = "v19_horas_por_indice"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
