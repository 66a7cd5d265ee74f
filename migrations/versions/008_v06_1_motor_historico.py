"""Bring the engine that turns readings into hourly, daily and monthly facts."""

from bp010ctl.migrations import frozen

revision = "v06_1_motor_historico"
down_revision = "v07_clasificacion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
