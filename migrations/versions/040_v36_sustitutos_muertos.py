"""sustitutos muertos

The SQL of this revision is frozen in
migrations/frozen/040_v36_sustitutos_muertos:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v36_sustitutos_muertos"
down_revision = "v35_roles_y_derechos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
