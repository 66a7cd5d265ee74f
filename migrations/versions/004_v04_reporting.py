"""Bring schema reporting: dimensions, partitioned facts, snapshot and newest card of each well."""

from bp010ctl.migrations import frozen

revision = "v04_reporting"
down_revision = "v02_universal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
