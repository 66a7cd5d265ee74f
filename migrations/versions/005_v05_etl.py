"""Bring schema etl: clock, dirty keys and their triggers, cycles and steps, run ledger, alerts."""

from bp010ctl.migrations import frozen

revision = "v05_etl"
down_revision = "v04_reporting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
