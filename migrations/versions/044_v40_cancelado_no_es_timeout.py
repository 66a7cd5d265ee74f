"""Cancelado no es timeout

The SQL of this revision is frozen in
migrations/frozen/044_v40_cancelado_no_es_timeout:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v40_cancelado_no_es_timeout"
down_revision = "v39_reloj_para_lectores"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
