"""The parts of a pair's health, its last contact, what it is found by; and ways through a board.

Rows that are there already stay without the new columns until a worker has made all read models
anew, which the next one does by itself. The program of the release before goes on writing rows
without them; it calls append_v1, which stays as it is.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

APPEND = Path(__file__).parents[1] / "functions" / "append_v2.sql"
NAMES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted alike everywhere
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("board", sa.Column("parts", JSON, nullable=True))
    op.add_column("board", sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("board", sa.Column("names", NAMES, nullable=True))
    make_ways()
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(APPEND.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def make_ways() -> None:
    """One index for each order of a board and of the inbox, and for what is rare on a board."""
    op.drop_index("ix_board_cohort", "board")
    op.create_index("ix_board_stage", "board", ["cohort", "stage", "band", "mentorship"])
    filters = ("mentorship", "stage", "band")  # so that what is filtered out costs no row
    op.create_index("ix_board_due", "board", ["cohort", "due", *filters])
    op.create_index("ix_board_last", "board", ["cohort", "last_at", *filters])
    op.create_index("ix_board_names", "board", ["cohort", "names", *filters])
    op.create_index("ix_inbox_opened_id", "inbox", ["opened", "id"])
    make_way("ix_board_health", ["cohort", "health", *filters], "stage <> 'closed'")
    make_way("ix_board_escalated", ["cohort", "mentorship"], "open_episodes <> '[]'")
    silent = "contact_at IS NULL AND stage NOT IN ('aligning', 'paused', 'closed')"
    make_way("ix_board_silent", ["cohort", "mentorship"], silent)


def make_way(name: str, columns: list[str], only: str) -> None:
    """An index of some rows."""
    where = sa.text(only)
    op.create_index(name, "board", columns, postgresql_where=where, sqlite_where=where)
