"""Words and numbers that mean "no value"; loaders count the values that they keep out

The SQL of this revision is frozen in
migrations/frozen/028_v24_valores_ausentes:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v24_valores_ausentes"
down_revision = "v23_replica_en_bitacora"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
