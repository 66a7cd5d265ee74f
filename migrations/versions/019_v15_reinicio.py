"""Bring the first step of a full reset: empty everything that is computed."""

from bp010ctl.migrations import frozen

revision = "v15_reinicio"
down_revision = "v14_carta"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
