"""alertas_sin_pozos

The SQL of this revision is frozen in
migrations/frozen/047_v43_alertas_sin_pozos:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v43_alertas_sin_pozos"
down_revision = "v42_cartas_por_indice"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
