"""Bring the status catalogue, the evaluation configuration and its function."""

from bp010ctl.migrations import frozen

revision = "v07_clasificacion"
down_revision = "v09_calculos_funciones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
