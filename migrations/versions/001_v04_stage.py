"""Bring the roles and schema stage: landing, well master, readings, reserves, quality results."""

from bp010ctl.migrations import frozen

revision = "v04_stage"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
