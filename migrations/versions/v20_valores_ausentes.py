"""Words and numbers that mean "no value"; loaders count the values that they keep out

The SQL of this revision is frozen in migrations/frozen/v20_valores_ausentes: up/ is run in name
order by upgrade, down/ by downgrade. Once released it is never edited; what changes next is a new
revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl import frozen

revision = "v20_valores_ausentes"
down_revision = "v19_horas_por_indice"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
