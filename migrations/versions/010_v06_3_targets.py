"""Bring the synchronisation of targets and thresholds into dim_pozo."""

from bp010ctl.migrations import frozen

revision = "v06_3_targets"
down_revision = "v06_2_motor_dq"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
