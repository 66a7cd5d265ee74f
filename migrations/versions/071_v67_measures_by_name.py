"""Measures by name: times of measures have names instead of positions

The SQL of this revision is frozen in
migrations/frozen/071_v67_measures_by_name:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v67_measures_by_name"
down_revision = "v66_lecturas_en_orden"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
