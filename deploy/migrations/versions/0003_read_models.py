"""The read models that follow the record: people, surveys, answers and meetings.

The program of the release before does not know them; what it records meanwhile, a worker of this
release catches up with.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_people()
    create_surveys()
    create_meetings()
    create_progress()


def downgrade() -> None:
    raise RuntimeError("No migration throws the record away: remove the database yourself.")


def create_people() -> None:
    op.create_table(
        "participation",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("meetings_held", sa.Integer(), nullable=False),
        sa.Column("meetings_missed", sa.Integer(), nullable=False),
        sa.Column("surveys_asked", sa.Integer(), nullable=False),
        sa.Column("surveys_answered", sa.Integer(), nullable=False),
        sa.Column("bounced", sa.Integer(), nullable=False),
        sa.Column("last_seen", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("mentorship", "role", name="pk_participation"),
    )
    op.create_index("ix_participation_person", "participation", ["person"])
    op.create_index("ix_participation_cohort", "participation", ["cohort"])


def create_surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("closes", MOMENT, nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("missing", JSON, nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("mentorship", "survey", name="pk_survey"),
    )
    op.create_index("ix_survey_cohort", "survey", ["cohort"])
    op.create_table(
        "survey_answer",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.PrimaryKeyConstraint("mentorship", "survey", "role", name="pk_survey_answer"),
    )
    op.create_index("ix_survey_answer_cohort", "survey_answer", ["cohort"])


def create_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("starts", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("booked_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mentorship", "number", name="pk_meeting"),
    )
    op.create_index("ix_meeting_cohort", "meeting", ["cohort"])


def create_progress() -> None:
    op.create_table(
        "projection",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", BIG_NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_projection"),
    )
    op.create_table(
        "poisoned",
        sa.Column("mentorship", sa.Text(), nullable=False),
        sa.Column("position", BIG_NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("mentorship", name="pk_poisoned"),
    )
    op.execute("INSERT INTO projection (name, position) VALUES ('read models', 0)")
