"""The pivot knows words and numbers that mean no value, and midnights of any zone

The SQL of this revision is frozen in
migrations/frozen/v21_the_pivot_knows_words_and:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl import frozen

revision = "v21_the_pivot_knows_words_and"
down_revision = "v20_valores_ausentes"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
