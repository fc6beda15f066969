"""What was counted of contact before a pair moved to a program that books meetings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("course", sa.Column("periods", JSON))


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")
