"""Pivote sin ausentes: words and numbers that mean no value, and midnights of any zone

The SQL of this revision is frozen in
migrations/frozen/029_v25_pivote_sin_ausentes_words:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v25_pivote_sin_ausentes_words"
down_revision = "v24_valores_ausentes"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
