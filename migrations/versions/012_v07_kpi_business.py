"""Bring the business KPIs of each well and day."""

from bp010ctl.migrations import frozen

revision = "v07_kpi_business"
down_revision = "v06_snapshot"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
