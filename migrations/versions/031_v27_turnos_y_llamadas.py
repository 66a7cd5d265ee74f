"""A cycle's turn ends with its CALL; the owner alone says what runs

The SQL of this revision is frozen in
migrations/frozen/031_v27_turnos_y_llamadas:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v27_turnos_y_llamadas"
down_revision = "v26_hora_con_fracciones"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
