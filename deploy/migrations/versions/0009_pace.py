"""How fast mail may leave: one row, which is there once a rate is set."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("free", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pace"),
    )


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")
