"""Bring the derived values that physics gives: levels, loads, theoretical volumes."""

from bp010ctl.migrations import frozen

revision = "v09_derivados"
down_revision = "v08_evaluacion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
