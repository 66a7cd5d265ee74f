"""Bring the physics, stage.fnc_calc_*."""

from bp010ctl.migrations import frozen

revision = "v09_calculos_funciones"
down_revision = "v05_etl"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
