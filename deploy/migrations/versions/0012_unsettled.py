"""A way to the few messages that have not left: of millions, they are asked for every moment."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNSETTLED = sa.text("status IN ('deferred', 'sending')")


def upgrade() -> None:
    op.create_index(
        "ix_delivery_unsettled",
        "delivery",
        ["number"],
        postgresql_where=UNSETTLED,
        sqlite_where=UNSETTLED,
    )


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")
