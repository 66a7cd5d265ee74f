"""Each database keeps the digests of the revisions that it ran, and its readers see its revision

The SQL of this revision is frozen in
migrations/frozen/026_v22_huellas_de_revisiones:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v22_huellas_de_revisiones"
down_revision = "v21_vida_solo_con_eur"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
