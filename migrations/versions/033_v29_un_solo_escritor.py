"""Un solo escritor: tables get the rows of views and functions; the series have names

The SQL of this revision is frozen in
migrations/frozen/033_v29_un_solo_escritor:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v29_un_solo_escritor"
down_revision = "v28_horas_juzgadas"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
