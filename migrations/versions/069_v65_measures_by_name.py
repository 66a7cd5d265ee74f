"""Measures by name: times of measures have names instead of positions

The SQL of this revision is frozen in
migrations/frozen/069_v65_measures_by_name:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v65_measures_by_name"
down_revision = "v64_caudal_por_hora_real"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
