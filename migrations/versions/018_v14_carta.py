"""Bring the newest card of each well, published as soon as its reading is stored."""

from bp010ctl.migrations import frozen

revision = "v14_carta"
down_revision = "v13_pivote"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
