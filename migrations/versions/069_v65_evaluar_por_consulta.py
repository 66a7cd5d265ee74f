"""Evaluar por consulta: a value is judged by configuration looked up once, not once a row

The SQL of this revision is frozen in
migrations/frozen/069_v65_evaluar_por_consulta:
up/ is run in name order by upgrade, down/ by downgrade. Once committed it is never edited; what
changes next is a new revision (`bp010ctl revision -m "..."` writes it from sql/).
"""

from bp010ctl.migrations import frozen

revision = "v65_evaluar_por_consulta"
down_revision = "v64_caudal_por_hora_real"


def upgrade() -> None:
    frozen.apply(revision)


def downgrade() -> None:
    frozen.revert(revision)
