"""Bring schema universal: what the ML services write about cards, IPR curves and declines."""

from bp010ctl.migrations import frozen

revision = "v02_universal"
down_revision = "v04_referencial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
