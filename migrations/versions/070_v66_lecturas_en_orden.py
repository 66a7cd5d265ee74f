"""Lecturas en orden: the queue's keys are enqueued in the order of its index

The SQL of this revision is frozen in
migrations/frozen/070_v66_lecturas_en_orden:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v66_lecturas_en_orden"
down_revision = "v65_rechazos_de_filas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
