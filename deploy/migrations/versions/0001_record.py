"""The record with its read models, the cohorts and the deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# INSERT OR REPLACE removes a row without asking the delete trigger, hence the third one.
SQLITE = (
    """
    CREATE TRIGGER event_refuses_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
    """
    CREATE TRIGGER event_refuses_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
    """
    CREATE TRIGGER event_refuses_replace BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the record is append-only'; END
    $$
    """,
    """
    CREATE TRIGGER event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()
    """,
)

APPEND_ONLY = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def upgrade() -> None:
    create_record()
    create_read_models()
    create_cohorts()
    create_deliveries()


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def create_record() -> None:
    op.create_table(
        "stream",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stream"),
    )
    op.create_table(
        "event",
        sa.Column("position", BIG_NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.SmallInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["stream.id"], name="fk_event_stream_stream"),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
        sa.UniqueConstraint("id", name="uq_event_id"),
        sa.UniqueConstraint("stream", "version", name="uq_event_stream_version"),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def create_read_models() -> None:
    op.create_table(
        "board",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("mentee", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("health", sa.Integer(), nullable=True),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("last_event", sa.Text(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open_episodes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("mentorship", name="pk_board"),
    )
    op.create_index("ix_board_cohort", "board", ["cohort"])
    op.create_table(
        "inbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("default", sa.Text(), nullable=False),
        sa.Column("default_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["mentorship"], ["board.mentorship"], name="fk_inbox_mentorship_board"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_mentorship", "inbox", ["mentorship"])


def create_cohorts() -> None:
    op.create_table(
        "cohort",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("program", JSON, nullable=False),
        sa.Column("start", MOMENT, nullable=False),
        sa.Column("clock", JSON, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_cohort"),
    )
    op.create_table(
        "person",
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.name"], name="fk_person_cohort_cohort"),
        sa.PrimaryKeyConstraint("cohort", "person", name="pk_person"),
    )
    op.create_table(
        "cohort_pair",
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("mentee", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort", "mentee"],
            ["person.cohort", "person.person"],
            name="fk_cohort_pair_cohort_mentee_person",
        ),
        sa.ForeignKeyConstraint(
            ["cohort", "mentor"],
            ["person.cohort", "person.person"],
            name="fk_cohort_pair_cohort_mentor_person",
        ),
        sa.PrimaryKeyConstraint("cohort", "ordinal", name="pk_cohort_pair"),
        sa.UniqueConstraint("id", name="uq_cohort_pair_id"),
    )


def create_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("number", BIG_NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_delivery"),
        sa.UniqueConstraint("effect", name="uq_delivery_effect"),
    )
    op.create_index("ix_delivery_mentorship_number", "delivery", ["mentorship", "number"])
