<%page args="frozen=None"/>\
<%! from textwrap import fill %>\
"""${fill(message, 97, break_long_words=False)}

The SQL of this revision is frozen in
migrations/frozen/${frozen or '*_' + up_revision}:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "${up_revision}"
down_revision = ${"None" if down_revision is None else '"%s"' % down_revision}


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
