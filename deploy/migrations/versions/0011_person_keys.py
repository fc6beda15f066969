"""A key for each person, under which their words are kept in the record; and who was erased.

The program of the release before knows neither: what it appends stays in clear, for it goes on
calling append_v2, and what was sealed it can't read.
Why so: deploy/decisions/0017-a-key-for-each-person.md
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPEND = Path(__file__).parents[1] / "functions" / "append_v3.sql"
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_keys()
    create_erasures()
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(APPEND.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def create_keys() -> None:
    op.create_table(
        "person_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("ring_key", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("destroyed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person_key"),
    )
    living, gone = sa.text("wrapped IS NOT NULL"), sa.text("wrapped IS NULL")
    op.create_index(
        "ix_person_key_living",
        "person_key",
        ["person"],
        unique=True,
        postgresql_where=living,
        sqlite_where=living,
    )
    op.create_index(
        "ix_person_key_destroyed",
        "person_key",
        ["id"],
        postgresql_where=gone,
        sqlite_where=gone,
    )


def create_erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("number", BIG_NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("receipt", JSON, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_erasure"),
    )
    op.create_index("ix_erasure_person", "erasure", ["person"])
