"""Hora con fracciones

The SQL of this revision is frozen in
migrations/frozen/030_v26_hora_con_fracciones:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v26_hora_con_fracciones"
down_revision = "v25_pivote_sin_ausentes_words"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
