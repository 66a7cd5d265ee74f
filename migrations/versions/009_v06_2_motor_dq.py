"""Bring the data-quality and consistency engines and their result tables."""

from bp010ctl.migrations import frozen

revision = "v06_2_motor_dq"
down_revision = "v06_1_motor_historico"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
