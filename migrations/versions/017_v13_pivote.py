"""Bring the pivot that turns SCADA landing into readings."""

from bp010ctl.migrations import frozen

revision = "v13_pivote"
down_revision = "v12_vistas_frontend"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
