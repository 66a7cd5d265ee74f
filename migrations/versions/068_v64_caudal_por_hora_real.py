"""Caudal por hora real: the oil rate of an hour that comes twice is that of its two hours

The SQL of this revision is frozen in
migrations/frozen/068_v64_caudal_por_hora_real:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v64_caudal_por_hora_real"
down_revision = "v63_panel_sin_puntos"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
