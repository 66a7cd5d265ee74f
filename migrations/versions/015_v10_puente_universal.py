"""Bring the bridge from universal to reporting: cards, IPR, Arps."""

from bp010ctl.migrations import frozen

revision = "v10_puente_universal"
down_revision = "v09_derivados"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the frozen SQL of this revision."""
    frozen.apply(revision)


def downgrade() -> None:
    """Undo it."""
    frozen.revert(revision)
