"""Nacimientos MQTT

The SQL of this revision is frozen in
migrations/frozen/063_v59_nacimientos_mqtt:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v59_nacimientos_mqtt"
down_revision = "v58_carta_para_panel"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
