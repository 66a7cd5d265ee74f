"""Bring the cycle engine: runs with a ledger, watch, gaps and their recovery, maintenance."""

from bp010ctl.migrations import frozen

revision = "v16_ciclos"
down_revision = "v15_reinicio"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
