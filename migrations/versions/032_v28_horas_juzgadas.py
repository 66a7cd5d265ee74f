"""Judged hours are values of a type: they are judged once for all that is made of them

The SQL of this revision is frozen in
migrations/frozen/032_v28_horas_juzgadas:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v28_horas_juzgadas"
down_revision = "v27_turnos_y_llamadas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
