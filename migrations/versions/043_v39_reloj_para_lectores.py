"""Reloj para lectores

The SQL of this revision is frozen in
migrations/frozen/043_v39_reloj_para_lectores:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v39_reloj_para_lectores"
down_revision = "v38_cron_comprobado"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
