"""Words and numbers that mean "no value"; loaders count the values that they keep out

The SQL of this revision is frozen in
migrations/frozen/027_v23_valores_ausentes:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v23_valores_ausentes"
down_revision = "v22_huellas_de_revisiones"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
