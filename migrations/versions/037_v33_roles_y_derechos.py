"""Six roles with what each needs: models and dashboards have their own, PUBLIC has nothing

The SQL of this revision is frozen in
migrations/frozen/037_v33_roles_y_derechos:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v33_roles_y_derechos"
down_revision = "v32_escritor_por_indice"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
