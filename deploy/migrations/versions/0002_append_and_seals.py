"""Append in one statement on PostgreSQL, and seal each fact to the one before it.

Must suit the program of the release before: its rows come without a seal, and it may go on
running while this is in place.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND = Path(__file__).parents[1] / "functions" / "append_v1.sql"


def upgrade() -> None:
    op.add_column("event", sa.Column("hash", sa.LargeBinary(), nullable=True))
    op.add_column("stream", sa.Column("head", sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        keep_bytes_as_sent()


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def keep_bytes_as_sent() -> None:
    """A seal is made of bytes, and jsonb would write them anew in an order of its own."""
    op.execute("ALTER TABLE event ALTER COLUMN data TYPE json")
    op.get_bind().exec_driver_sql(APPEND.read_text(encoding="utf-8"))
