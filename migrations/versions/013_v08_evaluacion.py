"""Bring the evaluation of every well's values and the defaults that it needs."""

from bp010ctl.migrations import frozen

revision = "v08_evaluacion"
down_revision = "v07_kpi_business"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
