"""Six roles with what each needs: models and dashboards have their own, PUBLIC has nothing

The SQL of this revision is frozen in
migrations/frozen/039_v35_roles_y_derechos:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v35_roles_y_derechos"
down_revision = "v34_columnas_con_nombre"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
