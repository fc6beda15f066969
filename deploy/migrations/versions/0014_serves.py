"""Whom each migration still serves: code that does not know one asks the database.

Releases to come read this table as it is here; it may gain columns, and lose none.
Why so: deploy/decisions/0026-whom-a-schema-serves.md
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

serves_from = "0014"  # code from before does not ask: it refuses what it does not know


def upgrade() -> None:
    op.create_table(
        "migration",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("serves_from", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_migration"),
    )


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")
