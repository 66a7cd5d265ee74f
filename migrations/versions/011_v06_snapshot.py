"""Bring the snapshot of each well's current values."""

from bp010ctl.migrations import frozen

revision = "v06_snapshot"
down_revision = "v06_3_targets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
