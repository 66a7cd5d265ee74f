"""Bring schema referencial: units, variables, SCADA map, limits, rules and configuration."""

from bp010ctl.migrations import frozen

revision = "v04_referencial"
down_revision = "v04_stage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
