"""ultimas medidas: when each measure was read last

The SQL of this revision is frozen in
migrations/frozen/064_v60_ultimas_medidas:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v60_ultimas_medidas"
down_revision = "v59_nacimientos_mqtt"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
