"""Pozos visibles

The SQL of this revision is frozen in
migrations/frozen/056_v52_pozos_visibles:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v52_pozos_visibles"
down_revision = "v51_hora_para_cargadores"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
