"""The staff: who runs programs, how they sign in, their tokens, and what they did.

The program of the release before does not know them and goes on beside them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    """
    CREATE TRIGGER staff_log_refuses_update BEFORE UPDATE ON staff_log
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
    """
    CREATE TRIGGER staff_log_refuses_delete BEFORE DELETE ON staff_log
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
    """
    CREATE TRIGGER staff_log_refuses_replace BEFORE INSERT ON staff_log
    WHEN EXISTS (SELECT 1 FROM staff_log WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION staff_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the staff log is append-only'; END
    $$
    """,
    """
    CREATE TRIGGER staff_log_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_log
    FOR EACH STATEMENT EXECUTE FUNCTION staff_log_is_append_only()
    """,
)


def upgrade() -> None:
    create_staff()
    create_ways_in()
    create_answers()
    create_log()


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("programs", JSON, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("totp_step", BIG_NUMBER, server_default="0", nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
        sa.UniqueConstraint("subject", name="uq_staff_subject"),
    )


def create_ways_in() -> None:
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_session"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_staff_session_staff_staff"),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff"])
    op.create_table(
        "staff_ticket",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("used", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_ticket"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_staff_ticket_staff_staff"),
    )
    op.create_index("ix_staff_ticket_staff", "staff_ticket", ["staff"])
    op.create_table(
        "api_token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=True),
        sa.Column("used", MOMENT, nullable=True),
        sa.Column("revoked", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_api_token_staff_staff"),
    )
    op.create_index("ix_api_token_staff", "api_token", ["staff"])


def create_answers() -> None:
    op.create_table(
        "api_answer",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_api_answer"),
    )
    op.create_index("ix_api_answer_at", "api_answer", ["at"])


def create_log() -> None:
    op.create_table(
        "staff_log",
        sa.Column("number", BIG_NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_staff_log"),
    )
    triggers = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for statement in triggers:
        op.execute(statement)
