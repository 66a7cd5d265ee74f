"""Bring the views that the dashboards read."""

from bp010ctl.migrations import frozen

revision = "v12_vistas_frontend"
down_revision = "v10_puente_universal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
